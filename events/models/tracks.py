"""The two tracks of a filing: who decides and records, what was submitted, corrected, changed and reviewed, and the logs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from events.enums import CorrectionKind, FilingState, Ground, Outcome, RecordState, ReviewOutcome, Track
from organizations.models import Authority, Organization, SelfCertification
from organizations.models.certified_guards import certified_in_post
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.drafting.models import Submission


class EventMove(Move):
    """The append-only log of the approval track."""

    filing = models.ForeignKey("events.EventFiling", models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "审批流转记录"


class EventSubmission(Submission):
    filing = models.ForeignKey("events.EventFiling", models.PROTECT, related_name="submissions")

    class Meta(Submission.Meta):
        ordering = ["filing", "number"]
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="event_submission_once")]

    def __str__(self) -> str:
        return f"{self.filing}（第 {self.number} 次提交）"


@tracked()
class AuthorityDecision(models.Model):
    """What one authority says to the filing; a joint event has several, and all must approve."""

    filing = models.ForeignKey("events.EventFiling", models.PROTECT, related_name="decisions")
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="审批机关", related_name="event_decisions")
    # Asked for a partner's sake, and so not found through the filing's own authorities: the few that a list looks up.
    is_joint = models.BooleanField("因合作单位参与审批", default=False)
    outcome = models.CharField("结论", max_length=10, choices=Outcome, default=Outcome.PENDING)
    ground = models.CharField("事由", max_length=20, choices=Ground, blank=True)
    reason = models.TextField("理由", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审批人", related_name="+"
    )
    decided_at = models.DateTimeField("时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审批意见"
        ordering = ["filing", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "authority"], name="one_event_decision_per_authority"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.PENDING) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="event_decision_has_decider",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=(Outcome.RETURNED, Outcome.REFUSED)) | (~Q(ground="") & ~Q(reason="")),
                name="event_authority_decision_is_reasoned",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "filing"], name="event_joint_decision", condition=Q(is_joint=True))
        ]

    def __str__(self) -> str:
        return f"{self.authority}：{self.get_outcome_display()}"


@tracked()
class EventRecord(models.Model):
    """The record track of the registration authority, on its own clock; it makes no event lawful by itself."""

    filing = models.OneToOneField("events.EventFiling", models.PROTECT, related_name="record")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    registration_authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="登记管理机关", related_name="+")
    state = models.CharField("备案状态", max_length=20, choices=RecordState, default=RecordState.UNRECORDED)
    content_sha256 = models.CharField("备案内容校验值", max_length=64, blank=True)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("备案期限", null=True, blank=True)
    due_provisional = models.BooleanField("暂定", default=False)
    due_steps = models.JSONField("备案期限的由来", default=list, blank=True)
    pauses = models.JSONField("待说明期间", default=list, blank=True)
    queried_on = models.DateField("要求说明日期", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="备案人", related_name="+"
    )
    recorded_at = models.DateTimeField("备案时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动备案"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RecordState.RECORDED) | Q(recorded_by__isnull=False, recorded_at__isnull=False),
                name="recorded_event_has_recorder",
            )
        ]
        indexes = [
            models.Index(
                fields=["registration_authority", "due_on"],
                name="event_unrecorded",
                condition=Q(state=RecordState.UNRECORDED),
            ),
            models.Index(
                fields=["due_on", "filing"], name="event_unrecorded_due", condition=Q(state=RecordState.UNRECORDED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing}（{self.get_state_display()}）"


class RecordMove(Move):
    """The append-only log of the record track."""

    record = models.ForeignKey(EventRecord, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "备案流转记录"


@tracked()
class CorrectionRequest(models.Model):
    """What the organization is asked to correct or explain; one is open at a time, whichever track asked."""

    filing = models.ForeignKey("events.EventFiling", models.PROTECT, related_name="corrections")
    track = models.CharField("来自", max_length=10, choices=Track)
    kind = models.CharField("类型", max_length=20, choices=CorrectionKind)
    text = models.TextField("要求", max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+")
    asked_as = models.CharField("身份", max_length=160)
    asked_at = models.DateTimeField("提出时间", db_default=Now(), editable=False)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="答复人", related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正要求"
        ordering = ["filing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"],
                condition=Q(answered_at__isnull=True),
                name="one_open_event_correction",
                violation_error_message="该申报已有一项补正要求正在办理。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filing}：{self.get_kind_display()}"


ITS_ORGANIZATION = "(SELECT filing.organization_id FROM events_eventfiling filing WHERE filing.id = NEW.filing_id)"


@tracked()
class EventChange(models.Model):
    """A change after approval: a small one takes effect and shows as a difference, a large one becomes a version when certified."""

    filing = models.ForeignKey("events.EventFiling", models.PROTECT, related_name="event_changes")
    is_large = models.BooleanField("须重新审批")
    before = models.JSONField("变更前")
    after = models.JSONField("变更后")
    reason = models.TextField("变更原因", max_length=1000)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+")
    prepared_at = models.DateTimeField("提出时间", db_default=Now(), editable=False)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    self_certification = models.ForeignKey(SelfCertification, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    version = models.OneToOneField(
        "events.EventFiling", models.PROTECT, null=True, blank=True, related_name="made_by_change"
    )

    class Meta:
        verbose_name = verbose_name_plural = "活动变更"
        ordering = ["filing", "pk"]
        triggers = [certified_in_post(organization=ITS_ORGANIZATION, moment="NEW.closed_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"],
                condition=Q(is_large=True, closed_at__isnull=True),
                name="one_open_event_change",
                violation_error_message="该活动已有一项变更正在等待负责人确认。",
            ),
            models.CheckConstraint(
                condition=~Q(prepared_by=F("certified_by")) | Q(self_certification__isnull=False),
                name="event_change_preparer_is_not_certifier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing}的变更"

    @property
    def organization(self) -> Organization:
        return self.filing.organization


@tracked()
class Review(models.Model):
    """A filer asks for review of a refusal, a return or a revocation; somebody else decides."""

    filing = models.ForeignKey("events.EventFiling", models.PROTECT, related_name="reviews")
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="复核机关", related_name="event_reviews")
    contested_state = models.CharField("原决定", max_length=20, choices=FilingState)
    contested_at = models.DateTimeField("原决定时间")
    contested_decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="原决定人", related_name="+"
    )
    grounds = models.TextField("申请复核的理由", max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+")
    asked_at = models.DateTimeField("申请时间")
    outcome = models.CharField("结论", max_length=10, choices=ReviewOutcome, default=ReviewOutcome.PENDING)
    reason = models.TextField("复核理由", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="复核人", related_name="+"
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复核"
        ordering = ["filing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "contested_at"],
                name="one_review_per_event_decision",
                violation_error_message="对该决定已经申请过复核。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("contested_decider")) & ~Q(decided_by=F("asked_by"))),
                name="event_reviewer_is_somebody_else",
                violation_error_message="复核须由原决定人和申请人以外的人办理。",
            ),
            models.CheckConstraint(
                condition=Q(outcome=ReviewOutcome.PENDING)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
                name="event_review_is_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing}的复核"
