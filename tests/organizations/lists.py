"""Registry lists made on the spot: as workbooks and as csv, clean unless told otherwise."""

import csv
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
import xlwt

HEADER = [
    "序号",
    "社会组织名称",
    "统一社会信用代码",
    "社会组织类型",
    "登记管理机关",
    "业务主管单位",
    "所属区县",
    "法定代表人",
    "党支部书记",
    "日常工作联系人",
    "联系电话",
    "电子邮箱",
    "成立登记日期",
    "住所",
    "状态",
]
CLEAN = {
    "序号": 1,
    "社会组织名称": "金水区餐饮协会",
    "统一社会信用代码": "51410104MJWAE3CLX5",
    "社会组织类型": "社会团体",
    "登记管理机关": "金水区民政局",
    "业务主管单位": "郑州市教育局",
    "所属区县": "金水区",
    "法定代表人": "王某某",
    "党支部书记": "李某",
    "日常工作联系人": "张某某",
    "联系电话": "19912345678",
    "电子邮箱": "lianxi@example.org",
    "成立登记日期": "2015-03-02",
    "住所": "金水区农业路1号",
    "状态": "正常",
}
# Valid codes: two associations, a service institution, a foundation.
CODES = ("51410104MJWAE3CLX5", "51410182MJCDPPCB48", "52410106MJ16KCNG6J", "53410103MJMRW3JJ3P")


def row(**changed: Any) -> dict[str, Any]:
    return {**CLEAN, **changed}


def table(*rows: dict[str, Any], header: list[str] | None = None) -> list[list[Any]]:
    header = HEADER if header is None else header
    return [header, *([one.get(name, "") for name in header] for one in rows)]


def xlsx(cells: list[list[Any]], *, sheets: tuple[str, ...] = ("名录",), **formats: Any) -> bytes:
    """The table on each of the sheets."""
    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"default_date_format": "yyyy-mm-dd"})
    for name in sheets:
        sheet = book.add_worksheet(name)
        for number, line in enumerate(cells):
            for place, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write(number, place, cell)
    book.close()
    return written.getvalue()


def xls(cells: list[list[Any]]) -> bytes:
    written = BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("名录")
    for number, line in enumerate(cells):
        for place, cell in enumerate(line):
            sheet.write(number, place, cell)
    book.save(written)
    return written.getvalue()


def csv_text(cells: list[list[Any]], separator: str = ",") -> str:
    written = StringIO()
    csv.writer(written, delimiter=separator).writerows(cells)
    return written.getvalue()
