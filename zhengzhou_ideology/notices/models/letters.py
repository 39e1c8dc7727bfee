"""Mails and short messages to persons: one for a notice, or one for a day."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhengzhou_ideology.notices.enums import SendState, Way
from zhengzhou_ideology.notices.models.notices import Notice
from zhengzhou_ideology.notices.models.sending import Sending, SendingQuerySet, sent_means_when, waiting_index

SENT = (
    *("created_at", "last_error", "recipient__name", "recipient__email", "recipient__phone"),
    *(f"notice__{name}" for name in ("subject", "body", "url", "created_at", "read_at", "is_legal_paper")),
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
        """With what a mail or a short message says of its notice and its recipient, and no more."""
        return self.for_listing().only(*SENT)

    def for_listing(self) -> Self:
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
