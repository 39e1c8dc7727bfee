"""A quarterly report with its two meetings (articles 2 and 10), what was submitted, and its log."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.enums import OUTSTANDING, MeetingKind, ReportState, Section
from compliance.models.entry_guards import accepted_by_another
from compliance.models.owed import SWEPT, OwedPaper, OwedPaperQuerySet
from compliance.models.periods import ReportingPeriod
from organizations.models import Organization
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.drafting.models import Attachment, Submission


class QuarterlyReportQuerySet(OwedPaperQuerySet):
    def of_year(self, year: int) -> Self:
        return self.filter(period__year=year)

    def for_listing(self) -> Self:
        return self.select_related("organization", "period", "registration_authority", "district").defer(
            "due_steps", "period__due_steps", "organization__name_bigrams", "findings", "measures"
        )


@tracked()
class QuarterlyReport(OwedPaper):
    """One organization's report on one quarter; an amendment after acceptance is a further version, linked by `amends`."""

    notice_kind, field = "quarterly_report", "report"
    # Found by `report_version_once`, which begins with it.
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="社会组织", related_name="reports", db_index=False
    )
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, verbose_name="季度", related_name="reports", db_index=False
    )

    findings = models.TextField("分析研判发现的问题", blank=True, default="", db_default="")
    measures = models.TextField("已采取和拟采取的措施", blank=True, default="", db_default="")

    objects = QuarterlyReportQuerySet.as_manager()

    class Meta(OwedPaper.Meta):
        verbose_name = verbose_name_plural = "季度报告"
        triggers = [*OwedPaper.Meta.triggers, accepted_by_another("report_id")]
        ordering = ["-due_on", "pk"]
        constraints = [
            *OwedPaper.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "period"],
                condition=Q(is_current=True),
                name="one_current_report_per_quarter",
            ),
            models.UniqueConstraint(fields=["organization", "period", "version"], name="report_version_once"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.SUBMITTED) | (Q(submitted_at__isnull=False) & ~Q(content_sha256="")),
                name="submitted_report_has_time_and_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["registration_authority", "state", "due_on"], name="report_registrar_state_due"),
            models.Index(fields=["registration_authority", "-due_on", "id"], name="report_registrar_due"),
            models.Index(fields=["-due_on", "id"], name="report_due"),
            models.Index(
                fields=["due_on", "id"], name="report_submitted_due", condition=Q(state=ReportState.SUBMITTED)
            ),
            models.Index(fields=["period", "-due_on", "id"], name="report_period_due"),
            models.Index(fields=["district", "-due_on", "id"], name="report_district_due"),
            models.Index(fields=["competent_authority", "state", "due_on"], name="report_competent_state_due"),
            models.Index(fields=["district", "state"], name="report_district_state"),
            models.Index(fields=["registration_authority", "district"], name="report_registrar_district"),
            models.Index(fields=["due_on", "id"], name="report_outstanding_due", condition=Q(state__in=OUTSTANDING)),
            models.Index(fields=["period", "due_on"], name="report_never_came", condition=SWEPT),
            models.Index(fields=["due_on", "id"], name="report_never_came_due", condition=SWEPT),
            models.Index(fields=["organization", "due_on"], name="report_never_came_of", condition=SWEPT),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("compliance:report", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.period}报告"

    @property
    def same_matter(self) -> Q:
        return Q(organization=self.organization_id, period=self.period_id)


@tracked()
class Meeting(models.Model):
    """One of the two meetings of the quarter: special study (article 2) or council (article 10)."""

    report = models.ForeignKey(QuarterlyReport, models.CASCADE, related_name="meetings")
    kind = models.CharField("类别", max_length=20, choices=MeetingKind)
    held_on = models.DateField("召开日期", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    chair = models.CharField("主持人职务", max_length=60, blank=True, help_text="只填职务，如“会长”“支部书记”。")
    expected = models.PositiveIntegerField("应到人数", null=True, blank=True)
    present = models.PositiveIntegerField("实到人数", null=True, blank=True)
    agenda = models.TextField("议题", blank=True)
    conclusions = models.TextField("会议情况及决议", blank=True)
    is_joint = models.BooleanField("与另一会议合并召开", default=False, help_text="会议记录须写明两项议程均已进行。")

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["report", "-kind"]
        constraints = [models.UniqueConstraint(fields=["report", "kind"], name="meeting_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.held_on or '未填'}）"


@tracked()
class ReportAttachment(Attachment):
    """A file that belongs to a section of a report."""

    report = models.ForeignKey(QuarterlyReport, models.CASCADE, related_name="attachments")
    section = models.CharField("所属部分", max_length=20, choices=Section)

    class Meta(Attachment.Meta):
        verbose_name = verbose_name_plural = "附件"
        ordering = ["report", "section", "pk"]

    @property
    def paper(self) -> QuarterlyReport:
        return self.report


class ReportSubmission(Submission):
    report = models.ForeignKey(QuarterlyReport, models.PROTECT, related_name="submissions")

    class Meta(Submission.Meta):
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="submission_number_once")]

    def __str__(self) -> str:
        return f"{self.report}（第 {self.number} 次提交）"


class ReportMove(Move):
    """The append-only log of a report."""

    report = models.ForeignKey(QuarterlyReport, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "报告流转记录"
