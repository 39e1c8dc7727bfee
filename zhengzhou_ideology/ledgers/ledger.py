"""A ledger (台账): which rows, for whom, by which filters, in which columns; each room defines its own.

The settings name them (`LEDGER_SOURCES`). What a ledger gives is what the list of the same name shows, all pages of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.utils.module_loading import import_string

from zhengzhou_ideology.ledgers import versions, workbook
from zhengzhou_ideology.ledgers.columns import NUMBER, LedgerColumn, fields_of, read
from zhengzhou_ideology.ledgers.workbook import ROWS, TOTAL, Book, Sum

CHUNK = 2000
# Of lists that nothing narrows.
NO_FILTERS = "django.forms.Form"

# A worker says that it is alive after so many rows.
BEAT = 2000


class RowsMoved(Exception):
    """Rows changed while they were read, so that the sums are not of these rows."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written: for whom, by which filters, in which columns, as of when; `beat` hears how far it is.

    `filters` and `as_of` are the lines above the rows.
    """

    user: Any
    form: Any
    columns: Sequence[LedgerColumn]
    now: datetime
    filters: str
    as_of: str
    beat: Callable[[int], None]


class Ledger:
    """`page` names the list; `filters` and `own_filters` are the forms that narrow it, for officers and for an organization.

    Forms are named by their path: only screens import them.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    page: ClassVar[str]
    filters: ClassVar[str]
    own_filters: ClassVar[str] = ""
    columns: ClassVar[tuple[LedgerColumn, ...]]
    # In which the rows stand: fields that are never null, `pk` last.
    order: ClassVar[tuple[str, ...]] = ("pk",)
    # Who may; without one, whoever acts as something: the rows are those that the reader sees.
    perm: ClassVar[str] = ""
    # Names persons and how to reach them: taking it away asks for a fresh proof of who does.
    of_persons: ClassVar[bool] = False
    # Tables that are read besides those of the rows themselves.
    also_reads: ClassVar[tuple[str, ...]] = ()
    # What it shows changes from minute to minute, so that no two are the same.
    by_the_minute: ClassVar[bool] = False
    # Of the file's name; a room that gives another kind of file writes it (`fill`, or all of `write`).
    ending: ClassVar[str] = "xlsx"
    # Whether the reader chooses columns; a form that something else reads again has all of them.
    choosable: ClassVar[bool] = True
    # Whether the export centre offers it without a list: not what is of one thing that its page names.
    offered: ClassVar[bool] = True
    # Only read, so that a replica may answer (see `zhengzhou_ideology.replica`); False where rows are written on the way.
    from_replica: ClassVar[bool] = True
    # Columns whose values are found for a chunk of rows at once, by their keys.
    looked_up: ClassVar[Mapping[str, Callable[[Sequence[Any]], Mapping[Any, Any]]]] = {}

    def may(self, user: Any) -> bool:
        return user.acting is not None and (not self.perm or user.has_perm(self.perm))

    def applies(self, user: Any, form: Any) -> bool:
        """Whether there is such a list for this reader."""
        return True

    def form(self, user: Any, query: Mapping[str, str]) -> forms.Form:
        """The filters as the list has them."""
        own = self.own_filters and user.organization
        form: forms.Form = import_string(self.own_filters if own else self.filters)(query)
        return form

    def found(self, user: Any, form: Any, now: datetime) -> models.QuerySet:
        """The rows of the list."""
        raise NotImplementedError

    def heading(self, form: Any) -> str:
        return self.title

    def explained(self, user: Any, form: Any) -> str:
        """What the reader is to know before asking, in a sentence."""
        return ""

    def count(self, user: Any, form: Any, now: datetime) -> int:
        return self.found(user, form, now).order_by().count()

    def rows(self, user: Any, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        """As a stream, each a cell for each column."""
        found = self._values(user, form, columns, now).iterator(chunk_size=CHUNK)
        if not any(column.key in self.looked_up for column in columns):
            yield from read(columns, found)
            return
        while chunk := list(islice(found, CHUNK)):
            yield from read([*self._with_answers(columns, chunk)], chunk)

    def sums(self, user: Any, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sum]:
        """What the portal counts, in statements of its own: all rows, and those of each label of a column that is counted."""
        found = self.found(user, form, now).order_by()
        yield Sum(NUMBER, ROWS, found.count())
        for column in columns:
            if column.counted:
                labels: Counter[str] = Counter()
                for *values, rows in found.values_list(*column.sources).annotate(rows_counted=models.Count("pk")):
                    labels[column.reading(*values) if column.reading else values[0]] += rows
                yield from (Sum(column.title, label, rows) for label, rows in sorted(labels.items()) if label)
            if column.summed:
                total = found.aggregate(total=models.Sum(column.sources[0]))["total"]
                yield Sum(column.title, TOTAL, total or 0)

    def write(self, order: Order, out: Path) -> int:
        """The file, row by row; return how many rows."""
        written = 0

        def counted() -> Iterator[Sequence[Any]]:
            nonlocal written
            for row in self.rows(order.user, order.form, order.columns, order.now):
                written += 1
                if written % BEAT == 0:
                    order.beat(written)
                yield row

        sums = list(self.sums(order.user, order.form, order.columns, order.now))
        title = self.heading(order.form)
        self.fill(Book(title, order.filters, order.as_of, order.columns, counted(), sums), out)
        if all_rows(sums) != written:
            raise RowsMoved
        return written

    def fill(self, book: Book, out: Path) -> None:
        workbook.write(book, out)

    def tables(self, user: Any, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> set[str]:
        """All that decides what stands in it."""
        with versions.tables_read() as read:
            values = self._values(user, form, columns, now)
        try:
            sql = str(values.query)
        except EmptyResultSet:
            sql = ""
        return versions.tables_in(sql) | read | set(self.also_reads)

    def chosen(self, keys: Iterable[str]) -> list[LedgerColumn]:
        """The columns with these keys, in their own order; all where none of them is known."""
        wanted = set(keys) if self.choosable else set()
        return [column for column in self.columns if column.key in wanted] or list(self.columns)

    def _values(self, user: Any, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> models.QuerySet:
        found = self.found(user, form, now).order_by(*self.order)
        return found.values_list(*fields_of(columns))

    def _with_answers(self, columns: Sequence[LedgerColumn], chunk: list[Sequence[Any]]) -> Iterator[LedgerColumn]:
        place = 0
        for column in columns:
            ask = self.looked_up.get(column.key)
            answers = ask([row[place] for row in chunk]) if ask else {}
            yield replace(column, say=answers.get) if ask else column
            place += len(column.sources)


class ObjectLedger(Ledger):
    """Of rows that only a whole object can say: `cells` are the values of one, by the keys of the columns.

    `listed` brings along what these read besides the rows, which are counted without it.
    """

    def listed(self, found: Any) -> models.QuerySet:
        rows: models.QuerySet = found.for_listing()
        return rows

    def cells(self, row: Any, now: datetime) -> Mapping[str, Any]:
        raise NotImplementedError

    def rows(self, user: Any, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        for row in self._values(user, form, columns, now).iterator(chunk_size=CHUNK):
            cells = self.cells(row, now)
            yield [cells[column.key] for column in columns]

    def _values(self, user: Any, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> models.QuerySet:
        return self.listed(self.found(user, form, now)).order_by(*self.order)


class PartLedger(Ledger):
    """Rows of one thing whose key the address has as `of`, such as the receipts of an announcement."""

    offered = False

    def wholes(self, user: Any) -> models.QuerySet:
        """The things that the reader sees."""
        raise NotImplementedError

    def form(self, user: Any, query: Mapping[str, str]) -> forms.Form:
        form: Any = super().form(user, query)
        form.fields["of"].queryset = self.wholes(user)
        return form

    def applies(self, user: Any, form: Any) -> bool:
        return bool(form.is_valid())


def all_rows(sums: Iterable[Sum]) -> int:
    """The first sum is of all rows."""
    return next(iter(sums)).number


@cache
def ledgers() -> Mapping[str, Ledger]:
    """By their keys, in the order of the settings."""
    made = [import_string(path)() for path in settings.LEDGER_SOURCES]
    return {one.key: one for one in made}
