"""What was read through the interface: one row for each request, kept for its term and no longer."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from reports.api.models.tokens import AccessToken

# 网络安全法第二十一条: no less than six months; the database keeps to it whatever the settings say.
LEAST_DAYS = 183
PATH_LENGTH = 300


class TokenAccessQuerySet(models.QuerySet):
    def of(self, token: AccessToken) -> Self:
        return self.filter(token=token)

    def before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class TokenAccess(models.Model):
    """Which token asked for what, from where, and how it was answered. `token` is empty where nobody knows it."""

    token = models.ForeignKey(AccessToken, models.PROTECT, null=True, verbose_name="令牌", related_name="accesses")
    path = models.CharField("请求", max_length=PATH_LENGTH)
    status = models.PositiveSmallIntegerField("应答")
    rows = models.PositiveIntegerField("条数", default=0)
    address = models.GenericIPAddressField("来源地址", null=True)
    at = models.DateTimeField("时间", db_default=Now())

    objects = TokenAccessQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数据接口读取记录"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["token", "-id"], name="access_of_token"),
            BrinIndex(fields=["at"], name="access_by_time"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            pgtrigger.Protect(
                name="kept_for_its_term",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(f"OLD.at > now() - interval '{LEAST_DAYS} days'"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.status}"
