"""The secret address under which a calendar program fetches somebody's due days."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from reports.querysets import CalendarFeedQuerySet
from zhengzhou_ideology.audit.tracking import tracked


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
