"""Five hurts that the ladder does not do: nobody reminded, four proposals for one, ended, silence, and what the desk then sees."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from compliance.cases import case_workflow, proposals, settlement
from compliance.cases.models import AccountabilityCase
from compliance.models import QuarterlyReport
from organizations.enums import Role
from organizations.ladder.models import Reminder
from organizations.ladder.sweep import sweep
from organizations.models import Organization
from tests.compliance.conftest import NOW
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory, member
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db

OVERDUE_1, OVERDUE_5, OVERDUE_10, OVERDUE_20 = (
    date(2026, 10, 16),
    date(2026, 10, 22),
    date(2026, 10, 29),
    date(2026, 11, 12),
)
CLIMB = (OVERDUE_1, OVERDUE_5, OVERDUE_10, OVERDUE_20)


def given(report: QuarterlyReport) -> list[tuple[str, date, bool]]:
    rows = Reminder.objects.of("quarterly_report", report.pk).order_by("pk")
    return [(row.rung.removeprefix("quarterly_report:"), row.reached_on, row.heard) for row in rows]


def climb(*days: date) -> None:
    for today in days or CLIMB:
        sweep(today)
        proposals.gather()


def older(organization: Organization, quarter: int, due_on: date) -> QuarterlyReport:
    return QuarterlyReportFactory(
        organization=organization, period=ReportingPeriodFactory(quarter=quarter, due_on=due_on)
    )


# Nobody reminded


def test_nobody_reminded_is_not_proposed_and_the_desk_still_hears(cast):
    report = QuarterlyReportFactory(organization=OrganizationFactory())

    climb(*CLIMB, date(2026, 12, 31))

    assert given(report) == [("overdue_5", OVERDUE_5, False), ("overdue_10", OVERDUE_10, False)]
    assert AccountabilityCase.objects.count() == 0
    assert Notice.objects.filter(recipient=cast.registrar).count() == 1


def test_whoever_gets_an_account_late_begins_with_the_first_overdue_rung(cast):
    report = QuarterlyReportFactory(organization=OrganizationFactory())
    climb()
    person = member(Role.SECRETARY, report.organization, starts_on=date(2026, 11, 16))

    climb(date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 20), date(2026, 11, 23))

    assert given(report)[2:] == [("overdue_1", date(2026, 11, 16), True), ("overdue_20", date(2026, 11, 23), False)]
    assert Notice.objects.filter(recipient=person).count() == 1
    case = AccountabilityCase.objects.get()
    assert case.organization == report.organization
    assert [reminder["label"] for reminder in case.facts["reminders"]] == [
        "逾期后第1个工作日",
        "逾期后第20个工作日",
    ]


def test_nobody_reminded_is_for_the_registrar_to_invite(cast, draft, time_machine):
    time_machine.move_to(NOW)
    unheard = QuarterlyReportFactory(organization=OrganizationFactory(name="郑州市无人协会"))
    QuarterlyReportFactory(organization=OrganizationFactory(status="deregistered", ended_on=date(2026, 9, 1)))

    page = cast.client("registrar").get(reverse("home"))

    (section,) = [found for found in page.context["sections"] if found.title == "无人接收催办的社会组织"]
    assert [(todo.title, todo.state_label, todo.url) for todo in section.todos] == [
        ("郑州市无人协会", "待邀请", f"/invitations/new/?organization={unheard.organization.uscc}")
    ]
    assert "无人接收催办" not in cast.client("strange_registrar").get(reverse("home")).content.decode()


# One proposal


def test_one_proposal_lists_all_that_is_open(cast, draft):
    second = older(cast.organization, 2, date(2026, 7, 15))
    first = older(cast.organization, 1, date(2026, 4, 15))

    climb()

    case = AccountabilityCase.objects.get()
    assert (case.matter, [other["matter"] for other in case.facts["also"]]) == (first.pk, [second.pk])
    climb(date(2026, 11, 13))
    assert AccountabilityCase.objects.count() == 1


def test_one_proposal_names_each_quarter_with_its_days_and_reminders(cast, draft):
    older(cast.organization, 2, date(2026, 7, 15))
    older(cast.organization, 1, date(2026, 4, 15))
    climb()

    page = cast.client("supervisor").get(reverse("cases:proposal", args=[AccountabilityCase.objects.get().pk]))
    shown = page.content.decode()

    assert "2026年第一季度报告" in shown
    assert "2026年第二季度报告" in shown
    assert "截止日期2026年7月15日（周三）；此前催办：2026年10月16日（逾期后第1个工作日）" in shown
    assert "另有 1 项同时未报送" in cast.client("supervisor").get(reverse("cases:proposal_list")).content.decode()


def test_one_proposal_waits_to_be_studied_before_the_next(cast, draft):
    older(cast.organization, 2, date(2026, 7, 15))
    climb(OVERDUE_1, OVERDUE_10)
    waiting = AccountabilityCase.objects.get()
    climb(OVERDUE_20)
    assert AccountabilityCase.objects.count() == 1

    case_workflow.dismiss(waiting, by=cast.supervisor, today=OVERDUE_20, reason="已约定补报日期。")
    climb(date(2026, 11, 13))

    assert [case.matter for case in AccountabilityCase.objects.proposed()] == [draft.pk]


def test_what_one_proposal_listed_is_not_proposed_again_once_it_is_dismissed(cast):
    for quarter, due_on in ((1, date(2026, 4, 15)), (2, date(2026, 7, 15))):
        older(cast.organization, quarter, due_on)
    climb()

    case_workflow.dismiss(AccountabilityCase.objects.get(), by=cast.supervisor, today=OVERDUE_20, reason="已补报。")
    climb(date(2026, 11, 13))

    assert AccountabilityCase.objects.count() == 1


def test_what_is_left_of_one_proposal_comes_again_when_its_first_matter_settles_itself(cast):
    first, second = (
        older(cast.organization, quarter, due_on)
        for quarter, due_on in ((1, date(2026, 4, 15)), (2, date(2026, 7, 15)))
    )
    climb()
    QuarterlyReport.objects.filter(pk=first.pk).update(state="exempted")

    settlement.settle(OVERDUE_20)
    climb(date(2026, 11, 13))

    assert [(case.matter, case.state) for case in AccountabilityCase.objects.order_by("pk")] == [
        (first.pk, "dismissed"),
        (second.pk, "proposed"),
    ]


# Ended, suspended


@pytest.mark.parametrize("status", ["deregistered", "revoked", "suspended"])
def test_ended_or_suspended_organization_is_not_proposed_between_sweep_and_proposal(status, cast, draft):
    for today in CLIMB:
        sweep(today)
    Organization.objects.filter(pk=cast.organization.pk).update(status=status)

    proposals.lay_before([_climbed(draft)])

    assert AccountabilityCase.objects.count() == 0


def _climbed(report: QuarterlyReport) -> proposals.Proposal:
    """As a room would lay it before that does not look at the organization itself."""
    return proposals.Proposal(
        kind="quarterly_report",
        matter=report.pk,
        organization_id=report.organization_id,
        source="ladder",
        ground="report_missing",
        on=OVERDUE_20,
    )


# Silence


def test_first_sweep_after_a_silence_gives_the_first_overdue_rung_and_no_proposal(cast, draft):
    climb(OVERDUE_20)

    assert given(draft) == [("overdue_1", OVERDUE_20, True)]
    assert AccountabilityCase.objects.count() == 0


@pytest.mark.parametrize(("day", "climbs"), [(18, False), (19, True)])
def test_after_a_silence_the_last_rung_waits_five_working_days(day, climbs, cast, draft):
    climb(OVERDUE_20, date(2026, 11, 13))

    climb(date(2026, 11, day))

    assert [rung for rung, _, _ in given(draft)] == ["overdue_1", *(["overdue_20"] if climbs else [])]
    assert AccountabilityCase.objects.count() == climbs


def test_a_reminder_before_the_due_day_is_no_overdue_one(cast, draft):
    climb(date(2026, 10, 1), OVERDUE_20)

    assert [rung for rung, _, _ in given(draft)] == ["before_14", "overdue_1"]


# Said in advance


@pytest.mark.parametrize("silence", [(), (OVERDUE_1,), (OVERDUE_1, OVERDUE_10)])
def test_dry_run_says_the_same_as_the_run(silence, cast, draft, capsys):
    older(cast.organization, 2, date(2026, 7, 15))
    QuarterlyReportFactory(organization=OrganizationFactory())
    for today in silence:
        sweep(today)
    said = []

    for arguments in (["--dry-run"], []):
        call_command("sweep", "--on", "2026-11-12", "--json", *arguments)
        said.append(json.loads(capsys.readouterr().out))

    assert said[0] == said[1]
    assert sum(said[0]["rungs"].values()) > 0
    call_command("sweep", "--on", "2026-11-12", "--json")
    assert sum(json.loads(capsys.readouterr().out)["rungs"].values()) == 0
