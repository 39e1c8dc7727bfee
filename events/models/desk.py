"""The officers' desk: who has a filing in hand, who looks at it now, notes among officers, messages to the filer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from events.models.filings import EventFiling
from organizations.models import Authority
from zhengzhou_ideology.audit.tracking import append_only, tracked


@tracked()
class Assignment(models.Model):
    """An officer has the filing in hand for an authority; taking over ends one and begins another."""

    filing = models.ForeignKey(EventFiling, models.PROTECT, related_name="assignments")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="分派人", related_name="+")
    assigned_at = models.DateTimeField("分派时间", db_default=Now(), editable=False)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "经办分派"
        ordering = ["filing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "authority"],
                condition=Q(ended_at__isnull=True),
                name="one_officer_per_event_and_authority",
            )
        ]
        indexes = [models.Index(fields=["officer", "filing"], name="event_in_hand", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.filing}：{self.officer}"


class Presence(models.Model):
    """An officer has the page open; a courtesy to colleagues, so no history is kept and one row is overwritten."""

    filing = models.ForeignKey(EventFiling, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("最近查看")

    class Meta:
        verbose_name = verbose_name_plural = "正在查看"
        constraints = [models.UniqueConstraint(fields=["filing", "user"], name="event_presence_once")]

    def __str__(self) -> str:
        return f"{self.filing}：{self.user}"


class InternalNote(models.Model):
    """Among the officers of one authority; neither the filer nor another authority reads it."""

    filing = models.ForeignKey(EventFiling, models.PROTECT, related_name="notes")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="记录人", related_name="+")
    text = models.TextField("内容", max_length=2000)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "内部备注"
        ordering = ["filing", "at", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.text[:20]


class Message(models.Model):
    """Between the filer and the authorities, read by all of them."""

    filing = models.ForeignKey(EventFiling, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发言人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    text = models.TextField("内容", max_length=2000)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "往来消息"
        ordering = ["filing", "at", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.text[:20]


class SavedFilter(models.Model):
    """A query of the queue that an officer keeps under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="event_filters")
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="event_filter_name_once")]

    def __str__(self) -> str:
        return self.name
