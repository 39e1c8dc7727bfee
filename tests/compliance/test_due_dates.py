"""A change of the calendar moves the stored due days of open reports, after a preview and with a notice."""

from datetime import date

import pytest

from compliance import extensions
from compliance.models import QuarterlyReport
from compliance.periods import open_period
from tests.compliance.conftest import NOW
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workcalendar.amendments import Draft, confirm, preview
from zhengzhou_ideology.workcalendar.statutory import DayRule

TODAY = date(2026, 10, 9)
DUE, MOVED = date(2026, 10, 15), date(2026, 10, 16)
CLOSED = Draft("全市停工一日", {DUE: DayRule(is_working_day=False, name="停工", source="市政府通告")})

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast) -> QuarterlyReport:
    open_period(2026, 3, today=TODAY)
    return QuarterlyReport.objects.get(organization=cast.organization)


def test_open_reports_move_on_confirmation_and_their_people_are_told(cast, report):
    shown = preview(CLOSED)
    assert [(movement.term.due_on, movement.due.due_on, movement.term.matters) for movement in shown.moved] == [
        (DUE, MOVED, 2)
    ]
    assert cast.organization.name in shown.moved[0].concerned

    confirm(shown.token, by=cast.administrator, today=TODAY)

    report.refresh_from_db()
    assert (report.due_on, report.due_steps[-1]["date"]) == (MOVED, "2026-10-16")
    assert report.period.__class__.objects.get(pk=report.period_id).due_on == MOVED
    notice = Notice.objects.get(recipient=cast.secretary)
    assert notice.subject == "2026年第三季度报告截止日期改为2026年10月16日"
    assert Notice.objects.filter(recipient=cast.leader).exists()


def test_extended_and_settled_reports_stay(cast, report, time_machine):
    time_machine.move_to(NOW)
    other = QuarterlyReport.objects.exclude(pk=report.pk).get()
    QuarterlyReport.objects.filter(pk=other.pk).update(state="exempted")
    extensions.extend(
        QuarterlyReport.objects.filter(pk=report.pk),
        by=cast.supervisor,
        new_due=date(2026, 10, 30),
        reason="汛情。",
        now=NOW,
    )

    shown = preview(CLOSED)

    assert shown.moved == []


def test_newcomer_of_a_moved_quarter_gets_the_new_day(cast, report):
    confirm(preview(CLOSED).token, by=cast.administrator, today=TODAY)
    QuarterlyReport.objects.filter(pk=report.pk).delete()

    open_period(2026, 3, today=TODAY)

    assert QuarterlyReport.objects.get(organization=cast.organization).due_on == MOVED
