"""Opening a quarter: one report for each organization that was registered in it."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.models import QuarterlyReport
from compliance.periods import open_due_periods, open_period
from organizations.enums import OrganizationStatus
from tests.factories import OrganizationFactory
from zhengzhou_ideology.workcalendar.models import PolicyVersion
from zhengzhou_ideology.workflow import Refused

TODAY = date(2026, 10, 9)

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def test_of_a_new_quarter_nobody_is_asked_whether_he_has_a_report():
    OrganizationFactory()

    def written() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            open_period(2026, 3, today=TODAY)
        return [one["sql"] for one in asked if one["sql"].startswith('INSERT INTO "compliance_quarterlyreport"')]

    (first,), (again,) = written(), written()

    assert [word in first for word in ("EXISTS", "ON CONFLICT")] == [False, False]
    assert [word in again for word in ("EXISTS", "ON CONFLICT")] == [True, True]
    assert QuarterlyReport.objects.count() == 1


def test_open_period_writes_one_report_per_registered_organization():
    there = OrganizationFactory()
    ends_later = OrganizationFactory(status=OrganizationStatus.DEREGISTERED, ended_on=date(2026, 10, 10))
    OrganizationFactory(status=OrganizationStatus.DEREGISTERED, ended_on=TODAY)
    OrganizationFactory(status=OrganizationStatus.SUSPENDED)
    OrganizationFactory(status=OrganizationStatus.REVOKED)
    OrganizationFactory(founded_on=date(2026, 10, 1))

    period, new = open_period(2026, 3, today=TODAY)

    reports = QuarterlyReport.objects.filter(period=period)
    assert new == 2
    assert {report.organization for report in reports} == {there, ends_later}
    assert {(r.due_on, r.due_provisional, r.state) for r in reports} == {(date(2026, 10, 15), False, "draft")}


@pytest.mark.parametrize(
    ("month", "founded_on", "reports"),
    [
        (None, date(2026, 8, 31), 1),
        (None, date(2026, 9, 1), 0),
        (1, date(2026, 6, 30), 1),
        (1, date(2026, 7, 1), 0),
        (2, date(2026, 7, 31), 1),
        (2, date(2026, 8, 1), 0),
        (4, date(2026, 9, 30), 1),
        (4, date(2026, 10, 1), 0),
    ],
)
def test_who_registers_in_mid_quarter_owes_it_as_the_policy_says(month, founded_on, reports):
    """By default those that were registered before the quarter's last month."""
    if month:
        PolicyVersion.objects.create(
            rule="report_owed_before_month", value=month, effective_from=date(2026, 1, 1), source="局发文"
        )
    OrganizationFactory(founded_on=founded_on)

    assert open_period(2026, 3, today=TODAY)[1] == reports


def test_a_policy_of_later_days_leaves_the_quarter_alone():
    PolicyVersion.objects.create(
        rule="report_owed_before_month", value=4, effective_from=date(2026, 10, 1), source="局发文"
    )
    OrganizationFactory(founded_on=date(2026, 9, 1))

    assert open_period(2026, 3, today=TODAY)[1] == 0


def test_open_period_again_adds_only_those_registered_since():
    OrganizationFactory()
    open_period(2026, 3, today=TODAY)
    newcomer = OrganizationFactory()

    _, new = open_period(2026, 3, today=TODAY)

    assert new == 1
    assert QuarterlyReport.objects.filter(organization=newcomer).count() == 1


def test_open_period_takes_the_same_statements_for_one_organization_and_for_many(django_assert_num_queries):
    OrganizationFactory.create_batch(1)
    open_period(2026, 2, today=TODAY)
    OrganizationFactory.create_batch(20)

    with django_assert_num_queries(5):  # savepoint, period, policy, one INSERT … SELECT, release
        open_period(2026, 2, today=TODAY)

    assert QuarterlyReport.objects.count() == 21


def test_due_day_in_an_unpublished_year_is_provisional():
    period, _ = open_period(2026, 4, today=TODAY)

    assert period.due_provisional is True
    assert period.due_on == date(2027, 1, 15)


def test_future_quarter_is_refused():
    with pytest.raises(Refused, match="尚未开始"):
        open_period(2027, 1, today=TODAY)


def test_open_due_periods_catches_up_the_quarter_before():
    OrganizationFactory()

    assert open_due_periods(TODAY) == 2
    assert open_due_periods(TODAY) == 0


def test_command_refuses_nonsense_with_one_line_and_status_2(capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("open_period", "2026", "7")

    assert stop.value.code == 2
    assert capsys.readouterr().err == "季度应为 1 至 4。\n"


def test_reports_are_written_in_the_order_of_the_register_whatever_was_touched_last():
    first, second = OrganizationFactory(), OrganizationFactory()
    first.save()  # the row moves to the end of the table

    open_period(2026, 3, today=date(2026, 10, 1))

    reports = QuarterlyReport.objects.order_by("pk").values_list("organization", flat=True)
    assert list(reports) == [first.pk, second.pk]


def test_opening_asks_nothing_of_each_row(db):
    """A guard that is asked row by row, however quick its answer, makes a quarter of a million rows take hours."""
    OrganizationFactory.create_batch(3)
    with CaptureQueriesContext(connection) as asked:
        open_period(2026, 3, today=date(2026, 10, 1))
    (written,) = [
        query["sql"] for query in asked if query["sql"].startswith('INSERT INTO "compliance_quarterlyreport"')
    ]
    QuarterlyReport.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {written}")
        ((plan,),) = cursor.fetchall()

    assert QuarterlyReport.objects.count() == 3
    assert {trigger["Calls"] for trigger in plan[0]["Triggers"]} == {1}


def test_triggers_need_not_find_out_for_each_row_that_none_is_ignored(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW pgtrigger.ignore")
        assert cursor.fetchone() == ("{}",)
