"""The four quarters of a year: what was reported when, the meetings that were held, and whether the year is settled."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from compliance.enums import ARTICLE_OF_MEETING, OUTSTANDING, DutyStatus, MeetingKind, ReportState
from compliance.models import QuarterlyReport
from compliance.status import DutyLine
from organizations.models import Organization
from reports.enums import Timeliness, YearState
from reports.figures.days import iso
from zhengzhou_ideology.clock import day_of

# What the officer has before him; meetings of a draft are not reported yet.
READABLE = (ReportState.SUBMITTED, ReportState.ACCEPTED)
ARTICLES = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


def reports(organizations: Collection[int], year: int) -> dict[int, dict[int, QuarterlyReport]]:
    rows = QuarterlyReport.objects.filter(organization__in=organizations).of_year(year).current()
    found: dict[int, dict[int, QuarterlyReport]] = defaultdict(dict)
    for report in rows.select_related("period").defer("due_steps", "period__due_steps").prefetch_related("meetings"):
        found[report.organization_id][report.period.quarter] = report
    return found


def quarter(number: int, report: QuarterlyReport | None, line: DutyLine) -> dict[str, Any]:
    """What stands for a quarter; where there is no report, the line says why."""
    timeliness = _timeliness(line)
    facts = {"quarter": number, "timeliness": timeliness.value, "timeliness_label": timeliness.label}
    if report is None:
        return facts | {"state": "", "state_label": line.note, "meetings": []}
    # How far a draft is, is nobody's business but the organization's.
    state = ReportState.DRAFT if report.state == ReportState.CERTIFYING else ReportState(report.state)
    return facts | {
        "state": state.value,
        "state_label": _label(report),
        "due_on": report.due_on.isoformat(),
        "due_provisional": report.due_provisional,
        "extended": report.times_extended > 0,
        "first_submitted_on": iso(report.first_submitted_on),
        "days_late": line.days_over if line.status == DutyStatus.LATE else 0,
        "accepted_on": iso(day_of(report.accepted_at) if report.accepted_at else None),
        "version": report.version,
        "self_certified": report.self_certification_id is not None,
        "meetings": _meetings(report),
    }


def _label(report: QuarterlyReport) -> str:
    if report.state not in (ReportState.DRAFT, ReportState.CERTIFYING):
        return report.get_state_display()
    return "更正中" if report.first_submitted_on else "尚未报送"


TIMELINESS = {
    DutyStatus.MET: Timeliness.ON_TIME,
    DutyStatus.LATE: Timeliness.LATE,
    DutyStatus.RETURNED: Timeliness.RETURNED,
    DutyStatus.EXTENDED: Timeliness.NOT_DUE,
    DutyStatus.EXEMPT: Timeliness.EXEMPTED,
    DutyStatus.OPEN: Timeliness.NOT_DUE,
    DutyStatus.NOT_APPLICABLE: Timeliness.NO_DUTY,
}


def _timeliness(line: DutyLine) -> Timeliness:
    """The word of the statement for a status."""
    missed = line.status == DutyStatus.OPEN and line.days_over
    return Timeliness.OVERDUE if missed else TIMELINESS[line.status]


def _meetings(report: QuarterlyReport) -> list[dict[str, Any]]:
    if report.state not in READABLE:
        return []
    meetings = {meeting.kind: meeting for meeting in report.meetings.all()}
    return [
        {
            "kind": kind.value,
            "label": kind.label,
            "article": f"第{ARTICLES[ARTICLE_OF_MEETING[kind]]}条",
            "held_on": meeting.held_on.isoformat(),
            "expected": meeting.expected,
            "present": meeting.present,
            "is_joint": meeting.is_joint,
        }
        for kind in MeetingKind
        if (meeting := meetings.get(kind)) and meeting.held_on
    ]


def totals(quarters: list[dict[str, Any]]) -> dict[str, int]:
    held = [meeting for quarter in quarters for meeting in quarter["meetings"]]
    counted = {word.value: sum(q["timeliness"] == word for q in quarters) for word in Timeliness}
    return counted | {
        "accepted": sum(quarter["state"] == ReportState.ACCEPTED for quarter in quarters),
        "special_study": sum(meeting["kind"] == MeetingKind.SPECIAL_STUDY for meeting in held),
        "council": sum(meeting["kind"] == MeetingKind.COUNCIL for meeting in held),
    }


def year_state(year: int, today: date, quarters: list[dict[str, Any]], organization: Organization) -> YearState:
    """The year of an organization that has ended is over with it: its final statement waits for no December."""
    ended = organization.ended_on
    if today <= date(year, 12, 31) and not (ended and ended <= today):
        return YearState.RUNNING
    waiting = (*OUTSTANDING, ReportState.SUBMITTED)
    unsettled = any(q["state"] in waiting or q["timeliness"] == Timeliness.NOT_DUE for q in quarters)
    return YearState.SETTLING if unsettled else YearState.FINISHED
