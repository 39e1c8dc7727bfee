"""The door of the scheduler."""

from celery import shared_task
from django.utils.timezone import now

from reports.boards.refreshing import refresh


@shared_task(name="boards.refresh", ignore_result=True)
def refresh_boards() -> None:
    """Every other minute. Safe to run twice; the first run of a day sees what fell due."""
    refresh(now())
