"""The log of moves that every workflow writes, and the seals over it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from zhengzhou_ideology.audit.tracking import append_only
from zhengzhou_ideology.workflow.labels import label_of


class Move(models.Model):
    """One change of state: who, acting as what, when, from, to, why, and over which content. Never altered."""

    name = models.CharField("动作", max_length=40)
    before = models.CharField("原状态", max_length=20)
    after = models.CharField("新状态", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="操作人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    reason = models.TextField("理由", blank=True)
    content_sha256 = models.CharField("内容校验值", max_length=64, blank=True)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.name}: {self.before} → {self.after}"

    @property
    def label(self) -> str:
        return label_of(self)

    @property
    def who(self) -> str:
        """The person with the capacity; a sweep has none."""
        return f"{self.by}（{self.acting_as}）" if self.by else self.acting_as


class DailySeal(models.Model):
    """A day's log rows and field history under one hash, chained to the day before (SHA-256, and SM3 beside it)."""

    day = models.DateField("日期", unique=True)
    tables = models.JSONField("各表行数与校验值")
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64)
    sealed_at = models.DateTimeField("封存时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "每日封存"
        ordering = ["day"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.sha256[:12]}"
