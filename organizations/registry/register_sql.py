"""The register as a list sees it: one JSON object of facts for each organization, and how an import's rows differ from it."""

from organizations.enums import Post

POSTS = tuple(Post.values)

# Each of these is asked for one row of a list, over an index: the same list takes as long in a register of any size, and
# whatever the database believes of tables that another list has just filled or a withdrawn one has left empty.


def holders(organization: str) -> str:
    """The holder of each post today: the one whose term is open, else one whose known end has not passed."""
    return f"""
  SELECT DISTINCT ON (person.post) person.* FROM organizations_responsibleperson person
  WHERE person.organization_id = {organization} AND (person.term_until IS NULL OR person.term_until >= %(today)s)
  ORDER BY person.post, person.term_until DESC NULLS FIRST, person.id DESC
"""  # noqa: S608 - constants only


def register(which: str) -> str:
    """What the register says of the organization `o` for which `which` holds. OFFSET 0: the facts are put together once."""
    return f"""
  SELECT o.id, o.registration_authority_id, jsonb_build_object(
    'name', o.name, 'uscc', o.uscc, 'kind', o.kind, 'registration_authority', o.registration_authority_id,
    'competent_authority', o.competent_authority_id, 'district', o.district_id, 'phone', o.phone, 'email', o.email,
    'founded_on', o.founded_on, 'address', o.address, 'status', o.status, 'ended_on', o.ended_on
  ) || coalesce((SELECT jsonb_object_agg(holder.post, holder.name) FROM ({holders("o.id")}) holder), '{{}}') AS facts
  FROM organizations_organization o WHERE {which} OFFSET 0
"""  # noqa: S608 - constants only


# `before` keeps the register's facts where the row says something else; a fact that the row is silent about stays.
FRESH = f"""
  SELECT r.id, o.id AS organization_id, o.registration_authority_id, coalesce(difference.before, '{{}}') AS before,
    CASE WHEN o.id IS NULL THEN 'new' WHEN difference.before IS NULL THEN 'unchanged' ELSE 'changed' END AS verdict
  FROM organizations_importrow r
  LEFT JOIN LATERAL ({register("o.uscc = r.uscc")}) o ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(said.key, coalesce(o.facts -> said.key, 'null')) AS before
    FROM jsonb_each(r."values") said
    WHERE NOT o.facts @> r."values" AND o.facts -> said.key IS DISTINCT FROM said.value
  ) difference ON true
  WHERE r.batch_id = %(batch)s AND r.verdict NOT IN ('error', 'waiting')
"""  # noqa: S608 - constants only

# A JSON object of facts as typed columns.
TYPED = """(
  name text, uscc text, kind text, registration_authority bigint, competent_authority bigint, district text,
  phone text, email text, founded_on date, address text, status text, ended_on date
)"""
