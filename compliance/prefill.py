"""Last quarter's stable parts, offered for this quarter's meetings."""

from compliance.enums import RECEIVED
from compliance.models import QuarterlyReport

STABLE = ("place", "chair", "expected")


def offered(report: QuarterlyReport) -> dict[str, dict[str, object]]:
    """For each kind of meeting, what the latest earlier submitted report said of place, chair and expected headcount."""
    before = (
        QuarterlyReport.objects.filter(
            organization=report.organization_id, state__in=RECEIVED, due_on__lt=report.due_on
        )
        .order_by("-due_on", "-version")
        .prefetch_related("meetings")
        .first()
    )
    if before is None:
        return {}
    facts = {m.kind: {name: getattr(m, name) for name in STABLE} for m in before.meetings.all()}
    return {kind: {k: v for k, v in values.items() if v not in (None, "")} for kind, values in facts.items()}
