"""How people want to be told, by which way, and how far a message has come."""

from django.db.models import TextChoices


class Mode(TextChoices):
    AT_ONCE = "at_once", "即时邮件"
    DIGEST = "digest", "每日汇总邮件"
    NONE = "none", "仅站内通知"


class Way(TextChoices):
    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"


class SendState(TextChoices):
    WAITING = "waiting", "待发送"
    COLLECTING = "collecting", "待汇总"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    UNNEEDED = "unneeded", "无需发送"
