"""Issuing annual statements: figures are frozen once, and unchanged figures are no reason for another statement.

Until a year is published its statements are provisional and follow the records. From then on the published one holds,
whatever changes; only a numbered revision takes its place.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from compliance.status import check_year
from organizations.models import Authority, Organization, User
from reports.figures import figures
from reports.models import AnnualStatement, Publication
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, need_proof


def issue_one(organization: Organization, year: int, *, now: datetime, by: User | None = None) -> AnnualStatement:
    """Raises `Refused` if the organization was not registered on any day of the year."""
    check_year(year, day_of(now))
    need_proof(by)
    statements = issue([organization.pk], year, now=now, by=by)
    if not statements:
        raise Refused(f"“{organization}”在 {year} 年度不在登记状态，没有年度合规报告。")
    return statements[0]


@transaction.atomic
def issue(organizations: Collection[int], year: int, *, now: datetime, by: User | None = None) -> list[AnnualStatement]:
    """A statement for each of the organizations that was registered in the year, by credit code.

    If it was published, it is that one; if the figures are those of the last statement, it is that one. The rows of the
    organizations are locked first, in one order, so two who issue at once make each statement once.
    """
    keys = locked(organizations, year)
    rows = AnnualStatement.objects.filter(organization__in=keys, year=year).latest().select_related("publication")
    last = {row.organization_id: row for row in rows}
    open_ones = [key for key in keys if key not in last or last[key].publication_id is None]
    found = frozen(open_ones, year, day_of(now)) if open_ones else {}
    changed = {
        key: facts
        for key, facts in found.items()
        if key not in last or last[key].snapshot_sha256 != facts["snapshot_sha256"]
    }
    last |= store(changed, year, issued_at=now, issued_by=by)
    return sorted(last.values(), key=lambda statement: statement.snapshot["organization"]["uscc"])


@transaction.atomic
def freeze(publication: Publication, organizations: Collection[int], *, now: datetime, by: User) -> list[int]:
    """What is to be published, once for each organization; returns the keys of those that have theirs."""
    keys = locked(organizations, publication.year)
    there = AnnualStatement.objects.filter(publication=publication, revision=0, organization__in=keys)
    done = set(there.values_list("organization", flat=True))
    missing = [key for key in keys if key not in done]
    if missing:
        found = frozen(missing, publication.year, publication.as_of)
        store(found, publication.year, issued_at=now, issued_by=by, publication=publication)
    return keys


def locked(organizations: Collection[int], year: int) -> list[int]:
    """Those that were registered in the year, held until the transaction ends."""
    owing = Organization.objects.filter(pk__in=organizations).active_in(date(year, 1, 1), date(year, 12, 31))
    return list(owing.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def frozen(keys: Collection[int], year: int, day: date) -> dict[int, dict[str, Any]]:
    """The figures with their hash, and the columns that stand beside them, by the organization's key."""
    found = figures(keys, year, day)
    authorities = _keys_by_code(snapshot["organization"] for snapshot in found.values())
    return {key: _columns(snapshot, authorities) for key, snapshot in found.items()}


def _keys_by_code(facts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    codes = {one[f"{name}_code"] for one in facts for name in ("registration_authority", "competent_authority")}
    return dict(Authority.objects.filter(code__in=codes).values_list("code", "pk"))


def _columns(snapshot: dict[str, Any], authorities: Mapping[str, int]) -> dict[str, Any]:
    organization = snapshot["organization"]
    return {
        "snapshot": snapshot,
        "snapshot_sha256": sha256_of(snapshot),
        "registration_authority_id": authorities.get(organization["registration_authority_code"]),
        "competent_authority_id": authorities.get(organization["competent_authority_code"]),
        "district_id": organization["district_code"],
    }


def store(found: Mapping[int, dict[str, Any]], year: int, **facts: Any) -> dict[int, AnnualStatement]:
    """A further version of each."""
    if not found:
        return {}
    rows = AnnualStatement.objects.filter(organization__in=found, year=year).order_by()
    versions = dict(rows.values("organization").annotate(last=Max("version")).values_list("organization", "last"))
    new = {
        key: AnnualStatement(organization_id=key, year=year, version=versions.get(key, 0) + 1, **columns, **facts)
        for key, columns in found.items()
    }
    AnnualStatement.objects.bulk_create(new.values())
    return new
