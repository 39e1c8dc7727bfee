"""What has changed in the register since a list was compared with it, read off the history, so that only that is compared again."""

from datetime import date
from typing import Any

from organizations.models import ImportMove, Organization, ResponsiblePerson
from zhengzhou_ideology.audit.rows import fetched, heads, writers
from zhengzhou_ideology.audit.under_seal import histories

CHANGED = """
SELECT id, uscc FROM organizations_organization WHERE id IN (
  SELECT pgh_obj_id FROM organizations_organizationevent WHERE pgh_id > %s
  UNION SELECT organization_id FROM organizations_responsiblepersonevent WHERE pgh_id > %s
)
"""
# Deleting leaves no history, and only an import that is taken back deletes.
TAKEN_BACK = "SELECT FROM organizations_importmove WHERE id > %s AND name IN ('undo_import', 'undo_untouched') LIMIT 1"


def now(today: date) -> dict[str, Any]:
    """The register as it is before it is compared; nothing while somebody writes into it, whose rows may yet appear below."""
    told = {model._meta.db_table: model for model in (*_histories(), ImportMove)}
    last = heads(told)
    return {} if writers(list(told)) else {"on": today.isoformat(), **last}


def changed(then: dict[str, Any], today: date) -> list[tuple[int, str]] | None:
    """Organizations with their codes that have changed since `then`, or their persons; None: it may be any."""
    if then.get("on") != today.isoformat() or fetched(TAKEN_BACK, [then[ImportMove._meta.db_table]]):
        return None
    return fetched(CHANGED, [then[history._meta.db_table] for history in _histories()])


def _histories() -> list[Any]:
    known = histories()
    return [known[Organization], known[ResponsiblePerson]]
