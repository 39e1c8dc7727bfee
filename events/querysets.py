"""How filings are read: adjectives filter, and `visible_to` says what an account may see."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime

from events.enums import OPEN, FilingState, RecordState
from organizations.models import Authority
from organizations.querysets import in_reach

if TYPE_CHECKING:
    from organizations.models import User


def _begun(now: datetime) -> Q:
    local = localtime(now)
    return Q(starts_on__lt=local.date()) | Q(starts_on=local.date(), starts_time__lte=local.time())


class EventFilingQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """An organization's own; an authority's those submitted that it records, is competent for, helps decide or reviews."""
        acting = user.acting
        if acting is None:
            return self.none()
        if acting.organization_id:
            return self.filter(organization=acting.organization_id)
        if acting.authority_id is None:
            return self.none()
        meta: Any = self.model._meta
        # The few keys of the subtree are read first: with them as a plain list the planner knows what it will find.
        reach = list(Authority.objects.subtree_of(acting.authority_id).values_list("pk", flat=True))
        decisions = meta.get_field("decisions").related_model.objects.filter(authority__in=reach, is_joint=True)
        reviews = meta.get_field("reviews").related_model.objects.filter(authority__in=reach)
        return self.filter(
            Q(registration_authority__in=reach)
            | Q(competent_authority__in=reach)
            | Q(pk__in=decisions.values("filing"))
            | Q(pk__in=reviews.values("filing")),
            first_submitted_on__isnull=False,
        )

    def current(self) -> Self:
        """Without the versions that a later one took the place of."""
        return self.filter(is_current=True)

    def undecided(self) -> Self:
        return self.filter(state=FilingState.SUBMITTED)

    def unrecorded(self) -> Self:
        return self.filter(record__state=RecordState.UNRECORDED).exclude(
            state__in=(FilingState.CANCELLED, FilingState.LAPSED, FilingState.SUPERSEDED, FilingState.REFUSED)
        )

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def past_decision_date(self, today: date) -> Self:
        return self.undecided().filter(decide_by__lt=today)

    def on_the_eve(self, today: date) -> Self:
        """Tomorrow or today is the event's day, and it may not be held as things stand."""
        return self.current().open().filter(starts_on__lte=today + timedelta(days=1))

    def begun(self, now: datetime) -> Self:
        """Their starting moment has come."""
        return self.filter(_begun(now))

    def not_begun(self, now: datetime) -> Self:
        return self.exclude(_begun(now))

    def over(self, now: datetime) -> Self:
        """Their last day is past."""
        return self.filter(ends_on__lt=localtime(now).date())

    def owing_summary(self) -> Self:
        return self.filter(state=FilingState.APPROVED, is_current=True, summary_due_on__isnull=False)

    def overlapping(self, first: date, last: date) -> Self:
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def in_hand_of(self, user: User) -> Self:
        return self.filter(assignments__officer=user, assignments__ended_at__isnull=True)

    def matching(self, text: str) -> Self:
        """The title holds the text, or the organization's name does."""
        meta: Any = self.model._meta
        organizations = meta.get_field("organization").related_model.objects
        return self.filter(
            Q(title__contains=text.strip()) | Q(organization__in=organizations.matching(text).values("pk"))
        )

    def for_listing(self) -> Self:
        return self.select_related("organization", "district", "competent_authority", "record").only(
            "title",
            "kind",
            "state",
            "version",
            "is_current",
            "is_late",
            "starts_on",
            "starts_time",
            "ends_on",
            "ends_time",
            "decide_by",
            "decide_by_provisional",
            "place",
            "organization__name",
            "district__name",
            "competent_authority__name",
            "record__state",
            "record__due_on",
        )

    def for_reading(self) -> Self:
        return self.select_related(
            "organization",
            "registration_authority",
            "competent_authority",
            "district",
            "onsite_lead",
            "stop_person",
            "prepared_by",
            "certified_by",
            "record",
        ).defer("organization__name_bigrams")


class EventPaperQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Those that the next submission will name."""
        return self.filter(removed_at__isnull=True)


class MatterReportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user)
        return self.none() if reach is None else self.filter(reach)

    def proposed(self) -> Self:
        """An officer proposes to open a case."""
        return self.filter(proposed_at__isnull=False)
