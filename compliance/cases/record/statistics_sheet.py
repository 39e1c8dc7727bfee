"""The sums as a workbook, a sheet for each table: every cell a value, never a formula."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from compliance.cases.record.statistics import Table


def workbook(tables: Iterable[Table]) -> bytes:
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1})
        for table in tables:
            sheet = book.add_worksheet(table.title)
            sheet.set_column(0, 0, 28)
            sheet.set_column(1, len(table.columns), 18)
            for row, cells in enumerate([table.columns, *table.rows]):
                for column, cell in enumerate(cells):
                    write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                    write(row, column, cell, None if row else bold)  # type: ignore[operator]
    return buffer.getvalue()
