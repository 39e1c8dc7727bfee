"""The nightly round of what has been kept long enough."""

from celery import shared_task
from django.utils.timezone import now

from reports.retention import tending


@shared_task(name="retention.tend", ignore_result=True, by_the_clock=True)
def tend() -> None:
    """Each night. Safe to run twice, at once, or late."""
    tending.tend(now())
