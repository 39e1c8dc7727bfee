"""An import's rows on their way into the register: copied beside it and compared with it, both in one go."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import connection

from organizations.enums import Verdict
from organizations.models import ImportBatch
from organizations.registry import since
from organizations.registry.checking import CheckedRow
from organizations.registry.register_sql import FRESH

COPY = """
COPY organizations_importrow
  (batch_id, sheet, "row", verdict, uscc, name, cells, "values", implied, before, errors, effects, undone) FROM STDIN
"""

DIFFER = (
    "(r.verdict, r.before, r.organization_id) IS DISTINCT FROM (fresh.verdict, fresh.before, fresh.organization_id)"
)

# What is new is copied as new, and need not be written again.
COMPARE = f"""
UPDATE organizations_importrow r
SET verdict = fresh.verdict, before = fresh.before, organization_id = fresh.organization_id
FROM ({FRESH}) fresh WHERE r.id = fresh.id AND {DIFFER}
"""  # noqa: S608 - constants only

COUNT_OUTDATED = (
    "SELECT count(*) FROM ({fresh}) fresh JOIN organizations_importrow r ON r.id = fresh.id WHERE " + DIFFER  # noqa: S608
)
CONCERNED = f"{FRESH} AND (r.organization_id = ANY(%(keys)s) OR r.uscc = ANY(%(codes)s))"

REFUSE_OUT_OF_REACH = """
UPDATE organizations_importrow r
SET verdict = 'error', before = '{}', errors = jsonb_build_array(jsonb_build_object(
  'key', 'registration_authority', 'column', '登记管理机关', 'value', authority.name,
  'reason', '该组织现由' || authority.name || '登记，不在您所在机关的登记管理范围内。'
))
FROM organizations_organization o JOIN organizations_authority authority ON authority.id = o.registration_authority_id
WHERE r.batch_id = %(batch)s AND r.verdict NOT IN ('error', 'waiting') AND r.organization_id = o.id
  AND o.registration_authority_id <> ALL(%(reach)s)
"""

# The list has no column 所属区县, and the registration authority has no district that could be the organization's.
REFUSE_WITHOUT_DISTRICT = """
UPDATE organizations_importrow r
SET verdict = 'error', errors = jsonb_build_array(jsonb_build_object(
  'key', 'district', 'column', '所属区县', 'value', '',
  'reason', '名录没有所属区县一列，登记管理机关也没有写明所在区县，请补上这一列。'
))
WHERE r.batch_id = %(batch)s AND r.verdict = 'new' AND NOT (r.implied || r."values") ? 'district'
"""

_json = json.JSONEncoder(ensure_ascii=False).encode

ALWAYS_COUNTED = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED, Verdict.ERROR)


def stage(batch: ImportBatch, rows: Iterable[CheckedRow], *, asks: bool, left: Collection[str] = ()) -> Counter[str]:
    """Copy the rows; the unknown names of authorities come back, each with its number of rows.

    Where somebody can be asked (`asks`) a row that has no other fault than such a name waits for the answer, unless the
    answer was to leave it (`left`).
    """
    unknown: Counter[str] = Counter()
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            unknown.update(row.unknown)
            copy.write_row(
                (
                    batch.pk,
                    row.sheet,
                    row.number,
                    _verdict(row, asks=asks, left=left).value,
                    str(row.values.get("uscc", ""))[:40],
                    str(row.values.get("name", ""))[:200],
                    _json(row.cells),
                    _json(row.values),
                    _json(row.implied) if row.implied else "{}",
                    "{}",
                    _json(row.findings) if row.findings else "[]",
                    "{}",
                    False,
                )
            )
    return unknown


def _verdict(row: CheckedRow, *, asks: bool, left: Collection[str]) -> Verdict:
    if not row.findings:
        return Verdict.NEW
    waits = asks and all("unknown" in one for one in row.findings) and not row.unknown & set(left)
    return Verdict.WAITING if waits else Verdict.ERROR


def compare(batch: ImportBatch, *, reach: Collection[int] | None, today: date) -> None:
    """Give each good row its verdict as of now, and the batch its counts."""
    batch.compared = since.now(today)
    with connection.cursor() as cursor:
        # The planner must know of the rows just copied; without, it joins ten thousand by ten thousand.
        cursor.execute("SELECT analyze_import_rows()")
        cursor.execute(COMPARE, {"batch": batch.pk, "today": today})
        if reach is not None:
            cursor.execute(REFUSE_OUT_OF_REACH, {"batch": batch.pk, "reach": list(reach)})
        cursor.execute(REFUSE_WITHOUT_DISTRICT, {"batch": batch.pk})
        cursor.execute(
            "SELECT verdict, count(*) FROM organizations_importrow WHERE batch_id = %s GROUP BY verdict", [batch.pk]
        )
        counted = dict(cursor.fetchall())
    batch.counts = {verdict.value: counted.get(verdict.value, 0) for verdict in ALWAYS_COUNTED}
    if Verdict.WAITING in counted:
        batch.counts[Verdict.WAITING.value] = counted[Verdict.WAITING]
    batch.save(update_fields=["counts", "compared"])


def is_outdated(batch: ImportBatch, *, today: date) -> bool:
    """The register, or the day, is no longer what the preview compared with; the caller holds the lock."""
    changed = since.changed(batch.compared, today)
    facts: dict[str, Any] = {"batch": batch.pk, "today": today}
    if changed is not None:
        facts |= {"keys": [key for key, _ in changed], "codes": [code for _, code in changed]}
    if changed == []:
        return False
    with connection.cursor() as cursor:
        cursor.execute(COUNT_OUTDATED.format(fresh=FRESH if changed is None else CONCERNED), facts)
        return cursor.fetchone()[0] > 0
