"""Notices and digests as e-mail, text and HTML, over one connection for a batch."""

from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from zhengzhou_ideology.notices import hours
from zhengzhou_ideology.notices.channels import Postponed, Uncertain, Undeliverable, Unreachable
from zhengzhou_ideology.notices.enums import SendState
from zhengzhou_ideology.notices.links import link_to
from zhengzhou_ideology.notices.models import Delivery, Digest, Sending
from zhengzhou_ideology.notices.smtp import FateUnknown

CLOSING = 421
PREFIX = "【社会组织合规门户】"


class MailChannel:
    """An SMTP connection that tells a bad address from a bad day of the server (all of smtplib's errors are OSErrors)."""

    def open(self) -> None:
        self.connection = get_connection()
        try:
            self.connection.open()
        except OSError as error:
            raise Unreachable(_text(error)) from error

    def close(self) -> None:
        try:
            self.connection.close()
        except OSError:
            return  # all that was accepted is on its rows; a server that says no good-bye changes nothing

    def post(self, message: EmailMultiAlternatives) -> None:
        try:
            self.connection.send_messages([message])
        except SMTPRecipientsRefused as error:
            code, _reason = next(iter(error.recipients.values()))
            raise _verdict(code, error) from error
        except SMTPDataError as error:
            raise _verdict(error.smtp_code, error) from error
        except ValueError as error:  # no address, or a header that cannot be one
            raise Undeliverable(_text(error)) from error
        except FateUnknown as error:
            raise Uncertain(str(error)) from error
        except OSError as error:
            raise Unreachable(_text(error)) from error


class NoticeMail(MailChannel):
    def send(self, row: Delivery) -> bool:
        if row.notice.read_at and not row.notice.is_legal_paper:
            return False
        self.post(notice_message(row))
        return True


class DigestMail(MailChannel):
    """Gathers a person's matters at the moment of sending and settles them with the mail, or neither."""

    def __init__(self, now: datetime) -> None:
        self.closes = hours.digest_closes(now)
        self.now = now

    @transaction.atomic
    def send(self, row: Digest) -> bool:
        collected = Delivery.objects.filter(recipient=row.recipient).collected_before(self.closes)
        deliveries = list(collected.for_sending().order_by("notice_id"))
        if not deliveries:
            return False
        self.post(digest_message(row, deliveries))
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
            state=SendState.SENT, sent_at=self.now, digest=row
        )
        return True


def notice_message(delivery: Delivery) -> EmailMultiAlternatives:
    notice = delivery.notice
    context = {"notice": notice, "link": absolute(link_to(notice)), **_frame(notice.subject)}
    return _message(delivery, notice.subject, "notice", context)


def digest_message(digest: Digest, deliveries: list[Delivery]) -> EmailMultiAlternatives:
    subject = f"{digest.day.month}月{digest.day.day}日通知汇总（{len(deliveries)}条）"
    matters = [(delivery.notice, absolute(link_to(delivery.notice))) for delivery in deliveries]
    return _message(digest, subject, "digest", {"matters": matters, **_frame(subject)})


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path else ""


def _frame(subject: str) -> dict[str, str]:
    return {
        "subject": subject,
        "inbox": absolute(reverse("notices:inbox")),
        "preferences": absolute(reverse("notices:preferences")),
    }


def _message(row: Delivery | Digest, subject: str, template: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    if not row.recipient.email:
        raise Undeliverable("收件人没有电子邮箱")
    context = {**context, "recipient": row.recipient}
    message = EmailMultiAlternatives(
        subject=PREFIX + subject,
        body=render_to_string(f"notices/mail/{template}.txt", context),
        to=[row.recipient.email],
        headers={"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"notices/mail/{template}.html", context), "text/html")
    return message


def message_id(row: Sending) -> str:
    """The same at every attempt, so that a mail whose receipt got lost is recognized when it comes again."""
    made = timezone.localtime(row.created_at)
    return f"<{row._meta.model_name}.{row.pk}.{made:%Y%m%d%H%M%S%f}@{urlsplit(settings.SITE_URL).hostname}>"


def _verdict(code: int, error: Exception) -> Exception:
    """5xx is for good; 421 closes the connection; any other 4xx concerns this mail alone, for now."""
    if code >= 500:
        return Undeliverable(_text(error))
    return Unreachable(_text(error)) if code == CLOSING else Postponed(_text(error))


def _text(error: Exception) -> str:
    return f"{error.__class__.__name__}: {error}"
