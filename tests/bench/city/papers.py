"""What organizations owe, as a year of work leaves it: four quarters of reports, duties, and the filings of events."""

from datetime import date

from organizations.models import User
from tests.bench.city.rows import chance, dice, insert, one_of, run

ORGANIZATIONS = "organizations_organization o"
AUTHORITIES = {
    "registration_authority_id": "o.registration_authority_id",
    "competent_authority_id": "o.competent_authority_id",
    "district_id": "o.district_id",
}
# Of a hundred: up to which number a paper stands in which state. Of a quarter that is over nearly everything came.
SETTLED = ((1, "returned"), (3, "submitted"), (4, "exempted"), (100, "accepted"))
LATEST = ((12, "draft"), (13, "certifying"), (15, "returned"), (25, "submitted"), (26, "exempted"), (100, "accepted"))
OWED = "('draft', 'certifying', 'returned')"
QUARTERS = 4


def quarters(today: date) -> list[tuple[int, int, date]]:
    """The last four whose reports were due by the 15th after their end, the oldest first."""
    year, quarter = (today.year, (today.month - 1) // 3 + 1)
    found = []
    while len(found) < QUARTERS:
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
        due = date(year + quarter // 4, quarter * 3 % 12 + 1, 15)
        if due < today:
            found.append((year, quarter, due))
    return found[::-1]


def load_reports(today: date, officer: User) -> None:
    terms = quarters(today)
    for year, quarter, due in terms:
        insert(
            "compliance_reportingperiod",
            "(SELECT) one",
            year=year,
            quarter=quarter,
            due_on=f"'{due}'::date",
            due_steps="'[]'::jsonb",
            opened_at=f"'{due}'::date - 30",
        )
        _reports(year, quarter, due, LATEST if due == terms[-1][2] else SETTLED, officer)
    _submissions(officer)
    _meetings(terms[-1])


def _reports(year: int, quarter: int, due: date, course: tuple[tuple[int, str], ...], officer: User) -> None:
    salt = 10 + quarter
    number = chance("o.id", salt)
    state = _state(course, number)
    insert(
        "compliance_quarterlyreport",
        f"(SELECT o.*, {state} AS came, '{due}'::date - 12 + {dice('o.id', salt + 4, 16)}::int AS day"
        f" FROM {ORGANIZATIONS}) o JOIN compliance_reportingperiod p ON p.year = {year} AND p.quarter = {quarter}"
        f" LEFT JOIN organizations_user u ON u.username = 'secretary-' || o.id",
        organization_id="o.id",
        period_id="p.id",
        due_on=f"'{due}'::date",
        due_steps="'[]'::jsonb",
        opened_on=f"'{due}'::date - 30",
        prepared_by_id="u.id",
        **_came(officer),
        **AUTHORITIES,
    )


def _state(course: tuple[tuple[int, str], ...], number: str) -> str:
    """What has ended owes nothing any more."""
    lines = " ".join(f"WHEN {number} < {until} THEN '{state}'" for until, state in course)
    return f"CASE WHEN o.status <> 'active' THEN 'lapsed' {lines} END"


def _came(officer: User) -> dict[str, str]:
    arrived = "o.came IN ('submitted', 'accepted', 'returned')"
    return {
        "state": "o.came",
        "edit_version": "CASE WHEN o.came = 'draft' AND o.id % 3 > 0 THEN 0 ELSE 4 END",
        "first_submitted_on": f"CASE WHEN {arrived} THEN o.day END",
        "submitted_at": f"CASE WHEN {arrived} THEN o.day + time '10:00' END",
        "content_sha256": f"CASE WHEN {arrived} THEN md5(o.id::text) || md5(o.name) ELSE '' END",
        "decided_by_id": f"CASE WHEN o.came IN ('accepted', 'returned') THEN {officer.pk} END",
        "accepted_at": "CASE WHEN o.came = 'accepted' THEN o.day + 2 + time '15:00' END",
        "return_ground": "CASE WHEN o.came = 'returned' THEN 'incomplete' ELSE '' END",
        "return_reason": "CASE WHEN o.came = 'returned' THEN '缺少会议记录。' ELSE '' END",
    }


def _submissions(officer: User) -> None:
    insert(
        "compliance_reportsubmission",
        "compliance_quarterlyreport r WHERE r.submitted_at IS NOT NULL",
        report_id="r.id",
        number="1",
        sha256="r.content_sha256",
        submitted_at="r.submitted_at",
        certified_as="'第一责任人'",
        certified_by_id=f"coalesce(r.prepared_by_id, {officer.pk})",
    )
    insert(
        "compliance_reportmove",
        "compliance_quarterlyreport r WHERE r.accepted_at IS NOT NULL",
        report_id="r.id",
        name="'accept'",
        before="'submitted'",
        after="'accepted'",
        acting_as="'登记管理机关经办人'",
        at="r.accepted_at",
        by_id=officer.pk,
    )


def _meetings(term: tuple[int, int, date]) -> None:
    """Of the last quarter alone: nothing lists them."""
    insert(
        "compliance_meeting",
        "compliance_quarterlyreport r CROSS JOIN (VALUES ('special_study'), ('council')) AS kinds(kind)"
        f" WHERE r.submitted_at IS NOT NULL AND r.due_on = '{term[2]}'",
        report_id="r.id",
        kind="kinds.kind",
        held_on="r.due_on - 30",
        place="'会议室'",
        chair="'会长'",
        expected="11",
        present="9",
    )


def load_duties(year: int, officer: User) -> None:
    """One for each organization, of all kinds."""
    source = (
        f"(SELECT o.*, {_state(LATEST, chance('o.id', 21))} AS came, 1 + o.id % 9 AS place FROM {ORGANIZATIONS}) o"
        " JOIN (SELECT *, row_number() OVER (ORDER BY kind) AS place FROM compliance_dutycatalogueentry) e USING (place)"
        f" CROSS JOIN LATERAL (SELECT ('{year}-' || (e.due_days ->> 0))::date AS due) AS days"
        " LEFT JOIN organizations_user u ON u.username = 'secretary-' || o.id"
    )
    source = source.replace("o.*,", "o.*, current_date - (o.id % 200)::int AS day,")
    insert(
        "compliance_duty",
        source,
        organization_id="o.id",
        entry_id="e.id",
        kind="e.kind",
        year=year,
        nominal_on="days.due",
        earliest_on=f"'{year}-01-01'::date",
        due_on="days.due",
        due_steps="'[]'::jsonb",
        opened_on=f"'{year}-01-04'::date",
        prepared_by_id="u.id",
        done_on="CASE WHEN o.came = 'accepted' THEN o.day END",
        **_came(officer),
        **AUTHORITIES,
    )
    insert(
        "compliance_dutysubmission",
        "compliance_duty d WHERE d.submitted_at IS NOT NULL",
        duty_id="d.id",
        number="1",
        sha256="d.content_sha256",
        submitted_at="d.submitted_at",
        certified_as="'第一责任人'",
        certified_by_id=f"coalesce(d.prepared_by_id, {officer.pk})",
    )


FILED = (
    (70, "concluded", "approved"),
    (76, "approved", "approved"),
    (80, "refused", "refused"),
    (88, "submitted", "pending"),
    (92, "cancelled", "pending"),
    (96, "lapsed", "pending"),
    (100, "draft", "pending"),
)
KINDS = ("report_meeting", "seminar", "lecture", "forum", "celebration", "training", "academic")
TOPICS = (
    "行业发展论坛",
    "足球邀请赛座谈",
    "知识产权讲座",
    "志愿服务培训",
    "协会成立纪念活动",
    "乒乓球研讨",
    "文艺报告会",
)


def load_filings(officer: User) -> None:
    """One for five organizations, over two years; what is to come is open, what is over is mostly concluded."""
    number = chance("o.id", 31)
    state = " ".join(f"WHEN {number} < {until} THEN '{state}'" for until, state, _ in FILED)
    day = f"current_date - 640 + {dice('o.id', 32, 720)}::int"
    insert(
        "events_eventfiling",
        f"(SELECT o.*, {day} AS day, CASE {state} END AS stands FROM {ORGANIZATIONS} WHERE {dice('o.id', 33, 5)} = 0) f"
        " CROSS JOIN LATERAL (SELECT CASE WHEN f.day > current_date AND f.stands = 'concluded' THEN 'submitted'"
        " WHEN f.day < current_date AND f.stands IN ('submitted', 'approved') THEN 'concluded' ELSE f.stands END AS came) s"
        " JOIN organizations_user u ON u.username = 'secretary-' || f.id",
        organization_id="f.id",
        registration_authority_id="f.registration_authority_id",
        competent_authority_id="f.competent_authority_id",
        district_id="f.district_id",
        version="1",
        is_current="true",
        state="s.came",
        kind=one_of(KINDS, "f.id", 34),
        title=f"{one_of(TOPICS, 'f.id', 35)} || '第' || f.id || '期'",
        starts_on="f.day",
        starts_time="'09:00'",
        ends_on="f.day",
        ends_time="'17:00'",
        place="'会议中心'",
        prepared_by_id="u.id",
        first_submitted_on="CASE WHEN s.came <> 'draft' THEN f.day - 20 END",
        submitted_at="CASE WHEN s.came <> 'draft' THEN f.day - 20 + time '09:00' END",
        content_sha256="CASE WHEN s.came <> 'draft' THEN md5(f.name) || md5(f.uscc) ELSE '' END",
        decide_by="CASE WHEN s.came <> 'draft' THEN f.day - 8 END",
        decided_by_id=f"CASE WHEN s.came IN ('concluded', 'approved', 'refused') THEN {officer.pk} END",
        decided_at="CASE WHEN s.came IN ('concluded', 'approved', 'refused') THEN f.day - 15 + time '15:00' END",
        ground="CASE WHEN s.came = 'refused' THEN 'incomplete' ELSE '' END",
        reason="CASE WHEN s.came = 'refused' THEN '申报材料缺少活动议程。' ELSE '' END",
        summary_due_on="CASE WHEN s.came = 'approved' THEN f.day + 15 END",
    )
    decided = "f.state IN ('concluded', 'approved', 'refused')"
    insert(
        "events_authoritydecision",
        "events_eventfiling f WHERE f.state <> 'draft'",
        filing_id="f.id",
        authority_id="coalesce(f.competent_authority_id, f.registration_authority_id)",
        outcome=f"CASE WHEN f.state = 'refused' THEN 'refused' WHEN {decided} THEN 'approved' ELSE 'pending' END",
        decided_by_id="f.decided_by_id",
        decided_at="f.decided_at",
        ground="f.ground",
        reason="f.reason",
    )
    insert(
        "events_eventrecord",
        "events_eventfiling f WHERE f.state <> 'draft'",
        filing_id="f.id",
        organization_id="f.organization_id",
        registration_authority_id="f.registration_authority_id",
        state=f"CASE WHEN {decided} THEN 'recorded' ELSE 'unrecorded' END",
        received_on="f.first_submitted_on",
        due_on="f.decide_by",
        recorded_at="f.decided_at",
        recorded_by_id="f.decided_by_id",
        content_sha256="f.content_sha256",
    )
    insert(
        "events_eventsubmission",
        "events_eventfiling f WHERE f.submitted_at IS NOT NULL",
        filing_id="f.id",
        number="1",
        sha256="f.content_sha256",
        submitted_at="f.submitted_at",
        certified_by_id="f.prepared_by_id",
    )
    insert(
        "events_posteventsummary",
        "events_eventfiling f WHERE f.state = 'concluded'",
        filing_id="f.id",
        was_held="true",
        actual_headcount="60",
        results="'如期举办。'",
        filed_on="f.ends_on + 5",
        filed_by_id="f.prepared_by_id",
    )
    run("ANALYZE events_eventfiling")
