"""A ledger (台账) as a workbook of one sheet: every cell a value, never a formula."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Mapping[int, int], frozen: int = 2
) -> bytes:
    """Text stays text whatever it begins with: `=`, `+`, `-` and `@` cannot become formulas, addresses no links.

    `widths` are those of columns that are not 14 characters wide; the first row and `frozen` columns stay in sight.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
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
    return buffer.getvalue()
