"""An accountability case (article 4): what is alleged, where it stands, who opened, decided and reviewed it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from compliance.cases.enums import (
    ARTICLE_LABELS,
    ARTICLES_OF_GROUND,
    DECIDED_ON,
    EDGES,
    OVER,
    UNDECIDED,
    CaseGround,
    CasePaperKind,
    CaseSource,
    CaseState,
    CaseTermKind,
    Measure,
)
from compliance.cases.models.guards.procedure import CASE_TRIGGERS
from compliance.cases.models.terms import CaseTerm
from organizations.enums import Role
from organizations.models import Authority, District, Organization, User
from organizations.models.of_organization import OfOrganization
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked

if TYPE_CHECKING:
    from compliance.cases.models.papers import CasePaper


ARTICLE_OF_GROUND = reduce(
    or_, (Q(ground=ground, article__in=articles) for ground, articles in ARTICLES_OF_GROUND.items())
)


def unequal(name: str, one: str, other: str, sentence: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)}),
        name=name,
        violation_error_message=sentence,
    )


# What an officer may read of cases in the reach of the acting authority.
READERS = (Role.REGISTRAR, Role.SUPERVISOR, Role.AUDITOR)


class CaseQuerySet(OfOrganization):
    def visible_to(self, user: User) -> Self:
        """An organization sees its own cases from their opening on, officers those that their line of bureaus registers.

        A competent unit's officer sees what that account proposed, no more.
        """
        acting = user.acting
        if acting is None:
            return self.none()
        if acting.organization_id:
            return self.filter(organization=acting.organization_id).ever_opened()
        if acting.authority_id and acting.role in READERS:
            return self.filter(registration_authority__in=Authority.objects.subtree_of(acting.authority_id))
        if acting.role == Role.COMPETENT_OFFICER:
            return self.filter(proposed_by=user)
        return self.none()

    def proposed(self) -> Self:
        return self.filter(state=CaseState.PROPOSED)

    def ever_opened(self) -> Self:
        return self.filter(opened_on__isnull=False)

    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)

    def going_on(self) -> Self:
        return self.ever_opened().exclude(state__in=OVER)

    def not_over(self) -> Self:
        return self.exclude(state__in=OVER)

    def over(self) -> Self:
        return self.filter(state__in=OVER)

    def due_within(self, days: int, today: date) -> Self:
        """The 90 days are over by then, or already were."""
        limit = {"kind": CaseTermKind.DECISION, "ended_on": None, "due_on__lte": today + timedelta(days=days)}
        return self.filter(**{f"terms__{name}": value for name, value in limit.items()})

    def sealed(self, today: date) -> Self:
        return self.filter(sealed_from__lte=today)

    def past_retention(self, today: date) -> Self:
        return self.filter(keep_until__lt=today)

    def limit_first(self) -> Self:
        """Those whose 90 days have begun, the nearest end first."""
        return self.filter(terms__kind=CaseTermKind.DECISION).order_by("terms__due_on", "pk")

    def for_review_by(self, user: User) -> Self:
        """Under review at the acting authority, and open to this account: it neither opened nor decided the case."""
        authority = user.acting.authority_id if user.acting else None
        cases = self.filter(state=CaseState.UNDER_REVIEW, review__authority=authority)
        return cases.exclude(opened_by=user).exclude(decided_by=user)

    def for_listing(self) -> Self:
        return self.select_related("organization", "registration_authority").defer("organization__name_bigrams")

    def with_limit(self) -> Self:
        """`limit` holds the 90-day term, if it has begun."""
        terms = CaseTerm.objects.filter(kind=CaseTermKind.DECISION)
        return self.prefetch_related(models.Prefetch("terms", queryset=terms, to_attr="limit"))


@tracked()
class AccountabilityCase(models.Model):
    """A proposal until a supervisor opens it. Opener, decider and reviewer are three persons; the database says so too.

    Whatever it arose from is a plain reference: `kind` and `matter` name a row of another room, which knows no case.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="cases")
    registration_authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="登记管理机关", related_name="+")
    district = models.ForeignKey(District, models.PROTECT, verbose_name="县（市、区）", related_name="+")
    state = models.CharField("状态", max_length=20, choices=CaseState, default=CaseState.PROPOSED)
    source = models.CharField("来源", max_length=10, choices=CaseSource)
    kind = models.CharField("事项类别", max_length=40, blank=True)
    matter = models.BigIntegerField("事项", null=True, blank=True)
    round = models.PositiveSmallIntegerField("轮次", default=0)
    facts = models.JSONField("来源事实", default=dict, blank=True)
    ground = models.CharField("事由", max_length=30, choices=CaseGround)
    account = models.TextField("事实经过", max_length=4000, blank=True)

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="建议人", related_name="+"
    )
    proposed_on = models.DateField("提出日期")
    proposal_reason = models.TextField("建议理由", max_length=2000, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="立案人", related_name="+"
    )
    opened_on = models.DateField("立案日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="决定人", related_name="+"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    article = models.PositiveSmallIntegerField("依据条款", null=True, blank=True, choices=ARTICLE_LABELS)
    measure = models.CharField("措施", max_length=30, choices=Measure, blank=True)
    reasons = models.TextField("决定理由", max_length=4000, blank=True)
    rectification_days = models.PositiveSmallIntegerField("整改期限（工作日）", null=True, blank=True)
    carried_out_on = models.DateField("措施落实日期", null=True, blank=True)
    review_waived_on = models.DateField("声明不申请复核的日期", null=True, blank=True)
    review_waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="声明人", related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="复核人", related_name="+"
    )
    closed_on = models.DateField("结案日期", null=True, blank=True)
    sealed_from = models.DateField("封卷日期", null=True, blank=True)
    keep_until = models.DateField("保管期限至", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "追责问责案件"
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            unequal("case_proposer_is_not_opener", "proposed_by", "opened_by", "提出立案建议的人不得批准立案。"),
            unequal("case_proposer_is_not_decider", "proposed_by", "decided_by", "提出立案建议的人不得作出处理决定。"),
            unequal("case_opener_is_not_decider", "opened_by", "decided_by", "批准立案的人不得作出处理决定。"),
            unequal("case_opener_is_not_reviewer", "opened_by", "reviewed_by", "批准立案的人不得办理复核。"),
            unequal("case_decider_is_not_reviewer", "decided_by", "reviewed_by", "作出决定的人不得办理复核。"),
            models.UniqueConstraint(
                fields=["kind", "matter", "round"], condition=Q(matter__isnull=False), name="case_once_per_matter"
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_is_known"),
            models.CheckConstraint(condition=Q(ground__in=CaseGround.values), name="case_ground_is_known"),
            models.CheckConstraint(
                condition=Q(measure="") | Q(measure__in=Measure.values),
                name="case_measure_is_known",
                violation_error_message="处理措施只能是约谈、责令整改、通报批评或者移送有权机关。",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=True) | Q(article__range=(1, 10)), name="case_article_is_of_the_regime"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[CaseState.PROPOSED, CaseState.DISMISSED])
                | Q(opened_by__isnull=False, opened_on__isnull=False),
                name="case_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[CaseState.PROPOSED, CaseState.DISMISSED]) | ~Q(account=""),
                name="case_opened_on_facts",
                violation_error_message="立案须写明事实经过。",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=True) | ARTICLE_OF_GROUND,
                name="case_article_supports_ground",
                violation_error_message="依据条款与事由不符。",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("opened_on")),
                name="case_decided_after_opening",
                violation_error_message="决定日期不能早于立案日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED_ON)
                | Q(decided_by__isnull=False, decided_on__isnull=False, article__isnull=False)
                & ~Q(measure="")
                & ~Q(reasons=""),
                name="case_decision_cites_and_reasons",
                violation_error_message="处理决定须载明依据条款、措施和理由。",
            ),
            models.CheckConstraint(
                condition=~Q(measure=Measure.RECTIFICATION_ORDER)
                | Q(rectification_days__isnull=False, rectification_days__gte=1),
                name="case_rectification_has_a_term",
                violation_error_message="责令整改须写明整改期限。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.UPHELD, CaseState.CHANGED, CaseState.ANNULLED])
                | Q(reviewed_by__isnull=False),
                name="case_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.CLOSED) | Q(closed_on__isnull=False), name="case_closed_on_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["registration_authority", "state", "-proposed_on"], name="case_registrar_state"),
            models.Index(fields=["organization", "state"], name="case_organization_state"),
        ]
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="state", transitions=[(str(a), str(b)) for a, b in EDGES]),
            *CASE_TRIGGERS,
        ]

    def __str__(self) -> str:
        return f"{self.organization}{self.get_ground_display()}案"

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in {CaseState.DISMISSED, CaseState.ANNULLED, CaseState.CLOSED}

    def is_sealed(self, today: date) -> bool:
        return self.sealed_from is not None and self.sealed_from <= today

    @property
    def articles(self) -> tuple[int, ...]:
        """Those that the ground rests on; the decision cites one."""
        return ARTICLES_OF_GROUND[self.ground]

    @property
    def articles_label(self) -> str:
        return "、".join(ARTICLE_LABELS[article] for article in self.articles)

    @property
    def content_sha256(self) -> str:
        """Of the latest signed paper: what a move of this moment rests on."""
        latest = self.papers.signed().order_by("-pk").first() if self.pk else None
        return latest.sha256 if latest else ""

    def latest_paper(self, kind: CasePaperKind) -> CasePaper | None:
        return self.papers.signed().filter(kind=kind).order_by("-pk").first()

    def term(self, kind: CaseTermKind) -> Any:
        return self.terms.filter(kind=kind).first()


class CaseMove(Move):
    """The append-only log of a case."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "案件流转记录"
