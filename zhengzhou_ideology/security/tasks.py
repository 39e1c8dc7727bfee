from celery import shared_task
from django.utils.timezone import now

from zhengzhou_ideology.security import alarms, mail


@shared_task(name="security.watch", ignore_result=True)
def watch() -> None:
    """Every five minutes. Safe to run twice, at once, or late: an alarm is told once."""
    alarms.watch(now())


@shared_task(name="security.deliver_mail", ignore_result=True)
def deliver_mail() -> None:
    """Every ten seconds: somebody waits for the mail. Safe to run twice and at once: a row is taken by one run only."""
    mail.deliver(now())
