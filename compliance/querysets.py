"""How the second floor's papers are read."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F

from compliance.enums import OUTSTANDING, RECEIVED, PleaState, ReportState
from organizations.models import Organization, User
from organizations.querysets import in_reach


class ReportingPeriodQuerySet(models.QuerySet):
    def latest_first(self) -> Self:
        return self.order_by("-year", "-quarter")


class QuarterlyReportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user)
        return self.none() if reach is None else self.filter(reach)

    def current(self) -> Self:
        """One per organization and quarter: without superseded versions and open amendments."""
        return self.filter(is_current=True)

    def outstanding(self) -> Self:
        """The organization still owes its first submission or a correction."""
        return self.filter(state__in=OUTSTANDING)

    def never_submitted(self) -> Self:
        return self.outstanding().filter(first_submitted_on__isnull=True)

    def overdue(self, today: date) -> Self:
        return self.never_submitted().current().filter(due_on__lt=today)

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

    def matching(self, text: str) -> Self:
        return self.filter(organization__in=Organization.objects.matching(text).values("pk"))

    def for_listing(self) -> Self:
        return self.select_related("organization", "period", "registration_authority", "district").defer(
            "due_steps", "period__due_steps", "organization__name_bigrams", "findings", "measures"
        )

    def due_first(self) -> Self:
        return self.order_by("due_on", "pk")


class ReportAttachmentQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Those that the next submission will name."""
        return self.filter(removed_at__isnull=True)


class DutyRecordQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, prefix="organization__")
        return self.none() if reach is None else self.filter(reach)

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def matching(self, text: str) -> Self:
        return self.filter(organization__in=Organization.objects.matching(text).values("pk"))


class ReminderQuerySet(models.QuerySet):
    def of(self, kind: str, matter: int) -> Self:
        return self.filter(kind=kind, matter=matter)


class HoldQuerySet(models.QuerySet):
    def running(self, today: date) -> Self:
        return self.filter(lifted_at__isnull=True, starts_on__lte=today, ends_on__gte=today)

    def not_over(self, today: date) -> Self:
        return self.filter(lifted_at__isnull=True, ends_on__gte=today)

    def for_listing(self) -> Self:
        return self.select_related("authority", "district", "held_by")


class PleaQuerySet(models.QuerySet):
    """Extensions and exemptions."""

    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, prefix="report__", own="report__organization")
        return self.none() if reach is None else self.filter(reach)

    def asked(self) -> Self:
        return self.filter(state=PleaState.ASKED)

    def granted(self) -> Self:
        return self.filter(state=PleaState.GRANTED)

    def for_listing(self) -> Self:
        return self.select_related(
            "report__organization", "report__period", "report__registration_authority", "evidence", "decided_by"
        ).defer("report__due_steps", "report__period__due_steps", "report__organization__name_bigrams")
