"""How a due day comes about: one function per rule, each with the days that it counted and why.

"n working days after D" starts on the day after D; "n calendar days before D" is D - n; a term that ends on a
day off ends on the next working day, except a latest safe day, which never moves later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from zhengzhou_ideology.workcalendar.policy import Policy
from zhengzhou_ideology.workcalendar.working_days import TermError, WorkCalendar, checked, days_after, shifted

MOST_DAYS = 1000


class TermRule(StrEnum):
    QUARTERLY_REPORT = "quarterly_report"
    DUTY = "duty"
    EVENT_FILING = "event_filing"
    EVENT_DECISION = "event_decision"
    POST_EVENT_SUMMARY = "post_event_summary"
    STATEMENT = "statement"
    CASE_DECISION = "case_decision"
    REVIEW = "review"
    MATTER_ACKNOWLEDGEMENT = "matter_acknowledgement"
    WORKING_DAYS = "working_days"


# What the due day is called, and what the date is that it is counted from.
TERM_LABELS = {
    TermRule.QUARTERLY_REPORT: ("季度报告报送期限", "季度最后一日"),
    TermRule.DUTY: ("年度事项办理期限", "规定日期"),
    TermRule.EVENT_FILING: ("重大活动最迟申报日", "活动首日"),
    TermRule.EVENT_DECISION: ("重大活动审批期限", "收到日期"),
    TermRule.POST_EVENT_SUMMARY: ("活动总结报送期限", "活动结束日期"),
    TermRule.STATEMENT: ("陈述申辩期限", "告知书送达日期"),
    TermRule.CASE_DECISION: ("案件处理期限", "立案日期"),
    TermRule.REVIEW: ("申请复核期限", "决定书送达日期"),
    TermRule.MATTER_ACKNOWLEDGEMENT: ("随时报告收悉期限", "报送日期"),
    TermRule.WORKING_DAYS: ("工作日推算", "起算日"),
}


@dataclass(frozen=True, slots=True)
class Step:
    date: date
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class Due:
    """A due day with its explanation; provisional as long as it rests on a year that nobody has published."""

    due_on: date
    provisional: bool
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, Any]:
        return {"due_on": self.due_on.isoformat(), "provisional": self.provisional, "steps": self.steps_as_json()}

    def steps_as_json(self) -> list[dict[str, Any]]:
        return [{"date": step.date.isoformat(), "counts": step.counts, "why": step.why} for step in self.steps]


@dataclass(frozen=True, slots=True)
class Pause:
    """A paper is back for correction: counting starts again on the day after it came in once more."""

    returned_on: date
    resubmitted_on: date

    def covers(self, day: date) -> bool:
        return self.returned_on < day <= self.resubmitted_on


def quarterly_report(quarter_end: date, *, calendar: WorkCalendar, policy: Policy) -> Due:
    if quarter_end.month % 3 or shifted(quarter_end, 1).day != 1:
        raise TermError(f"{quarter_end.isoformat()}不是季度最后一日。")
    base = Step(checked(quarter_end), False, f"季度最后一日；报告应于次月{policy.report_due_day}日前报送")
    return _ending_on([base], shifted(quarter_end, policy.report_due_day), "规定的报送日", calendar)


def duty(nominal: date, *, calendar: WorkCalendar, policy: Policy) -> Due:
    """The day that the catalogue of yearly duties names."""
    return _ending_on([], checked(nominal), "年度事项目录规定的日期", calendar)


def event_filing(first_day: date, *, calendar: WorkCalendar, policy: Policy) -> Due:
    notice = policy.event_notice_days
    latest = shifted(first_day, -notice)
    why = f"活动前第{notice}日，{calendar.describe(latest)}；最迟申报日逢休息日不顺延"
    steps = (
        Step(checked(first_day), False, "活动首日，自前一日起倒数"),
        *(Step(shifted(first_day, -count), True, f"活动前第{count}日") for count in range(1, notice)),
        Step(latest, True, why),
    )
    return Due(latest, calendar.is_provisional(latest), steps)


def event_decision(
    received_on: date,
    *,
    calendar: WorkCalendar,
    policy: Policy,
    event: date | None = None,
    pauses: Sequence[Pause] = (),
) -> Due:
    """Never later than the last working day before the event; on receipt if no working day is left until then.

    A filing that comes in when the last working day before the event is over must be decided on the day of receipt,
    day off or not: an earlier day cannot be kept any more, and a later one would come after the event.
    """
    days = policy.event_decision_working_days
    if event is not None and checked(event) <= received_on:
        raise TermError("收到日期须早于活动首日：活动开始后不再受理申报。")
    steps = _counting(received_on, days, "收到申报", calendar, pauses=pauses, before=event)
    worked = [step.date for step in steps if step.counts]
    due_on = worked[-1] if worked else received_on
    judged = [due_on, *(step.date for step in steps[1:])]
    if len(worked) < days:
        why = "活动首日；审批不得迟于此前最后一个工作日" if worked else "活动首日；此前已无工作日，应于收到当日作出决定"
        steps.append(Step(event or due_on, False, why))
    return Due(due_on, any(map(calendar.is_provisional, judged)), tuple(steps))


def post_event_summary(last_day: date, *, calendar: WorkCalendar, policy: Policy) -> Due:
    return _counted(last_day, policy.event_summary_working_days, "活动结束日期", calendar)


def statement(served_on: date, *, calendar: WorkCalendar, policy: Policy) -> Due:
    return _counted(served_on, policy.statement_working_days, "告知书送达", calendar)


def case_decision(opened_on: date, *, calendar: WorkCalendar, policy: Policy) -> Due:
    return _calendar_days(opened_on, policy.case_decision_days, "立案", calendar)


def review(served_on: date, *, calendar: WorkCalendar, policy: Policy) -> Due:
    return _calendar_days(served_on, policy.review_days, "决定书送达", calendar)


def matter_acknowledgement(sent_on: date, *, calendar: WorkCalendar, policy: Policy) -> Due:
    return _counted(sent_on, policy.matter_acknowledgement_working_days, "报送", calendar)


def working_days(day: date, *, days: int, calendar: WorkCalendar) -> Due:
    if not 1 <= days <= MOST_DAYS:
        raise TermError(f"工作日天数须为1至{MOST_DAYS}之间的整数。")
    return _counted(day, days, "起算日", calendar)


def _counted(base: date, days: int, event_name: str, calendar: WorkCalendar) -> Due:
    """So many working days after the base, the base itself not counted."""
    steps = _counting(base, days, event_name, calendar)
    return Due(steps[-1].date, any(calendar.is_provisional(step.date) for step in steps[1:]), tuple(steps))


def _counting(
    base: date,
    days: int,
    event_name: str,
    calendar: WorkCalendar,
    *,
    pauses: Sequence[Pause] = (),
    before: date | None = None,
) -> list[Step]:
    """The base and each day after it, until so many working days are counted or the day `before` is reached."""
    steps = [Step(checked(base), False, f"{event_name}，次日起算")]
    counted, day = 0, base
    while counted < days and (before is None or shifted(day, 1) < before):
        day = shifted(day, 1)
        what = calendar.describe(day)
        if any(pause.covers(day) for pause in pauses):
            steps.append(Step(day, False, f"{what}；退回补正期间，不计入"))
        elif calendar.is_working_day(day):
            counted += 1
            steps.append(Step(day, True, f"{what}；第{counted}个工作日"))
        else:
            steps.append(Step(day, False, f"{what}，不计入"))
    return steps


def _calendar_days(base: date, days: int, event_name: str, calendar: WorkCalendar) -> Due:
    """So many calendar days after the base, the base itself not counted."""
    last = shifted(base, days)
    steps = [Step(checked(base), False, f"{event_name}，次日起算")]
    steps += [Step(shifted(base, count), True, f"第{count}日") for count in range(1, days)]
    return _ending_on(steps, last, f"第{days}日", calendar)


def _ending_on(steps: list[Step], nominal: date, name: str, calendar: WorkCalendar) -> Due:
    """A term that ends on a day off ends on the next working day."""
    due_on = calendar.next_working_day_from(nominal)
    judged = [nominal, *days_after(nominal, until=due_on)]
    for day in judged:
        what = calendar.describe(day) + (f"；{name}" if day == nominal else "")
        steps.append(Step(day, day == due_on, f"{what}，期限届满" if day == due_on else f"{what}，顺延"))
    return Due(due_on, any(map(calendar.is_provisional, judged)), tuple(steps))
