"""From a file to its sheets: by content, not by name; workbooks are opened in a process of their own."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError

from organizations.registry import workbook_reader
from organizations.registry.cleaning import Cell
from zhengzhou_ideology.files import archives, compound, kinds, tables

MEGABYTE = 1024 * 1024
READING_SECONDS = 60
# Merged cells hold their text in the first one; filling more than this many others is no list any more.
MAX_SPREAD = 1_000_000
TOO_LARGE = "表格展开后过大，无法读取。请删除数据区域以外的单元格，或拆分后再导入。"

Row = list[Cell]


class Range(NamedTuple):
    """Merged cells, counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: list[Row]
    merged: list[Range] = field(default_factory=list)


def sheets(content: bytes, has_header: Callable[[list[Row]], bool]) -> Iterator[Sheet]:
    """The visible sheets of a workbook; a csv file is one sheet, in whichever separator shows a header.

    Raises `ValidationError` with a sentence for the user if the file cannot be read.
    """
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
    return _text(content, has_header)


def _workbook(content: bytes) -> Iterator[Sheet]:
    try:
        read = subprocess.run(  # noqa: S603 - our own script, nothing of the file on the command line
            [sys.executable, "-I", str(Path(workbook_reader.__file__))],
            input=content,
            capture_output=True,
            timeout=READING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ValidationError(TOO_LARGE) from error
    if read.returncode == workbook_reader.UNREADABLE:
        raise ValidationError("文件已损坏，无法打开，请用办公软件重新保存后再导入。")
    if read.returncode:
        raise ValidationError(TOO_LARGE)
    name, rows = "", []
    for line in read.stdout.splitlines():
        stored: Any = json.loads(line)
        if isinstance(stored, list):
            rows += stored
        elif isinstance(stored, dict):
            yield Sheet(name, rows, [Range(*one) for one in stored["merged"]])
        else:
            name, rows = stored, []


def _text(content: bytes, has_header: Callable[[list[Row]], bool]) -> Iterator[Sheet]:
    text = tables.decoded(content)
    for separator in (",", "\t", ";"):
        try:
            sheet = Sheet("", [list(row) for row in csv.reader(StringIO(text, newline=""), delimiter=separator)])
        except csv.Error as error:
            raise ValidationError("csv 文件格式有误（可能缺少引号），无法读取。") from error
        if has_header(sheet.rows):
            yield sheet
            return


def spread_down(rows: list[Row], merged: list[Range], *, first: int, last: int) -> None:
    """Give each row of a merged cell its text, in the first column, for ranges that begin in rows `first` to `last`."""
    budget = MAX_SPREAD
    for top, left, bottom, _ in merged:
        if not first <= top <= last or bottom == top or top >= len(rows) or left >= len(rows[top]):
            continue
        budget -= bottom - top
        if budget < 0:
            raise ValidationError(TOO_LARGE)
        for row in rows[top + 1 : bottom + 1]:
            put(row, left, rows[top][left])


def put(row: Row, place: int, cell: Cell) -> None:
    row.extend([""] * (place + 1 - len(row)))
    row[place] = cell
