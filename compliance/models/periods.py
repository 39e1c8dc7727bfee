"""The quarter that is reported on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from zhengzhou_ideology.audit.tracking import tracked


class ReportingPeriodQuerySet(models.QuerySet):
    def latest_first(self) -> Self:
        return self.order_by("-year", "-quarter")


@tracked()
class ReportingPeriod(models.Model):
    """A quarter that was opened: its due day, computed once and stored with its explanation."""

    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    due_on = models.DateField("截止日期")
    due_provisional = models.BooleanField("暂定", default=False)
    due_steps = models.JSONField("截止日期的由来", default=list, blank=True)
    opened_at = models.DateTimeField("开启时间", db_default=Now(), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="开启人", related_name="+"
    )

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告季度"
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="period_once"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="period_quarter_is_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{'一二三四'[self.quarter - 1]}季度"

    @property
    def first_day(self) -> date:
        return first_day(self.year, self.quarter)

    @property
    def last_day(self) -> date:
        return last_day(self.year, self.quarter)


def first_day(year: int, quarter: int) -> date:
    return date(year, 3 * quarter - 2, 1)


def last_day(year: int, quarter: int) -> date:
    return (date(year, 3 * quarter, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3
