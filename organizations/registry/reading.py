"""From a file to the rows of one registry list: which sheet, which row is the header, which column means what."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from organizations.registry import cleaning, workbook_reader
from organizations.registry.cleaning import Cell
from organizations.registry.footers import is_footer
from zhengzhou_ideology.files import archives, compound, kinds, tables

MEGABYTE = 1024 * 1024
MAX_ROWS = 100_000
HEADER_WITHIN = 50
# Fewer known names than this in one row are a coincidence, not a header.
HEADER_NAMES = 3
# Columns that lists have and the register does not: known only to recognize a header that is repeated on a new page.
UNUSED = frozenset(["序号", "编号", "备注"])
READING_SECONDS = 60

Row = list[Cell]


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: list[Row]


@dataclass(frozen=True)
class Listing:
    """A registry list: the rows up to the header, the place of each known column, the rows of data by their number."""

    sheet: str
    head: list[Row]
    places: dict[str, int]
    rows: list[tuple[int, Row]]

    def cells(self, row: Row) -> dict[str, Cell]:
        return {key: row[place] if place < len(row) else "" for key, place in self.places.items()}


def read_listing(content: bytes, names: Mapping[str, str], required: Mapping[str, str]) -> Listing:
    """The list in the file. `names` leads from a column's name to its key, `required` from a key to what to call it.

    Raises `ValidationError` with a sentence for the user if the file holds no list that can be read.
    """
    listings = [found for sheet in _sheets(content, names) if (found := _listing(sheet, names))]
    if not listings:
        raise ValidationError("没有找到表头行。名录中须有一行写明“社会组织名称”“统一社会信用代码”等列名。")
    with_rows = [listing for listing in listings if listing.rows]
    if len(with_rows) > 1:
        sheets = "、".join(f"“{listing.sheet}”" for listing in with_rows)
        raise ValidationError(f"工作簿中有多张名录工作表（{sheets}），请合并为一张后再导入。")
    if not with_rows:
        raise ValidationError("名录中只有表头，没有数据行。")
    missing = [label for key, label in required.items() if key not in with_rows[0].places]
    if missing:
        raise ValidationError(f"缺少必需的列：{'、'.join(missing)}。")
    if len(with_rows[0].rows) > MAX_ROWS:
        raise ValidationError(f"名录超过 {MAX_ROWS // 10_000} 万行，请拆分后分别导入。")
    return with_rows[0]


def _sheets(content: bytes, names: Mapping[str, str]) -> Iterator[Sheet]:
    if not content.strip():
        raise ValidationError("文件是空的，请检查后重新选择。")
    if len(content) > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(f"文件超过 {settings.ATTACHMENT_MAX_BYTES // MEGABYTE} MB，请拆分后分别导入。")
    if content.startswith(kinds.XLSX.signature):
        archives.inspect(content, kinds.XLSX)
        return _workbook(content)
    if content.startswith(kinds.XLS.signature):
        compound.inspect(content, kinds.XLS)
        return _workbook(content)
    return _text(content, names)


def _workbook(content: bytes) -> Iterator[Sheet]:
    too_large = "表格展开后过大，无法读取。请删除数据区域以外的单元格，或拆分后再导入。"
    try:
        read = subprocess.run(  # noqa: S603 - our own script, nothing of the file on the command line
            [sys.executable, "-I", str(Path(workbook_reader.__file__))],
            input=content,
            capture_output=True,
            timeout=READING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ValidationError(too_large) from error
    if read.returncode == workbook_reader.UNREADABLE:
        raise ValidationError("文件已损坏，无法打开，请用办公软件重新保存后再导入。")
    if read.returncode:
        raise ValidationError(too_large)
    name, rows = "", []
    for line in read.stdout.splitlines():
        stored: Any = json.loads(line)
        if isinstance(stored, list):
            rows.append(stored)
            continue
        if rows:
            yield Sheet(name, rows)
        name, rows = stored, []
    yield Sheet(name, rows)


def _text(content: bytes, names: Mapping[str, str]) -> Iterator[Sheet]:
    """A csv list: in whichever of the usual separators its header shows."""
    text = tables.decoded(content)
    for separator in (",", "\t", ";"):
        try:
            sheet = Sheet("", [list(row) for row in csv.reader(StringIO(text, newline=""), delimiter=separator)])
        except csv.Error as error:
            raise ValidationError("csv 文件格式有误（可能缺少引号），无法读取。") from error
        if _header(sheet.rows, names) is not None:
            yield sheet
            return


def _listing(sheet: Sheet, names: Mapping[str, str]) -> Listing | None:
    header = _header(sheet.rows, names)
    if header is None:
        return None
    places = _places(sheet.rows[header], names)
    first = header + 1
    while first < len(sheet.rows) and _names_columns(sheet.rows[first], names):  # the second line of a merged header
        places = {**_places(sheet.rows[first], names), **places}
        first += 1
    rows = [
        (number, row)
        for number, row in enumerate(sheet.rows[first:], start=first + 1)
        if any(place < len(row) and not cleaning.is_blank(row[place]) for place in places.values())
        and not is_footer(row)
        and not _names_columns(row, names)
    ]
    return Listing(sheet.name, sheet.rows[:first], places, rows)


def _header(rows: list[Row], names: Mapping[str, str]) -> int | None:
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        if len(_known(row, names)) >= HEADER_NAMES:
            return number
    return None


def _places(row: Row, names: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, column in _known(row, names):
        if column in places:
            raise ValidationError(
                f"表头中“{cleaning.plain(row[places[column]])}”与“{cleaning.plain(row[place])}”含义重复，请只保留一列。"
            )
        places[column] = place
    return places


def _known(row: Row, names: Mapping[str, str]) -> list[tuple[int, str]]:
    return [(place, column) for place, cell in enumerate(row) if (column := _column(cell, names))]


def _column(cell: Cell, names: Mapping[str, str]) -> str | None:
    if not isinstance(cell, str) or not cell:
        return None
    title = cleaning.key(cell).strip("*")
    return names.get(title) or names.get(title.partition("(")[0])


def _names_columns(row: Row, names: Mapping[str, str]) -> bool:
    """The row holds names of columns and nothing else: the second line of a header, or the header repeated on a new page."""
    titles = [cell for cell in row if cell != ""]
    return bool(titles) and all(_column(cell, names) or cleaning.key(cell) in UNUSED for cell in titles)
