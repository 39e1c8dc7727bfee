"""Where field history begins: rows that migrations wrote before the triggers stood are noted once, as they are then."""

from collections.abc import Collection

from django.db import connection

from zhengzhou_ideology.audit.under_seal import Table, columns_of, histories

LABEL = "baseline"
OWN = "pgh_"


def copied_columns(history: Table) -> list[str]:
    """Those that a history has in common with its model."""
    return [name for name in columns_of(history) if not name.startswith(OWN)]


def begin_history(known: Collection[str]) -> None:
    """For histories that no seal has seen yet; later a row without history is one that somebody slipped in."""
    with connection.cursor() as cursor:
        for model, history in histories().items():
            table, key = model._meta.db_table, model._meta.pk.column
            if history._meta.db_table in known:
                continue
            columns = ", ".join(f'"{name}"' for name in copied_columns(history))
            cursor.execute(
                f'INSERT INTO "{history._meta.db_table}" (pgh_created_at, pgh_label, pgh_obj_id, {columns})'  # noqa: S608
                f' SELECT now(), %s, "{key}", {columns} FROM "{table}" t WHERE NOT EXISTS'
                f' (SELECT FROM "{history._meta.db_table}" e WHERE e.pgh_obj_id = t."{key}")',
                [LABEL],
            )
