"""What the schedule calls; each is a thin door to a function that is safe to run twice, at once, or late."""

from datetime import date

from celery import shared_task

from events import deadlines


@shared_task(name="events.sweep", ignore_result=True)
def sweep(day: str | None = None) -> None:
    """Several times a day: lapse what has begun unapproved, climb the ladder, tell."""
    deadlines.sweep(date.fromisoformat(day) if day else None)
