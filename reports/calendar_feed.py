"""Somebody's due days as an iCalendar feed. It leaves the portal, so it names organizations and events, never persons.

A further kind of deadline is a further function in `KINDS`; each costs its queries once, however many memberships
an account holds and however many matters are open.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, F, QuerySet
from django.urls import reverse
from icalendar import Calendar, Event

from compliance.cases.enums import UNDECIDED, CaseTermKind
from compliance.cases.models import CaseTerm
from compliance.models import Duty, MatterAddressee, QuarterlyReport, ReportingPeriod
from compliance.models.matters import RECEIVERS
from compliance.models.owed import OwedPaperQuerySet
from compliance.models.periods import last_day, quarter_of
from events.calendar import NOT_HELD
from events.enums import FilingState, Outcome
from events.models import EventFiling
from events.rules import DECIDERS
from organizations.enums import Role
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TermRule

BACK = timedelta(days=60)
QUARTERS_AHEAD = 4
# A subscription is read every few hours by programs that nobody watches.
MOST = 500
TERMS_OF_ORGANIZATIONS = (CaseTermKind.STATEMENT, CaseTermKind.RECTIFICATION, CaseTermKind.REVIEW)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One or several whole days; `key` stays the same as long as it is the same matter."""

    key: str
    on: date
    summary: str
    path: str
    until: date | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Seats:
    """Where an account sits today, over all its memberships: the feed serves the person, not one capacity."""

    organizations: set[int]
    authorities: dict[str, set[int]]

    def at(self, *roles: Role) -> set[int]:
        return set().union(*(self.authorities.get(role, ()) for role in roles))


def seats_of(user: User, today: date) -> Seats:
    organizations: set[int] = set()
    authorities: dict[str, set[int]] = {}
    held = user.memberships.current(today).values_list("role", "organization", "authority")
    for role, organization, authority in held:
        if organization:
            organizations.add(organization)
        else:
            authorities.setdefault(role, set()).add(authority)
    return Seats(organizations, authorities)


def quarters_due(seats: Seats, today: date) -> Iterable[FeedEntry]:
    """The statutory day of each quarter, for everybody: as stored where the quarter is opened, else as it is computed."""
    if not (seats.organizations or seats.authorities):
        return
    deadlines = load_deadlines()
    number = today.year * 4 + quarter_of(today)[1] - 1
    quarters = [(one // 4, one % 4 + 1) for one in range(number - 1, number + QUARTERS_AHEAD)]
    opened = {
        (period.year, period.quarter): (period.due_on, period.due_provisional)
        for period in ReportingPeriod.objects.filter(year__in={year for year, _ in quarters}).defer("due_steps")
    }
    for year, quarter in quarters:
        due = deadlines.due(TermRule.QUARTERLY_REPORT, last_day(year, quarter))
        due_on, provisional = opened.get((year, quarter), (due.due_on, due.provisional))
        yield FeedEntry(
            f"quarter-{year}-{quarter}",
            due_on,
            f"{ReportingPeriod(year=year, quarter=quarter)}报告截止日",
            reverse("compliance:report_list"),
            provisional=provisional,
        )


def reports_owed(seats: Seats, today: date) -> Iterable[FeedEntry]:
    return _owed(QuarterlyReport.objects.all(), seats)


def duties_owed(seats: Seats, today: date) -> Iterable[FeedEntry]:
    return _owed(Duty.objects.all(), seats)


def _owed(papers: OwedPaperQuerySet, seats: Seats) -> Iterable[FeedEntry]:
    owed = papers.filter(organization__in=seats.organizations).never_submitted().current()
    for paper in owed.for_listing().due_first()[:MOST]:  # type: ignore[attr-defined]
        yield FeedEntry(
            f"{paper.field}-{paper.pk}",
            paper.due_on,
            f"待报送：{paper}",
            paper.get_absolute_url(),
            provisional=paper.due_provisional,
        )


def summaries_owed(seats: Seats, today: date) -> Iterable[FeedEntry]:
    owed = EventFiling.objects.filter(organization__in=seats.organizations).owing_summary()
    for filing in owed.only("title", "summary_due_on", "summary_due_provisional").order_by("summary_due_on")[:MOST]:
        yield FeedEntry(
            f"event-summary-{filing.pk}",
            filing.summary_due_on,  # type: ignore[arg-type] # those that owe one have its day
            f"活动总结截止：{filing.title}",
            filing.get_absolute_url(),
            provisional=filing.summary_due_provisional,
        )


def own_events(seats: Seats, today: date) -> Iterable[FeedEntry]:
    """The days of the event itself, with its state: without an approval it may not be held."""
    own = EventFiling.objects.filter(organization__in=seats.organizations).current().exclude(state__in=NOT_HELD)
    shown = own.filter(ends_on__gte=today - BACK).only("title", "state", "starts_on", "ends_on", "changes")
    for filing in shown.order_by("starts_on", "pk")[:MOST]:
        held = filing.state in (FilingState.APPROVED, FilingState.CONCLUDED)
        label = filing.get_state_display() if held else f"{filing.get_state_display()}，未经批准不得举办"
        yield FeedEntry(
            f"event-{filing.pk}",
            filing.starts_on,
            f"重大活动：{filing.title}（{label}）",
            filing.get_absolute_url(),
            until=filing.ends_on,
        )


def decisions_due(seats: Seats, today: date) -> Iterable[FeedEntry]:
    waiting = (
        EventFiling.objects.current()
        .undecided()
        .filter(decisions__authority__in=seats.at(*DECIDERS), decisions__outcome=Outcome.PENDING)
    )
    path = f"{reverse('events:filing_list')}?order=clock&when=all"
    return _counted(waiting, "decide_by", "decide_by_provisional", "decisions__authority", "活动审批 {} 件", path)


def records_due(seats: Seats, today: date) -> Iterable[FeedEntry]:
    waiting = EventFiling.objects.unrecorded().filter(
        record__registration_authority__in=seats.at(Role.REGISTRAR), record__due_on__isnull=False
    )
    path = f"{reverse('events:filing_list')}?record=unrecorded&when=all"
    place = "record__registration_authority"
    return _counted(waiting, "record__due_on", "record__due_provisional", place, "活动备案 {} 件", path)


def reports_expected(seats: Seats, today: date) -> Iterable[FeedEntry]:
    """Reports that were extended are due on other days than their quarter, so officers get each day with its count."""
    coming = _expected(QuarterlyReport.objects.all(), seats, today)
    path = reverse("compliance:report_list")
    return _counted(coming, "due_on", "due_provisional", "registration_authority", "季度报告 {} 件未报", path)


def duties_expected(seats: Seats, today: date) -> Iterable[FeedEntry]:
    coming = _expected(Duty.objects.all(), seats, today).annotate(duty_due_on=F("due_on"))
    path = f"{reverse('compliance:duty_list')}?state=owed"
    return _counted(coming, "duty_due_on", "due_provisional", "registration_authority", "年度事项 {} 件未报", path)


def _expected(papers: OwedPaperQuerySet, seats: Seats, today: date) -> OwedPaperQuerySet:
    bureaus = seats.at(Role.REGISTRAR, Role.SUPERVISOR)
    return papers.never_submitted().current().filter(registration_authority__in=bureaus, due_on__gte=today - BACK)


def acknowledgements_due(seats: Seats, today: date) -> Iterable[FeedEntry]:
    """How many reports of matters a desk has to take note of; of what they tell, the calendar outside says nothing."""
    awaited = MatterAddressee.objects.awaited().filter(authority__in=seats.at(*RECEIVERS))
    path = f"{reverse('compliance:matter_list')}?state=awaited"
    days = awaited.annotate(note_by=F("due_on"))
    return _counted(days, "note_by", "due_provisional", "authority", "随时报告 {} 件待确认收悉", path)


def case_terms(seats: Seats, today: date) -> Iterable[FeedEntry]:
    """What an organization may still do in its cases; of what a case is about, the calendar outside says nothing."""
    running = CaseTerm.objects.running().filter(
        case__organization__in=seats.organizations, kind__in=TERMS_OF_ORGANIZATIONS, due_on__gte=today - BACK
    )
    for term in running.select_related("case").order_by("due_on", "pk")[:MOST]:
        yield FeedEntry(
            f"case-term-{term.pk}",
            term.due_on,
            f"{term.get_kind_display()}届满",
            term.case.get_absolute_url(),
            provisional=term.due_provisional,
        )


def cases_to_decide(seats: Seats, today: date) -> Iterable[FeedEntry]:
    bureaus = seats.at(Role.REGISTRAR, Role.SUPERVISOR)
    running = CaseTerm.objects.running().filter(
        case__registration_authority__in=bureaus, kind=CaseTermKind.DECISION, case__state__in=UNDECIDED
    )
    limits = running.annotate(case_limit=F("due_on"))
    place = "case__registration_authority"
    return _counted(limits, "case_limit", "due_provisional", place, "案件处理 {} 件", reverse("cases:case_list"))


def _counted(matters: QuerySet, due: str, provisional: str, place: str, summary: str, path: str) -> Iterable[FeedEntry]:
    """One entry for a day and an authority, however many matters are due: 300 of them would bury everything else."""
    days = (
        matters.order_by(due, place)
        .values_list(due, place)
        .annotate(number=Count("pk"), is_provisional=BoolOr(provisional))
    )
    for day, authority, count, is_provisional in days[:MOST]:
        yield FeedEntry(
            f"{due}-{authority}-{day}", day, f"本日到期：{summary.format(count)}", path, provisional=is_provisional
        )


KINDS: tuple[Callable[[Seats, date], Iterable[FeedEntry]], ...] = (
    quarters_due,
    reports_owed,
    duties_owed,
    summaries_owed,
    own_events,
    decisions_due,
    records_due,
    reports_expected,
    duties_expected,
    acknowledgements_due,
    case_terms,
    cases_to_decide,
)


def days_of(user: User, *, today: date, most: int = MOST) -> list[FeedEntry]:
    """What is due from today on, for a page: the nearest day first."""
    seats = seats_of(user, today)
    entries = [entry for kind in KINDS for entry in kind(seats, today) if (entry.until or entry.on) >= today]
    return sorted(entries, key=lambda entry: (entry.on, entry.key))[:most]


def calendar_of(user: User, *, now: datetime) -> bytes:
    today = day_of(now)
    seats = seats_of(user, today)
    calendar = Calendar()
    calendar.add("prodid", "-//社会组织合规门户//日历订阅//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "社会组织合规门户")
    calendar.add("x-published-ttl", "PT6H")
    for kind in KINDS:
        for entry in kind(seats, today):
            calendar.add_component(_event(entry, now))
    return calendar.to_ical()


def _event(entry: FeedEntry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.on)
    event.add("dtend", (entry.until or entry.on) + timedelta(days=1))
    event.add("summary", entry.summary + ("（暂定）" if entry.provisional else ""))
    event.add("url", settings.SITE_URL + entry.path)
    event.add("transp", "TRANSPARENT")
    return event
