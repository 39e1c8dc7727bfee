"""The secret address under which a calendar program fetches somebody's due days."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from zhengzhou_ideology.audit.tracking import tracked


class CalendarFeedQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Neither revoked nor of an account that was deactivated."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)


@tracked(exclude=["token_sha256", "fetched_at"])
class CalendarFeed(models.Model):
    """Whoever holds the token reads the feed, so the portal keeps only its hash and shows it once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="账号", related_name="calendar_feeds"
    )
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("生成时间", db_default=Now(), editable=False)
    fetched_at = models.DateTimeField("最近读取时间", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_live_calendar_feed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}的日历订阅"
