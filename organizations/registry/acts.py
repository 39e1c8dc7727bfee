"""What a list says otherwise of a known organization is an act of its life, on the day of the import or of the end that it says."""

# ruff: noqa: S608 - statements are put together out of constants

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from organizations.enums import ENDS, REGISTERED, ChangeKind
from organizations.life import following, letters
from organizations.life.facts import ENDED_AS
from organizations.models import ImportBatch, ImportRow, OrganizationChange, User
from organizations.models.life import OrganizationChangeQuerySet
from organizations.registry.register_sql import POSTS
from zhengzhou_ideology.clock import day_of

K = ChangeKind
# How to reach it changes without an act; what its code says never changes.
WITHOUT_ACT = ["phone", "email", "uscc", "kind", *POSTS]
BY_COMMAND = "命令行"

_registered = ", ".join(f"'{status.value}'" for status in REGISTERED)
_ends = ", ".join(f"'{kind.value}'" for kind in ENDS)
_turns = " ".join(f"WHEN '{status.value}' THEN '{kind.value}'" for kind, status in ENDED_AS.items())

COLUMNS = """
INSERT INTO organizations_organizationchange (
  organization_id, kind, effective_on, reason, before, after, old_registration_authority_id, old_competent_authority_id,
  batch_id, entered_by_id, entered_as, applied_at, revoked_because
)
"""
SIGNED = "%(batch)s, %(by)s, %(as)s, %(now)s, ''"

# An organization that has ended changes no more: what is said of it then is a correction, as are the facts that are left.
ENTER = f"""
WITH known AS (
  SELECT r.organization_id, r.before, r."values" AS after, o.registration_authority_id, o.competent_authority_id,
    o.status IN ({_registered}) AS registered,
    r.before ?| ARRAY['registration_authority', 'competent_authority'] AS moves,
    CASE WHEN r.before ? 'status' AND o.status IN ({_registered}) THEN
      CASE r."values" ->> 'status' {_turns} WHEN 'suspended' THEN 'suspension' ELSE 'resumption' END
    END AS turn
  FROM organizations_importrow r JOIN organizations_organization o ON o.id = r.organization_id
  WHERE r.batch_id = %(batch)s AND r.verdict = 'changed'
)
{COLUMNS}
SELECT known.organization_id, act.kind, act.effective_on, %(reason)s, said.before, said.after,
  CASE WHEN act.kind = 'transfer' AND known.before ? 'registration_authority' THEN registration_authority_id END,
  CASE WHEN act.kind = 'transfer' AND known.before ? 'competent_authority' THEN competent_authority_id END,
  {SIGNED}
FROM known
CROSS JOIN LATERAL (VALUES
  ('rename', ARRAY['name'], registered AND before ? 'name', %(today)s::date),
  ('address', ARRAY['address'], registered AND before ? 'address', %(today)s::date),
  ('transfer', ARRAY['registration_authority', 'competent_authority', 'district'], registered AND moves,
    %(today)s::date),
  (turn, ARRAY['status', 'ended_on'], turn IS NOT NULL, CASE WHEN turn IN ({_ends})
    THEN least(coalesce((after ->> 'ended_on')::date, %(today)s), %(today)s) ELSE %(today)s END)
) act(kind, facts, happens, effective_on)
CROSS JOIN LATERAL (
  SELECT jsonb_object_agg(key, known.before -> key) AS before, jsonb_object_agg(key, known.after -> key) AS after
  FROM unnest(act.facts) key WHERE known.before ? key
) said
WHERE act.happens
"""

CORRECT = f"""
{COLUMNS}
SELECT r.organization_id, 'correction', %(today)s, %(reason)s, rest.before, rest.after, NULL, NULL, {SIGNED}
FROM organizations_importrow r
CROSS JOIN LATERAL (
  SELECT jsonb_object_agg(said.key, said.value) AS before, jsonb_object_agg(said.key, r."values" -> said.key) AS after
  FROM jsonb_each(r.before) said
  WHERE said.key <> ALL(%(without_act)s) AND NOT EXISTS (
    SELECT FROM organizations_organizationchange act
    WHERE act.batch_id = r.batch_id AND act.organization_id = r.organization_id AND act.before ? said.key
  )
) rest
WHERE r.batch_id = %(batch)s AND r.verdict = 'changed' AND rest.before IS NOT NULL
"""

KEEP_NAMES = """
INSERT INTO organizations_formername (organization_id, name, since, until)
SELECT o.id, o.name, coalesce(last.until, o.founded_on), act.effective_on
FROM organizations_organizationchange act JOIN organizations_organization o ON o.id = act.organization_id
LEFT JOIN LATERAL (
  SELECT max(former.until) AS until FROM organizations_formername former WHERE former.organization_id = o.id
) last ON true
WHERE act.batch_id = %(batch)s AND act.kind = 'rename'
"""

NOTE_WHAT_FOLLOWED = """
UPDATE organizations_importrow SET effects = effects || jsonb_build_object('followed', %(said)s::text)
WHERE batch_id = %(batch)s AND organization_id = %(organization)s
"""

FORGET_NAMES = """
DELETE FROM organizations_formername former USING organizations_importrow r, organizations_organizationchange act
WHERE r.batch_id = %(batch)s AND r.id = ANY(%(rows)s) AND former.organization_id = r.organization_id
  AND act.batch_id = r.batch_id AND act.organization_id = r.organization_id AND act.kind = 'rename'
  AND former.name = act.before ->> 'name' AND former.until = act.effective_on
"""


def enter(batch: ImportBatch, *, by: User | None, now: datetime) -> None:
    """The acts of what the rows change, before the register is written."""
    facts: dict[str, Any] = {
        "batch": batch.pk,
        "by": by.pk if by else None,
        "as": by.acting_label if by else BY_COMMAND,
        "now": now,
        "today": day_of(now),
        "reason": "",
        "without_act": WITHOUT_ACT,
    }
    with connection.cursor() as cursor:
        for statement in (ENTER, KEEP_NAMES, CORRECT):
            cursor.execute(statement, facts)


def follow(batch: ImportBatch, *, by: User | None, now: datetime) -> None:
    """Open papers move, end or rest as after an act by hand, and whom it concerns is told; after the register is written."""
    changes = _of(batch)
    following.move_together(changes.filter(kind=K.TRANSFER), by=by, now=now)
    followed = following.follow_each(changes, by=by, now=now)
    with connection.cursor() as cursor:
        for organization, said in followed.items():
            facts: dict[str, Any] = {"batch": batch.pk, "organization": organization, "said": said}
            cursor.execute(NOTE_WHAT_FOLLOWED, facts)
    because, key = f"名录导入“{batch.file_name}”", f"import:{batch.pk}:changes"
    letters.in_effect_together(changes, because=because, key=key, followed=followed, today=day_of(now))


def take_back(batch: ImportBatch, rows: QuerySet[ImportRow], *, by: User, now: datetime) -> None:
    """Of rows that are marked as undone: the acts go as if the list had never said so, and open papers go back."""
    organizations, today = list(rows.values_list("organization", flat=True)), day_of(now)
    taken = list(_of(batch).filter(organization__in=organizations))
    with connection.cursor() as cursor:
        cursor.execute(FORGET_NAMES, {"batch": batch.pk, "rows": list(rows.values_list("pk", flat=True))})
    gone = OrganizationChange.objects.filter(pk__in=[change.pk for change in taken])
    gone._raw_delete(gone.db)
    back = [
        OrganizationChange(organization=change.organization, kind=K.TRANSFER, effective_on=today)
        for change in taken
        if change.kind == K.TRANSFER
    ]
    following.move_together(back, by=by, now=now)
    letters.undone_together(taken, because=f"名录导入“{batch.file_name}”", key=f"import:{batch.pk}:undone", today=today)


def _of(batch: ImportBatch) -> OrganizationChangeQuerySet:
    changes: OrganizationChangeQuerySet = batch.changes.for_reading().order_by("pk")
    return changes.select_related("organization__registration_authority", "organization__competent_authority")
