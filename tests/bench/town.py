"""A register of any size in SQL, for work that reads little else: organizations, two accounts each, a quarter that 15 % still owe."""

from datetime import date

from django.db import connection

from compliance.periods import open_period
from organizations import gaps
from tests.factories import credit_code

TODAY = date(2026, 11, 26)
OWED = (2026, 3)  # due on 2026-10-23 or so: long overdue on TODAY

ORGANIZATIONS = """
INSERT INTO organizations_organization (uscc, name, kind, secretariat, phone, email, founded_on, address, status,
  competent_authority_id, district_id, registration_authority_id)
SELECT c.uscc, '郑州市' || substr('足球乒乓球书法合唱茶艺摄影养老助学', 1 + c.n % 14, 2) || '协会第' || c.n || '分会', 'association', '秘书处',
  '', '', '2015-03-02', '郑州市某路' || c.n || '号', 'active', units[1 + c.n % cardinality(units)],
  bureaus.districts[1 + c.n % cardinality(bureaus.districts)], bureaus.keys[1 + c.n % cardinality(bureaus.keys)]
FROM code c,
  (SELECT array_agg(id ORDER BY id) AS units FROM organizations_authority WHERE kind = 'competent') u,
  (SELECT array_agg(id ORDER BY id) AS keys, array_agg(district_id ORDER BY id) AS districts
   FROM organizations_authority WHERE kind = 'district_bureau') bureaus
"""
ACCOUNTS = """
WITH made AS (
  INSERT INTO organizations_user (password, is_superuser, username, is_staff, is_active, date_joined, name, email, phone)
  SELECT '!', false, r.role || o.id, false, true, '2024-01-08', '王某某', r.role || o.id || '@example.org', ''
  FROM organizations_organization o, (VALUES ('secretary'), ('leader')) r(role) RETURNING id, username
)
INSERT INTO organizations_membership ({columns})
SELECT {values} FROM made
"""
PERSONS = """
INSERT INTO organizations_responsibleperson (post, name, office_phone, office_email, term_from, organization_id)
SELECT post, '王某某', '', '', '2022-01-01', o.id FROM organizations_organization o, (VALUES ('leader'), ('liaison')) p(post)
"""
ARRIVED = """
UPDATE compliance_quarterlyreport SET state = 'accepted', first_submitted_on = due_on - 5, content_sha256 = repeat('0', 64),
  submitted_at = due_on - 5, accepted_at = due_on - 1
WHERE id % 100 >= 15
"""


def fill(size: int) -> None:
    with connection.cursor() as cursor:
        # Without history and guards: nobody is timed here.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("CREATE TEMPORARY TABLE code (n integer, uscc text)")
        with cursor.copy("COPY code FROM STDIN") as copy:
            for number in range(1, size + 1):
                copy.write_row((number, credit_code(number)))
        cursor.execute(ORGANIZATIONS)
        cursor.execute(ACCOUNTS.format(**_membership()))
        cursor.execute(PERSONS)
        cursor.execute("DROP TABLE code")
        cursor.execute("ANALYZE")
    open_period(*OWED, today=date(2026, 10, 1))
    with connection.cursor() as cursor:
        cursor.execute(ARRIVED)
        cursor.execute("SET session_replication_role = origin")
    gaps.weed(TODAY)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _membership() -> dict[str, str]:
    facts = {
        "user_id": "id",
        "role": "rtrim(username, '0123456789')",
        "organization_id": "ltrim(username, 'secretaryleader')::bigint",
        "starts_on": "'2024-01-08'::date",
    }
    return {"columns": ", ".join(facts), "values": ", ".join(facts.values())}
