"""What changed is counted anew, and nothing else; however it came about, the tallies equal those of a full count."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from compliance import report_workflow
from compliance.enums import DutyStatus
from compliance.models import Duty, QuarterlyReport
from compliance.status import lines_by_organization
from events.models import EventFiling
from organizations.models import Organization
from reports.boards import tallies
from reports.boards.models import ActTally, DecisionTime, DutyTally, TallyChange, TallyRefresh
from reports.boards.refreshing import Refreshed, refresh
from reports.boards.tasks import refresh_boards
from tests.compliance.test_report_concurrency import at_once
from tests.factories import credit_code
from tests.reports.boards.city import NOW, SHANGHAI, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def cells():
    return {
        model: set(model.objects.values_list(*(field.attname for field in model._meta.fields if field.name != "id")))
        for model in (DutyTally, ActTally, DecisionTime)
    }


def counted_anew(now):
    refresh(now, full=True)
    return cells()


def test_one_move_changes_its_own_cells_only_and_equals_a_full_count(city_of_six):
    report = QuarterlyReport.objects.get(state="submitted")
    before = cells()

    report_workflow.accept(report, by=city_of_six.cast.registrar, now=NOW)
    done = refresh(NOW)

    after = cells()
    assert done == Refreshed(slices=1, cells=2, full=False)
    assert len(after[DutyTally] ^ before[DutyTally]) == 2  # one cell, as it was and as it is
    assert len(after[DecisionTime] - before[DecisionTime]) == 1
    assert counted_anew(NOW) == after
    assert refresh(NOW) == Refreshed(slices=0, cells=0, full=False)


def test_typing_a_draft_makes_nothing_stale(city_of_six):
    draft = QuarterlyReport.objects.get(organization=city_of_six.organizations[0], period__quarter=2)

    answer = city_of_six.cast.client("secretary").post(f"/reports/{draft.pk}/edit/", {"version": 0, "findings": "无"})

    draft.refresh_from_db()
    assert (answer.status_code, draft.findings) == (302, "无")
    assert not TallyChange.objects.exists()


CHANGES = {
    "report": lambda: QuarterlyReport.objects.filter(state="draft").update(state="certifying"),
    "duty": lambda: Duty.objects.filter(kind="study", part=1).update(state="exempted"),
    "extension": lambda: QuarterlyReport.objects.filter(state="draft").update(
        due_on=date(2026, 11, 2), times_extended=1
    ),
    "suspension": lambda: Organization.objects.update(status="suspended"),
    "end": lambda: (
        Organization.objects.update(status="deregistered", ended_on=date(2026, 10, 1)),
        QuarterlyReport.objects.filter(state="draft").update(state="lapsed"),
    ),
    "transfer": lambda: QuarterlyReport.objects.filter(period__quarter=1).update(
        counts_for=Organization.objects.order_by("pk").last().registration_authority
    ),
    "event": lambda: call_sql("UPDATE events_eventfiling SET starts_on = '2026-11-03', ends_on = '2026-11-03'"),
    "kind of organization": lambda: Organization.objects.filter(
        pk=EventFiling.objects.earliest("pk").organization_id
    ).update(kind="foundation", uscc=credit_code(950, "53410100")),
    "deletion": lambda: QuarterlyReport.objects.filter(is_current=True, first_submitted_on=None).delete(),
}


def call_sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_in_bulk_is_counted_anew(name, city_of_six):
    before = cells()

    CHANGES[name]()
    done = refresh(NOW)

    after = cells()
    assert not done.full
    assert after != before
    assert counted_anew(NOW) == after


def test_open_papers_fall_overdue_at_midnight(city_of_six):
    third = DutyTally.objects.filter(source="quarterly_report", year=2026, part=3)
    second = DutyTally.objects.filter(source="quarterly_report", year=2026, part=2)
    due = datetime(2026, 10, 15, 23, 59, tzinfo=SHANGHAI)

    said = []
    for moment in (due, due + timedelta(minutes=2), due + timedelta(days=6)):
        done = refresh(moment)
        found = [sum(tallies_.values_list("overdue", flat=True)) for tallies_ in (second, third)]
        extended = sum(second.values_list("extended", flat=True))
        said.append((*found, extended, done.full))

    assert said == [(2, 0, 1, False), (2, 5, 1, False), (3, 5, 0, False)]
    last = cells()
    assert counted_anew(due + timedelta(days=6)) == last


def test_clock_that_went_back_is_counted_from_the_beginning(city_of_six):
    refresh(NOW + timedelta(days=30))

    done = refresh(NOW)

    assert done.full
    assert TallyRefresh.objects.get().as_of == TODAY


def test_sums_are_those_of_the_status_lines(city_of_six):
    """Of what a row stands for: `status.lines` also says what is still to come."""
    cast = city_of_six.cast
    for authority in (cast.city_registrar.authority, cast.registrar.authority, cast.competent.authority):
        reach = Organization.objects.filter(registration_authority__in=tallies.reach_of(authority.pk))
        reach |= Organization.objects.filter(competent_authority__in=tallies.reach_of(authority.pk))
        said: dict = {}
        for lines in lines_by_organization(list(reach), 2026, TODAY).values():
            for line in lines:
                if line.url:
                    counts = said.setdefault(line.duty, {}).setdefault(line.period, dict.fromkeys(DutyStatus.values, 0))
                    counts[line.status] += 1

        assert tallies.sums(authority, 2026) == said
        assert sum(said["quarterly_report"]["2026Q1"].values()) > 2


def test_percentiles_are_those_of_the_database(city_of_six):
    days = [(row["days"], row["sum_total"]) for row in DecisionTime.objects.of_year(2026).summed("days")]
    took = "(accepted_at AT TIME ZONE 'Asia/Shanghai')::date - (submitted_at AT TIME ZONE 'Asia/Shanghai')::date"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {took}) FROM compliance_quarterlyreport r"
            " JOIN compliance_reportingperiod p ON p.id = r.period_id WHERE r.state = 'accepted' AND p.year = 2026"
        )
        found = cursor.fetchone()[0]
    reports = [
        (row["days"], row["sum_total"])
        for row in DecisionTime.objects.of_year(2026).of_source("quarterly_report").summed("days")
    ]

    assert [tallies.percentile(reports, fraction) for fraction in (0.5, 0.9)] == found == [2, 5]
    assert sum(number for _, number in days) == sum(number for _, number in reports) + 2
    assert tallies.percentile([], 0.5) is None


def test_command_and_task_say_and_do_the_same(city_of_six):
    Duty.objects.filter(kind="study", part=1).update(state="exempted")
    out = StringIO()

    call_command("refresh_boards", stdout=out)
    refresh_boards()
    call_command("refresh_boards", "--full", stdout=out)

    assert out.getvalue() == "更新 3 组，变动 7 格。\n全部重新统计，变动 0 格。\n"


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_at_once_count_everything_once(cast):
    from tests.factories import QuarterlyReportFactory  # noqa: PLC0415

    refresh(NOW)
    QuarterlyReportFactory(organization=cast.organization)

    outcomes = at_once(lambda: refresh(NOW), lambda: refresh(NOW))

    assert sorted(outcome.cells for outcome in outcomes) == [0, 1]
    assert DutyTally.objects.get().total == 1
