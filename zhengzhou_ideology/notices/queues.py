"""The queues of the outbox, by the names in their address."""

from zhengzhou_ideology.notices.models import Delivery, Digest, GroupPost, SendingQuerySet

LABELS = {"deliveries": "邮件和短信", "digests": "每日汇总", "groups": "群消息"}
FIRST = "deliveries"


def rows_of(name: str) -> SendingQuerySet:
    queues: dict[str, SendingQuerySet] = {
        "deliveries": Delivery.objects.for_listing(),
        "digests": Digest.objects.for_sending(),
        "groups": GroupPost.objects.for_sending(),
    }
    return queues[name]
