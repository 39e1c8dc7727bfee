"""The doors of the scheduler."""

from celery import shared_task
from django.utils.timezone import localdate

from compliance import periods, reminders
from compliance.cases import proposals, retention, settlement


@shared_task(name="compliance.sweep", ignore_result=True)
def sweep() -> None:
    """Every hour of the working day. Safe to run twice; a missed day is caught up by the next run."""
    reminders.sweep(localdate())


@shared_task(name="compliance.open_due_periods", ignore_result=True)
def open_due_periods() -> None:
    """Every night. Opens the running quarter and the one before it, again without harm."""
    periods.open_due_periods(localdate())


@shared_task(name="compliance.tend_cases", ignore_result=True)
def tend_cases() -> None:
    """Every hour. Gathers proposals, ends what is settled, notes whose term of statement is over; again without harm."""
    proposals.gather()
    settlement.settle(localdate())
    settlement.lapse_statements(localdate())


@shared_task(name="compliance.discard_case_drafts", ignore_result=True)
def discard_case_drafts() -> None:
    """Every night. What is left over is discarded by the next run."""
    retention.discard_drafts(localdate())
