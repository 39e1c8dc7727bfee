"""Major events of a year (article 4): what was filed, when, and what came of it on both tracks."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from events.enums import FilingState, IssuedKind
from events.models import EventFiling, IssuedPaper
from reports.figures.days import iso
from zhengzhou_ideology.clock import day_of

# The papers that say what became of the filing.
DECISIONS = (IssuedKind.APPROVAL, IssuedKind.REFUSAL, IssuedKind.REVOCATION)
# A ground is of a decision against the filing; one that was mended since is history.
AGAINST = (FilingState.REFUSED, FilingState.RETURNED, FilingState.REVOKED)


def events(organizations: Collection[int], year: int, last: date) -> dict[int, list[dict[str, Any]]]:
    """Filings that went in and whose first day lies in the year, in the order of their days; drafts are nobody's business."""
    went_in = Q(submitted_at__isnull=False) | Q(first_submitted_on__isnull=False)
    rows = EventFiling.objects.filter(went_in, organization__in=organizations, starts_on__year=year).current()
    rows = rows.exclude(state__in=(FilingState.DRAFT, FilingState.CERTIFYING)).select_related("record", "summary")
    filings = list(rows.order_by("starts_on", "pk"))
    numbers = _numbers(filings)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for filing in filings:
        found[filing.organization_id].append(_event(filing, numbers[filing.pk]))
    return found


def _numbers(filings: Iterable[EventFiling]) -> dict[int, list[str]]:
    """A joint event has one for each authority that decided."""
    rows = IssuedPaper.objects.filter(filing__in=[filing.pk for filing in filings], kind__in=DECISIONS)
    found: dict[int, list[str]] = defaultdict(list)
    for paper in rows.select_related("authority").order_by("pk"):
        found[paper.filing_id].append(paper.full_number)
    return found


def _event(filing: EventFiling, numbers: list[str]) -> dict[str, Any]:
    record, summary = getattr(filing, "record", None), getattr(filing, "summary", None)
    return {
        "title": filing.title,
        "kind": filing.get_kind_display(),
        "starts_on": filing.starts_on.isoformat(),
        "ends_on": filing.ends_on.isoformat(),
        "filed_on": iso(filing.first_submitted_on or (day_of(filing.submitted_at) if filing.submitted_at else None)),
        "is_late": filing.is_late,
        "state": filing.state,
        "state_label": filing.get_state_display(),
        "decided_on": iso(day_of(filing.decided_at) if filing.decided_at else None),
        "numbers": numbers,
        "ground": filing.get_ground_display() if filing.state in AGAINST else "",
        "record": record.get_state_display() if record else "",
        "recorded_on": iso(day_of(record.recorded_at) if record and record.recorded_at else None),
        "summary_on": iso(summary.filed_on if summary else None),
        "summary_is_late": bool(summary and filing.summary_due_on and summary.filed_on > filing.summary_due_on),
    }
