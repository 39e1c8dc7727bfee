"""What the schedule calls; each is a thin door to a function that is safe to run twice, at once, or late."""

from celery import shared_task
from django.utils.timezone import now

from events import lapses


@shared_task(name="events.lapse_begun", ignore_result=True, by_the_clock=True)
def lapse_begun() -> None:
    """Several times an hour: what has begun unapproved lapses; the one sweep reminds of the rest."""
    lapses.lapse_begun(now())
