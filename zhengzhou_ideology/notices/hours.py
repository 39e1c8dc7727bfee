"""When the portal may disturb people: quiet hours, and the hour of the daily digest."""

from datetime import datetime, time

from django.utils.timezone import localtime

from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar

QUIET_FROM = time(20)
QUIET_UNTIL = time(8)
DIGEST_FROM = time(9)


def is_quiet(now: datetime) -> bool:
    clock = localtime(now).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def is_digest_time(now: datetime, calendar: WorkCalendar) -> bool:
    """From nine on a working day until the quiet hours; a run that comes late still finds the day's digests due."""
    local = localtime(now)
    return DIGEST_FROM <= local.time() < QUIET_FROM and calendar.is_working_day(local.date())


def digest_closes(now: datetime) -> datetime:
    """Today's digest holds what was posted before this instant; what comes later is tomorrow's."""
    return datetime.combine(day_of(now), DIGEST_FROM, tzinfo=localtime(now).tzinfo)
