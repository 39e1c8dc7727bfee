"""Doors to the batches for Celery. Beat knocks every minute, so nothing hangs on a message that got lost."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from reports import batches

logger = logging.getLogger(__name__)


@shared_task(name="reports.continue_batches", ignore_result=True)
def continue_batches() -> None:
    """Send as many workers as there are lanes; safe to run twice."""
    for _ in range(batches.tend(timezone.now())):
        make_chunk.delay()


@shared_task(name="reports.make_chunk", ignore_result=True)
def make_chunk() -> None:
    if batches.make_next_chunk(timezone.now):
        nudge()


@shared_task(name="reports.discard_archives", ignore_result=True)
def discard_archives() -> None:
    """Every night; safe to run twice, and a missed night is caught up by the next."""
    batches.discard_archives(timezone.now())


def nudge() -> None:
    """Begin at once instead of within a minute; a broker that is down loses nothing, because beat asks again."""
    try:
        continue_batches.apply_async(retry=False)
    except OperationalError:
        logger.warning("The broker cannot be reached; beat continues the batches once it can")
