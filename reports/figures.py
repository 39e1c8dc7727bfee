"""What an annual statement says of an organization's year, read for many organizations in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from compliance.enums import ARTICLE_OF_MEETING, OUTSTANDING, DutyKind, MeetingKind, ReportState
from compliance.models import Duty, DutyCatalogueEntry, QuarterlyReport, ReportingPeriod
from compliance.models.periods import last_day
from organizations.enums import Post
from organizations.models import Authority, Organization, ResponsiblePerson
from reports import standing
from reports.enums import Timeliness, YearState
from zhengzhou_ideology.clock import day_of

# What the officer has before him; meetings of a draft are not reported yet.
READABLE = (ReportState.SUBMITTED, ReportState.ACCEPTED)
QUARTERS = (1, 2, 3, 4)
ARTICLES = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


def figures(organizations: Collection[int], year: int, today: date) -> dict[int, dict[str, Any]]:
    """The figures of the year as of `today`, by the organization's key; JSON as it is frozen and hashed."""
    last = min(today, date(year, 12, 31))
    without = _quarters_without_report(year, today)
    reports, duties = _reports(organizations, year), _duties(organizations, year)
    articles = dict(DutyCatalogueEntry.objects.holding_on(date(year, 1, 1)).values_list("kind", "article"))
    rows = Organization.objects.filter(pk__in=organizations).defer("name_bigrams")
    rows = rows.select_related("registration_authority", "competent_authority", "party_superior", "district")
    found = list(rows.prefetch_related(_persons(last), *standing.PREFETCHED))
    stood = standing.on(found, date(year, 1, 1), last)
    return {
        row.pk: _year(
            row,
            year,
            today,
            [_quarter(reports[row.pk].get(n), row, without[n], year, today) for n in QUARTERS],
            stood[row.pk],
        )
        | {"duties": _duty_lines(duties[row.pk], articles)}
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


def _quarters_without_report(year: int, today: date) -> dict[int, dict[str, Any]]:
    """What stands for a quarter on which an organization has no report."""
    opened = set(ReportingPeriod.objects.filter(year=year).values_list("quarter", flat=True))
    found = {}
    for number in QUARTERS:
        ahead = number not in opened and last_day(year, number) >= today
        timeliness = Timeliness.NOT_DUE if ahead else Timeliness.NO_DUTY
        found[number] = {
            "quarter": number,
            "state": "",
            "state_label": "无报送任务" if number in opened else "尚未开启" if ahead else "未在本门户开启",
            "timeliness": timeliness.value,
            "timeliness_label": timeliness.label,
            "meetings": [],
        }
    return found


def _quarter(
    report: QuarterlyReport | None, organization: Organization, without: dict[str, Any], year: int, today: date
) -> dict[str, Any]:
    if report is None:
        over = organization.ended_on and last_day(year, without["quarter"]) >= organization.ended_on
        return without | NOT_OWED if over else without
    report.organization = organization
    timeliness = _timeliness(report, today)
    # How far a draft is, is nobody's business but the organization's.
    state = ReportState.DRAFT if report.state == ReportState.CERTIFYING else ReportState(report.state)
    return {
        "quarter": report.period.quarter,
        "state": state.value,
        "state_label": _label(report),
        "due_on": report.due_on.isoformat(),
        "due_provisional": report.due_provisional,
        "extended": report.times_extended > 0,
        "first_submitted_on": _iso(report.first_submitted_on),
        "timeliness": timeliness.value,
        "timeliness_label": timeliness.label,
        "days_late": _days_late(report),
        "accepted_on": _iso(day_of(report.accepted_at) if report.accepted_at else None),
        "version": report.version,
        "self_certified": report.self_certification_id is not None,
        "meetings": _meetings(report),
    }


# An organization that has ended by then owes nothing for the quarter.
NOT_OWED = {
    "state_label": "组织已终止",
    "timeliness": Timeliness.NO_DUTY.value,
    "timeliness_label": Timeliness.NO_DUTY.label,
}


def _label(report: QuarterlyReport) -> str:
    if report.state not in (ReportState.DRAFT, ReportState.CERTIFYING):
        return report.get_state_display()
    return "更正中" if report.first_submitted_on else "尚未报送"


def _timeliness(report: QuarterlyReport, today: date) -> Timeliness:
    if report.state == ReportState.EXEMPTED:
        return Timeliness.EXEMPTED
    if report.state == ReportState.LAPSED:
        return _timeliness_of_lapsed(report)
    if report.first_submitted_on:
        return Timeliness.LATE if report.is_late else Timeliness.ON_TIME
    return Timeliness.OVERDUE if report.is_overdue(today) else Timeliness.NOT_DUE


def _timeliness_of_lapsed(report: QuarterlyReport) -> Timeliness:
    """What was due before the organization ended was not filed; what would have been due later is not owed."""
    if report.first_submitted_on:
        return Timeliness.LATE if report.is_late else Timeliness.ON_TIME
    ended = report.organization.ended_on
    return Timeliness.OVERDUE if ended is None or report.due_on < ended else Timeliness.NO_DUTY


def _days_late(report: QuarterlyReport) -> int:
    arrived = report.first_submitted_on
    return (arrived - report.due_on).days if arrived and report.is_late else 0


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


def _duty_lines(duties: list[Duty], articles: dict[str, str]) -> list[dict[str, Any]]:
    """Each kind of the catalogue: how many are owed and how many of them settled, in time or late."""
    by_kind: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_kind[duty.kind].append(duty)
    return [_duty_line(kind, articles[kind], by_kind[kind]) for kind in DutyKind if kind in articles]


def _duty_line(kind: DutyKind, article: str, owed: list[Duty]) -> dict[str, Any]:
    done = [duty for duty in owed if duty.state == ReportState.ACCEPTED]
    days = [duty.done_on for duty in done if duty.done_on]
    return {
        "kind": kind.value,
        "label": kind.label,
        "article": article,
        "owed": len(owed),
        "count": len(done),
        "late": sum(duty.is_late for duty in done),
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
