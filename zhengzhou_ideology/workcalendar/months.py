"""A year as twelve sheets of weeks, for the page that shows it."""

import calendar
from dataclasses import dataclass
from datetime import date

from zhengzhou_ideology.workcalendar.working_days import WorkCalendar


@dataclass(frozen=True, slots=True)
class Cell:
    date: date
    kind: str
    mark: str
    is_overridden: bool
    title: str


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    weeks: list[list[Cell | None]]


def months_of(year: int, days: WorkCalendar) -> list[Month]:
    sheets = calendar.Calendar()
    return [
        Month(
            number,
            [
                [cell(day, days) if day.month == number else None for day in week]
                for week in sheets.monthdatescalendar(year, number)
            ],
        )
        for number in range(1, 13)
    ]


def cell(day: date, days: WorkCalendar) -> Cell:
    """A day that a notice or a correction names carries a mark; other days speak for themselves."""
    rule = days.rule_on(day)
    if rule:
        kind, mark = ("work", "班") if rule.is_working_day else ("rest", "休")
    else:
        kind, mark = "weekend" if day.weekday() > 4 else "plain", ""
    return Cell(day, kind, mark, day in days.overrides, days.describe(day))
