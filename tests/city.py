"""A whole city with a year behind it, written as sets: for what must hold or be quick at its size.

Tests of behaviour reach each state by the moves that lead there; here rows stand as those moves would have left them,
and guards and history sleep while they are written.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.timezone import make_aware

from compliance.cases.enums import CaseGround, CaseSource, CaseState, Measure
from compliance.cases.models import AccountabilityCase
from compliance.duty_years import open_year
from compliance.enums import MatterKind, MatterState, MeetingKind, PleaState, ReportState
from compliance.models import Duty, Exemption, Extension, QuarterlyReport
from compliance.models.matters import MatterReport
from compliance.models.owed import OwedPaper
from compliance.periods import open_period
from events.enums import EventKind, FilingState, Ground, Outcome
from events.models import AuthorityDecision, EventFiling
from organizations.enums import Post
from organizations.models import Organization, Outlet, ResponsiblePerson, User
from reports.demo.city import give_party_superiors, organizations, outlet, persons

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
WEEK = timedelta(days=7)
FILINGS = (
    (FilingState.CONCLUDED, Outcome.APPROVED),
    (FilingState.APPROVED, Outcome.APPROVED),
    (FilingState.REFUSED, Outcome.REFUSED),
    (FilingState.SUBMITTED, Outcome.PENDING),
    (FilingState.CANCELLED, Outcome.PENDING),
)
# Of seven cases: how far they came, and with which measure.
CASES = (
    (CaseState.OPENED, ""),
    (CaseState.NOTIFIED, ""),
    (CaseState.RECTIFYING, Measure.RECTIFICATION_ORDER),
    (CaseState.CLOSED, ""),
    (CaseState.CLOSED, Measure.INTERVIEW),
    (CaseState.CLOSED, Measure.INTERVIEW),
    (CaseState.CLOSED, Measure.RECTIFICATION_ORDER),
)
# Of five outlets: since when and until when, as month and day of the year; one was given up, one is new.
USED = ((None, None), (None, None), ((3, 1), None), (None, (5, 31)), ((9, 1), None))


@transaction.atomic
def build(count: int, year: int, *, today: date, preparer: User, officer: User, seed: int = 7) -> list[Organization]:
    """So many organizations with the reports, duties, filings, extensions, matter reports, outlets and cases of the year.

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
        _exempt(year, preparer, officer)
        there = [row for row in found if row.ended_on is None]
        _report_matters(there, year, preparer)
        _keep_outlets(there, posts, year)
        _go_to_cases(there, year, officer)
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
    """One report in fifty has its day moved by a week; of others that was asked for in vain."""
    in_vain = [row for row in QuarterlyReport.objects.of_year(year).only("pk", "due_on") if row.pk % 50 == 25]
    Extension.objects.bulk_create(
        _plea(Extension, row, PleaState.REFUSED, preparer, officer, old_due=row.due_on, new_due=row.due_on + WEEK)
        for row in in_vain
    )
    rows = [row for row in QuarterlyReport.objects.of_year(year).only("pk", "due_on") if row.pk % 50 == 0]
    Extension.objects.bulk_create(
        _plea(Extension, row, PleaState.GRANTED, preparer, officer, old_due=row.due_on, new_due=row.due_on + WEEK)
        for row in rows
    )
    for row in rows:
        row.due_on, row.times_extended = row.due_on + WEEK, 1
    QuarterlyReport.objects.bulk_update(rows, ["due_on", "times_extended"], batch_size=500)


def _plea(
    kind: type[Any], paper: OwedPaper, state: PleaState, preparer: User, officer: User, **facts: date
) -> Extension | Exemption:
    of = {"report" if isinstance(paper, QuarterlyReport) else "duty": paper}
    plea: Extension | Exemption = kind(
        **of,
        **facts,
        state=state,
        reason="办公场所搬迁。",
        asked_by=preparer,
        decided_by=officer,
        decided_at=moment(paper.due_on - timedelta(days=2), 10),
    )
    return plea


def _exempt(year: int, preparer: User, officer: User) -> None:
    """Whatever stands exempted was so by a decision."""
    for papers in (QuarterlyReport, Duty):
        rows = papers.objects.of_year(year).filter(state=ReportState.EXEMPTED).only("pk", "due_on")
        Exemption.objects.bulk_create(_plea(Exemption, row, PleaState.GRANTED, preparer, officer) for row in rows)


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


def _keep_outlets(found: list[Organization], posts: list[ResponsiblePerson], year: int) -> None:
    """One for every other organization, its main leader answering for it."""
    random, leaders = Random(year), {post.organization_id: post for post in posts if post.post == Post.LEADER}
    kept = []
    for number, row in enumerate(found[::2]):
        one = outlet(row, leaders[row.pk], random)
        one.since, one.until = (day and date(year, *day) for day in USED[number % len(USED)])
        kept.append(one)
    Outlet.objects.bulk_create(kept, batch_size=2000)


def _go_to_cases(found: list[Organization], year: int, officer: User) -> None:
    """One organization in twenty, opened over the year; forty days from the opening to the end, so that some end in the next."""
    decider = User.objects.create(username="city-decider", name="孙某某")
    rows = [_case(number, row, year, officer, decider) for number, row in enumerate(found[7::20])]
    AccountabilityCase.objects.bulk_create(rows, batch_size=2000)


def _case(number: int, row: Organization, year: int, officer: User, decider: User) -> AccountabilityCase:
    state, measure = CASES[number % len(CASES)]
    opened = date(year, 1 + number % 12, 5)
    ends = {"closed_on": opened + timedelta(days=40)} if state == CaseState.CLOSED else {}
    decided = {
        "decided_by": decider,
        "decided_on": opened + timedelta(days=25),
        "article": 2,
        "measure": measure,
        "reasons": "经核实，逾期未报。",
        "rectification_days": 10 if measure == Measure.RECTIFICATION_ORDER else None,
    }
    return AccountabilityCase(
        organization=row,
        registration_authority_id=row.registration_authority_id,
        district_id=row.district_id,
        state=state,
        source=CaseSource.OFFICER,
        ground=(CaseGround.REPORT_MISSING, CaseGround.DUTY_UNRECORDED)[number % 2],
        account="至今未报送。",
        proposed_on=opened - timedelta(days=3),
        opened_by=officer,
        opened_on=opened,
        **ends,
        **(decided if measure else {}),
    )


def moment(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour)))
