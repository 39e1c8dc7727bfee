"""What a row may not become, as the guards of the database say it: those that ask for nothing but the row before and after."""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

import pgtrigger

from zhengzhou_ideology.audit.first_history import copied_columns
from zhengzhou_ideology.audit.guards import GuardedTrigger
from zhengzhou_ideology.audit.under_seal import Table, histories

COLUMN = re.compile(r'\b(?:OLD|NEW)\."?(\w+)"?', re.IGNORECASE)
# Asks other rows, or the clock.
ASKS_MORE = re.compile(r"\b(SELECT|now)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def rules_of_all() -> dict[str, str]:
    """For each history a hash of what it is judged by; another release may judge otherwise, from its first seal on."""
    return {
        history._meta.db_table: sha256("\n".join(refusals(model, history)).encode()).hexdigest()[:16]
        for model, history in histories().items()
    }


def refusals(model: Table, history: Table) -> list[str]:
    """Conditions over `old` and `new` under which the database refuses a change, as SQL that asks for no other column or row."""
    known = {*copied_columns(history)}
    every = [one for trigger in getattr(model._meta, "triggers", ()) for one in _of_trigger(trigger, model)]
    return [one for one in every if not ASKS_MORE.search(one) and {*COLUMN.findall(one)} <= known]


def _of_trigger(trigger: Any, model: Any) -> Iterator[str]:
    if "UPDATE" not in str(trigger.operation).split(" OR "):
        return
    if isinstance(trigger, pgtrigger.Protect):
        condition: Any = trigger.get_condition(model)
        yield str(condition.resolve(model)) if condition else "true"
    elif isinstance(trigger, pgtrigger.FSM):
        column = model._meta.get_field(trigger.field).column
        legal = ", ".join(f"('{before}', '{after}')" for before, after in trigger.transitions)
        yield f'OLD."{column}" <> NEW."{column}" AND (OLD."{column}", NEW."{column}") NOT IN ({legal})'
    elif isinstance(trigger, GuardedTrigger):
        yield from (f"({guard.when}) AND ({guard.holds}) IS NOT TRUE" for guard in trigger.guards)
