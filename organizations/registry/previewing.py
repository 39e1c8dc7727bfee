"""An import's rows as a person reads them: what is new, what changes from what to what, what is wrong where."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from organizations.enums import Verdict
from organizations.models import ImportBatch, ImportRow
from organizations.registry.resources import OrganizationResource

# What a fact follows from that the list has no column for.
SOURCES = {"kind": "统一社会信用代码", "district": "登记管理机关"}


@dataclass(frozen=True)
class Line:
    """One fact of a row; `before` is None where there is nothing to compare with."""

    column: str
    value: str
    before: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class ReadableRow:
    """`sheet` is the name of its sheet where the import has several."""

    row: ImportRow
    lines: list[Line]
    sheet: str = ""


@dataclass(frozen=True)
class ReadColumn:
    """A column of a sheet by its letter: what the header calls it, as what it is read, or why it is not."""

    letter: str
    title: str
    read_as: str
    note: str


@dataclass(frozen=True)
class ReadSheet:
    name: str
    columns: list[ReadColumn]

    @property
    def unread(self) -> list[ReadColumn]:
        return [column for column in self.columns if not column.read_as]


def columns_read(batch: ImportBatch, resource: OrganizationResource) -> list[ReadSheet]:
    """Which columns of which sheet were read as what, so that a silent loss is seen before anything is written."""
    return [
        ReadSheet(
            stored["sheet"],
            [
                ReadColumn(letter(place), title, resource.columns[key].column_name if key else "", note)
                for place, title, key, note in stored["columns"]
            ],
        )
        for stored in batch.lists
    ]


def letter(place: int) -> str:
    """What a spreadsheet calls the column: A for 0, AA for 26."""
    first, last = divmod(place, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def readable(rows: Iterable[ImportRow], resource: OrganizationResource, batch: ImportBatch) -> list[ReadableRow]:
    several = len(batch.lists) > 1
    names = {stored["number"]: stored["sheet"] for stored in batch.lists} if several else {}
    return [ReadableRow(row, _lines(row, resource), names.get(row.sheet, "")) for row in rows]


def _lines(row: ImportRow, resource: OrganizationResource) -> list[Line]:
    if row.verdict in {Verdict.ERROR, Verdict.WAITING}:
        return [Line(error["column"], error["value"], reason=error["reason"]) for error in row.errors]
    if row.verdict == Verdict.UNCHANGED:
        return []
    said: dict[str, Any] = row.values
    keys = [key for key in resource.columns if key in (said if row.verdict == Verdict.NEW else row.before)]
    lines = [
        Line(
            resource.columns[key].column_name,
            resource.written(key, said[key]),
            before=resource.written(key, row.before[key]) if key in row.before else None,
        )
        for key in keys
        if key not in {"name", "uscc"} or key in row.before
    ]
    follows = row.implied if row.verdict == Verdict.NEW else {}
    return lines + [
        Line(
            resource.columns[key].column_name, f"{resource.written(key, value)}（名录没有这一列，由{SOURCES[key]}得出）"
        )
        for key, value in follows.items()
    ]
