"""Two at once, on two real connections: a double click submits once."""

from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from compliance import batch, report_workflow
from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from compliance.periods import open_period
from organizations.enums import Role
from organizations.models import User
from tests.compliance.conftest import NOW
from tests.factories import OrganizationFactory, QuarterlyReportFactory, member
from tests.machines.hosts import wait_until
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or was refused with, run at the same moment on a connection of its own."""
    gate, outcomes = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait()
            outcomes.append(act())
        except Refused as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_double_click_submits_once(cast, certifying):
    def click() -> QuarterlyReport:
        report = QuarterlyReport.objects.get(pk=certifying.pk)
        return report_workflow.certify(report, by=User.objects.get(pk=cast.leader.pk), now=NOW)

    outcomes = at_once(click, click)

    assert [type(outcome) for outcome in outcomes].count(Refused) == 1
    certifying.refresh_from_db()
    assert certifying.state == ReportState.SUBMITTED
    assert certifying.submissions.count() == 1
    assert certifying.moves.filter(name="certify").count() == 1


def test_second_click_waits_until_the_first_has_submitted(cast, certifying):
    """However close together: the second reads the report after the first has let go of it, and is told that it is in."""
    under_way = Event()

    def click() -> QuarterlyReport:
        report = QuarterlyReport.objects.get(pk=certifying.pk)
        return report_workflow.certify(report, by=User.objects.get(pk=cast.leader.pk), now=NOW)

    def first() -> None:
        with transaction.atomic():
            click()
            under_way.set()
            wait_until(somebody_waits, 20, "the second click waits")

    def second() -> QuarterlyReport:
        assert under_way.wait(20)
        return click()

    outcomes = at_once(first, second)

    assert [type(outcome) for outcome in outcomes].count(Refused) == 1
    assert certifying.submissions.count() == 1


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def test_accepting_and_withdrawing_at_once_does_one_of_them(cast, submitted):
    def accept() -> object:
        report = QuarterlyReport.objects.get(pk=submitted.pk)
        return report_workflow.accept(report, by=User.objects.get(pk=cast.registrar.pk), now=NOW)

    def withdraw() -> object:
        report = QuarterlyReport.objects.get(pk=submitted.pk)
        return report_workflow.withdraw(report, by=User.objects.get(pk=cast.secretary.pk))

    outcomes = at_once(accept, withdraw)

    assert [type(outcome) for outcome in outcomes].count(Refused) == 1
    submitted.refresh_from_db()
    assert submitted.state in {ReportState.ACCEPTED, ReportState.DRAFT}
    assert submitted.moves.count() == 3


def test_opening_a_quarter_twice_at_once_writes_each_report_once(cast):
    OrganizationFactory.create_batch(3)
    today = NOW.date()

    at_once(lambda: open_period(2026, 2, today=today), lambda: open_period(2026, 2, today=today))

    assert QuarterlyReport.objects.filter(period__quarter=2).count() == 5


def test_two_officers_who_accept_many_in_opposite_order_never_wait_for_each_other(cast):
    bureau, reports = cast.organization.registration_authority, []
    for _ in range(3):
        organization = OrganizationFactory(registration_authority=bureau)
        report = QuarterlyReportFactory(organization=organization, complete=True)
        report_workflow.send_for_certification(report, by=member(Role.SECRETARY, organization), now=NOW)
        reports.append(report_workflow.certify(report, by=member(Role.LEADER, organization), now=NOW))

    def accepts(name: str, order: list[QuarterlyReport]) -> Callable[[], object]:
        fresh = [QuarterlyReport.objects.get(pk=report.pk) for report in order]
        return lambda: batch.accept(fresh, by=User.objects.get(pk=cast.user(name).pk), now=NOW)

    outcomes = at_once(accepts("registrar", reports), accepts("supervisor", reports[::-1]))

    done = [[result.done for result in outcome] for outcome in outcomes]
    moves = [report.moves.filter(name="accept").count() for report in reports]
    assert ([len(results) for results in done], sum(map(sum, done)), moves) == ([3, 3], 3, [1, 1, 1])
