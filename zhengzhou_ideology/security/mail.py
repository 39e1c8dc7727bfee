"""Mails about accounts: written where something happens, sent by the worker, so that no request waits for a mail server."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives

from zhengzhou_ideology.notices import delivering
from zhengzhou_ideology.notices.mail import MailChannel, message_id
from zhengzhou_ideology.security.keys import seal_text
from zhengzhou_ideology.security.models import AccountMail


def write(address: str, subject: str, body: str) -> AccountMail:
    return AccountMail.objects.create(
        address=address, subject=" ".join(subject.split())[:200], sealed_body=seal_text(body), urgent=True
    )


def deliver(now: datetime) -> None:
    """Send what is due at `now`; safe to run twice, at once, or late."""
    delivering.drain(AccountMail.objects.due(now), AccountMailChannel(), now)


class AccountMailChannel(MailChannel):
    def send(self, row: AccountMail) -> bool:
        """The text goes with the mail: nobody needs it afterwards."""
        self.post(
            EmailMultiAlternatives(
                subject=row.subject,
                body=row.body,
                to=[row.address],
                headers={"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"},
            )
        )
        row.sealed_body = ""
        row.save(update_fields=["sealed_body"])
        return True
