"""Mail over SMTP that waits for the server's last word, and knows when it does not know.

After the end of a mail a server may take minutes to say that it has it (RFC 5321, 4.5.3.2.6: ten). Whoever hangs up before
and sends it again, sends it twice.
"""

import re
import smtplib
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

LAST_WORD_SECONDS = 300


class FateUnknown(OSError):
    """The whole mail went out, and nothing came back."""


class _Patient(smtplib.SMTP):
    _replies: int | None = None  # those to DATA: the first asks for the mail, the second says that it was taken

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._replies = 0
        try:
            return super().data(msg)
        finally:
            self._replies = None

    def getreply(self) -> tuple[int, bytes]:
        if self._replies is None:
            return super().getreply()
        self._replies += 1
        return super().getreply() if self._replies == 1 else self._last_word()

    def _last_word(self) -> tuple[int, bytes]:
        line: Any = self.sock
        usual = line.gettimeout()
        line.settimeout(max(usual or 0, LAST_WORD_SECONDS))
        try:
            said = super().getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise FateUnknown(f"{error.__class__.__name__}: {error}") from error
        line.settimeout(usual)
        return said


class _PatientOverTLS(_Patient, smtplib.SMTP_SSL):
    """The same for a server that speaks TLS from the first byte."""


# An address as nearly all are, of which there is nothing to clean; cleaning one took a fifth of the time of a mail.
PLAIN = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
_sender = lru_cache(maxsize=8)(sanitize_address)


class PatientBackend(EmailBackend):
    def _send(self, email_message: EmailMessage) -> bool:
        to = email_message.recipients()
        if self.fail_silently or not to or not all(PLAIN.fullmatch(address) for address in to):
            return super()._send(email_message)  # type: ignore[misc]
        sender = _sender(email_message.from_email, email_message.encoding or settings.DEFAULT_CHARSET)
        line: Any = self.connection
        message: Any = email_message.message()
        line.sendmail(sender, to, message.as_bytes(linesep="\r\n"))
        return True

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _PatientOverTLS if self.use_ssl else _Patient
