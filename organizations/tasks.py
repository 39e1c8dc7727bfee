"""What the first floor does in the background."""

from celery import shared_task
from django.utils.timezone import now

from organizations import invitation_mail


@shared_task(name="organizations.send_invitations", ignore_result=True)
def send_invitations() -> None:
    """Every half minute. Safe to run twice and at once: a batch is taken by one run only."""
    invitation_mail.deliver(now())
