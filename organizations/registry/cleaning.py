"""What a cell of a registry list means: unambiguous dirt is cleaned, anything else raises `ValueError` with the reason."""

import re
import unicodedata
from datetime import date, timedelta
from typing import TypeAlias

from organizations import credit_code
from organizations.folding import INVISIBLE
from zhengzhou_ideology.wording import BRACKETS

Cell: TypeAlias = str | int | float | bool | None

BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff\uf900-\ufaff（）〇·]) (?=[\u3400-\u9fff\uf900-\ufaff（）〇·])")
# Only letters, digits and the space: the full-width comma and colon are how Chinese is written.
HALF_WIDTH = {
    ord(wide): unicodedata.normalize("NFKC", wide) for wide in map(chr, range(0xFF01, 0xFF5F)) if wide.isalnum()
}
PLACEHOLDERS = frozenset(
    ["-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "空", "未填", "N/A", "NA", "NULL", "null"]
)
# An integer beyond this is no longer exact in the floating-point number that a workbook stores.
EXACT = 10**15

YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
IN_CHARACTERS = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
CHARACTER_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
SERIAL = re.compile(r"\d{5}")
# Day 0 of a workbook's serial numbers, true from 1 March 1900 on.
SERIAL_ORIGIN = date(1899, 12, 30)
EARLIEST_FOUNDING = date(1900, 1, 1)

PHONE = re.compile(r"[0-9+\-() 转,;、/]{5,30}")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def plain(cell: Cell) -> str:
    """The cell as text: numbers without a decimal point, no invisible characters, no space around, single spaces inside."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        cell = int(cell) if cell.is_integer() else cell
    if not isinstance(cell, str):
        if abs(cell) >= EXACT:
            raise ValueError("单元格为数值，位数过多而失真，请改为文本后重新填写。")
        return str(cell)
    # Most cells are clean: `isprintable` is false for invisible characters and for every space but the ordinary one.
    is_clean = cell.isprintable() and "  " not in cell
    text = cell.strip() if is_clean else " ".join(INVISIBLE.sub("", cell).split())
    # A leading apostrophe is how exports keep such text from becoming a formula.
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@") else text


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not INVISIBLE.sub("", cell).strip())


def narrow(cell: Cell) -> str:
    """For codes, numbers and closed lists: full width folded too (NFKC)."""
    text = plain(cell)
    return text if unicodedata.is_normalized("NFKC", text) else " ".join(unicodedata.normalize("NFKC", text).split())


def filled(text: str) -> str:
    """The text, or nothing where lists write 无 or a dash."""
    return "" if text in PLACEHOLDERS else text


def key(cell: Cell) -> str:
    """How names of columns, kinds and authorities are compared: folded, without any space."""
    return narrow(cell).replace(" ", "")


def words(cell: Cell) -> str:
    """A name or an address: letters and digits in half width, brackets in full width, no space between characters."""
    text = plain(cell)
    return filled(BETWEEN_HAN.sub("", text.translate(HALF_WIDTH)).translate(BRACKETS))


def code(cell: Cell) -> str:
    """The credit code, valid."""
    text = credit_code.normalize(filled(plain(cell)))
    if text and (problem := credit_code.fault(text)):
        raise ValueError(problem)
    return text


def day(cell: Cell) -> date | None:
    """A date in any of the ways that leave no doubt which day is meant."""
    text = filled(narrow(cell))
    if not text:
        return None
    characters = IN_CHARACTERS.fullmatch(text.replace(" ", ""))
    if characters:
        year, month, number = characters.groups()
        return _date(int(year.translate(CHARACTER_DIGITS)), _number(month), _number(number), text)
    parts = YEAR_FIRST.fullmatch(text) or TOGETHER.fullmatch(text)
    if parts:
        year, month, number = parts.groups()
        return _date(int(year), int(month), int(number), text)
    if SERIAL.fullmatch(text):
        return SERIAL_ORIGIN + timedelta(days=int(text))
    if isinstance(cell, float) and 10_000 <= cell < 100_000:  # a serial number with a time of day
        return SERIAL_ORIGIN + timedelta(days=int(cell))
    raise ValueError("无法确定是哪一天，请写作 2015-03-02 的形式。")


def _date(year: int, month: int, number: int, text: str) -> date:
    try:
        return date(year, month, number)
    except ValueError as error:
        raise ValueError(f"“{text}”这一天不存在。") from error


def _number(characters: str) -> int:
    """十二 is 12, 二十 is 20, 三 is 3."""
    tens, ten, ones = characters.rpartition("十")
    if not ten:
        return int(characters.translate(CHARACTER_DIGITS))
    return 10 * int((tens or "一").translate(CHARACTER_DIGITS)) + int((ones or "〇").translate(CHARACTER_DIGITS))


def founding_day(cell: Cell, today: date) -> date | None:
    founded = day(cell)
    if founded and founded > today:
        raise ValueError("成立登记日期晚于今天。")
    if founded and founded < EARLIEST_FOUNDING:
        raise ValueError("成立登记日期早于 1900 年。")
    return founded


def phone(cell: Cell) -> str:
    text = filled(narrow(cell)).replace("–", "-").replace("—", "-")
    if re.fullmatch(r"\d+\.0", text):
        text = text[:-2]
    if text and not (PHONE.fullmatch(text) and sum(character.isdigit() for character in text) >= 5):
        raise ValueError("不是有效的电话号码。")
    return text


def email(cell: Cell) -> str:
    text = key(filled(narrow(cell)))
    if text and not (len(text) <= 254 and EMAIL.fullmatch(text)):
        raise ValueError("不是有效的电子邮箱地址。")
    return text


def within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(f"超过 {limit} 个字。")
    return text
