"""Signs of life, and the sweeping of what nobody needs."""

from celery import shared_task
from django.core.management import call_command
from django.utils.timezone import now

from zhengzhou_ideology.health import heartbeat


@shared_task(name="health.heartbeat", ignore_result=True)
def beat(queue: str = "default") -> None:
    """Every half minute, in each queue. Safe to run twice, at once, or late."""
    heartbeat.beat(now(), [queue])


@shared_task(name="health.clear_sessions", ignore_result=True)
def clear_sessions() -> None:
    """Each night: sessions that ended, with the words that they kept. Safe to run twice, at once, or late."""
    call_command("clearsessions")
