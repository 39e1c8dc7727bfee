"""A ledger (台账) as a workbook of one sheet: every cell a value, never a formula."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import IO

import xlsxwriter


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Mapping[int, int], frozen: int = 2
) -> bytes:
    """The workbook as it is sent; `widths` are those of columns, counted from 0, that are not 14 characters wide."""
    buffer = BytesIO()
    write(buffer, title, header, rows, widths=widths, frozen=frozen)
    return buffer.getvalue()


def write(
    out: IO[bytes],
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: Mapping[int, int],
    frozen: int = 2,
) -> None:
    """Row by row, in memory that does not grow with them; the first row and `frozen` columns stay in sight.

    Text stays text whatever it begins with: `=`, `+`, `-` and `@` cannot become formulas, addresses no links.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1})
        for column, label in enumerate(header):
            sheet.set_column(column, column, widths.get(column, 14))
            sheet.write_string(0, column, label, bold)
        sheet.freeze_panes(1, frozen)
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells):
                if isinstance(value, int) and not isinstance(value, bool):
                    sheet.write_number(row, column, value)
                else:
                    sheet.write_string(row, column, str(value))
