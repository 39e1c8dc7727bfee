"""The doors of the scheduler."""

from celery import shared_task
from django.utils.timezone import localdate

from compliance import periods


@shared_task(name="compliance.open_due_periods", ignore_result=True)
def open_due_periods() -> None:
    """Every night. Opens the running quarter and the one before it, again without harm."""
    periods.open_due_periods(localdate())
