"""The duties of a year besides the meetings (articles 1 to 9): owed by each organization, done, certified and received."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.enums import CONFIRMED_ELSEWHERE, OUTSTANDING, DutyKind, DutyPaper, ReportState
from compliance.models.catalogue import DutyCatalogueEntry
from compliance.models.entry_guards import accepted_by_another
from compliance.models.owed import SWEPT, OwedPaper, OwedPaperQuerySet
from organizations.models import Organization
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.drafting.models import Attachment, Submission


class DutyQuerySet(OwedPaperQuerySet):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def to_fill_in(self) -> Self:
        """Without those that are done on a page of their own."""
        return self.exclude(kind__in=CONFIRMED_ELSEWHERE, first_submitted_on__isnull=True)

    def settled(self) -> Self:
        """Done: accepted, or in without asking to be accepted."""
        return self.current().filter(state=ReportState.ACCEPTED)

    def for_listing(self) -> Self:
        return self.select_related("organization", "entry", "registration_authority", "district").defer(
            "due_steps", "organization__name_bigrams", "summary", "disclosed"
        )


@tracked()
class Duty(OwedPaper):
    """One duty of one organization for one year, or for a part of it; the facts are of acts: when, with how many, where.

    `year` is the year it counts for, whatever day it was done on. `nominal_on` is the day of the catalogue, `due_on` the
    working day it came to.
    """

    notice_kind, field = "duty", "duty"
    # Found by `duty_version_once`, which begins with it.
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="社会组织", related_name="duties", db_index=False
    )
    entry = models.ForeignKey(DutyCatalogueEntry, models.PROTECT, verbose_name="目录", related_name="duties")
    kind = models.CharField("事项", max_length=20, choices=DutyKind)
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期次", default=1, db_default=1)
    parts = models.PositiveSmallIntegerField("全年次数", default=1, db_default=1)
    nominal_on = models.DateField("规定日期")
    earliest_on = models.DateField("最早办理日期")

    done_on = models.DateField("办理日期", null=True, blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)
    summary = models.TextField("情况摘要", max_length=2000, blank=True, default="", db_default="")
    meeting = models.CharField("列入议程的会议", max_length=120, blank=True, default="", db_default="")
    meeting_on = models.DateField("会议日期", null=True, blank=True)
    planned_together = models.BooleanField("与业务工作同部署", default=False, db_default=False)
    disclosed = models.TextField("公开的事项", max_length=1000, blank=True, default="", db_default="")
    disclosed_where = models.CharField("公开的渠道", max_length=200, blank=True, default="", db_default="")
    disclosed_on = models.DateField("公开日期", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta(OwedPaper.Meta):
        verbose_name = verbose_name_plural = "年度事项"
        triggers = [*OwedPaper.Meta.triggers, accepted_by_another("duty_id")]
        ordering = ["-due_on", "pk"]
        constraints = [
            *OwedPaper.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "kind", "year", "part"],
                condition=Q(is_current=True),
                name="one_current_duty_of_a_year",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "year", "part", "version"], name="duty_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.SUBMITTED) | (Q(submitted_at__isnull=False) & ~Q(content_sha256="")),
                name="submitted_duty_has_time_and_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["registration_authority", "state", "due_on"], name="duty_registrar_state_due"),
            models.Index(fields=["registration_authority", "-due_on", "id"], name="duty_registrar_due"),
            models.Index(fields=["-due_on", "id"], name="duty_due"),
            models.Index(fields=["due_on", "id"], name="duty_submitted_due", condition=Q(state=ReportState.SUBMITTED)),
            models.Index(fields=["kind", "-due_on", "id"], name="duty_kind_due"),
            models.Index(fields=["district", "-due_on", "id"], name="duty_district_due"),
            models.Index(fields=["competent_authority", "state", "due_on"], name="duty_competent_state_due"),
            models.Index(fields=["district", "state"], name="duty_district_state"),
            models.Index(fields=["registration_authority", "district"], name="duty_registrar_district"),
            models.Index(fields=["year", "kind", "state"], name="duty_year_kind_state"),
            models.Index(fields=["due_on", "id"], name="duty_outstanding_due", condition=Q(state__in=OUTSTANDING)),
            models.Index(fields=["entry", "year", "due_on"], name="duty_never_came", condition=SWEPT),
            models.Index(fields=["due_on", "id"], name="duty_never_came_due", condition=SWEPT),
            models.Index(fields=["organization", "due_on"], name="duty_never_came_of", condition=SWEPT),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("compliance:duty", args=[self.pk])

    @property
    def title(self) -> str:
        return title_of(self.entry, self.year, self.part, self.parts)

    @property
    def part_label(self) -> str:
        return part_label(self.part, self.parts)

    @property
    def article(self) -> str:
        return self.entry.article

    @property
    def is_confirmed_elsewhere(self) -> bool:
        """Its confirmation is still to be made; once that came back, the duty itself is corrected."""
        return self.kind in CONFIRMED_ELSEWHERE and self.first_submitted_on is None

    @property
    def same_matter(self) -> Q:
        return Q(organization=self.organization_id, kind=self.kind, year=self.year, part=self.part)

    @property
    def needs_certification(self) -> bool:
        return self.entry.needs_certification

    @property
    def needs_acceptance(self) -> bool:
        return self.entry.needs_acceptance


def title_of(entry: DutyCatalogueEntry, year: int, part: int, parts: int) -> str:
    return f"{year}年度{entry.title.removeprefix('年度')}{part_label(part, parts)}"


def part_label(part: int, parts: int) -> str:
    """“（上半年）” of two, “（第1次）” of more, nothing of one."""
    if parts == 1:
        return ""
    return f"（{'上下'[part - 1]}半年）" if parts == 2 else f"（第{part}次）"


@tracked()
class DutyAttachment(Attachment):
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="attachments")
    section = models.CharField("所属部分", max_length=20, choices=DutyPaper)

    class Meta(Attachment.Meta):
        verbose_name = verbose_name_plural = "年度事项附件"
        ordering = ["duty", "section", "pk"]

    @property
    def paper(self) -> Duty:
        return self.duty


class DutySubmission(Submission):
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="submissions")

    class Meta(Submission.Meta):
        ordering = ["duty", "number"]
        constraints = [models.UniqueConstraint(fields=["duty", "number"], name="duty_submission_number_once")]

    def __str__(self) -> str:
        return f"{self.duty}（第 {self.number} 次提交）"


class DutyMove(Move):
    """The append-only log of a duty."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "年度事项流转记录"
