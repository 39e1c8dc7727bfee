"""How accountability cases are read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models

from compliance.case_enums import OVER, UNDECIDED, CaseState, CaseTermKind, PaperState, ServiceMethod
from organizations.enums import Role
from organizations.models import Authority, Organization

if TYPE_CHECKING:
    from organizations.models import User

# What an officer may read of cases in the reach of the acting authority.
READERS = (Role.REGISTRAR, Role.SUPERVISOR, Role.AUDITOR)


class CaseQuerySet(models.QuerySet):
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

    def matching(self, text: str) -> Self:
        return self.filter(organization__in=Organization.objects.matching(text).values("pk"))

    def proposed(self) -> Self:
        return self.filter(state=CaseState.PROPOSED)

    def ever_opened(self) -> Self:
        return self.filter(opened_on__isnull=False)

    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)

    def going_on(self) -> Self:
        return self.ever_opened().exclude(state__in=OVER)

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

    def newest_first(self) -> Self:
        return self.order_by("-opened_on", "-pk")

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
        terms = apps.get_model("compliance", "CaseTerm").objects.filter(kind=CaseTermKind.DECISION)
        return self.prefetch_related(models.Prefetch("terms", queryset=terms, to_attr="limit"))


class CasePaperQuerySet(models.QuerySet):
    def signed(self) -> Self:
        return self.filter(state=PaperState.SIGNED)

    def drafts(self) -> Self:
        return self.filter(state=PaperState.DRAFT)

    def awaiting_receipt(self) -> Self:
        """Sent to the organization's portal, and not proven to have reached it in any way."""
        return self.signed().filter(services__method=ServiceMethod.PORTAL).exclude(services__served_on__isnull=False)

    def visible_to(self, user: User, *, case: object) -> Self:
        """Drafts are the officers' business."""
        rows = self.filter(case=case)
        return rows if user.acting and user.acting.authority_id else rows.signed()


class CaseTermQuerySet(models.QuerySet):
    def running(self) -> Self:
        return self.filter(ended_on__isnull=True)

    def lapsed(self, today: date) -> Self:
        return self.running().filter(due_on__lt=today)


class CaseFileQuerySet(models.QuerySet):
    def disclosed(self) -> Self:
        return self.filter(withheld="")

    def visible_to(self, user: User) -> Self:
        """The organization reads the whole file except what a ground withholds, and what it handed in itself always."""
        if user.acting and user.acting.authority_id:
            return self
        return self.filter(models.Q(withheld="") | models.Q(added_by=user))
