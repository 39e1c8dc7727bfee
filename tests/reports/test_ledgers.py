"""Every ledger gives what its list shows under the same filters, all pages of it; and every list says so."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.models import ExchangeInvitation
from tests.compliance.test_exchange import do, planned
from tests.exported import export_of, rows_of, sheet_of, summed
from tests.reports.ledger_rows import CITY, NOW
from zhengzhou_ideology.ledgers.ledger import ledgers
from zhengzhou_ideology.ledgers.versions import tables_in

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """A list as a reader has narrowed it, and by what a row of it is known in the workbook."""

    key: str
    reader: str
    address: str
    query: dict[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ("统一社会信用代码",)
    known_by: Callable[[Any], tuple[Any, ...]] = lambda row: (row.organization.uscc,)
    rows_of: Callable[[Any], list[Any]] = lambda context: list(context["page"])


def paper(row: Any) -> tuple[Any, ...]:
    return row.organization.uscc, row.due_on, row.get_state_display()


def pleas(context: Any) -> list[Any]:
    return [row["plea"] for row in (*context["waiting"], *context["decided"])]


def figures(context: Any) -> list[Any]:
    return [(table.title, str(row[0]), cell) for table in context["tables"] for row in table.rows for cell in row[1:]]


PAPER = ("统一社会信用代码", "截止日期", "办理状态")
CASES = [
    Case("organizations", "registrar", "/organizations/", known_by=lambda row: (row.uscc,)),
    Case("organizations", "registrar", "/organizations/", {"q": "足球"}, known_by=lambda row: (row.uscc,)),
    Case("organizations", "competent", "/organizations/", {"q": "书画"}, known_by=lambda row: (row.uscc,)),
    Case("reports", "registrar", "/reports/", {}, PAPER, paper),
    Case("reports", "registrar", "/reports/", {"state": "overdue", "q": "足球"}, PAPER, paper),
    Case("reports", "secretary", "/reports/", {"state": "accepted"}, PAPER, paper),
    Case("duties", "registrar", "/duties/", {"kind": "study"}, PAPER, paper),
    Case("duties", "secretary", "/duties/", {}, PAPER, paper),
    Case("letters", "registrar", "/letters/", {"state": "none"}),
    Case(
        "outlets",
        "registrar",
        "/outlets/",
        {"standing": "without_responsible"},
        ("名称",),
        lambda row: (row.name,),
    ),
    Case("outlets", "city_registrar", "/outlets/", {}, ("名称",), lambda row: (row.name,)),
    Case("filings", "competent", "/events/", {"when": "all"}, ("申报编号",), lambda row: (str(row.pk),)),
    Case(
        "filings",
        "registrar",
        "/events/",
        {"when": "all", "state": "refused"},
        ("申报编号",),
        lambda row: (str(row.pk),),
    ),
    Case("filings", "secretary", "/events/", {}, ("申报编号",), lambda row: (str(row.pk),)),
    Case("cases", "supervisor", "/cases/", {"show": "all"}),
    Case(
        "invitations",
        "registrar",
        "/invitations/",
        {"role": "leader"},
        ("被邀请人", "角色"),
        lambda row: (row.name, row.get_role_display()),
    ),
    Case("accounts", "security", "/accounts/manage/", {"role": "supervisor"}, ("用户名",), lambda row: (row.username,)),
    Case(
        "seats",
        "security",
        "/seats/",
        {"role": "registrar"},
        ("姓名", "就任账号"),
        lambda row: (row.name, row.holder.username),
    ),
    Case(
        "authorities", "administrator", "/authorities/", {"kind": "district_bureau"}, ("代码",), lambda row: (row.code,)
    ),
    Case("entries", "registrar", "/paper-entries/", {}, ("签署人",), lambda row: (row.signed_by.name,)),
    Case("after_the_fact", "competent", "/events/after-the-fact/", {}, ("活动名称",), lambda row: (row.title,)),
    Case("extensions", "supervisor", "/extensions/", {}, ("理由",), lambda row: (row.reason,), pleas),
    Case(
        "case_sums",
        "administrator",
        "/cases/statistics/",
        {},
        ("统计表", "项目"),
        lambda row: row[:2],
        figures,
    ),
    Case(
        "data_quality",
        "registrar",
        "/data-quality/vacant_leader/",
        {},
        ("代码",),
        lambda row: (row.uscc,),
    ),
]
# Told apart below: rows that are sums, of one exchange, of no list of their own.
ELSEWHERE = {"matters", "exchange_invitations", "persons", "status"}


@pytest.fixture
def city(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return CITY.restore()


def listed(case: Case, cast: Any) -> list[tuple[Any, ...]]:
    """Over all pages."""
    client, found, after = cast.client(case.reader), [], None
    while True:
        answer = client.get(case.address, case.query | ({"after": after} if after else {}))
        assert answer.status_code == 200
        found += [case.known_by(row) for row in case.rows_of(answer.context)]
        page = answer.context.get("page")
        after = page.next if page else None
        if after is None:
            return found


def as_listed(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def test_every_ledger_is_compared_with_its_list():
    assert {case.key for case in CASES} | ELSEWHERE == set(ledgers())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.key}-{case.reader}-{'-'.join(case.query)}")
def test_ledger_gives_the_rows_of_its_list_and_no_others(case, city):
    shown = listed(case, city)
    query = case.query | ({"check": "vacant_leader"} if case.key == "data_quality" else {})

    export = export_of(city, case.reader, case.key, query)

    rows = [tuple(as_listed(row[title]) for title in case.titles) for row in rows_of(export)]
    assert len(shown) > 0
    assert Counter(rows) == Counter(shown)
    assert (export.rows, summed(export)["序号", "全部行"]) == (len(shown), len(shown))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.key}-{case.reader}-{'-'.join(case.query)}")
def test_list_has_the_button_with_its_own_filters(case, city):
    page = city.client(case.reader).get(case.address, case.query).content.decode()

    assert "导出本次结果" in page
    assert all(f"/exports/new/{case.key}/?" in page and f"{name}=" in page for name in case.query)


def test_reports_ledger_is_longer_than_a_page_of_the_list(city):
    export = export_of(city, "registrar", "reports", {})

    assert export.rows > 80


@pytest.mark.parametrize("key", sorted(ledgers()))
def test_all_that_a_ledger_reads_decides_whether_it_is_made_anew(key, city):
    """Else a change of a table that nobody thought of would be met with the old file."""
    ledger = ledgers()[key]
    reader = {
        "accounts": "security",
        "seats": "security",
        "matters": "secretary",
        "case_sums": "administrator",
        "cases": "supervisor",
        "authorities": "administrator",
    }.get(key, "registrar")
    user = city.user(reader)
    form = ledger.form(user, {"year": "2026"} if key == "status" else {})
    columns = ledger.chosen(())
    named = ledger.tables(user, form, columns, NOW)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        list(ledger.rows(user, form, columns, NOW))

    read = set().union(*(tables_in(query["sql"]) for query in captured))
    # Who reads, and by which words, is part of what was asked for.
    assert ledger.by_the_minute or read <= named


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
