"""Notices and digests as e-mail, text and HTML, over one connection for a batch."""

import re
from collections.abc import Mapping
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, linebreaks

from zhengzhou_ideology.notices import hours
from zhengzhou_ideology.notices.channels import Postponed, Uncertain, Undeliverable, Unreachable
from zhengzhou_ideology.notices.enums import SendState
from zhengzhou_ideology.notices.links import Links
from zhengzhou_ideology.notices.models import Delivery, Digest, Notice, Sending
from zhengzhou_ideology.notices.smtp import FateUnknown

CLOSING = 421
PREFIX = "【社会组织合规门户】"
# Stand in a mail for what differs from notice to notice, until that is put in.
SUBJECT, BODY, NAME, LINK = "\ue000", "\ue001", "\ue002", "\ue003"
PARAGRAPHS = f"<p>{BODY}</p>"  # the body in HTML
MARKED = re.compile(f"({PARAGRAPHS}|[{SUBJECT}{BODY}{NAME}{LINK}])")


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
    def open(self) -> None:
        self.letters = NoticeLetters()
        super().open()

    def send(self, row: Delivery) -> bool:
        if row.notice.read_at and not row.notice.is_legal_paper:
            return False
        self.post(self.letters.message(row))
        return True


class DigestMail(MailChannel):
    """Gathers a person's matters at the moment of sending and settles them with the mail, or neither."""

    def __init__(self, now: datetime) -> None:
        self.closes = hours.digest_closes(now)
        self.now = now

    def open(self) -> None:
        self.links, self.frame = Links(), _frame()
        super().open()

    @transaction.atomic
    def send(self, row: Digest) -> bool:
        collected = Delivery.objects.filter(recipient=row.recipient).collected_before(self.closes)
        deliveries = list(collected.for_sending().order_by("notice_id"))
        if not deliveries:
            return False
        self.post(self._message(row, [delivery.notice for delivery in deliveries]))
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
            state=SendState.SENT, sent_at=self.now, digest=row
        )
        return True

    def _message(self, row: Digest, notices: list[Notice]) -> EmailMultiAlternatives:
        subject = f"{row.day.month}月{row.day.day}日通知汇总（{len(notices)}条）"
        matters = [(notice, absolute(self.links.to(notice))) for notice in notices]
        facts = {"matters": matters, "subject": subject, "recipient": row.recipient, **self.frame}
        text, html = (render_to_string(f"notices/mail/digest.{kind}", facts) for kind in ("txt", "html"))
        return _message(row, subject, text, html)


class NoticeLetters:
    """The mails of notices: the templates are rendered once, and cut where they name what differs from notice to notice.

    Rendering them for each reader took half the time of the outbox.
    """

    def __init__(self) -> None:
        self.links = Links()
        facts = {
            "subject": SUBJECT,
            "notice": {"subject": SUBJECT, "body": BODY},
            "recipient": {"name": NAME},
            **_frame(),
        }
        self.sheets = {
            (kind, bool(link)): MARKED.split(render_to_string(f"notices/mail/notice.{kind}", {**facts, "link": link}))
            for kind in ("txt", "html")
            for link in (LINK, "")
        }

    def message(self, row: Delivery) -> EmailMultiAlternatives:
        notice, link = row.notice, absolute(self.links.to(row.notice))
        said = {SUBJECT: notice.subject, BODY: notice.body, NAME: row.recipient.name, LINK: link}
        escaped: dict[str, str] = {mark: escape(text) for mark, text in said.items()}
        escaped[PARAGRAPHS] = linebreaks(notice.body, autoescape=True)
        text, html = self.sheets["txt", bool(link)], self.sheets["html", bool(link)]
        return _message(row, notice.subject, _filled(text, said), _filled(html, escaped))


def _filled(sheet: list[str], said: Mapping[str, str]) -> str:
    """Each mark is looked at once: what is put in may hold anything."""
    return "".join(said.get(part, part) for part in sheet)


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path else ""


def _frame() -> dict[str, str]:
    return {"inbox": absolute(reverse("notices:inbox")), "preferences": absolute(reverse("notices:preferences"))}


def _message(row: Delivery | Digest, subject: str, text: str, html: str) -> EmailMultiAlternatives:
    if not row.recipient.email:
        raise Undeliverable("收件人没有电子邮箱")
    message = EmailMultiAlternatives(
        subject=PREFIX + subject,
        body=text,
        to=[row.recipient.email],
        headers={"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
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
