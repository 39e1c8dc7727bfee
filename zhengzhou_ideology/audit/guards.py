"""How a guard of the database is written: when this happens, that must hold, else this sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pgtrigger

TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"


@dataclass(frozen=True, slots=True)
class Guard:
    when: str
    holds: str
    sentence: str

    def sql(self) -> str:
        raised = f"RAISE EXCEPTION '{self.sentence}' USING ERRCODE = 'check_violation';"
        return only_if(self.when, f"IF ({self.holds}) IS NOT TRUE THEN\n    {raised}\nEND IF;\n")


def only_if(when: str, then: str) -> str:
    """An IF of its own for what is cheap: an expression with a subquery in it is planned anew for each row, asked or not."""
    return f"IF {when} THEN\n{then}END IF;\n"


class GuardedTrigger(pgtrigger.Trigger):
    """Remembers its guards: verification judges history by those that need nothing but the two states of a row."""

    def __init__(self, *, guards: Iterable[Guard], **facts: Any) -> None:
        super().__init__(**facts)
        self.guards = tuple(guards)


def guarded(
    name: str, guards: Iterable[Guard], *, operation: pgtrigger.Operation, first: str = ""
) -> pgtrigger.Trigger:
    """A trigger for each row before it is written; `first` is SQL that runs before the guards, such as a lock."""
    guards = tuple(guards)
    func = first + "".join(guard.sql() for guard in guards) + "RETURN NEW;"
    return GuardedTrigger(guards=guards, name=name, operation=operation, when=pgtrigger.Before, func=func)


def never_deleted() -> pgtrigger.Protect:
    return pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)


def changes(*columns: str) -> str:
    """One of these columns is given another value."""
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
