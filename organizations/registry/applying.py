"""A confirmed import written into the register, set by set."""

from datetime import date

from django.db import connection

from organizations.models import ImportBatch
from organizations.registry.register_sql import POSTS, TYPED, holders

# Writers to the register wait until the import has ended; readers do not, nor do papers that refer to an organization.
LOCK = "LOCK TABLE organizations_organization, organizations_responsibleperson IN SHARE ROW EXCLUSIVE MODE"

INSERT_ORGANIZATIONS = f"""
INSERT INTO organizations_organization (
  uscc, name, kind, registration_authority_id, competent_authority_id, district_id,
  secretariat, phone, email, founded_on, address, status, ended_on
)
SELECT said.uscc, said.name, said.kind, said.registration_authority, said.competent_authority, said.district,
  '', coalesce(said.phone, ''), coalesce(said.email, ''), said.founded_on, coalesce(said.address, ''),
  coalesce(said.status, 'active'), said.ended_on
FROM organizations_importrow r, jsonb_to_record(r.implied || r."values") AS said{TYPED}
WHERE r.batch_id = %(batch)s AND r.verdict = 'new' ORDER BY r.sheet, r."row"
"""  # noqa: S608 - constants only

LINK_NEW = """
UPDATE organizations_importrow r SET organization_id = o.id FROM organizations_organization o
WHERE r.batch_id = %(batch)s AND r.verdict = 'new' AND o.uscc = r.uscc
"""


def update_organizations(source: str, *, which: str = "true") -> str:
    """Set the changed organizations to what `source`, the row's `values` or its `before`, says of the changed facts.

    `which` narrows the rows further.
    """
    return f"""
UPDATE organizations_organization o SET
  name = coalesce(said.name, o.name),
  registration_authority_id = coalesce(said.registration_authority, o.registration_authority_id),
  competent_authority_id = CASE WHEN r.before ? 'competent_authority' THEN said.competent_authority
    ELSE o.competent_authority_id END,
  district_id = coalesce(said.district, o.district_id),
  phone = coalesce(said.phone, o.phone),
  email = coalesce(said.email, o.email),
  founded_on = coalesce(said.founded_on, o.founded_on),
  address = coalesce(said.address, o.address),
  status = coalesce(said.status, o.status),
  ended_on = CASE WHEN r.before ? 'ended_on' THEN said.ended_on ELSE o.ended_on END
FROM organizations_importrow r, jsonb_to_record(r."{source}") AS said{TYPED}
WHERE r.batch_id = %(batch)s AND r.verdict = 'changed' AND o.id = r.organization_id AND {which}
  AND (r.before - %(posts)s::text[]) <> '{{}}'
"""  # noqa: S608 - constants only


# Whose term ends, and what its end was: kept, so that the import can be undone.
NOTE_ENDING_TERMS = f"""
UPDATE organizations_importrow r SET effects = jsonb_build_object('closed', ending.terms)
FROM (
  SELECT r.id, jsonb_object_agg(holder.post, jsonb_build_object('id', holder.id, 'until', holder.term_until)) AS terms
  FROM organizations_importrow r JOIN LATERAL ({holders("r.organization_id")}) holder ON r.before ? holder.post
  WHERE r.batch_id = %(batch)s AND r.verdict = 'changed' GROUP BY r.id
) ending WHERE r.id = ending.id
"""  # noqa: S608 - constants only

END_TERMS = """
UPDATE organizations_responsibleperson person
SET term_until = greatest(%(today)s::date, coalesce(person.term_from, %(today)s::date))
FROM organizations_importrow r, jsonb_each(r.effects -> 'closed') ending
WHERE r.batch_id = %(batch)s AND r.verdict = 'changed' AND person.id = (ending.value ->> 'id')::bigint
"""

# Since when the first known holder has been in office, the list does not say.
BEGIN_FIRST_TERMS = """
INSERT INTO organizations_responsibleperson (organization_id, post, name, office_phone, office_email)
SELECT r.organization_id, said.key, said.value #>> '{}', '', ''
FROM organizations_importrow r, jsonb_each(r."values") said
WHERE r.batch_id = %(batch)s AND r.verdict = 'new' AND said.key = ANY(%(posts)s)
"""

# A term that follows another begins today.
BEGIN_NEXT_TERMS = """
WITH opened AS (
  INSERT INTO organizations_responsibleperson (organization_id, post, name, office_phone, office_email, term_from)
  SELECT r.organization_id, said.key, said.value #>> '{}', '', '',
    CASE WHEN r.effects -> 'closed' ? said.key THEN %(today)s::date END
  FROM organizations_importrow r, jsonb_each(r."values") said
  WHERE r.batch_id = %(batch)s AND r.verdict = 'changed' AND r.before ? said.key AND said.key = ANY(%(posts)s)
  RETURNING id, organization_id, post
)
UPDATE organizations_importrow r SET effects = r.effects || jsonb_build_object('opened', begun.terms)
FROM (SELECT organization_id, jsonb_object_agg(post, id) AS terms FROM opened GROUP BY organization_id) begun
WHERE r.batch_id = %(batch)s AND r.verdict = 'changed' AND r.organization_id = begun.organization_id
"""


def lock_register() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def write(batch: ImportBatch, *, today: date) -> None:
    """Insert what is new and update what has changed; the caller holds the lock and has compared under it."""
    facts: dict[str, int | date | list[str]] = {"batch": batch.pk, "today": today, "posts": list(POSTS)}
    statements = (
        INSERT_ORGANIZATIONS,
        LINK_NEW,
        update_organizations("values"),
        NOTE_ENDING_TERMS,
        END_TERMS,
        BEGIN_FIRST_TERMS,
        BEGIN_NEXT_TERMS,
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, facts)
