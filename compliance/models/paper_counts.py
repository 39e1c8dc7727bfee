"""What the papers of a quarter, or of a year, come to in the figures of each pair of authorities: kept as it happens."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from compliance.models.status import counts
from organizations.models import User
from organizations.reach import subtree
from zhengzhou_ideology.kept_sums import KeptSum, KeptSumQuerySet

# Of those without a competent authority: a key holds no null.
NO_AUTHORITY = 0


class PaperCountQuerySet(KeptSumQuerySet):
    def counted_in(self, authority: int | None) -> Self:
        """What stands in the figures of the authority and of all below it, as `OwedPaperQuerySet.counted_in` has it."""
        reach = subtree(authority)
        return self.filter(Q(authority_id__in=reach) | Q(competent_id__in=reach))


class PaperCount(KeptSum):
    """One cell: the authorities are those in whose figures the current papers stand."""

    authority_id = models.BigIntegerField("登记管理机关")
    competent_id = models.BigIntegerField("业务主管单位")
    total = models.BigIntegerField("应报")
    submitted = models.BigIntegerField("待审")
    accepted = models.BigIntegerField("已接收")
    late = models.BigIntegerField("逾期报送")
    outstanding = models.BigIntegerField("未报")

    paper: ClassVar[str]
    by: ClassVar[tuple[str, ...]]
    sums = ("total", "submitted", "accepted", "late", "outstanding")
    objects: ClassVar = PaperCountQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def counted(cls) -> models.QuerySet:
        papers: Any = apps.get_model("compliance", cls.paper).objects
        competent = Coalesce(F("figures_competent"), NO_AUTHORITY)
        cells = papers.current().by_authority().by_competent().annotate(competent=competent)
        names = (*cls.by, "figures_authority", "competent")
        return cells.values(*names).annotate(**counts()).values_list(*names, *cls.sums)

    @classmethod
    def figures(cls, user: User) -> list[dict[str, Any]]:
        """One row for each value of `by`: the counts of what stands in the figures of the acting account."""
        acting = user.acting
        if acting is None or acting.organization_id:
            papers: Any = apps.get_model("compliance", cls.paper).objects.within_reach(user)
            return list(papers.current().order_by().values(*cls.by).annotate(**counts()))
        columns = cls.key[: len(cls.by)]
        return [
            dict(zip((*cls.by, *cls.sums), row, strict=True))
            for row in cls.objects.counted_in(acting.authority_id)
            .summed(*columns)
            .values_list(*columns, *(f"sum_{name}" for name in cls.sums))
        ]


class PeriodCount(PaperCount):
    """Of quarterly reports, by quarter."""

    period_id = models.BigIntegerField("季度")

    paper, by = "QuarterlyReport", ("period",)
    key = ("period_id", "authority_id", "competent_id")

    class Meta:
        verbose_name = verbose_name_plural = "季度报送情况"

    def __str__(self) -> str:
        return f"{self.period_id}：{self.total}"


class DutyYearCount(PaperCount):
    """Of duties, by year and kind."""

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("事项", max_length=20)

    paper, by = "Duty", ("year", "kind")
    key = ("year", "kind", "authority_id", "competent_id")

    class Meta:
        verbose_name = verbose_name_plural = "年度事项办理情况"

    def __str__(self) -> str:
        return f"{self.year}{self.kind}：{self.total}"
