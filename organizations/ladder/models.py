"""What the ladder leaves behind: each run, each rung that a matter reached, what was held back."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from organizations.models import Authority, District
from zhengzhou_ideology.audit.tracking import append_only, tracked


class Sweep(models.Model):
    """One run over all ladders, as of a day."""

    on = models.DateField("基准日期")
    at = models.DateTimeField("运行时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "催办运行"
        ordering = ["-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class ReminderQuerySet(models.QuerySet):
    def of(self, kind: str, matter: int) -> Self:
        return self.filter(kind=kind, matter=matter)


class Reminder(models.Model):
    """A rung that a matter has reached; the constraint, not a flag, keeps it single.

    The matter is named by kind and key, so that every room's matters climb the same way. An extension starts another
    `round`, because a new due day is reminded of again. `heard`: it was addressed to the organization, and an account
    there could receive it; only such a one leads to the last rung.
    """

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="reminders")
    kind = models.CharField("事项类别", max_length=40)
    matter = models.BigIntegerField("事项")
    round = models.PositiveSmallIntegerField("轮次", default=0, db_default=0)
    number = models.PositiveSmallIntegerField("级次")
    rung = models.CharField("层级", max_length=60)
    due_on = models.DateField("当时的截止日期")
    reached_on = models.DateField("催办日期")
    heard = models.BooleanField("社会组织有人可收", default=False, db_default=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催办记录"
        ordering = ["kind", "matter", "round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "matter", "round", "number", "heard"], name="reminder_once_per_rung"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.rung} {self.matter}"


class HoldQuerySet(models.QuerySet):
    def running(self, today: date) -> Self:
        return self.filter(lifted_at__isnull=True, starts_on__lte=today, ends_on__gte=today)

    def not_over(self, today: date) -> Self:
        return self.filter(lifted_at__isnull=True, ends_on__gte=today)

    def for_listing(self) -> Self:
        return self.select_related("authority", "district", "held_by")


@tracked()
class Hold(models.Model):
    """A rung, or the whole ladder, kept back in a district for some days: a flood, an outbreak."""

    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="决定机关", related_name="+")
    district = models.ForeignKey(District, models.PROTECT, verbose_name="县（市、区）", related_name="+")
    kind = models.CharField("事项类别", max_length=40)
    number = models.PositiveSmallIntegerField("级次", null=True, blank=True, help_text="留空表示全部层级。")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    reason = models.TextField("理由", max_length=500)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="决定人", related_name="+")
    held_at = models.DateTimeField("决定时间", db_default=Now(), editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="解除人", related_name="+"
    )
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂缓催办"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="hold_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district}：{self.starts_on:%Y-%m-%d}至{self.ends_on:%Y-%m-%d}"
