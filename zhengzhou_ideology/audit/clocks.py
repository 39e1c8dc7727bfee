"""Two clocks, this host's and the database's: where they differ by more than a minute, nothing is done by the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

from celery import Task
from django.conf import settings
from django.db import connection
from django.utils import timezone

from zhengzhou_ideology.audit.alarms import alarm
from zhengzhou_ideology.workflow import Refused


def agreed(now: datetime, *, purpose: str, apart: timedelta | None = None) -> datetime:
    """The database's time. Raises `Refused`, and an alarm, if `now`, this host's, is too far from it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0].astimezone(UTC)
    if abs(at - now) > (apart or timedelta(seconds=settings.CLOCK_SECONDS)):
        sentence = f"主机与数据库的时钟相差超过60秒，停止{purpose}。请校准时钟。"
        alarm(sentence)
        raise Refused(sentence)
    return at


class ClockedTask(Task):
    """`by_the_clock`: what it does follows from today's date, reaches people, and cannot be taken back."""

    by_the_clock = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.by_the_clock:
            agreed(timezone.now(), purpose=f"定时任务 {self.name}")
        return super().__call__(*args, **kwargs)
