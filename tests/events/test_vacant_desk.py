"""A vacant desk is answered for by its supervisors, then from above: in events as in every other room."""

import pytest
import time_machine

from events import filing_workflow
from organizations.ladder.sweep import sweep
from organizations.models import Membership
from tests.events.factories import NOW, certifying, submitted
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def leave(*users):
    Membership.objects.filter(user__in=users).update(ends_on=NOW.date().replace(day=1))


def told(subject):
    return set(Notice.objects.filter(subject__endswith=subject).values_list("recipient", flat=True))


def test_supervisors_record_where_nobody_else_does(cast):
    """F4: without a registrar the supervisor hears that a filing is to be recorded."""
    leave(cast.registrar)

    filing_workflow.certify(certifying(cast), by=cast.leader, now=NOW)

    assert told("待备案") == {cast.supervisor.pk}


def test_the_authority_above_hears_where_a_whole_authority_is_vacant(cast):
    leave(cast.registrar, cast.supervisor)

    filing_workflow.certify(certifying(cast), by=cast.leader, now=NOW)

    assert told("待备案") == {cast.city_registrar.pk}


def test_supervisors_decide_where_nobody_else_does(cast):
    leave(cast.competent, cast.second_competent)

    filing_workflow.certify(certifying(cast), by=cast.leader, now=NOW)

    assert told("待审批") == {cast.competent_supervisor.pk}


def test_a_filing_that_nobody_records_climbs_the_ladder(cast):
    filing = submitted(cast)
    assert filing.record.due_on.isoformat() == "2026-10-13"

    first = sweep(NOW.date().replace(day=15))
    second = sweep(NOW.date().replace(day=19))

    assert (first.rungs["event_record:overdue_1"], second.rungs["event_record:overdue_3"]) == (1, 1)
    late = Notice.objects.filter(subject__startswith="活动逾期未备案")
    assert set(late.values_list("recipient", flat=True)) == {cast.registrar.pk, cast.supervisor.pk}
