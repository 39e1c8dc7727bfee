"""The catalogue of the duties of a year: what each asks, by when, and who has a part in it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now

from compliance.enums import DutyKind, Preparer
from organizations.enums import OrganizationKind
from zhengzhou_ideology.audit.tracking import append_only

REMINDERS = 3
MOST_PARTS = 4


class DutyCatalogueQuerySet(models.QuerySet):
    def holding_on(self, day: date) -> Self:
        """One version for each kind: the latest that was in force on that day."""
        latest = self.filter(effective_from__lte=day).order_by("kind", "-effective_from", "-pk").distinct("kind")
        return self.filter(pk__in=latest.values("pk")).order_by("kind")

    def latest_first(self) -> Self:
        return self.order_by("kind", "-effective_from", "-pk")


class DutyCatalogueEntry(models.Model):
    """One version of one kind of duty. Versions are only added; a year follows those in force on its first day.

    `due_days` and `opens_on` are days of the year as “06-30”, one for each part: the day by which it is to be done, and
    the earliest on which it may be; an earliest day that lies later in the year than the due day is of the year before.
    """

    kind = models.CharField("事项", max_length=20, choices=DutyKind)
    effective_from = models.DateField("生效日期")
    is_asked = models.BooleanField("要求办理", default=True)
    article = models.CharField("依据", max_length=60)
    title = models.CharField("名称", max_length=60)
    what_counts = models.TextField("办理要求", max_length=1000)
    due_days = models.JSONField("截止日")
    opens_on = models.JSONField("最早办理日")
    preparer = models.CharField("填报人", max_length=20, choices=Preparer, default=Preparer.SECRETARY)
    needs_certification = models.BooleanField("须第一责任人确认", default=False)
    needs_acceptance = models.BooleanField("须登记管理机关审核", default=False)
    reminder_days = models.JSONField("到期前提醒（日）", default=list)
    papers = models.CharField("须附材料", max_length=120, blank=True)
    papers_count = models.PositiveSmallIntegerField("须附份数", default=0)
    organization_kinds = models.JSONField("适用的社会组织类型", default=list, blank=True)
    source = models.CharField("调整依据", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="登记人", related_name="+"
    )
    created_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = DutyCatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度事项目录"
        ordering = ["kind", "-effective_from", "-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.title}（自{self.effective_from:%Y-%m-%d}起）"

    @property
    def applies_from_year(self) -> int:
        """The first year that follows this version."""
        return self.effective_from.year + (self.effective_from > date(self.effective_from.year, 1, 1))

    @property
    def due_label(self) -> str:
        """“6月30日、12月31日”"""
        days = (map(int, day.split("-")) for day in self.due_days)
        return "、".join(f"{month}月{day}日" for month, day in days)

    @property
    def parts(self) -> range:
        """Numbers of the parts of a year, from 1."""
        return range(1, len(self.due_days) + 1)

    def nominal(self, year: int, part: int) -> date:
        """The day of the catalogue, before it moves to a working day."""
        return _day(year, self.due_days[part - 1])

    def earliest(self, year: int, part: int) -> date:
        opens = self.opens_on[part - 1]
        return _day(year - 1 if opens > self.due_days[part - 1] else year, opens)

    @property
    def asked_of(self) -> list[str]:
        """The kinds of organization that owe it; none named are all."""
        return self.organization_kinds or OrganizationKind.values

    def clean(self) -> None:
        wrong = {}
        if problem := _fault_of_days(self.due_days, self.opens_on):
            wrong["due_days"] = problem
        days = self.reminder_days
        if len(days) != REMINDERS or days != sorted(set(days), reverse=True) or days[-1] < 1:
            wrong["reminder_days"] = f"请填写{REMINDERS}个由大到小的天数。"
        if bool(self.papers) is not bool(self.papers_count):
            wrong["papers_count"] = "须附材料的名称和份数应当同时填写。"
        if self.preparer == Preparer.LEADER and self.needs_certification:
            wrong["needs_certification"] = "由第一责任人填报的事项直接提交，不再另行确认。"
        if wrong:
            raise ValidationError(wrong)


def _fault_of_days(due_days: list[str], opens_on: list[str]) -> str:
    if not 1 <= len(due_days) == len(opens_on) <= MOST_PARTS:
        return f"截止日和最早办理日须一一对应，每年一至{MOST_PARTS}次。"
    if due_days != sorted(set(due_days)):
        return "截止日须由早到晚排列，且不得重复。"
    return ""


def _day(year: int, month_and_day: str) -> date:
    """“02-29” of a common year is the day before."""
    month, day = map(int, month_and_day.split("-"))
    return date(year, month, min(day, 28) if month == 2 and year % 4 else day)
