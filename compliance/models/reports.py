"""A quarterly report with its two meetings (articles 2 and 10), what was submitted, and its log."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from compliance.enums import OUTSTANDING, RECEIVED, MeetingKind, ReportState, ReturnGround, Section
from compliance.models.periods import ReportingPeriod
from organizations.models import Authority, District, Organization, User
from organizations.models.certified import CertifiedPaper
from organizations.models.of_organization import OfOrganization
from organizations.reach import in_reach, received_before, subtree, taken_over
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.drafting.models import Attachment, Submission


class QuarterlyReportQuerySet(OfOrganization):
    def visible_to(self, user: User) -> Self:
        """Those within reach; of a transferred organization the new authority reads all, the old one what it had received."""
        reach = in_reach(user)
        if reach is None:
            return self.none()
        return self.filter(reach | taken_over(user) | received_before(user, received="submitted_at"))

    def within_reach(self, user: User) -> Self:
        """Those that the acting account works on: its organization's own, or those that lie with its authorities now."""
        reach = in_reach(user)
        return self.none() if reach is None else self.filter(reach)

    def counted_for(self, user: User) -> Self:
        """Those that stand in the figures of the acting account's authorities; a later transfer moves no past quarter."""
        acting = user.acting
        if acting is None or acting.organization_id:
            return self.within_reach(user)
        reach = subtree(acting.authority_id)
        stayed = Q(registration_authority__in=reach) | Q(competent_authority__in=reach)
        moved = Q(counts_for__in=reach) | Q(counts_for_competent__in=reach)
        return self.filter(Q(counts_for__isnull=True) & stayed | Q(counts_for__isnull=False) & moved)

    def by_authority(self) -> Self:
        """With `figures_authority`: the registration authority in whose figures each stands."""
        return self.annotate(figures_authority=Coalesce("counts_for", "registration_authority"))

    def unsettled(self) -> Self:
        """Not accepted, exempted or otherwise over: what moves along with its organization."""
        return self.filter(state__in=(*OUTSTANDING, ReportState.SUBMITTED))

    def current(self) -> Self:
        """One per organization and quarter: without superseded versions and open amendments."""
        return self.filter(is_current=True)

    def outstanding(self) -> Self:
        """The organization still owes its first submission or a correction."""
        return self.filter(state__in=OUTSTANDING)

    def never_submitted(self) -> Self:
        return self.outstanding().filter(first_submitted_on__isnull=True)

    def overdue(self, today: date) -> Self:
        return self.never_submitted().current().of_active().filter(due_on__lt=today)

    def extended(self, today: date) -> Self:
        """Not arrived yet, and a grant moved the due day to today or later."""
        return self.never_submitted().current().filter(times_extended__gt=0, due_on__gte=today)

    def submitted(self) -> Self:
        return self.filter(state=ReportState.SUBMITTED)

    def received(self) -> Self:
        return self.filter(state__in=RECEIVED)

    def late(self) -> Self:
        return self.filter(first_submitted_on__gt=F("due_on"))

    def of_year(self, year: int) -> Self:
        return self.filter(period__year=year)

    def for_listing(self) -> Self:
        return self.select_related("organization", "period", "registration_authority", "district").defer(
            "due_steps", "period__due_steps", "organization__name_bigrams", "findings", "measures"
        )

    def due_first(self) -> Self:
        return self.order_by("due_on", "pk")


@tracked()
class QuarterlyReport(CertifiedPaper):
    """One organization's report on one quarter; an amendment after acceptance is a further version, linked by `amends`.

    Authorities and district stand on the row as well, because counts by them at a million rows fall from 120 ms to 2 ms.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="reports")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, verbose_name="季度", related_name="reports")
    version = models.PositiveSmallIntegerField("版本", default=1, db_default=1)
    amends = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="更正的报告", related_name="amendment"
    )
    is_current = models.BooleanField("现行版本", default=True, db_default=True)
    state = models.CharField(
        "状态", max_length=20, choices=ReportState, default=ReportState.DRAFT, db_default=ReportState.DRAFT.value
    )
    registration_authority = models.ForeignKey(
        Authority, models.PROTECT, verbose_name="登记管理机关", related_name="+", db_index=False
    )
    competent_authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="业务主管单位", related_name="+", db_index=False
    )
    district = models.ForeignKey(
        District, models.PROTECT, verbose_name="县（市、区）", related_name="+", db_index=False
    )
    # Where a transfer moved the report of a quarter that was over: in whose figures that quarter still stands.
    counts_for = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="统计归属机关", related_name="+", db_index=False
    )
    counts_for_competent = models.ForeignKey(
        Authority,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="统计归属业务主管单位",
        related_name="+",
        db_index=False,
    )

    due_on = models.DateField("截止日期")
    due_provisional = models.BooleanField("暂定", default=False, db_default=False)
    due_steps = models.JSONField("截止日期的由来", default=list, db_default=[], blank=True)
    opened_on = models.DateField("开启日期", null=True, blank=True, editable=False)
    times_extended = models.PositiveSmallIntegerField("延期次数", default=0, db_default=0)

    findings = models.TextField("分析研判发现的问题", blank=True, default="", db_default="")
    measures = models.TextField("已采取和拟采取的措施", blank=True, default="", db_default="")

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审核人", related_name="+"
    )
    accepted_at = models.DateTimeField("接收时间", null=True, blank=True)
    return_ground = models.CharField(
        "退回事由", max_length=20, choices=ReturnGround, blank=True, default="", db_default=""
    )
    return_reason = models.TextField("退回说明", blank=True, default="", db_default="")

    objects = QuarterlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "季度报告"
        ordering = ["-due_on", "pk"]
        triggers = CertifiedPaper.Meta.triggers
        constraints = [
            *CertifiedPaper.Meta.constraints,
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
            models.Index(fields=["competent_authority", "state", "due_on"], name="report_competent_state_due"),
            models.Index(fields=["district", "state"], name="report_district_state"),
            models.Index(fields=["due_on", "id"], name="report_outstanding_due", condition=Q(state__in=OUTSTANDING)),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.period}报告"

    def get_absolute_url(self) -> str:
        return reverse("compliance:report", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """It first arrived after its due day; a return for correction does not make a timely report late."""
        return self.first_submitted_on is not None and self.first_submitted_on > self.due_on

    @property
    def is_owed(self) -> bool:
        """The counterpart of `QuarterlyReportQuerySet.outstanding`."""
        return self.state in OUTSTANDING

    @property
    def is_extended(self) -> bool:
        """Its due day was moved by a grant, so that it is 已延期 and not overdue as long as that day has not passed."""
        return self.times_extended > 0

    def is_overdue(self, today: date) -> bool:
        owed = self.state in OUTSTANDING and self.first_submitted_on is None
        return owed and today > self.due_on and not self.organization.is_at_rest


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
