"""How statements lie in a folder or in a zip: a folder for each district, one file each, and an index."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.timezone import localtime

from organizations.models import Organization
from reports.models import AnnualStatement
from zhengzhou_ideology.ledgers.columns import NUMBER, code, moment, number, text
from zhengzhou_ideology.ledgers.workbook import ROWS, Book, Sum, write

INDEX = "目录.xlsx"
MERGED = "合订本.pdf"
FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t\x00', "_"))
NAME_BYTES = 200  # a file system takes 255 of a name: the code, the year and the ending need 30
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
COLUMNS = (
    text("district", "县（市、区）", ""),
    code("uscc", "统一社会信用代码", ""),
    text("name", "名称", "", 36),
    text("authority", "登记管理机关", "", 20),
    text("year_state", "年度状态", "", 30),
    *(text(f"quarter{place}", title, "", 20) for place, title in enumerate(QUARTERS, start=1)),
    text("standing", "发布情况", ""),
    number("version", "版本", ""),
    code("code", "核验码", ""),
    code("sha256", "数据校验值", "", 24),
    moment("issued_at", "出具时间", ""),
    text("file", "文件", "", 48),
    text("note", "备注", "", 30),
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


def index_xlsx(lines: Sequence[Sequence[Any]], *, title: str, about: str, now: datetime) -> bytes:
    """As ledgers are written: codes as text, versions as numbers, moments as dates; the last sheet counts the rows again.

    `about` says whose statements they are.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / INDEX
        rows = (_cells(line) for line in lines)
        sums = [Sum(NUMBER, ROWS, len(lines))]
        write(Book(title, about, f"截至 {localtime(now):%Y-%m-%d %H:%M}", COLUMNS, rows, sums), path)
        return path.read_bytes()


def _cells(line: Sequence[Any]) -> list[Any]:
    """As JSON kept them; the moment as a moment, and nothing where nothing is."""
    cells: list[Any] = [cell if cell != "" else None for cell in line]
    if cells[ISSUED_AT]:
        cells[ISSUED_AT] = datetime.fromisoformat(cells[ISSUED_AT])
    return cells
