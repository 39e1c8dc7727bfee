"""The door of the scheduler."""

from celery import shared_task
from django.utils import timezone

from zhengzhou_ideology.notices import delivering


@shared_task(name="notices.deliver", ignore_result=True)
def deliver() -> None:
    """Every half minute; safe to run twice, at once, or late."""
    delivering.deliver(timezone.now())
