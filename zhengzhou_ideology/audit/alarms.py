"""What somebody must hear of at once: in the log as an error, and by mail to those who keep the anchors."""

import logging

from django.conf import settings
from django.core.mail import send_mail

log = logging.getLogger(__name__)


def alarm(sentence: str) -> None:
    """The log first: a mail server that is down must not stop what raised the alarm."""
    log.error("audit alarm: %s", sentence)
    to = settings.AUDIT["ANCHOR_MAIL"]
    if not to:
        return
    try:
        send_mail("【审计告警】郑州市社会组织合规门户", sentence, None, to)
    except OSError:
        log.exception("the alarm could not be mailed")
