"""History of fields: what a domain model's row was before and after, kept by database triggers that see bulk and raw SQL too."""

from collections.abc import Callable

import pghistory
import pgtrigger
from django.db import models


def tracked(*, exclude: list[str] | None = None) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep each inserted and changed row of the model, with the user and the request that did it.

    `exclude` names derived columns that need no history. One trigger per statement, so set-based writes stay quick.
    """
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=exclude, level=pgtrigger.Statement, append_only=True
    )


def append_only() -> pgtrigger.Protect:
    """Rows are written once: the database itself refuses to change or delete them."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
