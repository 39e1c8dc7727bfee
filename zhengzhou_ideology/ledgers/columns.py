"""The columns of a ledger (台账): what each is called, where its value comes from, and how it reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet

ZONE = ZoneInfo(settings.TIME_ZONE)
# Every ledger begins with it: each row has one, so that rows can be counted by it.
NUMBER = "序号"


class CellKind(StrEnum):
    TEXT = "text"
    CODE = "code"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """`source`: the fields that it is read from; `say` turns their values into the cell's; `counted`: the summary counts by it.

    A column that is `summed` holds numbers that the summary adds up.
    """

    key: str
    title: str
    source: str | tuple[str, ...]
    kind: CellKind = CellKind.TEXT
    width: int = 14
    say: Callable[..., Any] | None = None
    counted: bool = False
    summed: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def reading(self) -> Callable[..., Any] | None:
        """What is done to the values on their way into the cell; None where they go as they are."""
        if self.say is None and self.kind is CellKind.DATETIME:
            return as_read_here
        return self.say


def text(key: str, title: str, source: str | tuple[str, ...], width: int = 14, **more: Any) -> LedgerColumn:
    return LedgerColumn(key, title, source, width=width, **more)


def code(key: str, title: str, source: str, width: int = 22) -> LedgerColumn:
    """Digits that are no number: they stay text, whole, with the zeros at their front."""
    return LedgerColumn(key, title, source, CellKind.CODE, width)


def day(key: str, title: str, source: str) -> LedgerColumn:
    return LedgerColumn(key, title, source, CellKind.DATE, 12)


def moment(key: str, title: str, source: str) -> LedgerColumn:
    return LedgerColumn(key, title, source, CellKind.DATETIME, 17)


def number(key: str, title: str, source: str | tuple[str, ...], **more: Any) -> LedgerColumn:
    return LedgerColumn(key, title, source, CellKind.INTEGER, 10, **more)


def labelled(
    key: str, title: str, source: str, labels: Iterable[tuple[Any, Any]], width: int = 14, *, counted: bool = True
) -> LedgerColumn:
    """A value of a closed list, by its label; such columns are what the summary counts by."""
    return LedgerColumn(key, title, source, width=width, say=Labels(dict(labels)), counted=counted)


def yes_no(key: str, title: str, source: str, **more: Any) -> LedgerColumn:
    return LedgerColumn(key, title, source, width=10, say={True: "是", False: "否"}.get, **more)


class Labels:
    def __init__(self, labels: Mapping[Any, Any]) -> None:
        self.labels = {value: str(label) for value, label in labels.items()}

    def __call__(self, value: Any) -> str:
        return self.labels.get(value, "") if value in (None, "") else self.labels.get(value, str(value))


def as_read_here(moment: datetime | None) -> datetime | None:
    """As a clock in Zhengzhou shows it: a workbook knows no zones."""
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment else None


def counted_by(rows: QuerySet[Any], key: str, keys: Sequence[Any]) -> dict[Any, int]:
    """For a column that is looked up: how many of the rows have each of these keys in the field `key`, 0 included."""
    found = rows.filter(**{f"{key}__in": keys}).order_by().values_list(key).annotate(rows_counted=Count("pk"))
    return dict.fromkeys(keys, 0) | dict(found)


def fields_of(columns: Sequence[LedgerColumn]) -> list[str]:
    """The fields that these columns are read from, in their order; a field that two need stands there twice."""
    return [source for column in columns for source in column.sources]


def read(columns: Sequence[LedgerColumn], found: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Rows of cells out of rows of `fields_of` the columns."""
    plan, first = [], 0
    for column in columns:
        plan.append((first, first + len(column.sources), column.reading))
        first += len(column.sources)
    for row in found:
        yield [
            row[start] if say is None else say(row[start]) if end == start + 1 else say(*row[start:end])
            for start, end, say in plan
        ]
