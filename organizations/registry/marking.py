"""The list handed back as a workbook, each bad cell coloured and with the reason as its comment."""

from typing import IO, Any, NamedTuple

import xlsxwriter

from organizations.enums import Verdict
from organizations.models import ImportBatch

COMMENT_SIZE = {"width": 280, "height": 80, "author": "名录导入"}


class Styles(NamedTuple):
    bold: Any
    quoted: Any
    bad: Any


def write_marked(batch: ImportBatch, out: IO[bytes]) -> None:
    """Every row stands where it stood, so that row numbers agree; the list can be put right and imported again."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    styles = Styles(
        bold=book.add_format({"bold": True}),
        quoted=book.add_format({"quote_prefix": True}),
        bad=book.add_format({"bg_color": "#FCE8E6", "border": 1, "border_color": "#B3261E", "quote_prefix": True}),
    )
    for stored in batch.lists:
        sheet = book.add_worksheet(stored["sheet"] or "名录")
        sheet.set_column(0, 30, 18)
        _write_list(sheet, stored, batch, styles)
    book.close()


def _write_list(sheet: Any, stored: dict[str, Any], batch: ImportBatch, styles: Styles) -> None:
    places = {key: place for place, _, key, _ in stored["columns"] if key}
    for number, cells in enumerate(stored["head"]):
        for place, cell in enumerate(cells):
            write_cell(sheet, number, place, cell, styles.bold)
    rows = batch.rows.filter(sheet=stored["number"]).order_by("row").values_list("row", "verdict", "cells", "errors")
    for number, verdict, cells, errors in rows.iterator():
        is_bad = verdict in {Verdict.ERROR, Verdict.WAITING}
        reasons = _reasons(places, errors) if is_bad else {}
        for place in range(max(len(cells), *(place + 1 for place in reasons)) if reasons else len(cells)):
            cell = cells[place] if place < len(cells) else ""
            write_cell(sheet, number - 1, place, cell, styles.bad if place in reasons else styles.quoted)
            if place in reasons:
                sheet.write_comment(number - 1, place, reasons[place], COMMENT_SIZE)


def _reasons(places: dict[str, int], errors: list[dict[str, Any]]) -> dict[int, str]:
    """By the place of the cell; what concerns a column that the list does not have is noted on the code."""
    reasons: dict[int, list[str]] = {}
    for error in errors:
        reasons.setdefault(places.get(error["key"], places["uscc"]), []).append(error["reason"])
    return {place: "\n".join(said) for place, said in reasons.items()}


def write_cell(sheet: Any, row: int, place: int, cell: Any, style: Any) -> None:
    """Text stays text, whatever it begins with; only numbers are written as numbers."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell, style)
    elif cell or style.bg_color:
        sheet.write_string(row, place, cell, style)
