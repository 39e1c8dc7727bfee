"""What both sides put on the record of a case: statements, a hearing, files, rectification, requests for time, review."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from compliance.cases.enums import (
    AnswerState,
    CaseFileKind,
    CaseReviewOutcome,
    CaseTermKind,
    Measure,
    TimeRequestState,
    WithheldGround,
)
from compliance.cases.models.case import AccountabilityCase
from compliance.cases.models.guards.papers import SEALED_TAKES_NOTHING
from compliance.cases.models.guards.record import (
    HEARING_TRIGGERS,
    RECTIFICATION_TRIGGERS,
    REVIEW_TRIGGERS,
    STATEMENT_TRIGGERS,
    TIME_TRIGGERS,
)
from organizations.models import Authority, User
from zhengzhou_ideology.audit.tracking import append_only, tracked
from zhengzhou_ideology.files.models import StoredFile

# From lighter to graver, as in `Measure`.
LIGHTER = [
    Q(measure_before=before, measure_after__in=Measure.values[:place])
    for place, before in enumerate(Measure.values)
    if place
]


class CaseStatement(models.Model):
    """陈述申辩: in the organization's own words; one that comes late is kept and read all the same."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="statements")
    text = models.TextField("陈述申辩意见", max_length=8000)
    wants_hearing = models.BooleanField("要求听证", default=False)
    is_complete = models.BooleanField(
        "不再补充", default=False, help_text="声明陈述申辩已经完毕，可以不待期满即作出决定。"
    )
    is_late = models.BooleanField("逾期提交", default=False)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", related_name="+")
    filed_as = models.CharField("提交人身份", max_length=160)
    filed_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "陈述申辩"
        ordering = ["case", "pk"]
        triggers = [append_only(), *STATEMENT_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.case}：{self.filed_at:%Y-%m-%d}"


@tracked()
class CaseHearing(models.Model):
    """听证: asked for by the organization, set for a day, held with a record by somebody who did not open the case."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="hearings")
    asked_on = models.DateField("申请日期")
    set_for = models.DateTimeField("听证时间", null=True, blank=True)
    place = models.CharField("听证地点", max_length=120, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="主持人", related_name="+"
    )
    held_on = models.DateField("举行日期", null=True, blank=True)
    attended = models.BooleanField("社会组织到场", null=True, blank=True)
    record = models.TextField("听证笔录", max_length=8000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="记录人", related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "听证"
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(held_on__isnull=True), name="case_one_hearing_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True)
                | Q(chair__isnull=False, attended__isnull=False, recorded_by__isnull=False) & ~Q(record=""),
                name="case_hearing_has_a_record",
                violation_error_message="听证须有主持人和笔录。",
            ),
        ]
        triggers = [*HEARING_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.case}的听证"


class CaseFileQuerySet(models.QuerySet):
    def disclosed(self) -> Self:
        return self.filter(withheld="")

    def visible_to(self, user: User) -> Self:
        """The organization reads the whole file except what a ground withholds, and what it handed in itself always."""
        if user.acting and user.acting.authority_id:
            return self
        return self.filter(models.Q(withheld="") | models.Q(added_by=user))


class CaseFile(models.Model):
    """A file of the case. It is shown to the organization unless a ground of the closed list withholds it."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=20, choices=CaseFileKind)
    title = models.CharField("名称", max_length=120)
    withheld = models.CharField("不予公开的理由", max_length=20, choices=WithheldGround, blank=True, default="")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", related_name="+")
    added_as = models.CharField("提交人身份", max_length=160)
    added_at = models.DateTimeField("提交时间", db_default=Now(), editable=False)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案卷材料"
        ordering = ["case", "pk"]
        triggers = [append_only(), SEALED_TAKES_NOTHING]

    def __str__(self) -> str:
        return self.title


@tracked()
class CaseRectification(models.Model):
    """整改: plan and what was done, then the officer's check; one waits for its check at a time."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="rectifications")
    number = models.PositiveSmallIntegerField("次序")
    plan = models.TextField("整改措施", max_length=4000)
    done = models.TextField("完成情况", max_length=4000)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", related_name="+")
    filed_at = models.DateTimeField("提交时间")
    answer = models.CharField("核查结果", max_length=10, choices=AnswerState, default=AnswerState.PENDING)
    answer_reason = models.TextField("核查意见", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="核查人", related_name="+"
    )
    answered_at = models.DateTimeField("核查时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改情况"
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_rectification_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answer=AnswerState.PENDING),
                name="case_one_rectification_to_check",
                violation_error_message="上一次提交的整改情况正在核查。",
            ),
            models.CheckConstraint(
                condition=Q(answer=AnswerState.PENDING)
                | Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answered_by=F("filed_by"))
                & (Q(answer=AnswerState.ACCEPTED) | ~Q(answer_reason="")),
                name="case_rectification_checked_by_another",
                violation_error_message="要求补正须写明理由。",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="answered_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__answer=AnswerState.PENDING.value),
            ),
            *RECTIFICATION_TRIGGERS,
        ]

    def __str__(self) -> str:
        return f"{self.case}：第{self.number}次整改情况"


@tracked()
class CaseTimeRequest(models.Model):
    """More time: asked for by the organization, or for the 90 days recorded by a supervisor; granted or refused with reasons."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="time_requests")
    term = models.CharField("期限", max_length=20, choices=CaseTermKind)
    state = models.CharField("状态", max_length=10, choices=TimeRequestState, default=TimeRequestState.ASKED)
    old_due = models.DateField("原届满日期")
    new_due = models.DateField("延至日期")
    reason = models.TextField("理由", max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审批人", related_name="+"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    remark = models.TextField("审批意见", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案件延期"
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "term"],
                condition=Q(state=TimeRequestState.ASKED),
                name="case_time_asked_once",
                violation_error_message="已有一项延期申请正在审批。",
            ),
            models.CheckConstraint(
                condition=Q(new_due__gt=F("old_due")),
                name="case_time_is_later",
                violation_error_message="延至日期应晚于原届满日期。",
            ),
            models.CheckConstraint(
                condition=Q(state=TimeRequestState.ASKED, decided_by__isnull=True)
                | ~Q(state=TimeRequestState.ASKED) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="case_time_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(term=CaseTermKind.DECISION) | Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="case_time_decided_by_another",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state=TimeRequestState.ASKED.value),
            ),
            *TIME_TRIGGERS,
        ]

    def __str__(self) -> str:
        return f"{self.case}：{self.get_term_display()}延至{self.new_due:%Y-%m-%d}"


@tracked()
class CaseReview(models.Model):
    """复核: asked for once, heard by the authority above or, where there is none, by another officer of the same one."""

    case = models.OneToOneField(AccountabilityCase, models.PROTECT, related_name="review")
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="复核机关", related_name="case_reviews")
    grounds = models.TextField("申请复核的理由", max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+")
    asked_at = models.DateTimeField("申请时间")
    outcome = models.CharField("结论", max_length=10, choices=CaseReviewOutcome, default=CaseReviewOutcome.PENDING)
    measure_before = models.CharField("原措施", max_length=30, choices=Measure)
    measure_after = models.CharField("变更后的措施", max_length=30, choices=Measure, blank=True)
    reasons = models.TextField("复核理由", max_length=4000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="复核人", related_name="+"
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案件复核"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=CaseReviewOutcome.PENDING)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reasons="") & ~Q(decided_by=F("asked_by")),
                name="case_review_is_reasoned",
                violation_error_message="复核决定须写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CaseReviewOutcome.CHANGED) | ~Q(measure_after=""),
                name="case_review_change_names_measure",
                violation_error_message="变更原决定须写明变更后的措施。",
            ),
            models.CheckConstraint(
                condition=Q(measure_after="") | reduce(or_, LIGHTER),
                name="case_review_is_never_graver",
                violation_error_message="复核变更后的措施应当轻于原决定。",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__outcome=CaseReviewOutcome.PENDING.value),
            ),
            *REVIEW_TRIGGERS,
        ]

    def __str__(self) -> str:
        return f"{self.case}的复核"
