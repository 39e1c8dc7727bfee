"""What an annual statement says of an organization's year, read for many organizations in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from compliance.enums import ARTICLE_OF_MEETING, OUTSTANDING, DutyKind, DutyStatus, MeetingKind, ReportState
from compliance.models import Duty, DutyCatalogueEntry, QuarterlyReport
from compliance.status import QUARTERS, DutyLine, lines_by_organization
from organizations.enums import Post
from organizations.models import Authority, Organization, ResponsiblePerson
from reports import standing
from reports.enums import Timeliness, YearState
from zhengzhou_ideology.clock import day_of

# What the officer has before him; meetings of a draft are not reported yet.
READABLE = (ReportState.SUBMITTED, ReportState.ACCEPTED)
ARTICLES = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


def figures(organizations: Collection[int], year: int, today: date) -> dict[int, dict[str, Any]]:
    """The figures of the year as of `today`, by the organization's key; JSON as it is frozen and hashed."""
    last = min(today, date(year, 12, 31))
    reports, duties = _reports(organizations, year), _duties(organizations, year)
    articles = dict(DutyCatalogueEntry.objects.holding_on(date(year, 1, 1)).values_list("kind", "article"))
    rows = Organization.objects.filter(pk__in=organizations).defer("name_bigrams")
    rows = rows.select_related("registration_authority", "competent_authority", "party_superior", "district")
    found = list(rows.prefetch_related(_persons(last), *standing.PREFETCHED))
    lines = lines_by_organization(found, year, today)
    stood = standing.on(found, date(year, 1, 1), last)
    return {
        row.pk: _year(
            row,
            year,
            today,
            [_quarter(n, reports[row.pk].get(n), line) for n, line in zip(QUARTERS, lines[row.pk], strict=False)],
            stood[row.pk],
        )
        | {"duties": _duty_lines(duties[row.pk], articles, lines[row.pk])}
        | {"lines": [_frozen(line) for line in lines[row.pk]]}
        for row in found
    }


def _persons(day: date) -> Prefetch:
    began = Q(term_from__isnull=True) | Q(term_from__lte=day)
    persons = ResponsiblePerson.objects.current(day).filter(began).order_by("post", "-term_from", "-pk")
    return Prefetch("responsible_persons", persons, to_attr="in_office")


def _reports(organizations: Collection[int], year: int) -> dict[int, dict[int, QuarterlyReport]]:
    rows = QuarterlyReport.objects.filter(organization__in=organizations).of_year(year).current()
    found: dict[int, dict[int, QuarterlyReport]] = defaultdict(dict)
    for report in rows.select_related("period").defer("due_steps", "period__due_steps").prefetch_related("meetings"):
        found[report.organization_id][report.period.quarter] = report
    return found


def _duties(organizations: Collection[int], year: int) -> dict[int, list[Duty]]:
    """What was owed of the year, whichever day it was done on; what was exempted or ended with the organization is not."""
    found: dict[int, list[Duty]] = defaultdict(list)
    rows = Duty.objects.filter(organization__in=organizations).of_year(year).current()
    owed = rows.exclude(state__in=(ReportState.EXEMPTED, ReportState.LAPSED))
    for duty in owed.defer("summary", "disclosed", "due_steps").order_by("part", "pk"):
        found[duty.organization_id].append(duty)
    return found


def _called(authority: Authority | None, day: date) -> str:
    return authority.name_on(day) if authority else ""


def _year(
    organization: Organization, year: int, today: date, quarters: list[dict[str, Any]], stood: dict[str, Any]
) -> dict[str, Any]:
    """`stood` are the facts of the organization that a later change altered, and what is added to its name."""
    state = _year_state(year, today, quarters, organization)
    # As they were called then: a statement of a year past does not change with a name of today.
    day = min(today, date(year, 12, 31))
    return {
        "year": year,
        "year_state": state.value,
        "year_state_label": state.label,
        "organization": {
            "uscc": organization.uscc,
            "name": organization.name,
            "kind": organization.get_kind_display(),
            "registration_authority": organization.registration_authority.name_on(day),
            "competent_authority": _called(organization.competent_authority, day),
            "party_superior": _called(organization.party_superior, day),
            "district": organization.district.name,
            "founded_on": organization.founded_on.isoformat(),
            "secretariat": organization.secretariat,
            "address": organization.address,
            "status": organization.get_status_display(),
            "ended_on": _iso(organization.ended_on),
            **stood,
        },
        "persons": _holders(organization.in_office),  # type: ignore[attr-defined]
        "quarters": quarters,
        "totals": _totals(quarters),
    }


def _holders(persons: Iterable[ResponsiblePerson]) -> list[dict[str, Any]]:
    """Who holds each post: the name and nothing else of the person."""
    names: dict[str, str] = {}
    for person in persons:
        names.setdefault(person.post, person.name)
    return [{"post": post.value, "label": post.label, "name": names.get(post, "")} for post in Post]


def _quarter(number: int, report: QuarterlyReport | None, line: DutyLine) -> dict[str, Any]:
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
        "first_submitted_on": _iso(report.first_submitted_on),
        "days_late": line.days_over if line.status == DutyStatus.LATE else 0,
        "accepted_on": _iso(day_of(report.accepted_at) if report.accepted_at else None),
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


def _frozen(line: DutyLine) -> dict[str, Any]:
    """Without the days that still run, or each day would be a reason for another statement."""
    return {
        "duty": line.duty,
        "title": line.title,
        "period": line.period,
        "article": line.article,
        "status": line.status.value,
        "status_label": line.name,
        "days_late": line.days_over if line.status == DutyStatus.LATE else 0,
        "due_on": _iso(line.due_on),
        "due_provisional": line.provisional,
        "responsible": line.responsible,
        "evidence": line.evidence.mark if line.evidence else "",
        "evidence_text": line.evidence.text if line.evidence else line.note,
    }


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


def _duty_lines(duties: list[Duty], articles: dict[str, str], lines: list[DutyLine]) -> list[dict[str, Any]]:
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
        "last_on": _iso(max(days, default=None)),
    }


def _totals(quarters: list[dict[str, Any]]) -> dict[str, int]:
    held = [meeting for quarter in quarters for meeting in quarter["meetings"]]
    counted = {word.value: sum(q["timeliness"] == word for q in quarters) for word in Timeliness}
    return counted | {
        "accepted": sum(quarter["state"] == ReportState.ACCEPTED for quarter in quarters),
        "special_study": sum(meeting["kind"] == MeetingKind.SPECIAL_STUDY for meeting in held),
        "council": sum(meeting["kind"] == MeetingKind.COUNCIL for meeting in held),
    }


def _year_state(year: int, today: date, quarters: list[dict[str, Any]], organization: Organization) -> YearState:
    """The year of an organization that has ended is over with it: its final statement waits for no December."""
    ended = organization.ended_on
    if today <= date(year, 12, 31) and not (ended and ended <= today):
        return YearState.RUNNING
    waiting = (*OUTSTANDING, ReportState.SUBMITTED)
    unsettled = any(q["state"] in waiting or q["timeliness"] == Timeliness.NOT_DUE for q in quarters)
    return YearState.SETTLING if unsettled else YearState.FINISHED


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
