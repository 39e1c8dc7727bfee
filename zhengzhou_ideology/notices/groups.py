"""Posts to groups in WeCom and DingTalk, through apprise."""

from zhengzhou_ideology.notices.channels import Postponed, Undeliverable
from zhengzhou_ideology.notices.mail import absolute
from zhengzhou_ideology.notices.models import GroupPost


class GroupChat:
    def open(self) -> None:
        return

    def send(self, row: GroupPost) -> bool:
        import apprise  # noqa: PLC0415 - a second of start-up that only the worker needs

        if not row.channel.active:
            return False
        service = apprise.Apprise()
        if not service.add(row.channel.url):
            raise Undeliverable("机器人地址无效")
        if not service.notify(title=row.subject, body=f"{row.body}\n{absolute(row.url)}".strip()):
            raise Postponed("群机器人没有接收")
        return True

    def close(self) -> None:
        return
