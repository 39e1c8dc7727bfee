"""Short messages behind a provider; the one that comes with the portal writes to the log."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from zhengzhou_ideology.notices.channels import Undeliverable
from zhengzhou_ideology.notices.models import Delivery

logger = logging.getLogger(__name__)

MOBILE = r"^1[3-9]\d{9}$"


class Provider(Protocol):
    def send(self, phone: str, text: str) -> None: ...


class LoggingProvider:
    """For trials: says in the log what would have been sent, to a masked number."""

    def send(self, phone: str, text: str) -> None:
        logger.info("SMS to %s****%s: %s", phone[:3], phone[-4:], text)


class ShortMessage:
    def open(self) -> None:
        self.provider: Provider = import_string(settings.SMS_PROVIDER)()

    def send(self, row: Delivery) -> bool:
        if not row.recipient.phone:
            raise Undeliverable("收件人没有手机号码")
        self.provider.send(row.recipient.phone, f"【社会组织合规门户】{row.notice.subject}，请登录门户查看。")
        return True

    def close(self) -> None:
        return
