"""How statements lie in a folder or in a zip: a folder for each district, one file each, and an index."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.timezone import localtime

from organizations.models import Organization
from reports.models import AnnualStatement

INDEX = "目录.xlsx"
MERGED = "合订本.pdf"
FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t\x00', "_"))
NAME_BYTES = 200  # a file system takes 255 of a name: the code, the year and the ending need 30
COLUMNS = (
    ("县（市、区）", 14),
    ("统一社会信用代码", 22),
    ("名称", 36),
    ("登记管理机关", 20),
    ("年度状态", 30),
    ("第一季度", 20),
    ("第二季度", 20),
    ("第三季度", 20),
    ("第四季度", 20),
    ("发布情况", 14),
    ("版本", 8),
    ("核验码", 22),
    ("数据校验值", 24),
    ("出具时间", 18),
    ("文件", 48),
    ("备注", 30),
)
ISSUED_AT = 13


def file_name(statement: AnnualStatement) -> str:
    organization = statement.snapshot["organization"]
    return f"{organization['uscc']}_{fitting(organization['name'])}_{statement.year}.pdf"


def path_of(statement: AnnualStatement) -> str:
    """In the folder of its district."""
    return f"{fitting(statement.snapshot['organization']['district'])}/{file_name(statement)}"


def fitting(name: str) -> str:
    """Safe and short enough as a part of a file's name."""
    return name.translate(FORBIDDEN).encode()[:NAME_BYTES].decode(errors="ignore").strip()


def index_line(statement: AnnualStatement, note: str = "") -> list[Any]:
    """As JSON keeps it; `note` says why there is no file."""
    facts = statement.snapshot
    organization = facts["organization"]
    return [
        organization["district"],
        organization["uscc"],
        organization["name"],
        organization["registration_authority"],
        facts["year_state_label"],
        *(f"{quarter['state_label']}，{quarter['timeliness_label']}" for quarter in facts["quarters"]),
        statement.standing,
        statement.version,
        statement.printed_code,
        statement.snapshot_sha256,
        localtime(statement.issued_at).replace(tzinfo=None, microsecond=0).isoformat(),
        "" if note else path_of(statement),
        note,
    ]


def line_without_statement(organization: Organization, note: str) -> list[Any]:
    known = [organization.district.name, organization.uscc, organization.name]
    return known + [""] * (len(COLUMNS) - len(known) - 1) + [note]


def index_xlsx(lines: Iterable[Sequence[Any]]) -> bytes:
    """Codes as text, versions as numbers, moments as dates; nothing that was typed becomes a formula or a link."""
    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("目录")
        bold = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for column, (label, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label, bold)
        sheet.freeze_panes(1, 3)
        row = 0
        for row, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                _write(sheet, row, column, cell, moment)
        sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, moment: Any) -> None:
    if column == ISSUED_AT and cell:
        sheet.write_datetime(row, column, datetime.fromisoformat(cell), moment)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, str(cell))
