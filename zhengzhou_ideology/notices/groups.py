"""Posts to groups in WeCom and DingTalk, through apprise."""

from django.core.exceptions import ValidationError

from zhengzhou_ideology.notices.channels import Postponed, Undeliverable
from zhengzhou_ideology.notices.mail import absolute
from zhengzhou_ideology.notices.models import GroupPost
from zhengzhou_ideology.notices.robots import known_service


class GroupChat:
    def open(self) -> None:
        return

    def send(self, row: GroupPost) -> bool:
        """The address is looked at again: the operator may have taken its host off the list meanwhile."""
        import apprise  # noqa: PLC0415 - a second of start-up that only the worker needs

        if not row.channel.active:
            return False
        try:
            known_service(row.channel.url)
        except ValidationError as error:
            raise Undeliverable("机器人地址无效或者不再允许") from error
        service = apprise.Apprise()
        if not service.add(row.channel.url):
            raise Undeliverable("机器人地址无效")
        if not service.notify(title=row.subject, body=f"{row.body}\n{absolute(row.url)}".strip()):
            raise Postponed("群机器人没有接收")
        return True

    def close(self) -> None:
        return
