"""What the first floor does in the background."""

from celery import shared_task
from django.utils.timezone import localdate, now

from organizations import authorities, gaps, invitation_mail, operators, outlets, reset_workflow
from organizations.life import changes
from organizations.models import AnnouncementReading


@shared_task(name="organizations.send_invitations", ignore_result=True)
def send_invitations() -> None:
    """Every half minute. Safe to run twice and at once: a batch is taken by one run only."""
    invitation_mail.deliver(now())


@shared_task(name="organizations.make_names_current", ignore_result=True, by_the_clock=True)
def make_names_current() -> None:
    """Each night: authorities whose change of name was entered ahead are called anew. Safe to run twice, or late."""
    authorities.make_names_current(localdate())


@shared_task(name="organizations.apply_changes", ignore_result=True, by_the_clock=True)
def apply_changes() -> None:
    """Every hour, and so before the quarter opens at night. Safe to run twice, at once, or late."""
    changes.apply_due(now())


@shared_task(name="organizations.lapse_resets", ignore_result=True, by_the_clock=True)
def lapse_resets() -> None:
    """Every hour: slips and proposals of new passwords that nobody used. Safe to run twice, at once, or late."""
    reset_workflow.lapse(now())


@shared_task(name="organizations.pass_on_outlets", ignore_result=True)
def pass_on_outlets() -> None:
    """Each night: outlets go to whoever holds the post by now. Safe to run twice, at once, or late."""
    outlets.follow_posts(localdate())


@shared_task(name="organizations.weed_gaps", ignore_result=True)
def weed_gaps() -> None:
    """Each night: organizations that lack nobody for weeks to come are looked at no more. Safe to run twice, at once, or late."""
    gaps.weed(localdate())


@shared_task(name="organizations.fold_readings", ignore_result=True)
def fold_readings() -> None:
    """Every few minutes: who has opened announcements, in one row for each. Safe to run twice, at once, or late."""
    AnnouncementReading.objects.fold()


@shared_task(name="organizations.report_problems", ignore_result=True)
def report_problems() -> None:
    """Each morning, to administrators, if anything is wrong with the portal. Safe to run twice, at once, or late."""
    operators.report_problems(now())
