"""Roll-up tables: how many rows of the rooms below stand where, by all that a board counts by. Derived, never typed in."""

from __future__ import annotations

from typing import Any, ClassVar, Self, cast

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from compliance.enums import DutyStatus
from organizations.enums import OrganizationKind
from organizations.models import Authority, District

CELL = ("source", "year", "part", "authority", "competent", "district", "kind")
# A unique index takes two rows without a competent authority for different ones.
NO_AUTHORITY = 0


def one_row_a_cell(name: str, *more: str) -> models.UniqueConstraint:
    fields = [name for name in (*CELL, *more) if name != "competent"]
    return models.UniqueConstraint(*map(F, fields), Coalesce("competent", NO_AUTHORITY), name=name)


class TallyQuerySet(models.QuerySet):
    def in_reach(self, authorities: list[int]) -> Self:
        """What stands in the figures of these authorities, be it as the one that registers or the one that is competent."""
        return self.filter(Q(authority__in=authorities) | Q(competent__in=authorities))

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def of_source(self, *sources: str) -> Self:
        return self.filter(source__in=sources)

    def of_district(self, district: str) -> Self:
        """By its code; nothing narrows nothing."""
        return self.filter(district=district) if district else self

    def of_kind(self, kind: str) -> Self:
        """Of organizations of this kind; nothing narrows nothing."""
        return self.filter(kind=kind) if kind else self

    def summed(self, *by: str) -> Any:
        """One row for each value of `by`, with the sum of every count."""
        sums = {f"sum_{name}": Sum(name) for name in cast("type[Tally]", self.model).counts}
        return self.order_by(*by).values(*by).annotate(**sums)


class Tally(models.Model):
    """One cell. `authority` and `competent` are those in whose figures its rows stand."""

    source = models.CharField("来源", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期次")
    authority = models.ForeignKey(
        Authority, models.CASCADE, verbose_name="登记管理机关", related_name="+", db_index=False
    )
    competent = models.ForeignKey(
        Authority, models.CASCADE, null=True, verbose_name="业务主管单位", related_name="+", db_index=False
    )
    district = models.ForeignKey(
        District, models.CASCADE, verbose_name="县（市、区）", related_name="+", db_index=False
    )

    kind = models.CharField("组织类型", max_length=30, choices=OrganizationKind)

    counts: ClassVar[tuple[str, ...]]
    objects = TallyQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.source} {self.year}/{self.part}"


def count(label: str) -> Any:
    return models.PositiveIntegerField(label, default=0, db_default=0)


class DutyTally(Tally):
    """Quarterly reports and duties: how many of a cell have each status, and with whom they lie."""

    parts = models.PositiveSmallIntegerField("全年次数")

    total = count("全部")
    met = count(DutyStatus.MET.label)
    late = count(DutyStatus.LATE.label)
    returned = count(DutyStatus.RETURNED.label)
    extended = count(DutyStatus.EXTENDED.label)
    exempt = count(DutyStatus.EXEMPT.label)
    open = count(DutyStatus.OPEN.label)
    not_applicable = count(DutyStatus.NOT_APPLICABLE.label)
    overdue = count("逾期未报")
    with_secretary = count("秘书处填报中")
    with_leader = count("待第一责任人确认")
    sent_back = count("秘书处更正中")
    with_registrar = count("待登记管理机关审核")
    put_off = count("曾获延期")
    handed_on = count("已随组织移交")

    counts = (
        *("total", *DutyStatus.values, "overdue", "with_secretary", "with_leader", "sent_back", "with_registrar"),
        *("put_off", "handed_on"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "履职统计"
        constraints = [one_row_a_cell("duty_tally_cell", "parts")]


class ActTally(Tally):
    """Event filings, cases and reports of matters: how many of a cell stand where. `part` is the quarter, or 0."""

    what = models.CharField("类别", max_length=40)
    state = models.CharField("状态", max_length=20)
    is_late = models.BooleanField("逾期申报")

    total = count("件数")
    overdue = count("逾期未办")
    unrecorded = count("待备案")

    counts = ("total", "overdue", "unrecorded")

    class Meta:
        verbose_name = verbose_name_plural = "事项统计"
        constraints = [one_row_a_cell("act_tally_cell", "what", "state", "is_late")]


class DecisionTime(Tally):
    """How many decisions took so many calendar days: percentiles cannot be added, numbers of days can."""

    days = models.PositiveIntegerField("历日")
    total = count("件数")

    counts = ("total",)

    class Meta:
        verbose_name = verbose_name_plural = "办理用时统计"
        constraints = [one_row_a_cell("decision_time_cell", "days")]
