"""One matter that somebody has to do next, and a section of such matters."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhengzhou_ideology.paging import COUNT_CAP, capped_count

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


def count_of(shown: list[Todo], matters: QuerySet) -> int:
    """How many there are of which these are the first, one for one; counted only where not all are shown."""
    return len(shown) if len(shown) < SHOWN else capped_count(matters)


def todo_list(title: str, *, todos: list[Todo], of: QuerySet, **facts: Any) -> TodoList:
    """A section whose rows are the first of a queryset."""
    return TodoList(title=title, todos=todos, count=count_of(todos, of), **facts)
