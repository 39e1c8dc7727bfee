"""The only door from the pure calendar to the database: three statements, then no more."""

from datetime import date
from types import MappingProxyType

from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.models import CalendarDay, PolicyVersion, PublishedYear
from zhengzhou_ideology.workcalendar.policy import Policy, PolicyHistory
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar


def load_calendar() -> WorkCalendar:
    return WorkCalendar(
        overrides=MappingProxyType({day.date: day.as_rule() for day in CalendarDay.objects.all()}),
        announced_years=frozenset(PublishedYear.objects.values_list("year", flat=True)),
    )


def load_policies() -> PolicyHistory:
    return PolicyHistory.of(
        PolicyVersion.objects.order_by("effective_from", "pk").values_list("rule", "value", "effective_from")
    )


def load_deadlines() -> Deadlines:
    return Deadlines(load_calendar(), load_policies())


def policy_on(day: date) -> Policy:
    return load_policies().on(day)
