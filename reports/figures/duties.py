"""The duties of a year and the lines that say where each obligation stands, as they are frozen."""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from compliance.enums import DutyKind, DutyStatus, ReportState
from compliance.models import Duty
from compliance.status import DutyLine
from reports.figures.days import iso


def duties(organizations: Collection[int], year: int) -> dict[int, list[Duty]]:
    """What was owed of the year, whichever day it was done on; what was exempted or ended with the organization is not."""
    found: dict[int, list[Duty]] = defaultdict(list)
    rows = Duty.objects.filter(organization__in=organizations).of_year(year).current()
    owed = rows.exclude(state__in=(ReportState.EXEMPTED, ReportState.LAPSED))
    for duty in owed.defer("summary", "disclosed", "due_steps").order_by("part", "pk"):
        found[duty.organization_id].append(duty)
    return found


def duty_lines(duties: list[Duty], articles: dict[str, str], lines: list[DutyLine]) -> list[dict[str, Any]]:
    """Each kind of the catalogue: how many are owed and how many of them settled, in time or late."""
    by_kind: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_kind[duty.kind].append(duty)
    late = Counter(line.duty for line in lines if line.status == DutyStatus.LATE)
    return [_duty_line(kind, articles[kind], by_kind[kind], late[kind]) for kind in DutyKind if kind in articles]


def _duty_line(kind: DutyKind, article: str, owed: list[Duty], late: int) -> dict[str, Any]:
    done = [duty for duty in owed if duty.state == ReportState.ACCEPTED]
    days = [duty.done_on for duty in done if duty.done_on]
    return {
        "kind": kind.value,
        "label": kind.label,
        "article": article,
        "owed": len(owed),
        "count": len(done),
        "late": late,
        "headcount": sum(duty.headcount or 0 for duty in done),
        "last_on": iso(max(days, default=None)),
    }


def frozen(line: DutyLine) -> dict[str, Any]:
    """Without the days that still run, or each day would be a reason for another statement."""
    return {
        "duty": line.duty,
        "title": line.title,
        "period": line.period,
        "article": line.article,
        "status": line.status.value,
        "status_label": line.name,
        "days_late": line.days_over if line.status == DutyStatus.LATE else 0,
        "due_on": iso(line.due_on),
        "due_provisional": line.provisional,
        "responsible": line.responsible,
        "evidence": line.evidence.mark if line.evidence else "",
        "evidence_text": line.evidence.text if line.evidence else line.note,
    }
