"""Who handles and who reads a case: declarations of interest, and the log of readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from compliance.cases.models.case import AccountabilityCase
from zhengzhou_ideology.audit.tracking import append_only

if TYPE_CHECKING:
    pass


class ConflictDeclaration(models.Model):
    """Before deciding or reviewing, the officer says whether a personal interest stands against it (回避)."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="declarations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="声明人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    has_conflict = models.BooleanField("有利害关系")
    declared_at = models.DateTimeField("声明时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "回避声明"
        ordering = ["case", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="conflict_declared_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.user}：{'应当回避' if self.has_conflict else '无利害关系'}"


class CaseReading(models.Model):
    """Who read what of a case file and when; of a sealed one also why."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="查阅人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    what = models.CharField("查阅内容", max_length=200)
    reason = models.CharField("查阅事由", max_length=200, blank=True)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "案卷查阅记录"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["case", "-at"], name="case_reading_latest")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.user}：{self.what}"
