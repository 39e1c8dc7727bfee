"""The doors of the scheduler."""

from celery import shared_task
from django.utils.timezone import now

from reports.api import accesses, collecting, pushing, token_workflow


@shared_task(name="api.push_events", ignore_result=True)
def push_events() -> None:
    """Every half minute; safe to run twice, at once, or late."""
    moment = now()
    collecting.collect(moment)
    pushing.push(moment)


@shared_task(name="api.tend_records", ignore_result=True)
def tend_records() -> None:
    """Every night; safe to run twice, and a missed night is caught up by the next."""
    moment = now()
    token_workflow.tell_of_ends(moment)
    accesses.discard_old(moment)
    pushing.discard_old(moment)
