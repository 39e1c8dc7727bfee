"""What every paper that an organization owes by a day has: a quarterly report, a duty of the year."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from compliance.enums import EDITABLE, OUTSTANDING, RECEIVED, DutyStatus, ReportState, ReturnGround
from compliance.models import status as statuses
from organizations.enums import Role
from organizations.models import Authority, District, Organization, User
from organizations.models.certified import CertifiedPaper
from organizations.models.of_organization import OfOrganization
from organizations.reach import in_reach, received_before, subtree, taken_over

# What the hourly sweep looks for, among all that ever came.
SWEPT = Q(state__in=OUTSTANDING, first_submitted_on__isnull=True, is_current=True)
# The log row of 代录.
ENTERED = "enter_for"


class OwedPaperQuerySet(OfOrganization):
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
        return self.counted_in(acting.authority_id)

    def counted_in(self, authority: int | None) -> Self:
        """Those that stand in the figures of the authority and of all below it."""
        reach = subtree(authority)
        stayed = Q(registration_authority__in=reach) | Q(competent_authority__in=reach)
        moved = Q(counts_for__in=reach) | Q(counts_for_competent__in=reach)
        return self.filter(Q(counts_for__isnull=True) & stayed | Q(counts_for__isnull=False) & moved)

    def by_authority(self) -> Self:
        """With `figures_authority`: the registration authority in whose figures each stands."""
        return self.annotate(figures_authority=Coalesce("counts_for", "registration_authority"))

    def by_competent(self) -> Self:
        """With `figures_competent`: the competent authority in whose figures each stands, or null."""
        stayed = When(counts_for__isnull=True, then=F("competent_authority"))
        return self.annotate(figures_competent=Case(stayed, default=F("counts_for_competent")))

    def counted_under(self, authority: Authority) -> Self:
        return self.by_authority().filter(figures_authority=authority.pk)

    def counted_with(self, competent: Authority | None) -> Self:
        """With this competent authority; None stands for 直接登记."""
        found = self.by_competent()
        return found.filter(figures_competent=competent.pk if competent else None)

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

    def with_status(self, today: date) -> Self:
        """With `status` on that day, and `counted_to`: until when days after the due day count, if they do."""
        return self.annotate(status=statuses.status(today), counted_to=statuses.counted_to(today))

    def in_status(self, status: DutyStatus, today: date) -> Self:
        return self.current().filter(statuses.conditions(today)[status])

    def overdue(self, today: date) -> Self:
        return self.current().filter(statuses.overdue(today))

    def extended(self, today: date) -> Self:
        """Not arrived yet, and a grant moved the due day to today or later."""
        return self.in_status(DutyStatus.EXTENDED, today)

    def put_off(self) -> Self:
        """Their due day was moved at least once."""
        return self.filter(times_extended__gt=0)

    def without_account(self, today: date) -> Self:
        """Their organizations have no account in use, so that they come on paper."""
        return self.filter(organization__in=Organization.objects.without_account(today))

    def submitted(self) -> Self:
        return self.filter(state=ReportState.SUBMITTED)

    def awaiting(self, user: User) -> Self:
        """Those that the user's line of bureaus accepts or sends back, save what the user entered from paper; others only read."""
        authority = user.acting.authority_id if user.acting else None
        received = self.submitted().filter(registration_authority__in=subtree(authority))
        return received.exclude(paper_entries__entered_by=user.pk)

    def waiting_for(self, user: User) -> Self:
        """What is the user's to do next: to fill in, to certify, to accept."""
        if user.organization is None:
            return self.awaiting(user) if user.acts_as(Role.REGISTRAR) else self.none()
        states = [ReportState.CERTIFYING] if user.acts_as(Role.LEADER) else EDITABLE
        return self.filter(organization=user.organization, state__in=states)

    def unwritten(self) -> Self:
        """First drafts into which nobody but an officer has typed anything (代填); the organization's words are its own."""
        entered = self.model._default_manager.filter(moves__name=ENTERED, moves__by=F("prepared_by"))
        blank = self.current().filter(state=ReportState.DRAFT, amends__isnull=True, first_submitted_on__isnull=True)
        return blank.filter(Q(edit_version=0) | Q(pk__in=entered.values("pk")))

    def enterable_by(self, officer: User) -> Self:
        """Those that lie with the officer's bureau or below it, of organizations that are active."""
        acting = officer.acting
        if acting is None or acting.authority_id is None:
            return self.none()
        return self.unwritten().of_active().filter(registration_authority__in=subtree(acting.authority_id))

    def blank_first(self) -> Self:
        return self.order_by("edit_version", "organization__uscc", "pk")

    def accepted_by_officer(self) -> Self:
        """Settled by a decision, and not by coming in."""
        decided = Q(decided_by__isnull=False, accepted_at__isnull=False, submitted_at__isnull=False)
        return self.filter(decided, state=ReportState.ACCEPTED)

    def received(self) -> Self:
        return self.filter(state__in=RECEIVED)

    def due_first(self) -> Self:
        return self.order_by("due_on", "pk")


class OwedPaper(statuses.StatusInWords, CertifiedPaper):
    """Owed by an organization by a due day, received by its registration authority; amended as a further version.

    Authorities and district stand on the row as well, because counts by them at a million rows fall from 120 ms to 2 ms.
    """

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

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审核人", related_name="+"
    )
    accepted_at = models.DateTimeField("接收时间", null=True, blank=True)
    return_ground = models.CharField(
        "退回事由", max_length=20, choices=ReturnGround, blank=True, default="", db_default=""
    )
    return_reason = models.TextField("退回说明", blank=True, default="", db_default="")

    # The kind of its notices, and the column of what hangs on it.
    notice_kind: ClassVar[str]
    field: ClassVar[str]
    organization: Any
    organization_id: int
    amends_id: int | None
    attachments: Any
    paper_entries: Any
    paperassignments: Any
    registration_authority_id: int
    moves: Any

    class Meta(CertifiedPaper.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def get_form_url(self) -> str:
        return reverse(f"compliance:{self.field}_edit", args=[self.pk])

    @property
    def title(self) -> str:
        """What it is called, without the organization: “2026年第三季度报告”."""
        raise NotImplementedError

    @property
    def same_matter(self) -> Q:
        """Finds all versions of it."""
        raise NotImplementedError

    @property
    def needs_certification(self) -> bool:
        """A first responsible person certifies it (article 3); else its preparer hands it in."""
        return True

    @property
    def needs_acceptance(self) -> bool:
        """The registration authority decides on it; else what came in is settled."""
        return True

    @property
    def is_confirmed_elsewhere(self) -> bool:
        """Done on another page, which settles it."""
        return False

    @property
    def entered_for(self) -> Any:
        """The log row of the officer who typed in this draft, as long as the organization has not saved it itself."""
        if self.state != ReportState.DRAFT or self.prepared_by_id is None:
            return None
        return self.moves.filter(name=ENTERED, by=self.prepared_by_id).select_related("by").last()

    @property
    def is_untouched(self) -> bool:
        """Opened for the organization, and nobody has saved anything in it."""
        return self.state == ReportState.DRAFT and self.edit_version == 0 and self.amends_id is None

    @property
    def state_label(self) -> str:
        """The state in words; a draft that nobody has touched is none."""
        return "未填报" if self.is_untouched else self.get_state_display()

    @property
    def is_late(self) -> bool:
        """It first arrived after its due day; a return for correction does not make a timely report late."""
        return self.first_submitted_on is not None and self.first_submitted_on > self.due_on

    def has_no_account(self, today: date) -> bool:
        """The counterpart of `OwedPaperQuerySet.without_account`."""
        return Organization.objects.without_account(today).filter(pk=self.organization_id).exists()

    @property
    def is_owed(self) -> bool:
        """The counterpart of `QuarterlyReportQuerySet.outstanding`."""
        return self.state in OUTSTANDING

    @property
    def is_extended(self) -> bool:
        """Its due day was moved by a grant, so that it is 已延期 and not overdue as long as that day has not passed."""
        return self.times_extended > 0
