"""The only door from the pure calendar to the database: one statement, then no more."""

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from zhengzhou_ideology.together import read_together
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.models import CalendarDay, PolicyVersion, PublishedYear
from zhengzhou_ideology.workcalendar.policy import Policy, PolicyHistory
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar


def load_calendar() -> WorkCalendar:
    days, years = _days(), _years()
    read_together([days, years])
    return _calendar(days, years)


def load_policies() -> PolicyHistory:
    return PolicyHistory.of(_versions())


def load_deadlines() -> Deadlines:
    days, years, versions = _days(), _years(), _versions()
    read_together([days, years, versions])
    return Deadlines(_calendar(days, years), PolicyHistory.of(versions))


def _days() -> QuerySet[CalendarDay]:
    return CalendarDay.objects.all()


def _years() -> QuerySet[PublishedYear, int]:
    return PublishedYear.objects.values_list("year", flat=True)


def _versions() -> QuerySet[PolicyVersion, tuple[str, Any, date]]:
    return PolicyVersion.objects.order_by("effective_from", "pk").values_list("rule", "value", "effective_from")


def _calendar(days: Iterable[CalendarDay], years: Iterable[int]) -> WorkCalendar:
    return WorkCalendar(
        overrides=MappingProxyType({day.date: day.as_rule() for day in days}), announced_years=frozenset(years)
    )


def policy_on(day: date) -> Policy:
    return load_policies().on(day)
