"""A whole city with a year behind it, written as sets: for what must hold or be quick at its size.

Tests of behaviour reach each state by the moves that lead there; here rows stand as those moves would have left them,
and guards and history sleep while they are written.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from django.db import connection, transaction
from django.db.models import F
from django.utils.timezone import make_aware

from compliance.duty_years import open_year
from compliance.enums import MatterKind, MatterState, MeetingKind, PleaState, ReportState
from compliance.models import Duty, Extension, QuarterlyReport
from compliance.models.matters import MatterReport
from compliance.models.owed import OwedPaper
from compliance.periods import open_period
from events.enums import EventKind, FilingState, Ground, Outcome
from events.models import AuthorityDecision, EventFiling
from organizations.models import Organization, ResponsiblePerson, User
from reports.demo.city import give_party_superiors, organizations, persons

# Of a hundred papers, by their keys: how far they came, and how many days after (or before) the due day they first did.
COURSES = (
    (66, ReportState.ACCEPTED, -3),
    (78, ReportState.ACCEPTED, 4),
    (83, ReportState.SUBMITTED, -1),
    (85, ReportState.SUBMITTED, 2),
    (88, ReportState.RETURNED, -2),
    (90, ReportState.EXEMPTED, None),
    (92, ReportState.DRAFT, None),
)
FILINGS = (
    (FilingState.CONCLUDED, Outcome.APPROVED),
    (FilingState.APPROVED, Outcome.APPROVED),
    (FilingState.REFUSED, Outcome.REFUSED),
    (FilingState.SUBMITTED, Outcome.PENDING),
    (FilingState.CANCELLED, Outcome.PENDING),
)


@transaction.atomic
def build(count: int, year: int, *, today: date, preparer: User, officer: User, seed: int = 7) -> list[Organization]:
    """So many organizations with the reports, duties, filings, extensions and matter reports of the year.

    `preparer` stands for all who prepared and certified, `officer` for all who decided.
    """
    random = Random(seed)
    rows = organizations(count, random, today)
    give_party_superiors(rows)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        found = Organization.objects.bulk_create(rows, batch_size=2000)
        posts = [person for row in found for person in persons(row, random)]
        ResponsiblePerson.objects.bulk_create(posts, batch_size=2000)
        for quarter in (1, 2, 3, 4):
            open_period(year, quarter, today=today)
        open_year(year, today=today)
        for papers in (QuarterlyReport, Duty):
            _go_their_courses(papers, preparer, officer)
        _hold_meetings(cursor, year)
        _file(found, year, preparer, officer)
        _put_off(year, preparer, officer)
        _report_matters(found, year, preparer)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")
    return found


def _go_their_courses(papers: type[OwedPaper], preparer: User, officer: User) -> None:
    before = 0
    for until, state, days in COURSES:
        some = papers.objects.annotate(hundredth=F("pk") * 37 % 100).filter(hundredth__gte=before, hundredth__lt=until)
        some.update(state=state, prepared_by=preparer, **({} if days is None else _came(days, state, officer)))
        before = until


def _came(days: int, state: ReportState, by: User) -> dict[str, object]:
    facts: dict[str, object] = {
        "first_submitted_on": F("due_on") + timedelta(days=days),
        "submitted_at": F("due_on") + timedelta(days=days),
        "content_sha256": "0" * 64,
    }
    if state == ReportState.ACCEPTED:
        facts |= {"accepted_at": F("due_on") + timedelta(days=days + 3), "decided_by": by}
    return facts


def _hold_meetings(cursor, year: int) -> None:
    for kind in MeetingKind:
        cursor.execute(
            "INSERT INTO compliance_meeting (report_id, kind, held_on, place, chair, expected, present, agenda, conclusions, is_joint)"
            " SELECT report.id, %s, report.due_on - 20, '会议室', '会长', 12, 11, '', '', false"
            " FROM compliance_quarterlyreport report JOIN compliance_reportingperiod period ON period.id = report.period_id"
            " WHERE period.year = %s AND report.first_submitted_on IS NOT NULL",
            [kind.value, year],
        )


def _file(found: list[Organization], year: int, preparer: User, officer: User) -> None:
    """Three filings for ten organizations, spread over the year; of those with a competent authority."""
    there = [row for row in found if row.competent_authority_id and row.ended_on is None]
    filing = [row for number, row in enumerate(there) if number % 10 < 3]
    rows = EventFiling.objects.bulk_create(
        [_filing(number, row, year, preparer, officer) for number, row in enumerate(filing)], batch_size=2000
    )
    AuthorityDecision.objects.bulk_create([_decision(number, row) for number, row in enumerate(rows)], batch_size=2000)


def _filing(number: int, row: Organization, year: int, preparer: User, officer: User) -> EventFiling:
    state = FILINGS[number % len(FILINGS)][0]
    day = date(year, 1, 15) + timedelta(days=number * 7 % 330)
    decided = state in {FilingState.CONCLUDED, FilingState.APPROVED, FilingState.REFUSED}
    return EventFiling(
        organization=row,
        registration_authority_id=row.registration_authority_id,
        competent_authority_id=row.competent_authority_id,
        district_id=row.district_id,
        kind=[*EventKind][number % len(EventKind)],
        title=f"行业发展论坛第{number + 1}期",
        state=state,
        starts_on=day,
        starts_time=time(9),
        ends_on=day,
        ends_time=time(17),
        prepared_by=preparer,
        first_submitted_on=day - timedelta(days=20),
        submitted_at=moment(day - timedelta(days=20), 9),
        content_sha256="0" * 64,
        is_late=number % 11 == 0,
        late_reason="主办方临时确定日期。" if number % 11 == 0 else "",
        decide_by=day - timedelta(days=8),
        decided_by=officer if decided else None,
        decided_at=moment(day - timedelta(days=20 - number % 9), 15) if decided else None,
        ground=Ground.INCOMPLETE if state == FilingState.REFUSED else "",
        reason="申报材料缺少活动议程。" if state == FilingState.REFUSED else "",
    )


def _decision(number: int, filing: EventFiling) -> AuthorityDecision:
    return AuthorityDecision(
        filing=filing,
        authority_id=filing.competent_authority_id,
        outcome=FILINGS[number % len(FILINGS)][1],
        decided_by=filing.decided_by,
        decided_at=filing.decided_at,
        ground=filing.ground,
        reason=filing.reason,
    )


def _put_off(year: int, preparer: User, officer: User) -> None:
    """One report in fifty has its day moved by a week."""
    rows = [row for row in QuarterlyReport.objects.of_year(year).only("pk", "due_on") if row.pk % 50 == 0]
    Extension.objects.bulk_create(
        [
            Extension(
                report=row,
                state=PleaState.GRANTED,
                reason="办公场所搬迁。",
                old_due=row.due_on,
                new_due=row.due_on + timedelta(days=7),
                asked_by=preparer,
                decided_by=officer,
                decided_at=moment(row.due_on - timedelta(days=2), 10),
            )
            for row in rows
        ]
    )
    for row in rows:
        row.due_on, row.times_extended = row.due_on + timedelta(days=7), 1
    QuarterlyReport.objects.bulk_update(rows, ["due_on", "times_extended"], batch_size=500)


def _report_matters(found: list[Organization], year: int, preparer: User) -> None:
    MatterReport.objects.bulk_create(
        MatterReport(
            organization=row,
            state=MatterState.ACKNOWLEDGED,
            title="办公场所变更",
            kind=MatterKind.OTHER,
            prepared_by=preparer,
            to_registration=True,
            sent_at=moment(date(year, 1 + number % 12, 10), 10),
            content_sha256="0" * 64,
        )
        for number, row in enumerate(found[::20])
    )


def moment(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour)))
