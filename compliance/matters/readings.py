"""Who of an authority read a report of a matter: logged as reads of case files are."""

from compliance.models import MatterReading, MatterReport
from organizations.models import User


def read(report: MatterReport, what: str, *, by: User) -> None:
    """The organization reads its own without a trace."""
    if by.acting and by.acting.authority_id:
        MatterReading.objects.create(report=report, user=by, acting_as=by.acting_label, what=what[:200])
