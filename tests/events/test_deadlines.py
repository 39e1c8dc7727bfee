"""The ladder of event deadlines: once per rung, the highest only, and never anything decided."""

from datetime import date, datetime

import pytest

from events import deadlines
from events.enums import FilingState
from events.models import EventFiling, EventReminder
from tests.events.factories import SHANGHAI, approved, concluded, submitted
from zhengzhou_ideology.notices.models import Notice

AT = datetime(2026, 10, 16, 8, 0, tzinfo=SHANGHAI)


def rungs():
    return list(EventReminder.objects.order_by("pk").values_list("deadline", "rung"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "reached"),
    [
        (date(2026, 10, 13), []),
        (date(2026, 10, 14), [("decision", 1)]),
        (date(2026, 10, 15), [("decision", 2)]),
        (date(2026, 10, 18), [("decision", 2)]),
        (date(2026, 10, 19), [("decision", 2), ("eve", 1)]),
    ],
)
def test_silence_climbs_to_the_highest_rung_reached(cast, today, reached):
    filing = submitted(cast)
    assert filing.decide_by == date(2026, 10, 13)

    deadlines.climb(today)
    deadlines.climb(today)

    assert sorted(rungs()) == sorted(reached)
    filing.refresh_from_db()
    assert filing.state == FilingState.SUBMITTED


@pytest.mark.django_db
def test_what_is_foreseen_is_what_is_then_sent(cast):
    filing = submitted(cast)
    foreseen = [
        (matter.rung.deadline, matter.rung.number, set(matter.recipients))
        for matter in deadlines.matters(date(2026, 10, 14))
    ]

    deadlines.climb(date(2026, 10, 14))
    deadlines.tell(AT)
    deadlines.tell(AT)

    told = Notice.objects.filter(kind="event_deadline")
    assert foreseen == [("decision", 1, {cast.competent_supervisor})]
    assert [notice.recipient for notice in told] == [cast.competent_supervisor]
    assert told.get().subject == f"活动申报逾期未审批：{filing.title}"


@pytest.mark.django_db
def test_the_second_rung_tells_the_registration_authority(cast):
    submitted(cast)

    deadlines.climb(date(2026, 10, 15))
    deadlines.tell(AT)

    told = Notice.objects.filter(kind="event_deadline")
    assert {notice.recipient for notice in told} == {cast.registrar, cast.supervisor}


@pytest.mark.django_db
def test_the_eve_tells_supervisor_and_secretary_that_it_may_not_be_held(cast):
    submitted(cast)
    EventFiling.objects.update(decide_by=date(2026, 10, 19))

    deadlines.climb(date(2026, 10, 19))
    deadlines.tell(AT)

    told = Notice.objects.filter(kind="event_deadline")
    assert {notice.recipient for notice in told} == {cast.competent_supervisor, cast.secretary}
    assert "未经批准，活动不得举办" in told.first().body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "reached"),
    [
        (date(2026, 10, 20), []),
        (date(2026, 10, 30), []),
        (date(2026, 10, 31), [("summary", 1)]),
        (date(2026, 11, 3), [("summary", 1)]),
        (date(2026, 11, 4), [("summary", 2)]),
        (date(2026, 11, 20), [("summary", 3)]),
    ],
)
def test_an_owed_summary_climbs_and_a_missed_run_heals_itself(cast, today, reached):
    filing = approved(cast)
    assert filing.summary_due_on == date(2026, 11, 3)

    deadlines.climb(today)

    assert rungs() == reached


@pytest.mark.django_db
def test_a_summary_that_came_in_is_not_reminded(cast):
    concluded(cast)

    assert deadlines.climb(date(2026, 11, 20)) == 0


@pytest.mark.django_db
def test_a_sweep_lapses_climbs_and_tells_and_a_second_one_does_nothing(cast):
    submitted(cast)

    first = deadlines.sweep(date(2026, 10, 15))
    second = deadlines.sweep(date(2026, 10, 15))
    after = deadlines.sweep(date(2026, 10, 20))

    assert first == {"lapsed": 0, "reminders": 1, "told": 1}
    assert second == {"lapsed": 0, "reminders": 0, "told": 0}
    assert after == {"lapsed": 1, "reminders": 0, "told": 0}
