"""Who of an authority read a report of a matter: logged as reads of case files are."""

from typing import Any

from django.db.models import Count, Max, QuerySet

from compliance.models import MatterReading, MatterReport
from organizations.models import User


def read(report: MatterReport, what: str, *, by: User) -> None:
    """The organization reads its own without a trace."""
    if by.acting and by.acting.authority_id:
        MatterReading.objects.create(report=report, user=by, acting_as=by.acting_label, what=what[:200])


def by_capacity(report: MatterReport) -> QuerySet[MatterReading, Any]:
    """How often each capacity read it, and when last: what both sides see."""
    rows = report.readings.order_by().values("acting_as").annotate(times=Count("pk"), last_at=Max("at"))
    return rows.order_by("-last_at", "acting_as")
