"""The doors of the scheduler."""

from celery import shared_task
from django.utils.timezone import localdate, now

from organizations.ladder.sweep import sweep as sweep_on


@shared_task(name="ladder.sweep", ignore_result=True, by_the_clock=True)
def sweep() -> None:
    """Every hour of the working day. Safe to run twice; a missed day is caught up by the next run."""
    sweep_on(localdate(), now=now())
