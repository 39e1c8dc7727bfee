"""What a board is made of: tables of numbers, each with the list that it counts; the sheet and the chart read the same cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class BoardCell:
    """A number and where its rows are listed; no address where there is nothing to list, or nothing that may be read."""

    value: int | str
    url: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    label: str
    cells: list[BoardCell]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """`query` is what the list is narrowed by besides; `shown` is drawn in the chart."""

    name: str
    label: str
    query: Mapping[str, Any] = field(default_factory=dict)
    shown: bool = False


@dataclass(frozen=True, slots=True)
class BoardTable:
    key: str
    title: str
    head: str
    columns: list[BoardColumn]
    rows: list[BoardRow]
    note: str = ""
    chart: dict[str, Any] | None = None

    @property
    def header(self) -> list[str]:
        return [self.head, *(column.label for column in self.columns)]

    @property
    def plain_rows(self) -> list[list[int | str]]:
        return [[row.label, *(cell.value for cell in row.cells)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class ListLink:
    """A list of a room, narrowed to what the whole board counts."""

    view: str
    query: Mapping[str, Any]

    def cell(self, number: int, *narrower: Mapping[str, Any]) -> BoardCell:
        if not number:
            return BoardCell(0)
        query = dict(self.query)
        for more in narrower:
            query |= more
        return BoardCell(number, f"{reverse(self.view)}?{urlencode(query)}")

    def row(
        self,
        label: str,
        counts: Mapping[str, Any],
        columns: list[BoardColumn],
        query: Mapping[str, Any],
        *,
        is_total: bool = False,
    ) -> BoardRow:
        cells = [self.cell(counts[column.name] or 0, query, column.query) for column in columns]
        return BoardRow(label, cells, is_total)


def added(rows: list[dict[str, Any]], columns: list[BoardColumn]) -> dict[str, int]:
    return {column.name: sum(row[column.name] or 0 for row in rows) for column in columns}
