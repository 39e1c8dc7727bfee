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


FIRST_WORDS_STAND = """
IF NEW.metadata IS DISTINCT FROM OLD.metadata THEN RETURN NULL; END IF;
RETURN NEW;
"""


def written_once(context: type[models.Model]) -> None:
    """Who did it, as what, where: what a request, a task or a command said first stands, since it is under seal with its rows.

    The library writes it again with each change, and with more words if there are any by then.
    """
    stands = pgtrigger.Trigger(
        name="first_words_stand", operation=pgtrigger.Update, when=pgtrigger.Before, func=FIRST_WORDS_STAND
    )
    kept = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)
    pgtrigger.register(stands, kept)(context)


def append_only() -> pgtrigger.Protect:
    """Rows are written once: the database itself refuses to change or delete them."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
