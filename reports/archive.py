"""How statements lie in a folder or in a zip: one file each, and an index."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime

from organizations.models import Organization
from reports.models import AnnualStatement

INDEX = "目录.csv"
FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t\x00', "_"))
NAME_BYTES = 200  # a file system takes 255 of a name: the code, the year and the ending need 30
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "统一社会信用代码",
    "名称",
    "登记管理机关",
    "年度状态",
    "第一季度",
    "第二季度",
    "第三季度",
    "第四季度",
    "版本",
    "核验码",
    "数据校验值",
    "出具时间",
    "文件",
    "备注",
)


def file_name(statement: AnnualStatement) -> str:
    organization = statement.snapshot["organization"]
    name = organization["name"].translate(FORBIDDEN).encode()[:NAME_BYTES].decode(errors="ignore").strip()
    return f"{organization['uscc']}_{name}_{statement.year}.pdf"


def index_line(statement: AnnualStatement, note: str = "") -> list[str]:
    """`note` says why there is no file."""
    facts = statement.snapshot
    organization = facts["organization"]
    return [
        organization["uscc"],
        organization["name"],
        organization["registration_authority"],
        facts["year_state_label"],
        *(f"{quarter['state_label']}，{quarter['timeliness_label']}" for quarter in facts["quarters"]),
        str(statement.version),
        statement.printed_code,
        statement.snapshot_sha256,
        f"{localtime(statement.issued_at):%Y-%m-%d %H:%M}",
        "" if note else file_name(statement),
        note,
    ]


def line_without_statement(organization: Organization, note: str) -> list[str]:
    known = [organization.uscc, organization.name]
    return known + [""] * (len(COLUMNS) - len(known) - 1) + [note]


def index_csv(lines: Iterable[list[str]]) -> bytes:
    """UTF-8 with the mark that Excel needs to read it as such; no cell can become a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_text(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _text(cell: Any) -> str:
    return f"'{cell}" if str(cell).startswith(FORMULA) else str(cell)
