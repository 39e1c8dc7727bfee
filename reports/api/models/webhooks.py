"""Who is told of what at once, how far the logs have been read for it, and each message until it has arrived."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.crypto import salted_hmac

from organizations.models import User
from reports.api.enums import DeliveryState, EndpointState, EventName
from reports.api.models.tokens import AccessToken
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=2)
MAX_ERROR_LENGTH = 300


def new_salt() -> str:
    return secrets.token_hex(16)


class WebhookEndpointQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(token__in=AccessToken.objects.visible_to(user))

    def listening(self, now: datetime) -> Self:
        """Switched on, under a token that is good."""
        return self.filter(state=EndpointState.ACTIVE, token__in=AccessToken.objects.live(now))

    def with_counts(self) -> Self:
        counts = {state.value: Count("deliveries", filter=Q(deliveries__state=state)) for state in DeliveryState}
        return self.annotate(**counts)

    def for_listing(self) -> Self:
        return self.select_related("token__authority", "made_by")


@tracked(exclude=["salt"])
class WebhookEndpoint(models.Model):
    """An address of a token's system. It hears nothing that the token may not read, and nothing from before `since`."""

    content_sha256 = ""

    token = models.ForeignKey(AccessToken, models.PROTECT, verbose_name="令牌", related_name="endpoints")
    url = models.CharField("接收地址", max_length=300)
    kinds = ArrayField(models.CharField(max_length=30, choices=EventName), verbose_name="推送的事项")
    state = models.CharField("状态", max_length=10, choices=EndpointState, default=EndpointState.ACTIVE)
    since = models.DateTimeField("推送自")
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="设置人", related_name="+")
    made_at = models.DateTimeField("设置时间", db_default=Now(), editable=False)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送地址"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://"),
                name="endpoint_is_encrypted",
                violation_error_message="接收地址须以 https:// 开头。",
            ),
            models.UniqueConstraint(
                fields=["token", "url"],
                name="endpoint_once",
                violation_error_message="该令牌已有此接收地址。",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("api:endpoint", args=[self.pk])

    @property
    def secret(self) -> str:
        """What both sides sign with; made of the portal's own key, so that the database alone does not tell it."""
        return "whsec_" + salted_hmac("reports.api.webhooks", self.salt, algorithm="sha256").hexdigest()

    @property
    def kind_labels(self) -> list[str]:
        return [str(EventName(kind).label) for kind in self.kinds]


class EndpointMove(Move):
    """Who set up, switched off or on, or sent anew."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, verbose_name="推送地址", related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "推送地址办理记录"


class LogCursor(models.Model):
    """How far a log has been read. Up to `settled_id` nothing can appear any more; beyond it is read again each time.

    A number is given out before its row is committed, so a smaller one may appear after a greater one. `mark_id` was the
    last row seen when the transaction `mark_xid` began: once every transaction up to that one has ended, all is settled
    up to there.
    """

    source = models.CharField(max_length=40, unique=True)
    settled_id = models.BigIntegerField()
    mark_id = models.BigIntegerField()
    mark_xid = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "推送进度"

    def __str__(self) -> str:
        return f"{self.source}: {self.settled_id}"


class WebhookDeliveryQuerySet(models.QuerySet):
    def pending(self) -> Self:
        return self.filter(state=DeliveryState.PENDING)

    def due(self, now: datetime) -> Self:
        return self.pending().filter(next_at__lte=now).order_by("pk")

    def given_up(self) -> Self:
        return self.filter(state=DeliveryState.GIVEN_UP)

    def settled_before(self, moment: datetime) -> Self:
        return self.exclude(state=DeliveryState.PENDING).filter(created_at__lt=moment)


class WebhookDelivery(models.Model):
    """One event for one endpoint; unique by its id, so that reading a log twice tells it once."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, verbose_name="推送地址", related_name="deliveries")
    event_id = models.CharField("事件编号", max_length=80)
    kind = models.CharField("事项", max_length=30, choices=EventName)
    body = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次推送时间")
    # Since when it has been tried in vain; another start begins another day.
    since = models.DateTimeField("开始推送时间")
    last_status = models.PositiveSmallIntegerField("最近应答", null=True, blank=True)
    last_error = models.CharField("最近错误", max_length=MAX_ERROR_LENGTH, blank=True)
    created_at = models.DateTimeField("产生时间")
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送记录"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DELIVERED) | Q(delivered_at__isnull=False),
                name="delivered_at_some_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "id"], name="webhook_delivery_pending", condition=Q(state=DeliveryState.PENDING)
            ),
            models.Index(fields=["endpoint", "-id"], name="webhook_delivery_list"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.endpoint}"

    @property
    def pause(self) -> timedelta:
        """Before the next try: half a minute, doubled each time, at most two hours."""
        return min(FIRST_PAUSE * 2 ** min(self.attempts, 12), LONGEST_PAUSE)
