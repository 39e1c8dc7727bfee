"""Issuing annual statements: figures are frozen once, and unchanged figures are no reason for another statement."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from compliance.status import check_year
from organizations.models import Organization, User
from reports.figures import figures
from reports.models import AnnualStatement
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused


def issue_one(organization: Organization, year: int, *, now: datetime, by: User | None = None) -> AnnualStatement:
    """Raises `Refused` if the organization was not registered on any day of the year."""
    check_year(year, day_of(now))
    statements = issue([organization.pk], year, now=now, by=by)
    if not statements:
        raise Refused(f"“{organization}”在 {year} 年度不在登记状态，没有年度合规报告。")
    return statements[0]


@transaction.atomic
def issue(organizations: Collection[int], year: int, *, now: datetime, by: User | None = None) -> list[AnnualStatement]:
    """A statement for each of the organizations that was registered in the year, by credit code.

    If the figures are those of the last statement, it is that one. The rows of the organizations are locked first, in
    one order, so two who issue at once make each statement once.
    """
    owing = Organization.objects.filter(pk__in=organizations).active_in(date(year, 1, 1), date(year, 12, 31))
    keys = list(owing.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    last = {
        row.organization_id: row for row in AnnualStatement.objects.filter(organization__in=keys, year=year).latest()
    }
    new = []
    for key, snapshot in figures(keys, year, day_of(now)).items():
        sha256, before = sha256_of(snapshot), last.get(key)
        if before and before.snapshot_sha256 == sha256:
            continue
        last[key] = AnnualStatement(
            organization_id=key,
            year=year,
            version=before.version + 1 if before else 1,
            snapshot=snapshot,
            snapshot_sha256=sha256,
            issued_at=now,
            issued_by=by,
        )
        new.append(last[key])
    AnnualStatement.objects.bulk_create(new)
    return sorted(last.values(), key=lambda statement: statement.snapshot["organization"]["uscc"])
