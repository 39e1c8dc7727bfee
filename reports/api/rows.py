"""Rows of the portal as the interface tells them: facts and acts, never a person and never a text that somebody typed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from compliance.status import DutyLine
from events.models import EventFiling
from organizations.models import Authority, District, Organization
from reports.models import AnnualStatement
from zhengzhou_ideology.clock import day_of

# Of a snapshot: what is told of the year, and what is left out at any depth.
TOLD = (
    "year", "year_state", "year_state_label", "organization", "quarters", "totals", "duties", "lines",
)  # fmt: skip
PERSONAL = frozenset({"persons", "responsible", "evidence_text", "secretariat", "phone", "email"})


def named(body: Authority | District | None) -> dict[str, str] | None:
    return {"code": body.code, "name": body.name} if body else None


def called(organization: Organization) -> dict[str, str]:
    return {"uscc": organization.uscc, "name": organization.name}


def organization_row(row: Organization) -> dict[str, Any]:
    return called(row) | {
        "former_names": [
            {"name": former.name, "since": former.since, "until": former.until} for former in row.former_names.all()
        ],
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "status": row.status,
        "status_label": row.get_status_display(),
        "district": named(row.district),
        "registration_authority": named(row.registration_authority),
        "competent_authority": named(row.competent_authority),
        "party_superior": named(row.party_superior),
        "founded_on": row.founded_on,
        "ended_on": row.ended_on,
    }


def year_row(organization: Organization, year: int, lines: Iterable[DutyLine], today: date) -> dict[str, Any]:
    return {
        "organization": called(organization),
        "year": year,
        "as_of": today,
        "lines": [status_line(line) for line in lines],
    }


def status_line(line: DutyLine) -> dict[str, Any]:
    """As `manage.py status --json`, with what explains it; a day that there is not is null."""
    return line.as_json() | {
        "title": line.title,
        "article": line.article,
        "rule": line.rule,
        "label": line.label,
        "days_over": line.days_over,
        "due_on": line.due_on,
        "due_provisional": line.provisional,
    }


def filing_row(row: EventFiling) -> dict[str, Any]:
    record = getattr(row, "record", None)
    return {
        "id": row.pk,
        "version": row.version,
        "organization": called(row.organization),
        "district": named(row.district),
        "registration_authority": named(row.registration_authority),
        "competent_authority": named(row.competent_authority),
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "cross_organization": row.cross_organization,
        "cross_region": row.cross_region,
        "foreign_related": row.foreign_related,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "submitted_on": row.first_submitted_on,
        "is_late": row.is_late,
        "state": row.state,
        "state_label": row.get_state_display(),
        "decide_by": row.decide_by,
        "decided_on": day_of(row.decided_at) if row.decided_at else None,
        "ground": row.ground,
        "ground_label": row.get_ground_display() if row.ground else "",
        "record_state": record.state if record else None,
        "record_state_label": record.get_state_display() if record else "",
        "recorded_on": day_of(record.recorded_at) if record and record.recorded_at else None,
        "documents": [
            {
                "number": paper.full_number,
                "kind": paper.kind,
                "kind_label": paper.get_kind_display(),
                "issued_on": paper.issued_on,
            }
            for paper in row.issued_papers.all()
        ],
    }


def statement_row(row: AnnualStatement, *, latest: set[int]) -> dict[str, Any]:
    """Called as on the paper."""
    organization = row.snapshot["organization"]
    return {
        "code": row.verification_code,
        "organization": {"uscc": organization["uscc"], "name": organization["name"]},
        "year": row.year,
        "version": row.version,
        "is_published": row.publication_id is not None,
        "revision": row.revision,
        "is_latest": row.pk in latest,
        "issued_at": row.issued_at,
        "snapshot_sha256": row.snapshot_sha256,
    }


def figures_without_persons(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {key: _pruned(snapshot[key]) for key in TOLD if key in snapshot}


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _pruned(part) for key, part in value.items() if key not in PERSONAL}
    return [_pruned(part) for part in value] if isinstance(value, list) else value
