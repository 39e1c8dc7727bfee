"""A ledger (台账) as a workbook: one sheet with its head, every cell a value, never a formula."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Ledger:
    """`widths` are of columns by their number, from 0; the others have 14 characters."""

    title: str
    header: Sequence[str]
    widths: Mapping[int, int]

    def workbook(self, rows: Iterable[Sequence[object]]) -> bytes:
        """Text stays text whatever it begins with: `=`, `+`, `-` and `@` cannot become formulas, addresses no links."""
        buffer = BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(buffer, options) as book:
            sheet = book.add_worksheet(self.title)
            bold = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1})
            for column, label in enumerate(self.header):
                sheet.set_column(column, column, self.widths.get(column, 14))
                sheet.write_string(0, column, label, bold)
            sheet.freeze_panes(1, 2)
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, int) and not isinstance(value, bool):
                        sheet.write_number(number, column, value)
                    else:
                        sheet.write_string(number, column, str(value))
        return buffer.getvalue()
