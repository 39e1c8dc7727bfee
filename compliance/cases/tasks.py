"""The doors of the scheduler."""

from celery import shared_task
from django.utils.timezone import localdate

from compliance.cases import proposals, settlement
from compliance.cases.record import retention


@shared_task(name="cases.tend", ignore_result=True, by_the_clock=True)
def tend() -> None:
    """Every hour, after the sweep. Gathers proposals, ends what is settled, notes whose term of statement is over; again without harm."""
    proposals.gather()
    settlement.settle(localdate())
    settlement.lapse_statements(localdate())


@shared_task(name="cases.discard_drafts", ignore_result=True)
def discard_drafts() -> None:
    """Every night. What is left over is discarded by the next run."""
    retention.discard_drafts(localdate())
