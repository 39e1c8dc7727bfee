from celery import shared_task
from django.utils.timezone import localdate

from zhengzhou_ideology.audit import seals


@shared_task(name="audit.seal", ignore_result=True)
def seal() -> None:
    """Every night. Safe to run twice; a missed night is caught up by the next run."""
    seals.seal(localdate())
