"""When a filing must come in, be decided and be summed up: article 4's week and the terms of the policy."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from events.models import EventFiling
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.terms import Due, Pause, Step, TermRule


def latest_safe_day(starts_on: date, *, deadlines: Deadlines) -> Due:
    """The last day on which a filing is in time; it never moves later, not even on a day off."""
    return deadlines.due(TermRule.EVENT_FILING, starts_on)


def gives_notice(starts_on: date, now: datetime, *, deadlines: Deadlines) -> bool:
    """In time until the last second of the latest safe day in Zhengzhou."""
    return day_of(now) <= latest_safe_day(starts_on, deadlines=deadlines).due_on


def decision_day(
    received_on: date,
    starts_on: date,
    *,
    deadlines: Deadlines,
    pauses: Sequence[Pause] = (),
    resumed_on: date | None = None,
) -> Due:
    """By when the filing is to be decided; while it was back for correction (`pauses`) no day counts.

    Filed on the event's own day before it begins, or back from correction when no working day is left: on that day.
    """
    today = max(received_on, resumed_on or received_on)
    if received_on >= starts_on:
        return _on_the_day(received_on, "活动当日收到；应在活动开始前作出决定", deadlines)
    due = deadlines.due(TermRule.EVENT_DECISION, received_on, event=starts_on, pauses=pauses)
    if due.due_on >= today:
        return due
    why = "补正后重新提交；此前已无可计入的工作日，应于当日作出决定"
    return replace(due, due_on=today, steps=(*due.steps, Step(today, False, why)))


def start_decision_clock(filing: EventFiling, today: date, *, deadlines: Deadlines) -> None:
    """Set the decision day and its explanation; a filing that was returned goes on where its clock stopped."""
    received_on = filing.first_submitted_on or today
    if filing.returned_on:
        filing.pauses = [*filing.pauses, {"returned_on": str(filing.returned_on), "resubmitted_on": str(today)}]
        filing.returned_on = None
    due = decision_day(
        received_on, filing.starts_on, deadlines=deadlines, pauses=as_pauses(filing.pauses), resumed_on=today
    )
    filing.decide_by, filing.decide_by_provisional = due.due_on, due.provisional
    filing.decide_by_steps = due.steps_as_json()


def stop_decision_clock(filing: EventFiling) -> None:
    filing.decide_by, filing.decide_by_provisional, filing.decide_by_steps = None, False, []


def as_pauses(stored: Sequence[dict[str, Any]]) -> tuple[Pause, ...]:
    return tuple(
        Pause(date.fromisoformat(pause["returned_on"]), date.fromisoformat(pause["resubmitted_on"])) for pause in stored
    )


def _on_the_day(day: date, why: str, deadlines: Deadlines) -> Due:
    return Due(day, deadlines.calendar.is_provisional(day), (Step(day, False, why),))
