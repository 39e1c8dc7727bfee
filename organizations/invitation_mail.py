"""Sending invitations by e-mail: what is not sent yet is a row, so that a mail server down for a day loses nothing."""

from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from organizations.invitations import code_hash, grouped, link, new_code
from organizations.models import Invitation

BATCH = 100
FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=12)


def deliver(now: datetime) -> int:
    """Send what waits, a batch over one connection; return how many mails went out."""
    total = 0
    while claimed := claim(now):
        sent, server_answers = send(claimed, now=now)
        total += sent
        if not server_answers:
            break
    return total


@transaction.atomic
def claim(now: datetime) -> list[tuple[Invitation, str]]:
    """Take the next batch, with fresh codes; what is not sent after all may be taken again after a pause."""
    waiting = Invitation.objects.to_send(now).order_by("send_after", "pk").for_listing()
    claimed = []
    for invitation in waiting.select_for_update(of=("self",), skip_locked=True)[:BATCH]:
        code = new_code()
        invitation.code_sha256 = code_hash(code)
        invitation.attempts += 1
        invitation.send_after = now + pause_after(invitation.attempts)
        claimed.append((invitation, code))
    Invitation.objects.bulk_update([one for one, _ in claimed], ["code_sha256", "attempts", "send_after"])
    return claimed


def pause_after(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def send(claimed: list[tuple[Invitation, str]], *, now: datetime) -> tuple[int, bool]:
    """Send a batch; return how many went out, and whether the mail server still answered at the end."""
    sent = 0
    try:
        with get_connection() as connection:
            for invitation, code in claimed:
                sent += send_one(invitation, code, connection, now=now)
    except (SMTPException, OSError) as error:
        left = [invitation.pk for invitation, _ in claimed]
        Invitation.objects.filter(pk__in=left, sent_at=None, last_error="").update(last_error=_worded(error))
        return sent, False
    return sent, True


def send_one(invitation: Invitation, code: str, connection: BaseEmailBackend, *, now: datetime) -> bool:
    row = Invitation.objects.filter(pk=invitation.pk)
    try:
        connection.send_messages([message(invitation, code)])
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        row.update(last_error=_worded(error))
        return False
    row.update(sent_at=now, send_after=None, last_error="")
    return True


def message(invitation: Invitation, code: str) -> EmailMessage:
    context = {"invitation": invitation, "code": grouped(code), "url": link(code)}
    return EmailMessage(
        subject=f"请开通郑州市社会组织合规门户账号：{invitation}",
        body=render_to_string("organizations/invitation_mail.txt", context),
        to=[invitation.email],
    )


def _worded(error: Exception) -> str:
    return f"{type(error).__name__}：{error}"[:200]
