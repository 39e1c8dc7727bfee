"""Latest safe day and decision clock against a table made by hand before the code was asked."""

from datetime import date, datetime

import pytest
from django.utils.timezone import localdate

from events.notice_period import decision_day, gives_notice, latest_safe_day
from tests.events.data_notice_periods import CASES
from tests.events.factories import SHANGHAI
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.policy import PolicyHistory
from zhengzhou_ideology.workcalendar.terms import Pause
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar

DEADLINES = Deadlines(WorkCalendar(), PolicyHistory())
IDS = [case[0] for case in CASES]


def test_there_are_twenty_five_cases():
    assert len(CASES) == len(set(IDS)) == 25


@pytest.mark.parametrize(("name", "came_in", "first_day", "safe", "judged", "decide_by", "pauses"), CASES, ids=IDS)
def test_latest_safe_day_and_decision_clock_agree_with_the_table(
    name, came_in, first_day, safe, judged, decide_by, pauses
):
    moment = datetime.fromisoformat(came_in).replace(tzinfo=SHANGHAI)
    event = date.fromisoformat(first_day)
    behind = tuple(Pause(*map(date.fromisoformat, pause)) for pause in pauses)
    resumed = behind[-1].resubmitted_on if behind else None

    due = latest_safe_day(event, deadlines=DEADLINES)
    decision = decision_day(localdate(moment), event, deadlines=DEADLINES, pauses=behind, resumed_on=resumed)

    assert due.due_on == date.fromisoformat(safe)
    assert gives_notice(event, moment, deadlines=DEADLINES) is (judged == "in time")
    assert decision.due_on == date.fromisoformat(decide_by)
    assert decision.steps


@pytest.mark.parametrize("came_in", ["2026-10-13T15:59:00+00:00", "2026-10-13T16:01:00+00:00"])
def test_the_day_of_receipt_is_zhengzhous_whatever_the_server_says(came_in):
    moment = datetime.fromisoformat(came_in)

    in_time = gives_notice(date(2026, 10, 20), moment, deadlines=DEADLINES)

    assert in_time is (came_in == "2026-10-13T15:59:00+00:00")
