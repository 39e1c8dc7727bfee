"""Every ledger gives what its list shows under the same filters, all pages of it; and every list says so."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.models import ExchangeInvitation
from organizations.models import Announcement
from reports.api.models import AccessToken, WebhookEndpoint
from tests.compliance.test_exchange import do, planned
from tests.exported import export_of, rows_of, sheet_of, summed
from tests.reports.ledger_cases import CITY_CASES, OFFICE_CASES, Case, as_listed, listed
from tests.reports.ledger_office_rows import OFFICE, SECRET
from tests.reports.ledger_rows import CITY, NOW
from tests.reports.test_ledger_workbook import counted_again
from zhengzhou_ideology.ledgers.ledger import ledgers
from zhengzhou_ideology.ledgers.versions import tables_in

pytestmark = pytest.mark.django_db


# Told apart below: rows that are sums, of one exchange, of no list of their own.
ELSEWHERE = {"matters", "exchange_invitations", "persons", "status"}
# Files in a form of their own, which have tests of their own.
OWN_FORMS = {
    "registry_xlsx": "tests/organizations/test_registry_export.py",
    "registry_csv": "tests/organizations/test_registry_export.py",
    "archive_package": "tests/reports/test_archive_package_asked.py",
}
CASES = [*CITY_CASES, *OFFICE_CASES]
OFFICES = {case.key for case in OFFICE_CASES}


@pytest.fixture
def city(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return CITY.restore()


@pytest.fixture
def office(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return OFFICE.restore()


@pytest.fixture
def place(request, db, time_machine):
    """The small city in which the ledger of the test has rows."""
    time_machine.move_to(NOW, tick=False)
    given = request.node.callspec.params
    key = given["case"].key if "case" in given else given["key"]
    return OFFICE.restore() if key in OFFICES else CITY.restore()


def test_every_ledger_is_compared_with_its_list():
    assert {case.key for case in CASES} | ELSEWHERE | set(OWN_FORMS) == set(ledgers())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.key}-{case.reader}-{'-'.join(case.query)}")
def test_ledger_gives_the_rows_of_its_list_and_no_others(case, place):
    shown = listed(case, place)
    query = case.query | ({"check": "vacant_leader"} if case.key == "data_quality" else {})
    of = {"of": str(case.of())} if case.of else {}
    page = place.client(case.reader).get(case.address.format(*of.values()), case.query).content.decode()

    export = export_of(place, case.reader, case.key, query | of)

    rows = [tuple(as_listed(row[title]) for title in case.titles) for row in rows_of(export)]
    assert len(shown) > 0
    assert all(
        word in page
        for word in ("导出本次结果", f"/exports/new/{case.key}/", *(f"{name}=" for name in case.query | of))
    )
    assert Counter(rows) == Counter(shown)
    assert (export.rows, summed(export)["序号", "全部行"]) == (len(shown), len(shown))


def test_reports_ledger_is_longer_than_a_page_of_the_list(city):
    export = export_of(city, "registrar", "reports", {})

    assert export.rows > 80


READERS = {case.key: case.reader for case in CASES} | {
    "matters": "secretary",
    "exchange_invitations": "registrar",
    "registry_xlsx": "registrar",
    "registry_csv": "registrar",
}


@pytest.mark.parametrize("key", sorted(set(ledgers()) - {"archive_package"}))
def test_all_that_a_ledger_reads_decides_whether_it_is_made_anew(key, place):
    """Else a change of a table that nobody thought of would be met with the old file."""
    ledger = ledgers()[key]
    user = place.user(READERS.get(key, "registrar"))
    of = next((str(case.of()) for case in CASES if case.key == key and case.of), "")
    form = ledger.form(user, {"year": "2026"} if key == "status" else {"of": of} if of else {})
    columns = ledger.chosen(())
    named = ledger.tables(user, form, columns, NOW)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        list(ledger.rows(user, form, columns, NOW))

    read = set().union(*(tables_in(query["sql"]) for query in captured))
    # Who reads, and by which words, is part of what was asked for.
    assert ledger.by_the_minute or read <= named


# Pages that list something in a table and are not to be taken away, with the reason.
NOT_TAKEN_AWAY = {
    "compliance/cases/papers/wording_list.html": "现行文书格式，不是办理记录；各次修改见审计记录",
    "compliance/cases/proposal_new.html": "填写立案建议时提示同一组织已有的案件，由案件台账导出",
    "compliance/cases/readings.html": "每次查阅案卷须登记、封卷的须先说明事由，后台导出做不到；记录随案卷存档",
    "compliance/catalogue.html": "现行规定，不是办理记录，以打印本页留存；各事项的办理由年度事项台账导出",
    "compliance/duty_years.html": "各年度的数字由统计看板“按事项和期次”导出表格，明细由年度事项台账导出",
    "compliance/extension_grant.html": "用于选定材料办理，其中的材料由季度报告台账和年度事项台账导出",
    "compliance/period_list.html": "各季度的数字由统计看板“按季度”导出表格，明细由季度报告台账导出",
    "compliance/status.html": "一个社会组织一年的情况，由履职台账和年度合规报告取走",
    "events/calendar.html": "活动由重大活动台账导出，日历由日历订阅取走",
    "notices/inbox.html": "本人的通知，不是台账",
    "organizations/ladder/ladder.html": "按当日情况推算的预演，逐日不同；已发出的催办随各事项留存",
    "organizations/substitution_seats.html": "用于选定被代理的身份",
    "reports/exports/export_list.html": "导出中心本身",
    "reports/manual/contact.html": "各机关的联系方式由机关单位台账导出",
    "reports/retention/disposal_list.html": "销毁登记的对象由本页逐项查看，登记随审计记录封存",
    "reports/trail.html": "公开的封存记录，由核验程序取得证明",
    "security/event_list.html": "每一条同时以 JSON 写入日志和日志服务器，由采集系统留存",
    "usersessions/usersession_list.html": "本人的登录会话，不是台账",
    "workcalendar/policy_list.html": "现行规定，不是办理记录，以打印本页留存；各次修改见审计记录",
    "workcalendar/year.html": "工作日历由日历订阅和数据接口取走",
}
# Of one thing, or of what the page is about to do; whoever wants the thing prints its page.
OF_ONE_THING = {
    *("compliance/cases/papers/wording.html", "compliance/matter.html", "organizations/account_detail.html"),
    *("organizations/confirmation.html", "organizations/organization.html", "organizations/registry_undo.html"),
    *("health/status.html", "mfa/webauthn/authenticator_list.html", "reports/api/description.html"),
    *("reports/statement_revise.html", "workcalendar/preview.html"),
}
LISTS = re.compile(r"components/pagination\.html|<table")
PAGE = re.compile(r'\{% extends "(?!print/|notices/mail/)')


def test_every_page_that_lists_something_can_be_taken_away_or_says_why_not():
    folder = Path(settings.BASE_DIR) / "templates"
    pages = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}
    lists = {name: text for name, text in pages.items() if PAGE.match(text) and LISTS.search(text)}
    keys = {name: set(re.findall(r'export_button.html" with ledger="(\w+)"', text)) for name, text in lists.items()}

    assert len(lists) > 60
    assert {name for name, found in keys.items() if not found} == {*NOT_TAKEN_AWAY} | OF_ONE_THING
    assert set().union(*keys.values()) <= set(ledgers())
    assert all(len(reason) > 5 for reason in NOT_TAKEN_AWAY.values())


# Each with what makes its list show all that there is.
COUNTED_AGAIN = {
    "organizations": {},
    "reports": {},
    "duties": {},
    "filings": {"when": "all"},
    "cases": {"show": "all"},
    "extensions": {},
    "outlets": {},
    "accounts": {},
}


@pytest.mark.slow
def test_an_office_program_counts_the_rows_of_real_ledgers_as_the_portal_did(city, tmp_path):
    files = []
    for key, query in COUNTED_AGAIN.items():
        export = export_of(city, READERS[key], key, query)
        files.append(tmp_path / f"{key}.xlsx")
        with export.file.open("rb") as stored:
            files[-1].write_bytes(stored.read())

    counted = counted_again(files, tmp_path / "again")

    agree = {key: {said for *_, said in rows} for key, rows in counted.items()}
    assert agree == {key: {"一致"} for key in COUNTED_AGAIN}
    assert [key for key, rows in counted.items() if len(rows) < 2 or not all(row[3] for row in rows)] == []


def test_secrets_are_not_taken_away(office):
    ours = {SECRET, *WebhookEndpoint.objects.values_list("salt", flat=True)}
    ours |= {one for one in AccessToken.objects.values_list("token_sha256", flat=True) if one}

    rows = str(
        [rows_of(export_of(office, "administrator", key, {})) for key in ("group_channels", "endpoints", "tokens")]
    )

    assert len(ours) == 4
    assert [one for one in ours if one in rows] == []


# One who sees the list, and one who does not.
WHO_MAY = {
    "announcements": ("registrar", "secretary"),
    "own_announcements": ("secretary", "registrar"),
    "exchanges": ("competent", "secretary"),
    "own_cases": ("leader", "supervisor"),
    "case_proposals": ("supervisor", "registrar"),
    "case_retention": ("administrator", "supervisor"),
    "access_resets": ("security", "administrator"),
    "authority_proposals": ("administrator", "competent"),
    "registry_imports": ("registrar", "supervisor"),
    "group_channels": ("administrator", "registrar"),
    "statements": ("competent", "secretary"),
    "publications": ("supervisor", "registrar"),
    "tokens": ("security", "supervisor"),
    "outbox": ("administrator", "security"),
}


def test_ledger_is_for_those_who_see_its_list(cast):
    answers = {
        key: tuple(cast.client(name).get(f"/exports/new/{key}/").status_code for name in names)
        for key, names in WHO_MAY.items()
    }

    assert answers == dict.fromkeys(WHO_MAY, (200, 404))


def test_ledger_of_one_thing_is_for_those_who_see_the_thing(cast):
    strange = Announcement.objects.create(
        authority=cast.user("strange_registrar").authority, title="别处的通知", text="正文", written_by=cast.registrar
    )

    answers = [
        cast.client("registrar").get("/exports/new/announcement_receipts/", query).status_code
        for query in ({"of": str(strange.pk)}, {}, {"of": "x"})
    ]

    assert answers == [404, 404, 404]


def test_matters_are_counted_and_never_told(city):
    shown = listed(
        Case("matters", "secretary", "/matters/", {"kind": "media"}, known_by=lambda row: (row.title,)), city
    )

    export = export_of(city, "secretary", "matters", {"kind": "media"})

    rows = rows_of(export)
    assert [row["件数"] for row in rows] == [len(shown)] == [2]
    assert summed(export)["件数", "合计"] == 2
    assert "活动室漏水" not in str(rows)


def test_persons_are_given_by_post_and_term_to_those_who_may(city):
    rows = rows_of(export_of(city, "registrar", "persons", {"q": city.organization.name}))
    refused = city.client("competent").get("/exports/new/persons/").status_code

    assert [(row["职务"], row["姓名"], row["在任"], as_listed(row["任职开始"])) for row in rows if "某" in row["姓名"]][
        :2
    ] == [
        ("支部书记", city.leader.name, "是", None),
        ("主要负责人", "赵某某", "否", date(2020, 1, 1)),
    ]
    assert set(rows[0]) == {
        *("序号", "社会组织", "统一社会信用代码", "登记管理机关", "县（市、区）", "职务", "姓名", "在任"),
        *("任职开始", "任职结束"),
    }
    assert refused == 404


def test_invitations_of_one_exchange(city):
    exchange, other = planned(city), planned(city)
    assert (do(city, "registrar", exchange, "invite"), do(city, "registrar", other, "invite")) == (302, 302)
    page = city.client("registrar").get(f"/exchanges/{exchange.pk}/", {"answer": "open"}).content.decode()

    export = export_of(city, "registrar", "exchange_invitations", {"exchange": str(exchange.pk), "answer": "open"})

    expected = ExchangeInvitation.objects.filter(exchange=exchange).values_list("organization__uscc", flat=True)
    assert f"/exports/new/exchange_invitations/?answer=open&amp;exchange={exchange.pk}" in page
    assert sorted(row["统一社会信用代码"] for row in rows_of(export)) == sorted(expected)
    assert export.filters == f"答复：待答复；年终交流：{exchange.title}"


def test_year_of_all_organizations_agrees_with_the_counts_of_the_lists(city):
    export = export_of(city, "registrar", "status", {"year": "2026", "q": "足球"})

    rows = rows_of(export)
    late = listed(Case("reports", "registrar", "/reports/", {"q": "足球", "state": "late"}), city)
    overdue = listed(Case("reports", "registrar", "/reports/", {"q": "足球", "state": "overdue"}), city)
    quarters = [row for row in rows if "季度" in row["事项"]]
    assert export.title == "2026年度履职台账20261020"
    assert sum(row["状态"] == "逾期报送" for row in quarters) == len(late) == summed(export)["状态", "逾期报送"]
    assert sum(row["状态"] == "逾期未报" for row in quarters) == len(overdue) > 0
    assert {row["逾期天数"] for row in quarters if row["状态"] == "逾期未报"} == {5}


@pytest.mark.parametrize(("reader", "status"), [("registrar", 302), ("competent", 302), ("secretary", 404)])
def test_year_is_for_officers(reader, status, city):
    answer = city.client(reader).post("/exports/new/status/", {"columns": ["uscc"]})

    assert answer.status_code == status


def test_filing_ledger_has_numbers_and_grounds(city):
    rows = {row["活动名称"]: row for row in rows_of(export_of(city, "competent", "filings", {"when": "all"}))}

    assert rows["行业讲座"]["事由"] == "超出章程规定的宗旨和业务范围"
    assert "〔2026〕" in rows["行业讲座"]["文号"]
    assert rows["行业年会"]["实际人数"] == 110
    assert rows["行业论坛"]["文号"] in (None, "")


@pytest.mark.parametrize(
    ("key", "query", "said"),
    [
        ("filings", {}, "时限：今后的活动"),
        ("filings", {"when": "all"}, "全部"),
        ("reports", {"state": "overdue", "district": "410105"}, "状态：逾期未报"),
        ("organizations", {}, "全部"),
    ],
)
def test_workbook_says_by_which_filters(key, query, said, city):
    page = city.client("registrar").get(f"/exports/new/{key}/", query).content.decode()
    above = sheet_of(export_of(city, "registrar", key, query))

    assert said in page
    assert said in above["A2"].value
    assert above["A1"].value == ledgers()[key].title
    assert above["A3"].value.startswith("截至 2026-10-20 09:30，由")
