"""One matter that somebody has to do next, and a section of such matters; all sections of a page are read in one statement."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from zhengzhou_ideology.paging import COUNT_CAP
from zhengzhou_ideology.together import read_together

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Todo:
    """One matter: what it is, whose, where it stands, by when."""

    title: str
    url: str
    state: str
    state_label: str
    due_on: date | None = None
    provisional: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class TodoList:
    """Matters of one kind, most urgent first; `count` goes no further than the cap. `is_quiet`: not shown when empty."""

    title: str
    todos: list[Todo] = field(default_factory=list)
    count: int = 0
    more_url: str = ""
    empty: str = "暂无待办事项。"
    is_quiet: bool = False

    @property
    def count_label(self) -> str:
        return f"{COUNT_CAP}+" if self.count > COUNT_CAP else str(self.count)


@dataclass(frozen=True, slots=True)
class HomePart:
    """The first rows of what waits, how each reads, and of what they are the first."""

    rows: QuerySet
    todo: Callable[[Any], Todo]
    of: QuerySet


@dataclass(frozen=True, slots=True)
class HomeSection:
    """A section before anything is asked.

    `known`: what has to be worked out, after `along` were read in the same statement as the parts.
    """

    title: str
    parts: Sequence[HomePart] = ()
    along: Sequence[QuerySet] = ()
    known: Callable[[], Sequence[Todo]] = list
    facts: dict[str, Any] = field(default_factory=dict)


def part(rows: QuerySet, todo: Callable[[Any], Todo], *, of: QuerySet | None = None) -> HomePart:
    """`of` where only some of what is counted can be shown."""
    return HomePart(rows[:SHOWN], todo, rows if of is None else of)


def section(
    title: str, rows: QuerySet, todo: Callable[[Any], Todo], *, of: QuerySet | None = None, **facts: Any
) -> HomeSection:
    """A section whose rows are the first of a queryset."""
    return HomeSection(title, [part(rows, todo, of=of)], facts=facts)


def read(sections: Iterable[HomeSection], along: Sequence[QuerySet] = ()) -> list[TodoList]:
    """All of them in one statement, and `along` with them what else the page reads."""
    asked = list(sections)
    parts = [part for section in asked for part in section.parts]
    others = [*along, *(queryset for section in asked for queryset in section.along)]
    counts = iter(read_together([*(part.rows for part in parts), *others], [part.of for part in parts]))
    return [_filled(section, [next(counts) for _ in section.parts]) for section in asked]


def _filled(section: HomeSection, counts: list[int]) -> TodoList:
    known = section.known()
    shown = chain(known, *([part.todo(row) for row in part.rows] for part in section.parts))
    return TodoList(section.title, [*shown][:SHOWN], len(known) + sum(counts), **section.facts)
