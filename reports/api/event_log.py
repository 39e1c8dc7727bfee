"""Events, read from the logs that the rooms write anyway: they know nothing of whoever is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Exists, Max, Min, Model, OuterRef, QuerySet

from compliance.models import QuarterlyReport
from compliance.models.reports import ReportMove
from compliance.notices import SLACK, UNDO_WITHIN
from events.enums import FilingState
from events.models import EventFiling
from events.models.tracks import EventMove, RecordMove
from organizations.enums import ChangeKind
from organizations.models import Organization, User
from reports.api.enums import EventName
from reports.models import AnnualStatement
from reports.models.publications import PublicationMove

DECISIONS = ("approve", "refuse", "revoke", "send_back")


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says: of which organization (empty: of no single one), where to read more, and the few facts that spare the reading."""

    uscc: str
    resource: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogSource:
    """A log whose rows are numbered and never altered. `events` are those of its rows that are told of."""

    name: str
    kind: EventName
    events: Callable[[], QuerySet[Any]]
    within: Callable[[QuerySet[Any], User], QuerySet[Any]]
    told: Callable[[Any], Told]
    moment: str = "at"
    # What may be taken back for a while is not told of until then.
    held: timedelta = timedelta(0)

    @property
    def model(self) -> type[Model]:
        return self.events().model

    def ripe(self, now: datetime) -> QuerySet[Any]:
        """Those of its events that stand."""
        return self.events().filter(**{f"{self.moment}__lte": now - self.held}) if self.held else self.events()

    def head(self, now: datetime) -> int:
        """The last row of the log before the first that is held."""
        rows: Any = self.model._default_manager
        held = (
            rows.filter(**{f"{self.moment}__gt": now - self.held}).aggregate(first=Min("pk"))["first"]
            if self.held
            else None
        )
        return held - 1 if held else rows.aggregate(last=Max("pk"))["last"] or 0

    def event_id(self, row: Any) -> str:
        """The same for every endpoint, and each time that it is sent."""
        return f"{self.name}-{row.pk}"

    def body(self, row: Any) -> str:
        told, moment = self.told(row), getattr(row, self.moment)
        content = {
            "id": self.event_id(row),
            "kind": self.kind.value,
            "kind_label": str(self.kind.label),
            "at": moment.isoformat(),
            "organization": told.uscc,
            "resource": told.resource,
            "data": told.facts,
        }
        return json.dumps(content, ensure_ascii=False)

    def since(self, rows: QuerySet[Any], moment: datetime) -> QuerySet[Any]:
        return rows.filter(**{f"{self.moment}__gte": moment})


def _decisions() -> QuerySet[EventMove]:
    return EventMove.objects.filter(name__in=DECISIONS).select_related("filing__organization")


def _of_decision(row: EventMove) -> Told:
    state = FilingState(row.after)
    facts = {"filing": row.filing_id, "state": state.value, "state_label": str(state.label)}
    return Told(row.filing.organization.uscc, f"/api/v1/filings/{row.filing_id}", facts)


def _records() -> QuerySet[RecordMove]:
    return RecordMove.objects.filter(name="record").select_related("record__organization")


def _of_record(row: RecordMove) -> Told:
    filing = row.record.filing_id
    return Told(row.record.organization.uscc, f"/api/v1/filings/{filing}", {"filing": filing})


def _acceptances() -> QuerySet[ReportMove]:
    undone = ReportMove.objects.filter(name="undo_accept", report=OuterRef("report"), pk__gt=OuterRef("pk"))
    accepted = ReportMove.objects.filter(~Exists(undone), name="accept")
    return accepted.select_related("report__organization", "report__period")


def _of_acceptance(row: ReportMove) -> Told:
    period, uscc = row.report.period, row.report.organization.uscc
    where = f"/api/v1/organizations/{uscc}/statuses?year={period.year}"
    return Told(uscc, where, {"period": f"{period.year}Q{period.quarter}", "version": row.report.version})


def _publications() -> QuerySet[PublicationMove]:
    """A year in force; what was frozen for it before is no event yet, and what is provisional never one."""
    return PublicationMove.objects.filter(name="publish").select_related("publication")


def _of_publication(row: PublicationMove) -> Told:
    year, content = row.publication.year, row.publication.content_sha256
    return Told("", f"/api/v1/statements?year={year}", {"year": year, "content_sha256": content})


def _revisions() -> QuerySet[AnnualStatement]:
    return AnnualStatement.objects.filter(revision__gt=0).select_related("organization")


def _of_revision(row: AnnualStatement) -> Told:
    facts = {"year": row.year, "revision": row.revision, "snapshot_sha256": row.snapshot_sha256}
    return Told(row.organization.uscc, f"/api/v1/statements/{row.verification_code}", facts)


def _changes() -> QuerySet[Any]:
    """Changes in effect: the field history numbers the moment at which each took effect."""
    history: Any = apps.get_model("organizations", "OrganizationChangeEvent")
    return history.objects.filter(applied_at__isnull=False).select_related("organization")


def _of_change(row: Any) -> Told:
    kind, uscc = ChangeKind(row.kind), row.organization.uscc
    facts = {"change": kind.value, "change_label": str(kind.label), "effective_on": row.effective_on.isoformat()}
    return Told(uscc, f"/api/v1/organizations/{uscc}", facts)


SOURCES = (
    LogSource(
        "filing-decision",
        EventName.FILING_DECIDED,
        _decisions,
        lambda rows, reader: rows.filter(filing__in=EventFiling.objects.visible_to(reader)),
        _of_decision,
    ),
    LogSource(
        "filing-record",
        EventName.FILING_RECORDED,
        _records,
        lambda rows, reader: rows.filter(record__filing__in=EventFiling.objects.visible_to(reader)),
        _of_record,
    ),
    LogSource(
        "report-acceptance",
        EventName.REPORT_ACCEPTED,
        _acceptances,
        lambda rows, reader: rows.filter(report__in=QuarterlyReport.objects.within_reach(reader)),
        _of_acceptance,
        held=UNDO_WITHIN + SLACK,
    ),
    LogSource("publication", EventName.STATEMENT_PUBLISHED, _publications, lambda rows, _: rows, _of_publication),
    LogSource(
        "statement-revision",
        EventName.STATEMENT_PUBLISHED,
        _revisions,
        lambda rows, reader: rows.filter(pk__in=AnnualStatement.objects.visible_to(reader)),
        _of_revision,
        moment="issued_at",
    ),
    LogSource(
        "organization-change",
        EventName.ORGANIZATION_CHANGED,
        _changes,
        lambda rows, reader: rows.filter(organization__in=Organization.objects.within_reach(reader)),
        _of_change,
        moment="pgh_created_at",
    ),
)
