"""Which days are worked, as pure functions of an immutable value that is loaded once and then asks nobody."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from zhengzhou_ideology.workcalendar.statutory import STATUTORY_DAYS, STATUTORY_YEARS, DayRule

FIRST_YEAR, LAST_YEAR = min(STATUTORY_YEARS), 2099
WEEKDAYS = "一二三四五六日"
ONE_DAY = timedelta(days=1)


class TermError(ValueError):
    """A date or a term that the calendar cannot answer for; the message is a sentence for the user."""


def parsed_date(text: str | date) -> date:
    if isinstance(text, date):
        return text
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise TermError(f"“{text}”不是有效的日期，应写作2026-09-30的形式。") from error


def checked(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise TermError(f"日期{day.isoformat()}超出工作日历的范围（{FIRST_YEAR}年至{LAST_YEAR}年）。")
    return day


def shifted(day: date, days: int) -> date:
    """So many calendar days later, or earlier if negative."""
    try:
        return checked(day + timedelta(days=days))
    except OverflowError as error:
        raise TermError(f"自{day.isoformat()}起推算{days}日，超出工作日历的范围。") from error


@dataclass(frozen=True)
class WorkCalendar:
    """The State Council's days under a table of corrections, and weekdays where neither says anything."""

    overrides: Mapping[date, DayRule] = field(default_factory=lambda: MappingProxyType({}))
    announced_years: frozenset[int] = frozenset()

    def rule_on(self, day: date) -> DayRule | None:
        return self.overrides.get(day) or STATUTORY_DAYS.get(day)

    def is_working_day(self, day: date) -> bool:
        rule = self.rule_on(checked(day))
        return rule.is_working_day if rule else day.weekday() < 5

    def is_announced(self, year: int) -> bool:
        return year in STATUTORY_YEARS or year in self.announced_years

    def is_provisional(self, day: date) -> bool:
        """Nobody has published the day's year yet, so that it is judged by its weekday."""
        return not self.is_announced(day.year)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day`; before it if negative; `day` itself if zero."""
        step = 1 if count > 0 else -1
        checked(day)
        for _ in range(abs(count)):
            day = shifted(day, step)
            while not self.is_working_day(day):
                day = shifted(day, step)
        return day

    def next_working_day_from(self, day: date) -> date:
        """`day` itself if it is worked, else the first working day after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def last_working_day_before(self, day: date) -> date:
        return self.add_working_days(day, -1)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative if `end` comes first."""
        if end < start:
            return -self.working_days_between(end, start)
        checked(start)
        return sum(self.is_working_day(day) for day in days_after(start, until=end))

    def describe(self, day: date) -> str:
        """What the day is, for people: “周日，春节调休上班”."""
        rule, weekday = self.rule_on(day), f"周{WEEKDAYS[day.weekday()]}"
        if rule is None:
            kind = "" if day.weekday() < 5 else "，休息日"
        elif rule.is_working_day:
            kind = f"，{rule.name}调休上班"
        else:
            kind = f"，{rule.name}放假"
        provisional = f"（暂定，{day.year}年放假安排尚未公布）" if self.is_provisional(day) else ""
        return weekday + kind + provisional


def days_after(start: date, *, until: date) -> Iterator[date]:
    day = start
    while day < until:
        day = checked(day + ONE_DAY)
        yield day
