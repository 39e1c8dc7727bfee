"""The rows of one check as a workbook: every cell is text, so that codes stay whole and nothing becomes a formula."""

from typing import IO

import xlsxwriter

from reports.data_quality.checks import QualityCheck
from reports.data_quality.scope import Scope

COLUMNS = ("名称", "代码", "县（市、区）", "登记管理机关", "说明", "如何补正")
CHUNK = 2000
FORMULA = ("=", "+", "-", "@")


def write_sheet(check: QualityCheck, scope: Scope, out: IO[bytes]) -> None:
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet("数据质量")
    sheet.set_column(0, len(COLUMNS) - 1, 24)
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(COLUMNS):
        sheet.write_string(0, place, title, bold)
    found = check.find(scope).order_by(*check.by).iterator(chunk_size=CHUNK)
    for number, one in enumerate(found, start=1):
        row = check.row(scope, one)
        for place, text in enumerate((row.title, row.code, row.district, row.authority, row.note, check.how)):
            sheet.write_string(number, place, text, quoted if text.startswith(FORMULA) else None)
    book.close()
