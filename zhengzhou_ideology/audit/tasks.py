from celery import shared_task
from django.utils.timezone import now

from zhengzhou_ideology.audit import anchors, seals


@shared_task(name="audit.seal", ignore_result=True)
def seal() -> None:
    """Every hour. Safe to run twice; a missed hour is caught up by the next run."""
    seals.seal(now())
    anchors.send(now())
