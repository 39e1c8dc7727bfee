"""An import taken back: whole if nothing hangs on what it wrote, or the rows on which nothing hangs."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from organizations.enums import ImportState, Verdict
from organizations.models import ImportBatch, ImportRow, Organization, User
from organizations.registry import acts
from organizations.registry.applying import lock_register, update_organizations
from organizations.registry.hindrances import Hindrance, hindrances, new_of, opened_by, some
from organizations.registry.register_sql import POSTS
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, labels, log

labels.register(__name__, undo_import="撤回导入", undo_untouched="部分撤回")

UNDOABLE = (ImportState.APPLIED, ImportState.PARTLY_UNDONE)

FORGET = """
UPDATE organizations_importrow SET organization_id = NULL
WHERE organization_id IN (
  SELECT organization_id FROM organizations_importrow r
  WHERE r.batch_id = %(batch)s AND r.verdict = 'new' AND r.id = ANY(%(rows)s)
)
"""

REOPEN_TERMS = """
UPDATE organizations_responsibleperson person SET term_until = (ending.value ->> 'until')::date
FROM organizations_importrow r, jsonb_each(r.effects -> 'closed') ending
WHERE r.batch_id = %(batch)s AND r.verdict = 'changed' AND r.id = ANY(%(rows)s)
  AND person.id = (ending.value ->> 'id')::bigint
"""

MARK = "UPDATE organizations_importrow SET undone = true WHERE batch_id = %(batch)s AND id = ANY(%(rows)s)"


@transaction.atomic
def undo(batch: ImportBatch, *, by: User, now: datetime) -> None:
    """Delete what was new and restore what was changed. Raises `Refused` with all that stands in the way."""
    locked = _locked(batch)
    if found := hindrances(locked, today=day_of(now)):
        raise Refused("".join(one.sentence for one in found))
    _take_back(locked, locked.rows.written(), by=by, now=now, name="undo_import")


@transaction.atomic
def undo_untouched(batch: ImportBatch, *, by: User, now: datetime) -> int:
    """Take back the rows on which nothing hangs, and leave the others; how many went."""
    locked = _locked(batch)
    found = hindrances(locked, today=day_of(now))
    rows = untouched(locked, found)
    count = rows.count()
    if not count:
        raise Refused("每一行都已有后续变动或者材料，没有可以撤回的行。")
    kept = touched(found)
    reason = f"撤回 {count} 行" + (f"，保留{some(kept)}。" if kept else "。")
    _take_back(locked, rows, by=by, now=now, name="undo_untouched", reason=reason)
    return count


def touched(found: list[Hindrance]) -> frozenset[str]:
    return frozenset(code for one in found for code in one.codes)


def untouched(batch: ImportBatch, found: list[Hindrance]) -> QuerySet[ImportRow]:
    return batch.rows.written().exclude(uscc__in=touched(found))


def _locked(batch: ImportBatch) -> ImportBatch:
    """The import, the register and the new organizations, held: papers that refer to one are all in, or wait until we are done."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state not in UNDOABLE:
        raise Refused(f"这次导入的状态为“{locked.get_state_display()}”，不能撤回。")
    lock_register()
    list(new_of(locked.rows.written()).select_for_update().values_list("pk"))
    return locked


def _take_back(
    batch: ImportBatch, rows: QuerySet[ImportRow], *, by: User, now: datetime, name: str, reason: str = ""
) -> None:
    before, keys = batch.state, list(rows.values_list("pk", flat=True))
    facts: dict[str, int | list[str] | list[int]] = {"batch": batch.pk, "posts": list(POSTS), "rows": keys}
    chosen = ImportRow.objects.filter(pk__in=keys)
    new = list(chosen.filter(verdict=Verdict.NEW).values_list("organization", flat=True))
    opened = opened_by(chosen)
    opened._raw_delete(opened.db)
    with connection.cursor() as cursor:
        cursor.execute(REOPEN_TERMS, facts)
        cursor.execute(update_organizations("before", which="r.id = ANY(%(rows)s)"), facts)
        cursor.execute(MARK, facts)
    acts.take_back(batch, chosen.filter(verdict=Verdict.CHANGED), by=by, now=now)
    gone = Organization.objects.filter(pk__in=new)
    gone._raw_delete(gone.db)
    with connection.cursor() as cursor:  # the foreign key is checked at the end of the transaction
        cursor.execute(FORGET, facts)
    batch.state = ImportState.PARTLY_UNDONE if batch.rows.written().exists() else ImportState.UNDONE
    batch.undone_at = now
    batch.save(update_fields=["state", "undone_at"])
    log(batch, name, by=by, reason=reason, before=before)
