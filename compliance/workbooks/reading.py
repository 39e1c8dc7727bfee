"""Reading workbooks that come back filled in: as what a browser would have sent, with the cell of each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from compliance.workbooks.cells import CellFault, as_text, shown, typed
from compliance.workbooks.writing import BEFORE, PAPER, VERSION
from organizations.registry.cleaning import Cell
from organizations.registry.sheets import Row, Sheet, sheets

if TYPE_CHECKING:
    from zhengzhou_ideology.drafting.views import DraftForm

NOT_OURS = "这不是从本门户下载的填报表格，或者表格的隐藏行列已被删除。请重新下载，将内容粘贴后再上传。"
MOST_PAPERS = 200


@dataclass(frozen=True)
class HandedIn:
    """What a workbook says of one paper: `cells` are the places and contents by the name of the field."""

    reference: str
    version: str
    sheet: str
    cells: Mapping[str, tuple[str, Cell]]
    line: int = 0
    misread: dict[str, str] = field(default_factory=dict)

    def data_for(self, draft: DraftForm) -> dict[str, str]:
        """As a browser would have sent it. Raises `ValidationError` where the workbook lacks a field of the form."""
        fields = draft.fields()
        missing = [draft.label_of(name) for name in fields if name not in self.cells]
        if missing:
            raise ValidationError(f"表格缺少：{'、'.join(missing)}。请重新下载。")
        data = {"version": self.version}
        for name, bound in fields.items():
            value, reason = typed(bound.field, self.cells[name][1])
            if value is not None:
                data[name] = value
            if reason:
                self.misread[name] = reason
        return data

    def faults(self, draft: DraftForm) -> list[CellFault]:
        """By cell, in the order of the form: what could not be read, and what the form says."""
        said = {name: "".join(reasons) for name, reasons in draft.errors().items()} | self.misread
        return [
            CellFault(self.sheet, self.cells[name][0], draft.label_of(name), shown(self.cells[name][1]), said[name])
            for name in draft.fields()
            if name in said
        ]


def read_one(content: bytes) -> HandedIn:
    """The workbook of one paper. Raises `ValidationError` with a sentence for the user."""
    for sheet in _sheets(content):
        rows = {as_text(row[0]): (number, row) for number, row in enumerate(sheet.rows) if row}
        if PAPER not in rows or VERSION not in rows:
            continue
        cells = {name: (address(number, 2), _at(row, 2)) for name, (number, row) in rows.items()}
        return HandedIn(as_text(cells[PAPER][1]), as_text(cells[VERSION][1]), sheet.name, cells)
    raise ValidationError(NOT_OURS)


def read_many(content: bytes) -> list[HandedIn]:
    """The workbook of many papers, in its order; rows without a paper are none."""
    for sheet in _sheets(content):
        names = [as_text(cell) for cell in sheet.rows[0]] if sheet.rows else []
        if tuple(names[: len(BEFORE)]) != BEFORE:
            continue
        found = [
            _of_row(sheet, names, number, row)
            for number, row in enumerate(sheet.rows[2:], start=2)
            if as_text(_at(row, 0))
        ]
        if len(found) > MOST_PAPERS:
            raise ValidationError(f"一次最多代填 {MOST_PAPERS} 份，请分批上传。")
        return found
    raise ValidationError(NOT_OURS)


def _of_row(sheet: Sheet, names: list[str], number: int, row: Row) -> HandedIn:
    places = range(len(BEFORE), len(names))
    cells = {names[place]: (address(number, place), _at(row, place)) for place in places}
    return HandedIn(as_text(_at(row, 0)), as_text(_at(row, 1)), sheet.name, cells, number + 1)


def _sheets(content: bytes) -> list[Sheet]:
    return list(sheets(content, lambda rows: False))


def _at(row: Row, place: int) -> Cell:
    return row[place] if place < len(row) else ""


def address(row: int, place: int) -> str:
    """C5: the third column, the fifth row; both counted from 0 here."""
    letters, place = "", place + 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
