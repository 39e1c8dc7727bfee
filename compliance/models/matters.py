"""A report of a matter on any day (随时报告, articles 2 and 8): what happened, to whom it went, and who has taken note."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.timezone import localdate  # noqa: TID251 (`answered_by`: permissions are asked without a clock)

from compliance.enums import (
    OPEN_MATTERS,
    AddressedAs,
    AddresseeState,
    MatterKind,
    MatterPart,
    MatterState,
    MessageKind,
    Urgency,
)
from organizations.enums import Role
from organizations.models import Authority, Membership, Organization, User
from organizations.models.of_organization import OfOrganization
from organizations.reach import reach_of
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import append_only, tracked
from zhengzhou_ideology.drafting.models import Attachment, Draft, Submission
from zhengzhou_ideology.files.models import StoredFile

# Who reads and answers at an addressed authority.
RECEIVERS = (Role.PARTY_OFFICER, Role.COMPETENT_OFFICER, Role.REGISTRAR, Role.SUPERVISOR)


class MatterReportQuerySet(OfOrganization):
    def visible_to(self, user: User) -> Self:
        """Those within reach; the auditor reads whatever was sent. No other authority does, and no transfer widens it."""
        if user.acts_as(Role.AUDITOR):
            return self.filter(sent_at__isnull=False)
        return self.within_reach(user)

    def within_reach(self, user: User) -> Self:
        """The organization's own, and those that the acting account answers for at an addressed authority."""
        acting = user.acting
        if acting is None:
            return self.none()
        if acting.organization_id:
            return self.filter(organization=acting.organization_id)
        return self.addressed(MatterAddressee.objects.answered_by(user))

    def addressed(self, addressees: MatterAddresseeQuerySet) -> Self:
        return self.filter(pk__in=addressees.values("report"))

    def drafts(self) -> Self:
        return self.filter(state=MatterState.DRAFT)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_MATTERS)

    def under_way(self) -> Self:
        """Sent, and not closed by everybody."""
        return self.filter(state__in=(MatterState.SENT, MatterState.ACKNOWLEDGED))

    def asked(self) -> Self:
        """The last word is an authority's question."""
        last = MatterMessage.objects.filter(report=OuterRef("pk")).order_by("-pk").values("kind")[:1]
        return self.under_way().annotate(last_word=Subquery(last)).filter(last_word=MessageKind.QUESTION)

    def with_due(self) -> Self:
        """With `due_on`: the first day by which somebody still has to take note."""
        awaited = MatterAddressee.objects.awaited().filter(report=OuterRef("pk")).order_by("due_on", "pk")
        return self.annotate(due_on=Subquery(awaited.values("due_on")[:1]))

    def for_listing(self) -> Self:
        return self.select_related("organization").defer("facts", "measures", "organization__name_bigrams")

    def urgent_first(self) -> Self:
        return self.order_by("-urgency", "-pk")


@tracked()
class MatterReport(Draft):
    """What an organization reports upward: a matter of its own, with facts and what was done, and nobody's views.

    The three ticks say to whom the draft is to go; sending makes a `MatterAddressee` of each.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="社会组织", related_name="matter_reports"
    )
    state = models.CharField(
        "状态", max_length=20, choices=MatterState, default=MatterState.DRAFT, db_default=MatterState.DRAFT.value
    )
    title = models.CharField("事项名称", max_length=60)
    kind = models.CharField("事项类别", max_length=20, choices=MatterKind)
    urgency = models.CharField("紧急程度", max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    happened_on = models.DateField("发生日期", null=True, blank=True)
    happened_at = models.TimeField("发生时间", null=True, blank=True)
    place = models.CharField("发生地点", max_length=120, blank=True)
    facts = models.TextField("事实经过", max_length=5000, blank=True)
    measures = models.TextField("已采取的措施", max_length=5000, blank=True)
    to_party = models.BooleanField("上级党组织", default=False)
    to_competent = models.BooleanField("业务主管单位", default=False)
    to_registration = models.BooleanField("登记管理机关", default=False)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填报人", related_name="+")
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    content_sha256 = models.CharField("内容校验值", max_length=64, blank=True, default="", db_default="")
    created_at = models.DateTimeField("建立时间", db_default=Now(), editable=False)

    objects = MatterReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "随时报告"
        ordering = ["-urgency", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=(MatterState.DRAFT, MatterState.DISCARDED), sent_at__isnull=True)
                | (
                    Q(state__in=(MatterState.SENT, MatterState.ACKNOWLEDGED, MatterState.CLOSED))
                    & Q(sent_at__isnull=False)
                    & ~Q(content_sha256="")
                ),
                name="matter_sent_has_time_and_hash",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-urgency", "-id"], name="matter_of_organization"),
            models.Index(fields=["-urgency", "-id"], name="matter_urgent_first"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("compliance:matter", args=[self.pk])

    @property
    def is_urgent(self) -> bool:
        return self.urgency == Urgency.URGENT

    @property
    def submission(self) -> MatterSubmission | None:
        """What was sent; a draft has none."""
        return self.submissions.first()


def _vacant(authorities: list[int]) -> list[int]:
    """Those of them at which nobody sits who could take note."""
    held = Membership.objects.current(localdate()).of_role(*RECEIVERS).filter(authority=OuterRef("pk"))
    found = Authority.objects.filter(~Exists(held), pk__in=authorities)
    return list(found.values_list("pk", flat=True))


class MatterAddresseeQuerySet(models.QuerySet):
    def answered_by(self, user: User) -> Self:
        """Those at whose desk the account sits, or where nobody does and it sits at the desk above (see `people.Desks`)."""
        acting = user.acting
        if acting is None or acting.authority_id is None or acting.role not in RECEIVERS:
            return self.none()
        reach = reach_of(acting.authority_id)
        vacant = reach.remembered("vacant_desks", lambda: _vacant(reach.keys))
        return self.filter(authority__in={acting.authority_id, *vacant})

    def awaited(self) -> Self:
        return self.filter(state=AddresseeState.AWAITED)

    def acknowledged(self) -> Self:
        return self.filter(state=AddresseeState.ACKNOWLEDGED)

    def not_closed(self) -> Self:
        return self.exclude(state=AddresseeState.CLOSED)


@tracked()
class MatterAddressee(models.Model):
    """One authority that was told, in one capacity: it takes note and closes for itself, on its own clock."""

    report = models.ForeignKey(MatterReport, models.PROTECT, related_name="addressees")
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="报送单位", related_name="+")
    addressed_as = models.CharField("报送身份", max_length=20, choices=AddressedAs)
    state = models.CharField("状态", max_length=20, choices=AddresseeState, default=AddresseeState.AWAITED)
    sent_on = models.DateField("报送日期")
    due_on = models.DateField("收悉期限")
    due_provisional = models.BooleanField("暂定", default=False)
    due_steps = models.JSONField("收悉期限的由来", default=list, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="收悉人", related_name="+"
    )
    acknowledged_as = models.CharField("收悉身份", max_length=160, blank=True)
    acknowledged_at = models.DateTimeField("收悉时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    remark = models.TextField("办结意见", max_length=1000, blank=True)

    objects = MatterAddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "随时报告的报送单位"
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "addressed_as"], name="matter_addressed_once_per_capacity"),
            models.CheckConstraint(
                condition=Q(state=AddresseeState.AWAITED)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="matter_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=AddresseeState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(remark="")),
                name="matter_closed_with_remark",
            ),
        ]
        indexes = [models.Index(fields=["authority", "state", "due_on"], name="matter_at_authority")]

    def __str__(self) -> str:
        return f"{self.authority}（{self.get_addressed_as_display()}）"


@tracked()
class MatterAttachment(Attachment):
    report = models.ForeignKey(MatterReport, models.CASCADE, related_name="attachments")
    part = models.CharField("所属部分", max_length=20, choices=MatterPart, default=MatterPart.PAPERS)

    class Meta(Attachment.Meta):
        verbose_name = verbose_name_plural = "随时报告附件"
        ordering = ["report", "pk"]


class MatterSubmission(Submission):
    """What was sent, frozen; whoever files it vouches for it, no second person certifies."""

    report = models.ForeignKey(MatterReport, models.PROTECT, related_name="submissions")

    class Meta(Submission.Meta):
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="matter_submission_once")]

    def __str__(self) -> str:
        return f"{self.report}（报送内容）"


class MatterMessage(models.Model):
    """A question of an addressee, or what the organization adds; read by both sides, written once."""

    report = models.ForeignKey(MatterReport, models.PROTECT, related_name="messages")
    kind = models.CharField("类型", max_length=20, choices=MessageKind)
    text = models.TextField("内容", max_length=5000)
    files = models.ManyToManyField(StoredFile, verbose_name="附件", blank=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填写人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "询问与补充"
        ordering = ["report", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.text[:20]


class MatterReading(models.Model):
    """That somebody of an authority read it, as reads of case files are logged."""

    report = models.ForeignKey(MatterReport, models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="查阅人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    what = models.CharField("查阅内容", max_length=200)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "随时报告查阅记录"
        ordering = ["-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.acting_as}：{self.what}"


class MatterMove(Move):
    """The append-only log of a report of a matter."""

    report = models.ForeignKey(MatterReport, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "随时报告流转记录"
