"""The sweep: reminders and letters of 15 % of a quarter, against one INSERT … SELECT for each; and again with nothing to do."""

from collections.abc import Iterator

from organizations.ladder.sweep import sweep
from tests.bench.case import Case, sql
from tests.bench.town import TODAY

REMINDERS = """
INSERT INTO ladder_reminder (sweep_id, kind, matter, round, number, rung, heard, due_on, reached_on)
SELECT (SELECT max(id) FROM ladder_sweep), 'quarterly_report', r.id, 0, 4, 'quarterly_report:overdue_1', true, r.due_on, '2026-11-26'
FROM compliance_quarterlyreport r WHERE state = 'draft' AND first_submitted_on IS NULL AND is_current
"""
LETTERS = """
INSERT INTO notices_notice (recipient_id, kind, subject, body, url, is_legal_paper, key)
SELECT m.user_id, 'reminder', '2026年第三季度报告已逾期，请尽快报送',
  o.name || '的2026年第三季度报告应于2026年10月22日前报送，现已逾期35天。请尽快填报，经第一责任人确认后提交；确有困难的，请申请延期。',
  '/reports/' || r.id || '/', false, 'ladder:quarterly_report:' || r.id || ':0:4'
FROM compliance_quarterlyreport r JOIN organizations_organization o ON o.id = r.organization_id
JOIN organizations_membership m ON m.organization_id = o.id
WHERE r.state = 'draft' AND r.first_submitted_on IS NULL AND r.is_current
"""


def swept_away() -> None:
    sql(
        "TRUNCATE notices_notice, notices_delivery, ladder_reminder, ladder_sweep CASCADE",
        "ANALYZE ladder_reminder, notices_notice",
    )


def bare() -> None:
    sql("INSERT INTO ladder_sweep (\"on\") VALUES ('2026-11-26')", REMINDERS, LETTERS)


def cases(size: int) -> Iterator[Case]:
    swept_away()
    yield Case(
        "sweep, 15 % overdue, letters written",
        lambda: sweep(TODAY),
        "one INSERT … SELECT each for reminders and letters",
        bare,
        limit=2,
        restore=swept_away,
        remark="of a small city a third is the next row; of a large one two fifths are the letters, whose recipients are found by role, liaison and day, and a fifth the reminders, each of which asks whether anybody can hear of it",
        rolls_back=False,
        rounds=20,
    )
    sweep(TODAY)
    sql("ANALYZE ladder_reminder, notices_notice")
    yield Case(
        "sweep again, nothing to do",
        lambda: sweep(TODAY),
        at_most=0.2,
        rolls_back=False,
        remark="each rung of each kind asks by itself which matters are to get it",
    )
    swept_away()
