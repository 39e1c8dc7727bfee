"""Which stored due days a change of the calendar or the policy would move.

Rooms above keep due days; each lends a source by its dotted path in `settings.DUE_DATE_SOURCES`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.terms import TERM_LABELS, Due, Pause, TermRule


@dataclass(frozen=True, slots=True)
class StoredTerm:
    """Open matters that share a rule, its dates and the due day that was stored for them."""

    rule: str
    base: date
    due_on: date
    provisional: bool
    matters: int
    event: date | None = None
    pauses: tuple[Pause, ...] = ()
    days: int | None = None

    def under(self, deadlines: Deadlines) -> Due:
        return deadlines.due(self.rule, self.base, days=self.days, event=self.event, pauses=self.pauses)


class DueDates:
    """The due days of one kind of matter. Settled matters and those with an extension of their own stay out.

    `columns` are those of the day, of its being provisional and of its explanation.
    """

    label: str
    columns = ("due_on", "due_provisional", "due_steps")

    def stored(self) -> Iterable[StoredTerm]:
        raise NotImplementedError

    def rows(self, term: StoredTerm) -> QuerySet:
        """Those that the term stands for."""
        raise NotImplementedError

    def concerned(self, term: StoredTerm, *, limit: int) -> Sequence[str]:
        """Names of some whom the term concerns, for the preview."""
        raise NotImplementedError

    def tell(self, rows: QuerySet, term: StoredTerm, due: Due, *, reason: str, today: date) -> None:
        """Those who keep the day or count on it; see `sentence`."""
        raise NotImplementedError

    def move(self, term: StoredTerm, due: Due, *, by: Any, reason: str, today: date) -> None:
        """Store the new due day and its explanation, in sets.

        Those concerned are told before the rows move, because the term names them by their old day.
        """
        rows = self.rows(term)
        if due.due_on != term.due_on:
            self.tell(rows, term, due, reason=reason, today=today)
        self.store(rows, due)

    def store(self, rows: QuerySet, due: Due) -> None:
        values = (due.due_on, due.provisional, due.steps_as_json())
        rows.update(**dict(zip(self.columns, values, strict=True)))

    @staticmethod
    def sentence(what: str, term: StoredTerm, due: Due, *, reason: str) -> str:
        new = dated(due.due_on, provisional=due.provisional)
        return f"因工作日历或者有关规则调整（{reason}），{what}由{dated(term.due_on)}改为{new}。"


@dataclass(frozen=True)
class Movement:
    source: DueDates
    term: StoredTerm
    due: Due

    @property
    def is_moved(self) -> bool:
        """The day itself differs, not only its explanation or its being provisional."""
        return self.due.due_on != self.term.due_on

    @property
    def is_earlier(self) -> bool:
        return self.due.due_on < self.term.due_on

    @property
    def base_label(self) -> str:
        return TERM_LABELS[TermRule(self.term.rule)][1]

    @property
    def concerned(self) -> Sequence[str]:
        return self.source.concerned(self.term, limit=10)

    def as_json(self) -> dict[str, Any]:
        return {
            "label": self.source.label,
            "rule": self.term.rule,
            "base": self.term.base.isoformat(),
            "event": self.term.event.isoformat() if self.term.event else None,
            "from": self.term.due_on.isoformat(),
            "to": self.due.due_on.isoformat(),
            "provisional": self.due.provisional,
        }


def due_date_sources() -> list[DueDates]:
    return [import_string(path)() for path in settings.DUE_DATE_SOURCES]


def movements(before: Deadlines, after: Deadlines, sources: Iterable[DueDates]) -> list[Movement]:
    """What would change, earliest stored day first."""
    found = [
        Movement(source, term, term.under(after))
        for source in sources
        for term in source.stored()
        if _changes(term, before, after)
    ]
    return sorted(found, key=lambda movement: (not movement.is_moved, movement.term.due_on, movement.term.base))


def _changes(term: StoredTerm, before: Deadlines, after: Deadlines) -> bool:
    """A settled day that the rules did not yield was set by somebody, and stays.

    A provisional one may differ from the rules of today because a new `chinesecalendar` published its year.
    """
    was, will = term.under(before), term.under(after)
    if not term.provisional and was.due_on != term.due_on:
        return False
    return will != was or (will.due_on, will.provisional) != (term.due_on, term.provisional)
