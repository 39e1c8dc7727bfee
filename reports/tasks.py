"""Doors to the batches for Celery. Beat knocks every minute, so nothing hangs on a message that got lost."""

from celery import shared_task
from django.utils import timezone

from reports import batches
from reports.models.batches import FOLDER
from zhengzhou_ideology.files import integrity
from zhengzhou_ideology.knock import knock


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
    now = timezone.now()
    batches.discard_archives(now)
    integrity.sweep(FOLDER, now=now)


def nudge() -> None:
    """Begin at once instead of with the next knock of beat."""
    knock(continue_batches)
