"""Notices to persons, and how each wants to be told."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from zhengzhou_ideology.notices import kinds
from zhengzhou_ideology.notices.enums import Mode


class NoticeQuerySet(models.QuerySet):
    def inbox_of(self, user: Any) -> Self:
        return self.filter(recipient=user)

    def out(self, now: datetime) -> Self:
        return self.filter(Q(not_before=None) | Q(not_before__lte=now))  # what may still be taken back waits

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
    not_before = models.DateTimeField("不早于", null=True, blank=True, editable=False)
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
