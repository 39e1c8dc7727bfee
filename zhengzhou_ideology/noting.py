"""Triggers that write down what a statement changed, in the same transaction, for a task that looks at it later.

They see bulk and raw SQL too, and cost one INSERT of a few keys however many rows a statement touches.
"""

from collections.abc import Callable
from typing import Any

import pgtrigger
from django.db.models import Model


class Noting(pgtrigger.Trigger):
    """`func` is asked only when the trigger is made: whatever compiles SQL needs settings that hold."""

    def __init__(self, *, func: Callable[[], str], **how: Any) -> None:
        super().__init__(**how)
        self.compiled = func

    def get_func(self, model: Model) -> str:
        return self.compiled()


def noting(
    name: str, operation: pgtrigger.Operation, into: type[Model], columns: str, select: str | Callable[[], str]
) -> pgtrigger.Trigger:
    """After each such statement what `select` finds, once each, goes into these columns; it reads `old_rows` and `new_rows`."""

    def func() -> str:
        found = select if isinstance(select, str) else select()
        return f"INSERT INTO {into._meta.db_table} ({columns}) SELECT DISTINCT * FROM ({found}) s; RETURN NULL;"  # noqa: S608 - names and selects of ours

    return Noting(
        name=f"{name}_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(
            old=None if operation is pgtrigger.Insert else "old_rows",
            new=None if operation is pgtrigger.Delete else "new_rows",
        ),
        func=func,
    )
