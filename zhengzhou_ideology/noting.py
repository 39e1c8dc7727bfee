"""Triggers that write down what a statement changed, in the same transaction, for a task that looks at it later.

They see bulk and raw SQL too, and cost one INSERT of a few keys however many rows a statement touches.
"""

import pgtrigger
from django.db.models import Model


def noting(
    name: str, operation: pgtrigger.Operation, into: type[Model], columns: str, select: str
) -> pgtrigger.Trigger:
    """After each such statement what `select` finds, once each, goes into these columns; it reads `old_rows` and `new_rows`."""
    return pgtrigger.Trigger(
        name=f"{name}_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(
            old=None if operation is pgtrigger.Insert else "old_rows",
            new=None if operation is pgtrigger.Delete else "new_rows",
        ),
        func=f"INSERT INTO {into._meta.db_table} ({columns}) SELECT DISTINCT * FROM ({select}) s; RETURN NULL;",  # noqa: S608 - names and selects of ours
    )
