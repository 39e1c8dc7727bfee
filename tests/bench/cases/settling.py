"""The hourly `settle` and `gather` with proposals that nobody has studied yet, against the same question as one join."""

from collections.abc import Iterator

from compliance.cases import proposals, settlement
from tests.bench.case import Case, fetched, sql
from tests.bench.town import TODAY

# A proposal for each report that is still owed, as the last rung leaves them.
LAID = """
INSERT INTO cases_accountabilitycase (organization_id, registration_authority_id, district_id, source, kind, matter, round, ground,
  facts, proposed_on, proposal_reason, state{more})
SELECT r.organization_id, r.registration_authority_id, r.district_id, 'ladder', 'quarterly_report', r.id, 0, 'report_missing',
  '{{}}', '2026-11-20', '', 'proposed'{values}
FROM compliance_quarterlyreport r WHERE state = 'draft' AND first_submitted_on IS NULL
"""
GIVEN = """
INSERT INTO ladder_reminder (sweep_id, kind, matter, round, number, rung, heard, due_on, reached_on)
SELECT (SELECT max(id) FROM ladder_sweep), 'quarterly_report', matter, 0, 7, 'quarterly_report:overdue_20', false, '2026-10-22', '2026-11-20'
FROM cases_accountabilitycase
"""
SETTLED = """
SELECT c.id FROM cases_accountabilitycase c JOIN compliance_quarterlyreport r ON r.id = c.matter
WHERE c.kind = 'quarterly_report' AND c.state NOT IN ('dismissed', 'closed', 'annulled') AND (r.state = 'exempted'
  OR r.first_submitted_on <= r.due_on OR r.first_submitted_on IS NULL AND r.times_extended > 0 AND r.due_on >= '2026-11-26')
"""
NEW = """
SELECT r.id FROM compliance_quarterlyreport r JOIN ladder_reminder l ON l.kind = 'quarterly_report' AND l.matter = r.id
  AND l.number = 7 AND l.round = r.times_extended
WHERE r.state IN ('draft', 'certifying', 'returned') AND r.first_submitted_on IS NULL AND r.is_current
  AND NOT EXISTS (SELECT FROM cases_accountabilitycase c WHERE c.kind = l.kind AND c.matter = r.id AND c.round = l.round)
"""
TABLES = "cases_accountabilitycase, ladder_reminder, ladder_sweep"


def cases(size: int) -> Iterator[Case]:
    required = fetched(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'cases_accountabilitycase'"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND NOT column_name = ANY(%s)",
        [LAID.partition("(")[2].partition("{")[0].replace("\n", "").replace(" ", "").split(",")],
    )
    blank = {"boolean": "false", "smallint": "0", "integer": "0", "jsonb": "'[]'"}
    more = "".join(f", {name}" for name, _ in required)
    values = "".join(f", {blank.get(kind, chr(39) * 2)}" for _, kind in required)
    sql(
        f"TRUNCATE {TABLES} CASCADE",
        "SET session_replication_role = replica",
        LAID.format(more=more, values=values),
        "INSERT INTO ladder_sweep (\"on\") VALUES ('2026-11-20')",
        GIVEN,
        "SET session_replication_role = origin",
        f"ANALYZE {TABLES}",
    )
    yield Case(
        "settle, with a proposal for each report that is owed",
        lambda: settlement.settle(TODAY),
        "the question as one join",
        lambda: fetched(SETTLED),
        limit=3,
    )
    yield Case(
        "gather, all laid before",
        proposals.gather,
        "the question as one join",
        lambda: fetched(NEW),
        limit=3,
        remark="each kind of matter asks by itself, which takes some ms in a city of any size",
    )
    sql(f"TRUNCATE {TABLES} CASCADE")
