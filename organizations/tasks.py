"""What the first floor does in the background."""

from celery import shared_task
from django.utils.timezone import localdate, now

from organizations import authorities, invitation_mail


@shared_task(name="organizations.send_invitations", ignore_result=True)
def send_invitations() -> None:
    """Every half minute. Safe to run twice and at once: a batch is taken by one run only."""
    invitation_mail.deliver(now())


@shared_task(name="organizations.make_names_current", ignore_result=True)
def make_names_current() -> None:
    """Each night: authorities whose change of name was entered ahead are called anew. Safe to run twice, or late."""
    authorities.make_names_current(localdate())
