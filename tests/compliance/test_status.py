"""Where an obligation stands: the conditions themselves, who may read them, and what no row stands for."""

from datetime import date
from itertools import product

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance import report_workflow
from compliance.duties import settle
from compliance.duty_years import open_year
from compliance.enums import DutyStatus, ReportState
from compliance.models import DutyCatalogueEntry, QuarterlyReport
from compliance.models.status import conditions
from compliance.periods import open_period
from compliance.status import lines_by_organization, lines_of, period_of
from organizations.enums import Post
from organizations.models import Organization
from tests.compliance.conftest import NOW
from tests.exported import exported
from tests.factories import (
    OrganizationFactory,
    QuarterlyReportFactory,
    ReportingPeriodFactory,
    ResponsiblePersonFactory,
    duty_of,
)
from tests.fragments import fragment_of
from tests.organizations.lives import changed, transfer
from tests.tables import read_table

pytestmark = [pytest.mark.django_db, pytest.mark.server]

TODAY, DUE = date(2026, 10, 9), date(2026, 10, 15)


@pytest.fixture(autouse=True)
def on_the_ninth_of_october(time_machine):
    time_machine.move_to(NOW, tick=False)


def panel(organization, year=2026):
    return reverse("compliance:status", args=[organization.uscc, year])


def stands(report, today):
    return QuarterlyReport.objects.with_status(today).get(pk=report.pk)


def line(organization, duty="quarterly_report", today=TODAY, *, year=2026, place=0):
    return [one for one in lines_of(organization, year, today) if one.duty == duty][place]


# The conditions


def test_exactly_one_condition_holds_for_each_row_that_there_can_be(cast, draft):
    """Of all states, arrivals, grants and ends; the states are written, for no course of moves leads to all of them."""
    days = (None, date(2026, 10, 14), DUE, date(2026, 10, 16))
    found = set()
    for state, came, times, ended, today in product(ReportState, days, (0, 1), days, days[1:]):
        QuarterlyReport.objects.update(
            state=state, first_submitted_on=came, times_extended=times, submitted_at=NOW, content_sha256="0"
        )
        status = {"status": "deregistered", "ended_on": ended} if ended else {"status": "active", "ended_on": None}
        Organization.objects.filter(pk=cast.organization.pk).update(**status)
        asked = {f"is_{name}": ExpressionWrapper(one, BooleanField()) for name, one in conditions(today).items()}
        row = QuarterlyReport.objects.with_status(today).annotate(**asked).values("status", *asked).get()
        holding = [name for name in DutyStatus.values if row[f"is_{name}"]]
        unarrived = came is None and state in ("submitted", "accepted", "superseded")
        assert len(holding) == (0 if unarrived else 1), (state, came, times, ended, today)
        assert unarrived or row["status"] == holding[0]
        found.update(holding)
    assert found == set(DutyStatus)


@pytest.mark.parametrize(
    ("day", "status", "label", "tone"),
    [
        (date(2026, 10, 15), "open", "尚未报送", "open"),
        (date(2026, 10, 16), "open", "逾期未报1天", "overdue"),
        (date(2026, 11, 15), "open", "逾期未报31天", "overdue"),
    ],
)
def test_what_has_not_come_is_open_and_counts_days_from_the_day_after_the_due_day(day, status, label, tone, draft):
    found = stands(draft, day)

    assert (found.status, found.status_label, found.status_tone) == (status, label, tone)
    assert QuarterlyReport.objects.overdue(day).exists() is (day > DUE)


@pytest.mark.parametrize(("day", "status", "label"), [(15, "met", "按期报送"), (16, "late", "逾期报送1天")])
def test_first_arrival_decides_and_days_stop_with_it(day, status, label, cast, certifying):
    report_workflow.certify(certifying, by=cast.leader, now=NOW.replace(day=day))

    found = stands(certifying, date(2026, 12, 1))

    assert (found.status, found.status_label) == (status, label)


def test_what_came_back_is_returned_until_it_is_in_again(cast, submitted):
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground="incomplete", reason="缺页。")
    sent_back = stands(submitted, date(2026, 12, 1)).status
    report_workflow.send_for_certification(submitted, by=cast.secretary, now=NOW)
    certifying = stands(submitted, date(2026, 12, 1)).status
    report_workflow.certify(submitted, by=cast.leader, now=NOW.replace(month=11))

    assert (sent_back, certifying, stands(submitted, date(2026, 12, 1)).status) == ("returned", "returned", "met")


def test_first_submission_that_is_withdrawn_is_open_again(cast, submitted):
    report_workflow.withdraw(submitted, by=cast.secretary)

    found = line(cast.organization, place=2)
    assert (found.status, found.responsible, found.evidence) == ("open", "李某某（支部书记）", None)


@pytest.mark.parametrize(
    ("ended", "label", "days"), [(date(2026, 10, 15), "不适用", 0), (date(2026, 10, 20), "逾期未报5天", 5)]
)
def test_what_was_due_before_the_end_was_missed_and_counts_to_the_end(ended, label, days, cast, draft):
    Organization.objects.filter(pk=cast.organization.pk).update(status="deregistered", ended_on=ended)
    report_workflow.lapse(draft, by=None, reason="已注销。")
    cast.organization.refresh_from_db()

    found = line(cast.organization, today=date(2026, 12, 1), place=2)

    assert (found.label, found.days_over, found.note) == (label, days, "已终止")
    assert found.evidence.text.startswith("2026年")
    assert found.evidence.reason == "已注销。"


def test_days_of_a_suspended_organization_are_not_counted(cast, draft):
    changed(cast.client("registrar"), cast.organization, "suspension")

    found = stands(draft, date(2026, 12, 1))

    assert (found.status, found.days_over) == ("open", 0)


# What no row stands for


def test_year_that_was_never_opened_asks_nothing_and_the_running_one_says_what_will_come(cast):
    past = {(one.status, one.note, one.due_on) for one in lines_of(cast.organization, 2024, TODAY)}
    ahead = line(cast.organization, place=3)

    assert past == {("not_applicable", "未在本门户开启", None)}
    assert (ahead.status, ahead.note, ahead.due_on, ahead.provisional) == ("open", "尚未开启", date(2027, 1, 15), True)
    assert ahead.steps[0]["why"] == "季度最后一日；报告应于次月15日前报送"


def test_organization_that_came_late_ended_or_is_of_another_kind_owes_nothing(cast):
    entry = DutyCatalogueEntry.objects.get(kind="study")
    entry.pk, entry.effective_from, entry.organization_kinds = None, date(2026, 1, 1), ["foundation"]
    entry.save()
    young = OrganizationFactory(founded_on=date(2026, 9, 2))
    ended = OrganizationFactory(status="deregistered", ended_on=date(2026, 9, 30))
    open_period(2026, 3, today=TODAY)
    open_year(2026, today=TODAY)

    notes = [line(young, place=2).note, line(ended, place=2).note, line(young, "study").note]

    assert notes == ["无报送任务", "组织已终止", "不适用于该类型的社会组织"]
    assert line(ended, "annual_plan").note == "无报送任务"


def test_draft_is_not_told_by_its_progress(cast, draft, certifying):
    assert line(cast.organization, place=2).note == ""


@pytest.mark.parametrize(("part", "parts", "period"), [(1, 1, "2026"), (2, 2, "2026H2"), (3, 4, "2026P3")])
def test_periods_have_short_names(part, parts, period):
    assert period_of(2026, part, parts) == period


# Who answered for it, and what proves it


def test_responsible_is_who_held_the_post_on_the_due_day_the_main_leader_first(cast, draft):
    ResponsiblePersonFactory(
        organization=cast.organization, post=Post.LEADER, name="赵某某", term_until=date(2026, 10, 14)
    )
    branch = line(cast.organization, place=2).responsible
    ResponsiblePersonFactory(
        organization=cast.organization, post=Post.LEADER, name="钱某某", term_from=date(2026, 10, 15)
    )

    assert (branch, line(cast.organization, place=2).responsible) == (
        "李某某（支部书记）",
        "钱某某（主要负责人）",
    )


def test_latest_submission_proves_it(cast, submitted):
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground="incomplete", reason="缺页。")
    report_workflow.send_for_certification(submitted, by=cast.secretary, now=NOW)
    QuarterlyReport.objects.update(findings="补充说明。")
    submitted.refresh_from_db()
    report_workflow.certify(submitted, by=cast.leader, now=NOW)

    found = line(cast.organization, place=2)

    assert found.evidence.mark == submitted.submissions.get(number=2).sha256
    assert "第2次提交" in found.evidence.text
    assert found.responsible == "李某某（确认人）"


def test_duty_that_another_act_fulfilled_names_nobody_as_certifier(cast):
    duty_of(cast.organization, "outlets_confirmed")
    facts = {"by": cast.secretary, "now": NOW, "done_on": TODAY, "reason": "已核对。"}
    settle(cast.organization, "outlets_confirmed", 2026, **facts)

    found = line(cast.organization, "outlets_confirmed")

    assert (found.status, found.responsible) == ("late", "李某某（支部书记）")


# Who may


WHO_MAY = """
          secretary leader registrar supervisor competent city_registrar administrator auditor
panel     x         x      x         x          x         x              x             x
json      x         x      x         x          x         x              x             x
ledger    .         .      x         x          x         x              x             x
"""


@pytest.mark.parametrize(("what", "role", "allowed"), read_table(WHO_MAY))
def test_who_may_read_the_year(what, role, allowed, cast):
    address = {
        "panel": panel(cast.organization),
        "json": reverse("compliance:status_json", args=[cast.organization.uscc, 2026]),
        "ledger": reverse("exports:new", args=["status"]),
    }[what]

    assert cast.client(role).get(address).status_code == (200 if allowed else 404 if what == "ledger" else 403)


@pytest.mark.parametrize("role", ["stranger", "strange_leader", "strange_registrar", "strange_competent", "security"])
def test_year_of_an_organization_out_of_sight_is_not_found(role, cast):
    assert cast.client(role).get(panel(cast.organization)).status_code == 404


def test_bureau_that_gave_the_organization_away_reads_its_papers_but_not_its_year(cast, accepted, time_machine):
    elsewhere = cast.strange_registrar.acting.authority
    time_machine.shift(3600)
    changed(
        cast.client("registrar"),
        cast.organization,
        "transfer",
        **transfer(cast.organization, registration_authority=elsewhere),
    )

    seen = {
        name: cast.client(name).get(panel(cast.organization)).status_code for name in ("registrar", "city_registrar")
    }
    listed = cast.client("registrar").get(reverse("compliance:report_list"))

    assert seen == {"registrar": 403, "city_registrar": 200}
    assert cast.client("strange_registrar").get(panel(cast.organization)).status_code == 200
    assert [*listed.context["page"]] == [accepted]
    assert panel(cast.organization) not in listed.content.decode()
    assert (
        panel(cast.organization)
        in cast.client("city_registrar").get(reverse("compliance:report_list")).content.decode()
    )


@pytest.mark.parametrize("year", [2018, 2027])
def test_year_out_of_range_is_not_found(year, cast):
    client = cast.client("registrar")

    assert client.get(panel(cast.organization, year)).status_code == 404


def test_organizations_page_leads_to_the_year(cast):
    html = cast.client("secretary").get(cast.organization.get_absolute_url()).content.decode()

    assert panel(cast.organization) in html


def test_fragment_is_its_part_of_the_page(cast, draft):
    assert "2026年第三季度报告" in fragment_of(cast.client("registrar"), panel(cast.organization), root="status")


def test_years_to_choose_from_end_with_the_organization(cast):
    Organization.objects.filter(pk=cast.organization.pk).update(status="deregistered", ended_on=date(2025, 5, 1))

    assert cast.client("registrar").get(panel(cast.organization, 2025)).context["years"] == [*range(2025, 2018, -1)]


# Many


def test_lines_take_as_many_queries_for_many_as_for_one(cast, submitted):
    open_year(2026, today=TODAY)
    QuarterlyReportFactory(organization=cast.organization, period=ReportingPeriodFactory(quarter=2))
    more = OrganizationFactory.create_batch(3)
    for organization in more:
        QuarterlyReportFactory(organization=organization, period=submitted.period)
    with CaptureQueriesContext(connection) as one:
        lines_of(cast.organization, 2026, TODAY)

    with CaptureQueriesContext(connection) as many:
        lines_by_organization([cast.organization, *more], 2026, TODAY)

    assert len(many) == len(one)


def test_ledger_is_narrowed_as_the_list_was_and_stays_within_reach(cast, monkeypatch):
    monkeypatch.setattr("compliance.status_ledger.CHUNK", 1)
    OrganizationFactory(name="郑州市茶文化研究会")

    found = {
        query: {row["社会组织"] for row in exported(cast, "registrar", "status", year=2026, q=query)}
        for query in ("", "茶文化", "二七")
    }

    assert found[""] == {cast.organization.name, "郑州市茶文化研究会"}
    assert found["茶文化"] == {"郑州市茶文化研究会"}
    assert found["二七"] == set()


def test_ledger_is_narrowed_by_district(cast):
    district = cast.stranger.acting.organization.district

    rows = exported(cast, "city_registrar", "status", year=2026, district=district.pk)

    assert {row["县（市、区）"] for row in rows} == {district.name}


@pytest.mark.parametrize(
    ("name", "label"),
    [("met", "按期报送"), ("to_correct", "退回待更正"), ("not_applicable", "不适用")],
)
def test_list_is_filtered_by_status(name, label, cast, submitted):
    if name == "to_correct":
        report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground="incomplete", reason="缺页。")

    page = cast.client("registrar").get(reverse("compliance:report_list"), {"state": name})

    assert len(page.context["page"]) == (0 if name == "not_applicable" else 1)
    assert label in page.content.decode()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["51410100MJ9999999X", "2026"], "没有统一社会信用代码为“51410100MJ9999999X”的社会组织。"),
        (["{uscc}", "2018"], "年度应在 2019 至 2026 之间。"),
        (["{uscc}", "二〇二六"], "参数有误，用法：status USCC YEAR [--json]。"),
        (["{uscc}"], "参数有误，用法：status USCC YEAR [--json]。"),
    ],
)
def test_command_answers_wrong_input_with_one_line(arguments, line, cast, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("status", *(one.format(uscc=cast.organization.uscc) for one in arguments))

    assert (stopped.value.code, capsys.readouterr().err) == (2, f"{line}\n")
