"""Papers that a registrar entered from a signed sheet for an organization without an account (代录)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from compliance.models.duties import Duty
from compliance.models.entry_guards import ENTRY_TRIGGERS
from compliance.models.reports import QuarterlyReport
from organizations.models import Organization, ResponsiblePerson, User
from organizations.reach import in_reach
from zhengzhou_ideology.audit.tracking import append_only
from zhengzhou_ideology.files.models import StoredFile


class PaperEntryQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, prefix="organization__")
        return self.none() if reach is None else self.filter(reach)

    def for_listing(self) -> Self:
        return self.select_related(
            *("organization", "report__period", "duty__entry", "signed_by", "entered_by", "scan")
        ).defer("organization__name_bigrams")


class PaperEntry(models.Model):
    """One submission that came on paper: who signed it and when, when the bureau received it, who entered it and when.

    It is of a report or of a duty; `number` is that of the submission. The paper is the organization's own.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="社会组织", related_name="paper_entries"
    )
    report = models.ForeignKey(
        QuarterlyReport, models.PROTECT, null=True, blank=True, verbose_name="季度报告", related_name="paper_entries"
    )
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, verbose_name="年度事项", related_name="paper_entries"
    )
    number = models.PositiveSmallIntegerField("提交次序")
    scan = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="签字原件扫描件", related_name="+")
    signed_by = models.ForeignKey(ResponsiblePerson, models.PROTECT, verbose_name="签署人", related_name="+")
    signed_on = models.DateField("签署日期")
    received_on = models.DateField("收到日期")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="代录人", related_name="+")
    entered_as = models.CharField("代录人身份", max_length=160)
    entered_at = models.DateTimeField("代录时间")

    objects = PaperEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "纸质代录"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=True, duty__isnull=False) | Q(report__isnull=False, duty__isnull=True),
                name="entry_is_of_one_paper",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__lte=F("received_on")),
                name="entry_signed_before_received",
                violation_error_message="签署日期不能晚于收到日期。",
            ),
            models.UniqueConstraint(fields=["report", "number"], name="entry_once_for_a_report_submission"),
            models.UniqueConstraint(fields=["duty", "number"], name="entry_once_for_a_duty_submission"),
        ]
        triggers = [append_only(), *ENTRY_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.organization} {self.paper.title}（代录）"

    def get_absolute_url(self) -> str:
        return reverse("compliance:entry_receipt", args=[self.pk])

    @property
    def paper(self) -> QuarterlyReport | Duty:
        return self.report or self.duty  # type: ignore[return-value]
