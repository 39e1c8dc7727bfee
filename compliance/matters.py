"""The matters that climb a ladder, each kind as a source that `settings.LADDER_SOURCES` names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string

from compliance.ladder import QUARTERLY_REPORT
from compliance.models import Extension, QuarterlyReport, ReportingPeriod
from organizations.models import User
from organizations.querysets import in_reach


@dataclass(frozen=True, slots=True)
class Matter:
    """What a reminder says of one matter. `round` counts the due days that it was granted anew."""

    pk: int
    round: int
    title: str
    url: str
    list_url: str
    organization_id: int
    organization: str
    authority_id: int
    due_on: date
    provisional: bool


class Matters(Protocol):
    """One kind of matter with a due day.

    Rows of `outstanding` have `organization`, `registration_authority`, `district`, `due_on` and `round`.
    """

    kind: str
    label: str

    def outstanding(self) -> QuerySet: ...

    def of(self, keys: QuerySet) -> QuerySet:
        """The matters with these keys, outstanding or not."""

    def begun(self) -> list[tuple[date, Q]]:
        """The days on which outstanding matters began, each with its matters: the day selects the policy."""

    def visible_to(self, rows: QuerySet, user: User) -> QuerySet: ...

    def read(self, rows: QuerySet) -> list[Matter]: ...

    def extensions(self, keys: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """What was granted to each matter, as facts for a proposal."""


class ReportMatters:
    """Quarterly reports that never arrived."""

    kind = QUARTERLY_REPORT
    label = "季度报告"

    def outstanding(self) -> QuerySet[QuarterlyReport]:
        return QuarterlyReport.objects.never_submitted().current().annotate(round=F("times_extended"))

    def of(self, keys: QuerySet) -> QuerySet[QuarterlyReport]:
        return QuarterlyReport.objects.filter(pk__in=keys).annotate(round=F("times_extended"))

    def begun(self) -> list[tuple[date, Q]]:
        owed = QuarterlyReport.objects.never_submitted().current().values("period")
        return [(period.last_day, Q(period=period.pk)) for period in ReportingPeriod.objects.filter(pk__in=owed)]

    def visible_to(self, rows: QuerySet, user: User) -> QuerySet:
        reach = in_reach(user)
        return rows.none() if reach is None else rows.filter(reach)

    def read(self, rows: QuerySet) -> list[Matter]:
        listed = reverse("compliance:report_list")
        found = rows.select_related("period", "organization").only(
            "times_extended",
            "registration_authority",
            "due_on",
            "due_provisional",
            "organization__name",
            "period__year",
            "period__quarter",
        )
        return [
            Matter(
                pk=report.pk,
                round=report.times_extended,
                title=f"{report.period}报告",
                url=report.get_absolute_url(),
                list_url=f"{listed}?period={report.period_id}&state=overdue",
                organization_id=report.organization_id,
                organization=report.organization.name,
                authority_id=report.registration_authority_id,
                due_on=report.due_on,
                provisional=report.due_provisional,
            )
            for report in found.order_by("organization__uscc", "pk")
        ]

    def extensions(self, keys: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        granted: dict[int, list[dict[str, Any]]] = {}
        for extension in Extension.objects.granted().filter(report__in=keys).order_by("decided_at", "pk"):
            granted.setdefault(extension.report_id, []).append(
                {"from": extension.old_due.isoformat(), "to": extension.new_due.isoformat(), "reason": extension.reason}
            )
        return granted


def sources() -> list[Matters]:
    return [import_string(path)() for path in settings.LADDER_SOURCES]
