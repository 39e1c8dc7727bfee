"""Doors to the exports for Celery. Beat knocks twice a minute, so nothing hangs on a message that got lost."""

from celery import shared_task
from django.utils import timezone

from reports.exports import making
from reports.exports.models import FOLDER
from zhengzhou_ideology.files import integrity
from zhengzhou_ideology.knock import knock


@shared_task(name="exports.continue_exports", ignore_result=True)
def continue_exports() -> None:
    """Send as many workers as there are lanes; safe to run twice."""
    for _ in range(making.tend(timezone.now())):
        make_export.delay()


@shared_task(name="exports.make_export", ignore_result=True)
def make_export() -> None:
    if making.make_next(timezone.now):
        nudge()


@shared_task(name="exports.discard_exports", ignore_result=True)
def discard_exports() -> None:
    """Every night; safe to run twice, and a missed night is caught up by the next."""
    now = timezone.now()
    making.discard(now)
    integrity.sweep(FOLDER, now=now)


def nudge() -> None:
    """Begin at once instead of with the next knock of beat."""
    knock(continue_exports)
