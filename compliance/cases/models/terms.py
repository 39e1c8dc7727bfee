"""The terms of a case, each with its explanation."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from compliance.cases.enums import CaseTermKind
from compliance.cases.models.guards.record import TERM_TRIGGERS
from zhengzhou_ideology.audit.tracking import tracked


class CaseTermQuerySet(models.QuerySet):
    def running(self) -> Self:
        return self.filter(ended_on__isnull=True)

    def lapsed(self, today: date) -> Self:
        return self.running().filter(due_on__lt=today)


@tracked()
class CaseTerm(models.Model):
    """A term of the case with its explanation; all but the 90 days run from proven service.

    `round` counts how often its end was set anew: by an extension, or by a review after which it began again.
    """

    case = models.ForeignKey("cases.AccountabilityCase", models.PROTECT, related_name="terms")
    kind = models.CharField("期限", max_length=20, choices=CaseTermKind)
    base_on = models.DateField("起算依据日")
    due_on = models.DateField("届满日期")
    due_provisional = models.BooleanField("暂定", default=False)
    due_steps = models.JSONField("推算过程", default=list)
    round = models.PositiveSmallIntegerField("延期次数", default=0)
    ended_on = models.DateField("终结日期", null=True, blank=True)

    objects = CaseTermQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案件期限"
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="case_term_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("base_on")), name="case_term_ends_after_base"),
        ]
        indexes = [models.Index(fields=["kind", "due_on"], name="case_term_running", condition=Q(ended_on=None))]
        triggers = [*TERM_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.due_on:%Y-%m-%d}"
