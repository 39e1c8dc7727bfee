"""One year with every status in it, made through the doors, says the same wherever it is read."""

import io
import json
import re
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse

from compliance.enums import DutyStatus, MeetingKind
from compliance.models import Duty, Extension, QuarterlyReport
from organizations.enums import Post
from tests.exported import exported
from tests.factories import MeetingFactory, ResponsiblePersonFactory
from tests.reports.pdf import running_text_of

pytestmark = pytest.mark.django_db

# Of the year 2026 on 9 October, for an organization registered on 10 January; in the order of the year.
SAID = [
    ("quarterly_report", "2026Q1", "2026年第一季度报告", "met", "按期报送"),
    ("quarterly_report", "2026Q2", "2026年第二季度报告", "returned", "退回待更正"),
    ("quarterly_report", "2026Q3", "2026年第三季度报告", "exempt", "已豁免"),
    ("quarterly_report", "2026Q4", "2026年第四季度报告", "open", "尚未报送"),
    ("annual_plan", "2026", "2026年度工作要点", "not_applicable", "不适用"),
    ("commitment", "2026", "2026年度承诺书", "open", "逾期未报223天"),
    ("outlets_confirmed", "2026", "2026年度阵地确认", "late", "逾期报送2天"),
    ("study", "2026H1", "2026年度学习教育（上半年）", "open", "逾期未报101天"),
    ("study", "2026H2", "2026年度学习教育（下半年）", "open", "尚未报送"),
    ("posts_confirmed", "2026H1", "2026年度任职和联系人确认（上半年）", "open", "逾期未报101天"),
    ("posts_confirmed", "2026H2", "2026年度任职和联系人确认（下半年）", "open", "尚未报送"),
    ("contingency_plan", "2026", "2026年度预案审查", "extended", "已延期"),
    ("ethics_training", "2026", "2026年度职业道德教育", "open", "尚未报送"),
    ("self_discipline", "2026", "2026年度诚信自律和信息公开", "open", "尚未报送"),
    ("year_end_exchange", "2026", "2026年度年终交流", "open", "尚未报送"),
]
# No row stands for these; lists of papers cannot show them.
WITHOUT_PAPER = {"2026年第四季度报告", "2026年度工作要点"}


# What the page says of the first six besides.
EXPLAINED = [
    (
        "通知第二条、第十条季度报告报送期限2026年4月15日（周三）",
        "期限如何推算2026-03-31不计季度最后一日",
        "李某某（确认人）2026年4月2日第1次提交（{leader}），校验值{hash}",
    ),
    ("退回更正（{registrar}）", "缺会议记录。"),
    ("豁免（{supervisor}）", "停业整修。"),
    ("尚未开启", "2027年1月15日（周五）暂定"),
    ("不适用无报送任务",),
    ("王某某（主要负责人）",),
]


def at(month, day):
    return datetime(2026, month, day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def year(cast, time_machine):
    """Each status by the moves that lead there."""
    organization = cast.organization
    organization.founded_on = at(1, 10).date()
    organization.save()
    ResponsiblePersonFactory(organization=organization, post=Post.LEADER, name="王某某")

    time_machine.move_to(at(4, 2))
    post(cast, "administrator", "period_list", year=2026, quarter=1)
    post(cast, "administrator", "duty_years", year=2026)
    filed(cast, quarter=1)
    post(cast, "registrar", "accept", of=report(1))
    confirming = reverse("organizations:outlets_confirm", args=[organization.uscc, 2026])
    assert cast.client("secretary").post(confirming, {"has_none": "on"}).status_code == 302

    time_machine.move_to(at(7, 18))
    post(cast, "administrator", "period_list", year=2026, quarter=2)
    filed(cast, quarter=2)
    post(cast, "registrar", "send_back", of=report(2), ground="incomplete", reason="缺会议记录。")

    time_machine.move_to(at(10, 9))
    post(cast, "administrator", "period_list", year=2026, quarter=3)
    post(cast, "supervisor", "exempt", of=report(3), reason="停业整修。")
    asked = {"what": "extension", "new_due": "2027-01-12", "reason": "换届。"}
    post(cast, "secretary", "duty_extension_ask", of=duty("contingency_plan"), **asked)
    grant = reverse("compliance:extension_decide", args=["extension", Extension.objects.get().pk, "grant"])
    assert cast.client("supervisor").post(grant, {"new_due": "2027-01-12"}).status_code == 302
    return organization


def post(cast, name, door, *, of=None, **typed):
    address = reverse(f"compliance:{door}", args=[of.pk] if of else [])
    answer = cast.client(name).post(address, typed)
    assert answer.status_code == 302, answer.content.decode()


def report(quarter):
    return QuarterlyReport.objects.get(organization__founded_on="2026-01-10", period__quarter=quarter)


def duty(kind):
    return Duty.objects.get(organization__founded_on="2026-01-10", kind=kind)


def filed(cast, *, quarter):
    own = report(quarter)
    QuarterlyReport.objects.filter(pk=own.pk).update(findings="未发现突出问题。", measures="继续落实。")
    for kind in MeetingKind:
        MeetingFactory(report=own, kind=kind, held_on=own.period.first_day)
    post(cast, "secretary", "send_for_certification", of=own)
    post(cast, "leader", "certify", of=own)


def panel(organization):
    return reverse("compliance:status", args=[organization.uscc, 2026])


def rows_of(html):
    """The text of each row of a page's table, without white space."""
    rows = re.findall(r"<tr>(.*?)</tr>", html.split("<tbody>")[1], flags=re.DOTALL)
    return ["".join(re.sub(r"<[^>]+>", "", row).split()) for row in rows]


def page_of(cast, name, address):
    answer = cast.client(name).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_year_holds_every_status(cast, year):
    assert {status for *_, status, _label in SAID} | {"late"} == {*DutyStatus.values}


def test_panel_says_why(cast, year):
    rows = rows_of(page_of(cast, "secretary", panel(year)))

    assert len(rows) == len(SAID)
    for row, (*_, title, _status, label) in zip(rows, SAID, strict=True):
        assert row.startswith(f"{title}{label}"), row
    leader, registrar, supervisor = (
        "".join(cast.user(name).acting_label.split()) for name in ("leader", "registrar", "supervisor")
    )
    submission = report(1).submissions.get()
    found = zip(rows, EXPLAINED, strict=False)
    wanted = {
        "leader": leader,
        "registrar": registrar,
        "supervisor": supervisor,
        "hash": submission.sha256[:12],
    }
    assert [[part for part in parts if part.format(**wanted) not in row] for row, parts in found] == [[]] * 6


def test_json_beside_the_page_and_the_command_say_the_same(cast, year):
    out = StringIO()

    call_command("status", year.uscc, "2026", json=True, stdout=out)
    answer = cast.client("leader").get(reverse("compliance:status_json", args=[year.uscc, 2026])).json()

    printed = json.loads(out.getvalue())
    assert list(printed) == ["lines"]
    assert [(line["duty"], line["period"], line["status"]) for line in printed["lines"]] == [
        (kind, period, status) for kind, period, _title, status, _label in SAID
    ]
    assert [{name: line[name] for name in printed["lines"][0]} for line in answer["lines"]] == printed["lines"]
    assert printed["lines"][0] == {
        "duty": "quarterly_report",
        "period": "2026Q1",
        "status": "met",
        "due_on": "2026-04-15",
        "evidence": report(1).content_sha256,
    }
    assert [line["evidence"].split(":")[0] for line in printed["lines"][1:5]] == ["send_back", "exempt", "", ""]


def test_command_without_json_is_to_be_read(cast, year):
    out = StringIO()

    call_command("status", year.uscc, "2026", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0] == f"{year} 2026年度"
    assert [line.split("　")[:2] for line in lines[1:]] == [[title, label] for *_, title, _status, label in SAID]


def test_lists_say_the_same(cast, year):
    listed = []
    for name in ("report_list", "duty_list"):
        listed += rows_of(page_of(cast, "secretary", reverse(f"compliance:{name}")))

    expected = [(title, label) for *_, title, _status, label in SAID if title not in WITHOUT_PAPER]
    assert len(listed) == len(expected)
    for title, label in expected:
        shown = title.removesuffix("报告") if "季度" in title else title
        row = next(row for row in listed if shown in row)
        assert label in row, row


def test_ledger_says_the_same(cast, year):
    rows = exported(cast, "registrar", "status", year=2026)

    own = [row for row in rows if row["统一社会信用代码"] == year.uscc]
    said = [
        (row["事项"], row["期次"], f"{row['状态']}{row['逾期天数']:.0f}天" if row["逾期天数"] else row["状态"])
        for row in own
    ]
    assert said == [(title, period, label) for _, period, title, _, label in SAID]


def test_statement_says_the_same_but_for_days_that_still_run(cast, year):
    answer = cast.client("secretary").post(
        reverse("reports:statement_issue"), {"uscc": year.uscc, "year": 2026}, follow=True
    )

    text = running_text_of(answer.getvalue())
    statement = year.annual_statements.get()
    frozen = [(line["title"], line["status"]) for line in statement.snapshot["lines"]]
    assert frozen == [(title, status) for *_, title, status, _label in SAID]
    for label in ("按期报送", "退回待更正", "已豁免", "不适用", "逾期未报", "逾期报送2天", "已延期"):
        assert label in text
    assert io.BytesIO(answer.getvalue()).read(4) == b"%PDF"


def test_statement_does_not_change_with_the_days_that_run(cast, year, time_machine):
    issue = {"uscc": year.uscc, "year": 2026}
    cast.client("secretary").post(reverse("reports:statement_issue"), issue)

    time_machine.move_to(at(10, 10))
    cast.client("secretary").post(reverse("reports:statement_issue"), issue)

    assert year.annual_statements.count() == 1
