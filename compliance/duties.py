"""A duty that another act of the portal fulfils, such as the confirmation of the outlets."""

from datetime import date, datetime

from compliance import report_workflow
from compliance.models import Duty
from organizations.models import Organization, User


def settle(
    organization: Organization,
    kind: str,
    year: int,
    *,
    by: User,
    now: datetime,
    done_on: date,
    reason: str,
    part: int | None = None,
    headcount: int | None = None,
) -> Duty | None:
    """Settle what the organization still owes of this kind in the year, the earliest part first if none is named.

    The caller's act has asked for the permission; `reason` says what was done, for the log and the frozen text. Returns
    None where nothing is owed (any more), which harms nothing.
    """
    owed = Duty.objects.filter(organization=organization).of_year(year).of_kind(kind).current().outstanding()
    duty = (owed.filter(part=part) if part else owed).order_by("part").first()
    if duty is None:
        return None
    settled: Duty = report_workflow.fulfil(duty, by=by, now=now, done_on=done_on, headcount=headcount, reason=reason)
    return settled
