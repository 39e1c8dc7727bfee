"""What a token reads of each kind, as an auditor of its authority would: the rows, and the sums of a year."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from compliance.enums import DutyKind, DutyStatus
from compliance.models import Duty, DutyCatalogueEntry, QuarterlyReport, ReportingPeriod
from compliance.models import status as statuses
from compliance.models.duties import title_of
from compliance.models.periods import last_day
from compliance.status import QUARTERLY_REPORT, QUARTERS, lines_by_organization, period_of
from events.models import EventFiling
from organizations.models import Authority, Organization, User
from reports.api.rows import named, year_row
from reports.models import AnnualStatement
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TermRule

Line = tuple[str, str]


def organizations(reader: User) -> QuerySet[Organization]:
    """Those that the authority answers for now; what it gave away it does not read here."""
    rows = Organization.objects.within_reach(reader).for_listing()
    return rows.select_related("registration_authority", "competent_authority", "party_superior", "district")


def organizations_of_year(reader: User, year: int) -> QuerySet[Organization]:
    return Organization.objects.within_reach(reader).active_in(date(year, 1, 1), date(year, 12, 31)).for_listing()


def years(rows: Collection[Organization], year: int, today: date) -> list[dict[str, Any]]:
    lines = lines_by_organization(rows, year, today)
    return [year_row(row, year, lines[row.pk], today) for row in rows]


def filings(reader: User) -> QuerySet[EventFiling]:
    rows = EventFiling.objects.visible_to(reader).current().for_reading()
    return rows.prefetch_related("issued_papers")


def statements(reader: User) -> QuerySet[AnnualStatement]:
    return AnnualStatement.objects.visible_to(reader)


def latest_of(rows: Collection[AnnualStatement]) -> set[int]:
    """The keys of those that no later version stands above."""
    versions = AnnualStatement.objects.filter(organization__in=[row.organization_id for row in rows])
    last = versions.filter(year__in=[row.year for row in rows]).latest()
    return {row.pk for row in last.only("pk", "organization_id", "year", "version")}


class Sums:
    """How many rows of a year stand where, by the authority in whose figures they stand."""

    def __init__(self, reader: User, year: int, today: date) -> None:
        self.year, self.today = year, today
        self.found: dict[int, dict[Line, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
        self.overdue: dict[tuple[int, Line], int] = defaultdict(int)
        reports = QuarterlyReport.objects.counted_for(reader).of_year(year).current().by_authority()
        self._count(reports, "period__quarter", line=lambda quarter: (QUARTERLY_REPORT, f"{year}Q{quarter}"))
        duties = Duty.objects.counted_for(reader).of_year(year).current().by_authority()
        self._count(
            duties, "kind", "part", "parts", line=lambda kind, part, parts: (kind, period_of(year, part, parts))
        )

    def _count(self, rows: Any, *columns: str, line: Any) -> None:
        grouped = rows.with_status(self.today).order_by().values("figures_authority", *columns, "status")
        late = Count("pk", filter=statuses.overdue(self.today))
        for row in grouped.annotate(rows=Count("pk"), past=late):
            authority, where = row["figures_authority"], line(*(row[column] for column in columns))
            self.found[authority][where][row["status"]] = row["rows"]
            self.overdue[authority, where] += row["past"]

    @property
    def authorities(self) -> QuerySet[Authority]:
        return Authority.objects.filter(pk__in=[*self.found])

    def of(self, authority: Authority) -> dict[str, Any]:
        return {
            "authority": named(authority),
            "year": self.year,
            "as_of": self.today,
            "lines": [*self._lines(authority.pk)],
        }

    def _lines(self, authority: int) -> Iterator[dict[str, Any]]:
        order = [QUARTERLY_REPORT, *(kind.value for kind in DutyKind)]
        for where in sorted(self.found[authority], key=lambda line: (order.index(line[0]), line[1])):
            counts = self.found[authority][where]
            yield {
                "duty": where[0],
                "period": where[1],
                "total": sum(counts.values()),
                "counts": {status.value: counts.get(status, 0) for status in DutyStatus},
                "overdue": self.overdue[authority, where],
            }


def calendar_of(year: int) -> dict[str, Any]:
    """Every day of the year, and the due days that its quarters and its catalogue come to."""
    deadlines = load_deadlines()
    calendar, first = deadlines.calendar, date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    return {
        "year": year,
        "announced": calendar.is_announced(year),
        "days": [
            {
                "date": day,
                "is_working_day": calendar.is_working_day(day),
                "description": calendar.describe(day),
                "provisional": calendar.is_provisional(day),
            }
            for day in days
        ],
        "due_days": [*_due_of_quarters(year, deadlines), *_due_of_catalogue(year, deadlines)],
    }


def _due_of_quarters(year: int, deadlines: Deadlines) -> Iterator[dict[str, Any]]:
    """As stored for a quarter that was opened, else as the calendar has it."""
    opened = {period.quarter: period for period in ReportingPeriod.objects.filter(year=year)}
    for quarter in QUARTERS:
        period = opened.get(quarter)
        due = deadlines.due(TermRule.QUARTERLY_REPORT, last_day(year, quarter)) if period is None else None
        yield {
            "duty": QUARTERLY_REPORT,
            "title": f"{ReportingPeriod(year=year, quarter=quarter)}报告",
            "period": f"{year}Q{quarter}",
            "due_on": due.due_on if due else period.due_on,  # type: ignore[union-attr] # one of the two is there
            "provisional": due.provisional if due else period.due_provisional,  # type: ignore[union-attr]
        }


def _due_of_catalogue(year: int, deadlines: Deadlines) -> Iterator[dict[str, Any]]:
    entries = {entry.kind: entry for entry in DutyCatalogueEntry.objects.holding_on(date(year, 1, 1)) if entry.is_asked}
    for entry in (entries[kind] for kind in DutyKind if kind in entries):
        parts = len(entry.parts)
        for part in entry.parts:
            due = deadlines.due(TermRule.DUTY, entry.nominal(year, part))
            yield {
                "duty": entry.kind,
                "title": title_of(entry, year, part, parts),
                "period": period_of(year, part, parts),
                "due_on": due.due_on,
                "provisional": due.provisional,
            }
