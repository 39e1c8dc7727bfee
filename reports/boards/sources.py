"""What is counted: rows of the rooms below, each with the slice and the cell that it falls into.

Statuses are the conditions of `compliance.models.status`, spelled nowhere else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, CharField, Count, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, ExtractQuarter, ExtractYear, TruncDate

from compliance.cases.models import AccountabilityCase
from compliance.enums import DutyKind, DutyStatus, ReportState
from compliance.models import Duty, MatterReport, QuarterlyReport
from compliance.models.owed import OwedPaperQuerySet
from compliance.models.status import NEVER_CAME, OWED, conditions, overdue
from events.enums import FilingState
from events.models import EventFiling
from events.models.filings import AWAITS_RECORD
from reports.boards.models import ActTally, DecisionTime, DutyTally
from reports.boards.models.tallies import Tally

REPORT, EVENT, CASE, MATTER = "quarterly_report", "event", "case", "matter"
SLICE = ("source", "year", "part", "authority")
Key = tuple[str, int, int, int]


@dataclass(frozen=True)
class TallyShare:
    """One table's share of a source: the rows that count, what more a cell is made of, and what is counted in it."""

    table: type[Tally]
    counts: dict[str, Count]
    more: dict[str, Any] = field(default_factory=dict)
    only: Callable[[Any], Any] = lambda rows: rows


@dataclass(frozen=True)
class Counted:
    """A table of the rooms below; `rows` gives each row the names of a cell, with `of_` before them."""

    sources: tuple[str, ...]
    rows: Callable[[], QuerySet[Any]]
    rolls: Callable[[date], Iterable[TallyShare]]
    # Rows whose status another day changes, though nobody does anything.
    turning: Callable[[date, date], Q]


def _papers(rows: OwedPaperQuerySet, source: Any, year: str, part: str, parts: Any) -> QuerySet[Any]:
    return (
        rows.current()
        .by_authority()
        .by_competent()
        .annotate(
            of_source=source,
            of_year=F(year),
            of_part=F(part),
            of_parts=parts,
            of_authority=F("figures_authority"),
            of_competent=F("figures_competent"),
            of_district=F("district"),
            of_kind=F("organization__kind"),
        )
    )


def _reports() -> QuerySet[Any]:
    source, parts = Value(REPORT, CharField()), Value(4, IntegerField())
    return _papers(QuarterlyReport.objects.all(), source, "period__year", "period__quarter", parts)


def _duties() -> QuerySet[Any]:
    return _papers(Duty.objects.all(), F("kind"), "year", "part", F("parts"))


def _paper_rolls(today: date) -> Iterable[TallyShare]:
    found = {status.value: condition for status, condition in conditions(today).items()}
    lies_with = {
        "with_secretary": Q(state=ReportState.DRAFT),
        "with_leader": Q(state=ReportState.CERTIFYING),
        "sent_back": Q(state=ReportState.RETURNED),
        "with_registrar": Q(state=ReportState.SUBMITTED),
    }
    besides = {
        "overdue": overdue(today),
        "put_off": Q(times_extended__gt=0),
        "handed_on": Q(counts_for__isnull=False),
    }
    counts = {name: Count("pk", filter=condition) for name, condition in (found | lies_with | besides).items()}
    more = {"parts": F("of_parts")}
    yield TallyShare(DutyTally, {"total": Count("pk")} | counts, more)
    took = {"days": days_between("submitted_at", "accepted_at")}
    yield TallyShare(DecisionTime, {"total": Count("pk")}, took, lambda papers: papers.accepted_by_officer())


def _filings() -> QuerySet[Any]:
    filed = EventFiling.objects.current().filter(first_submitted_on__isnull=False)
    return filed.annotate(
        of_source=Value(EVENT, CharField()),
        of_year=ExtractYear("starts_on"),
        of_part=ExtractQuarter("starts_on"),
        of_authority=F("registration_authority"),
        of_competent=F("competent_authority"),
        of_district=F("district"),
        of_kind=F("organization__kind"),
    )


def _filing_rolls(today: date) -> Iterable[TallyShare]:
    counts = {
        "total": Count("pk"),
        "overdue": Count("pk", filter=Q(state=FilingState.SUBMITTED, decide_by__lt=today)),
        "unrecorded": Count("pk", filter=AWAITS_RECORD),
    }
    yield TallyShare(ActTally, counts, {"what": F("kind"), "state": F("state"), "is_late": F("is_late")})
    took = {"days": days_between("submitted_at", "decided_at")}
    yield TallyShare(DecisionTime, {"total": Count("pk")}, took, lambda filings: filings.decided())


def _cases() -> QuerySet[Any]:
    return AccountabilityCase.objects.ever_opened().annotate(
        of_source=Value(CASE, CharField()),
        of_year=ExtractYear("opened_on"),
        of_part=Value(0, IntegerField()),
        of_authority=F("registration_authority"),
        of_competent=Cast(Value(None), IntegerField()),
        of_district=F("district"),
        of_kind=F("organization__kind"),
    )


def _case_rolls(today: date) -> Iterable[TallyShare]:
    yield TallyShare(
        ActTally, _number(), {"what": F("ground"), "state": F("state"), "is_late": Value(False, BooleanField())}
    )


def _matters() -> QuerySet[Any]:
    """Numbers only: what was reported is for those alone whom it was addressed to."""
    return MatterReport.objects.filter(sent_at__isnull=False).annotate(
        of_source=Value(MATTER, CharField()),
        of_year=ExtractYear("sent_at"),
        of_part=Value(0, IntegerField()),
        of_authority=F("organization__registration_authority"),
        of_competent=F("organization__competent_authority"),
        of_district=F("organization__district"),
        of_kind=F("organization__kind"),
    )


def _matter_rolls(today: date) -> Iterable[TallyShare]:
    nothing = Value("", CharField())
    yield TallyShare(ActTally, _number(), {"what": nothing, "state": nothing, "is_late": Value(False, BooleanField())})


def _number() -> dict[str, Count]:
    never = Q(pk__isnull=True)
    return {"total": Count("pk"), "overdue": Count("pk", filter=never), "unrecorded": Count("pk", filter=never)}


def days_between(first: str, last: str) -> Any:
    """Calendar days, 0 on the same day."""
    return Func(TruncDate(last), TruncDate(first), template="greatest(%(expressions)s, 0)", arg_joiner=" - ")


def _falling_due(since: date, today: date) -> Q:
    return OWED & NEVER_CAME & Q(due_on__gte=since, due_on__lt=today)


def _decisions_falling_due(since: date, today: date) -> Q:
    return Q(state=FilingState.SUBMITTED, decide_by__gte=since, decide_by__lt=today)


def _nothing(since: date, today: date) -> Q:
    return Q(pk__in=[])


COUNTED = (
    Counted((REPORT,), _reports, _paper_rolls, _falling_due),
    Counted(tuple(DutyKind.values), _duties, _paper_rolls, _falling_due),
    Counted((EVENT,), _filings, _filing_rolls, _decisions_falling_due),
    Counted((CASE,), _cases, _case_rolls, _nothing),
    Counted((MATTER,), _matters, _matter_rolls, _nothing),
)
STATUSES = tuple(DutyStatus.values)
