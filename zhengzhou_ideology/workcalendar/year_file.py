"""A year's holidays and make-up days out of a small csv or xlsx file, or out of pasted lines."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from django.core.exceptions import ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from zhengzhou_ideology.files import archives, kinds, tables
from zhengzhou_ideology.workcalendar.statutory import DayRule
from zhengzhou_ideology.workcalendar.working_days import days_after

MOST_BYTES = 1024 * 1024
MOST_ROWS = 400
WORKED = {"班", "上班", "调休上班", "补班", "工作日", "是", "1", "true"}
RESTED = {"休", "放假", "休息", "休息日", "节假日", "假日", "否", "0", "false"}
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
UNTIL = re.compile(r"\s*(?:至|到|~|～|—)\s*")
HEADERS = {"日期": "date", "是否工作日": "kind", "类型": "kind", "安排": "kind", "名称": "name", "节日": "name"}
# Days off by the State Council's regulation on public holidays in every year, whatever the notice adds.
FIXED_HOLIDAYS = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))


@dataclass(frozen=True)
class YearFile:
    days: dict[date, DayRule]
    warnings: list[str]


def read_upload(content: bytes, file_name: str) -> list[list[Any]]:
    """The rows of the first sheet or of the csv file; a ValidationError says what is wrong with the file."""
    if len(content) > MOST_BYTES:
        raise ValidationError("文件过大，一个年度的安排不应超过1 MB。")
    if file_name.lower().endswith(".xlsx"):
        return _read_xlsx(content)
    if file_name.lower().endswith(".csv"):
        return read_text(tables.decoded(content))
    raise ValidationError("请上传 xlsx 或 csv 文件。")


def read_text(text: str) -> list[list[Any]]:
    delimiter = "\t" if "\t" in text else ","
    return list(csv.reader(StringIO(text.replace("，", ",")), delimiter=delimiter))


def parse(rows: Sequence[Sequence[Any]], *, year: int, source: str) -> YearFile:
    """The days of the notice for a year; it may reach back into the December before, as those for New Year do."""
    header = next((number for number, row in enumerate(rows) if "日期" in [str(cell).strip() for cell in row]), None)
    if header is None:
        raise ValidationError("没有找到表头，第一行应为：日期、类型、名称。")
    columns = {HEADERS.get(str(cell).strip()): index for index, cell in enumerate(rows[header])}
    if not {"date", "kind", "name"} <= set(columns):
        raise ValidationError("表头应包括：日期、类型（或是否工作日）、名称。")
    filled = [
        (number, [row[columns[key]] if columns[key] < len(row) else "" for key in ("date", "kind", "name")])
        for number, row in enumerate(rows[header + 1 :], start=header + 2)
        if any(str(cell).strip() for cell in row)
    ]
    if not filled:
        raise ValidationError("文件中没有任何日期。")
    if len(filled) > MOST_ROWS:
        raise ValidationError(f"文件超过{MOST_ROWS}行，请核对是否选错了文件。")
    days = _days(filled, year=year, source=source)
    return YearFile(days, _warnings(days, year))


def _read_xlsx(content: bytes) -> list[list[Any]]:
    archives.inspect(content, kinds.XLSX)
    try:
        return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError) as error:
        raise ValidationError("文件无法读取，请用办公软件重新保存后再上传。") from error


def _days(rows: Iterable[tuple[int, list[Any]]], *, year: int, source: str) -> dict[date, DayRule]:
    days: dict[date, DayRule] = {}
    wrong: list[str] = []
    for number, (when, kind, name) in rows:
        try:
            for day in _dates(when):
                if day in days:
                    raise ValueError(f"日期{day.isoformat()}重复")
                if day.year != year and (day.year, day.month) != (year - 1, 12):
                    raise ValueError(f"日期{day.isoformat()}不属于{year}年的安排")
                days[day] = DayRule(_is_working_day(kind), _named(name), source)
        except ValueError as error:
            wrong.append(f"第{number}行：{error}。")
    if wrong:
        raise ValidationError(wrong[:20])
    return days


def _dates(cell: Any) -> list[date]:
    """One day, or every day of a range: “2027-10-01至2027-10-07”."""
    ends = [_date(end) for end in UNTIL.split(str(cell).strip())] if isinstance(cell, str) else [_date(cell)]
    if len(ends) == 1:
        return ends
    if len(ends) != 2 or not 0 < (ends[1] - ends[0]).days < 31:
        raise ValueError(f"日期范围“{cell}”有误")
    return [ends[0], *days_after(ends[0], until=ends[1])]


def _date(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    match = DATE.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}”不是有效的日期")
    try:
        return date(*(int(part) for part in match.groups() if part))
    except ValueError as error:
        raise ValueError(f"“{text}”不是有效的日期") from error


def _is_working_day(cell: Any) -> bool:
    text = (str(int(cell)) if isinstance(cell, float | int) else str(cell)).strip().lower()
    if text not in WORKED | RESTED:
        raise ValueError(f"类型“{text}”无法识别，应为“休”或“班”")
    return text in WORKED


def _named(cell: Any) -> str:
    name = str(cell).strip()
    if not 1 <= len(name) <= 50:
        raise ValueError("名称应为1至50个字")
    return name


def _warnings(days: dict[date, DayRule], year: int) -> list[str]:
    fixed = ((date(year, month, day), name) for month, day, name in FIXED_HOLIDAYS)
    absent = [name for day, name in fixed if day not in days or days[day].is_working_day]
    warnings = [f"{name}当日未列为休息日，请核对。" for name in absent]
    if not any(rule.is_working_day for rule in days.values()):
        warnings.append("没有任何调休上班日，请核对。")
    return warnings
