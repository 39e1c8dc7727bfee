"""Notices to persons and posts to groups, and for each way out a row that says how far it has come."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Least, Now, Power
from django.utils import timezone

from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.notices import kinds
from zhengzhou_ideology.notices.enums import Mode, SendState, Way
from zhengzhou_ideology.notices.hours import is_quiet
from zhengzhou_ideology.notices.robots import known_service, shown


class NoticeQuerySet(models.QuerySet):
    def inbox_of(self, user: Any) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unplanned(self) -> Self:
        return self.filter(planned=False)

    def mark_read(self, now: datetime) -> int:
        return self.unread().update(read_at=now)


class Notice(models.Model):
    """One matter told to one person; unique by `key`, so that telling it twice tells it once."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="收件人", related_name="notices"
    )
    kind = models.CharField("类别", max_length=50)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=500, blank=True)
    is_legal_paper = models.BooleanField("法律文书", default=False)
    key = models.CharField("去重键", max_length=200)
    created_at = models.DateTimeField("时间", default=timezone.now, db_default=Now(), editable=False)  # noqa: TID251 (when the row is written)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    planned = models.BooleanField("已安排发送", default=False, db_default=False, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient", "-id"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["id"], condition=Q(planned=False), name="notice_unplanned"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def kind_label(self) -> str:
        return kinds.label(self.kind)


class Preference(models.Model):
    """How one person wants to be told of one kind; without a row: at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences")
    kind = models.CharField("类别", max_length=50)
    mode = models.CharField("方式", max_length=10, choices=Mode, default=Mode.AT_ONCE)

    class Meta:
        verbose_name = verbose_name_plural = "通知设置"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.kind}：{self.get_mode_display()}"


LONGEST_WAIT = timedelta(minutes=30)
MAX_ERROR_LENGTH = 500


class SendingQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=SendState.WAITING)

    def failed(self) -> Self:
        return self.filter(state=SendState.FAILED)

    def troubled(self) -> Self:
        """Failed for good, or tried in vain and still waiting."""
        return self.filter(models.Q(state=SendState.FAILED) | models.Q(state=SendState.WAITING, attempts__gt=0))

    def due(self, now: datetime) -> Self:
        """What may go out now, longest waiting first; in quiet hours only what is urgent."""
        due = self.waiting().filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
        return due.filter(urgent=True) if is_quiet(now) else due

    def postpone(self, now: datetime, error: str) -> int:
        """Try all of these again later: 1, 2, 4 … minutes, at most `LONGEST_WAIT`."""
        minutes = Least(Power(2.0, Least(F("attempts"), 10)), LONGEST_WAIT / timedelta(minutes=1))
        wait = ExpressionWrapper(minutes * Value(timedelta(minutes=1)), output_field=DurationField())
        return self.update(
            attempts=F("attempts") + 1, next_attempt_at=Value(now) + wait, last_error=error[:MAX_ERROR_LENGTH]
        )

    def retry(self, now: datetime) -> int:
        return self.update(state=SendState.WAITING, attempts=0, next_attempt_at=now)


class Sending(models.Model):
    """Something on its way out: tried until it is sent, with its last error on the row."""

    state = models.CharField("状态", max_length=10, choices=SendState, default=SendState.WAITING, db_default="waiting")
    urgent = models.BooleanField("不受免打扰时段限制", default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0, db_default=0)
    next_attempt_at = models.DateTimeField("下次尝试", default=timezone.now, db_default=Now())  # noqa: TID251 (when the row is written)
    last_error = models.TextField("最近错误", blank=True, default="", db_default="")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间", default=timezone.now, db_default=Now(), editable=False)  # noqa: TID251 (when the row is written)

    class Meta:
        abstract = True
        ordering = ["-pk"]


def waiting_index(name: str) -> models.Index:
    return models.Index(fields=["next_attempt_at", "id"], condition=Q(state="waiting"), name=name)


def sent_means_when(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)), name=name
    )


class DigestQuerySet(SendingQuerySet):
    def of_day(self, day: date) -> Self:
        return self.filter(day=day)

    def for_sending(self) -> Self:
        return self.select_related("recipient")


class Digest(Sending):
    """The one mail of a day that holds all of a person's collected matters; its content is settled when it is sent."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="收件人", related_name="+")
    day = models.DateField("日期")

    objects = DigestQuerySet.as_manager()

    class Meta(Sending.Meta):
        verbose_name = verbose_name_plural = "每日汇总"
        constraints = [
            models.UniqueConstraint(fields=["recipient", "day"], name="digest_once_a_day"),
            sent_means_when("digest_sent_when"),
        ]
        indexes = [waiting_index("digest_waiting")]

    def __str__(self) -> str:
        return f"{self.day.month}月{self.day.day}日通知汇总"

    @property
    def addressee(self) -> str:
        return f"{self.recipient}（{self.recipient.email}）"


class DeliveryQuerySet(SendingQuerySet):
    def by_way(self, way: str) -> Self:
        return self.filter(way=way)

    def for_sending(self) -> Self:
        return self.select_related("notice", "recipient")

    def collected_before(self, closes: datetime) -> Self:
        """Waiting for a digest and not read meanwhile."""
        return self.filter(state=SendState.COLLECTING, notice__created_at__lt=closes, notice__read_at=None)


class Delivery(Sending):
    """A notice on one of its ways; collected ones go out with a digest."""

    notice = models.ForeignKey(Notice, models.CASCADE, verbose_name="通知", related_name="deliveries")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="收件人", related_name="+")
    way = models.CharField("方式", max_length=10, choices=Way)
    digest = models.ForeignKey(
        Digest, models.SET_NULL, null=True, blank=True, verbose_name="所在汇总", related_name="deliveries"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta(Sending.Meta):
        verbose_name = verbose_name_plural = "发送"
        constraints = [
            models.UniqueConstraint(fields=["notice", "way"], name="delivery_once"),
            sent_means_when("delivery_sent_when"),
        ]
        indexes = [
            waiting_index("delivery_waiting"),
            models.Index(fields=["recipient"], condition=Q(state="collecting"), name="delivery_collecting"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}：{self.notice}"

    @property
    def addressee(self) -> str:
        return f"{self.recipient}（{self.recipient.email if self.way == Way.EMAIL else '短信'}）"


class GroupChannelQuerySet(models.QuerySet):
    def listening(self, owners: list[str], kind: str) -> Self:
        """Active channels of these owners that take this kind; an empty list of kinds takes all."""
        return self.filter(active=True, owner__in=owners).filter(models.Q(kinds__contains=[kind]) | models.Q(kinds=[]))

    def with_last_posts(self) -> Self:
        """When a post last arrived, and what the latest one that did not arrive ran into."""
        posts = GroupPost.objects.filter(channel=models.OuterRef("pk"))
        stuck = posts.troubled().order_by("-pk")
        return self.annotate(
            last_sent_at=models.Subquery(posts.filter(state=SendState.SENT).order_by("-sent_at").values("sent_at")[:1]),
            last_error=models.Subquery(stuck.values("last_error")[:1]),
            last_error_at=models.Subquery(stuck.values("created_at")[:1]),
        )


@tracked(exclude=["url"])
class GroupChannel(models.Model):
    """A group of officers in WeCom or DingTalk; its address is a secret and stays out of history and logs.

    `address_set_at` is in the history instead, so that it tells who set another address, and when.
    """

    owner = models.CharField("所属单位", max_length=100, db_index=True, help_text="机关单位编码。")
    name = models.CharField("群名称", max_length=100)
    url = models.CharField("机器人地址", max_length=500, validators=[known_service])
    address_set_at = models.DateTimeField("地址设置时间", default=timezone.now, db_default=Now(), editable=False)  # noqa: TID251 (when the row is written)
    kinds = models.JSONField("接收的类别", default=list, blank=True, help_text="留空表示全部类别。")
    active = models.BooleanField("启用", default=True)

    objects = GroupChannelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"
        ordering = ["owner", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_address(self) -> str:
        return shown(self.url)

    @property
    def kind_labels(self) -> list[str]:
        return [kinds.label(kind) for kind in self.kinds]


class GroupPostQuerySet(SendingQuerySet):
    def for_sending(self) -> Self:
        return self.select_related("channel")


class GroupPost(Sending):
    """One message to one group, unique by `key`."""

    channel = models.ForeignKey(GroupChannel, models.CASCADE, verbose_name="群机器人", related_name="posts")
    kind = models.CharField("类别", max_length=50)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=500, blank=True)
    key = models.CharField("去重键", max_length=200)

    objects = GroupPostQuerySet.as_manager()

    class Meta(Sending.Meta):
        verbose_name = verbose_name_plural = "群消息"
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="group_post_once"),
            sent_means_when("group_post_sent_when"),
        ]
        indexes = [waiting_index("group_post_waiting")]

    def __str__(self) -> str:
        return self.subject

    @property
    def addressee(self) -> str:
        return str(self.channel)
