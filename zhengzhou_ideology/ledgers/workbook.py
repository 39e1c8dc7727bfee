"""A ledger (台账) as a workbook, written as a stream: the rows, and a sheet whose formulas count them over again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheets

from zhengzhou_ideology.ledgers.columns import NUMBER, CellKind, LedgerColumn

DATA, SUMMARY = "台账", "汇总核对"
# Title, filters and “as of” stand above the header.
HEADER_ROW = 3
LAST_ROW = 1_048_576
MOST_ROWS = LAST_ROW - HEADER_ROW - 1
TOTAL, ROWS = "合计", "全部行"
# Text of such columns goes over several lines.
WIDE = 30
MONTH_DAY, TO_THE_MINUTE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


class TooManyRows(Exception):
    """More than a sheet can hold."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What the portal counted: rows with this value in this column, all rows, or the column added up."""

    column: str
    value: str
    number: int


@dataclass(frozen=True, slots=True)
class Book:
    """What stands in the workbook; `rows` are cells of the columns, `sums` are asked for when the last row is written."""

    title: str
    filters: str
    as_of: str
    columns: Sequence[LedgerColumn]
    rows: Iterable[Sequence[Any]]
    sums: Iterable[Sum]


def write(book: Book, out: Path) -> None:
    """In memory that does not grow with the rows; text is text whatever it begins with, so nothing becomes a formula."""
    write_worksheets(
        [(DATA, _records(book)), (SUMMARY, _sums(book))],
        str(out),
        header_row={DATA: HEADER_ROW, SUMMARY: 0},
        merge_ranges={DATA: _above(book)},
        header_format={DATA: _header(), SUMMARY: _header()},
        column_widths={DATA: _widths(book.columns), SUMMARY: SUMMARY_WIDTHS},
        column_formats={DATA: _formats(book.columns)},
        freeze_panes={DATA: {"row": HEADER_ROW + 1, "col": 2}, SUMMARY: {"row": 1, "col": 0}},
        autofilter={DATA: True},
        formula_columns={SUMMARY: _formulas(len(book.columns) + 1)},
        ignore_errors={DATA: [column.title for column in book.columns if column.kind is CellKind.CODE]},
        page_setup={DATA: PRINTED, SUMMARY: {"paper_size": 9, "fit_to_pages": (1, 0)}},
    )


# A3 across, as wide as a page, the header on each, and numbered.
PRINTED = {
    "landscape": True,
    "paper_size": 8,
    "fit_to_pages": (1, 0),
    "repeat_rows": HEADER_ROW,
    "footer": "&C第 &P 页 共 &N 页",
}
ITEM, VALUE, COUNTED, FORMULA, AGREES = "核对栏目", "取值", "门户统计", "本表公式", "是否一致"
SUMMARY_WIDTHS: dict[str, float] = {ITEM: 22, VALUE: 30, COUNTED: 12, FORMULA: 12, AGREES: 12}


def _records(book: Book) -> Iterator[dict[str, Any]]:
    titles = [NUMBER, *(column.title for column in book.columns)]
    empty = True
    for place, row in enumerate(book.rows, start=1):
        if place > MOST_ROWS:
            raise TooManyRows
        empty = False
        yield dict(zip(titles, (place, *row), strict=True))
    if empty:
        # The header is written with the first row: without any, with one that is empty.
        yield dict.fromkeys(titles)


def _sums(book: Book) -> Iterator[dict[str, Any]]:
    for one in book.sums:
        yield {ITEM: one.column, VALUE: one.value, COUNTED: one.number}


def _formulas(width: int) -> dict[str, str]:
    """For each line of the summary: count or add up what stands in the rows, and say whether that is what the portal counted."""
    last = column_name(width)
    table = f"'{DATA}'!$A${HEADER_ROW + 2}:${last}${LAST_ROW}"
    found = f"INDEX({table},0,MATCH($A{{row}},'{DATA}'!$A${HEADER_ROW + 1}:${last}${HEADER_ROW + 1},0))"
    counts = f'IF($B{{row}}="{ROWS}",COUNT({found}),IF($B{{row}}="{TOTAL}",SUM({found}),COUNTIF({found},$B{{row}})))'
    return {FORMULA: f"={counts}", AGREES: '=IF($C{row}=$D{row},"一致","不一致")'}


def column_name(place: int) -> str:
    """A for the first, AA for the 27th."""
    name = ""
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _above(book: Book) -> list[tuple[Any, ...]]:
    last = len(book.columns)
    lines = ((book.title, Format().set_bold().set_font_size(16).set_align("center")), (book.filters, _note()))
    return [(row, 0, row, last, said, style) for row, (said, style) in enumerate((*lines, (book.as_of, _note())))]


def _note() -> Format:
    return Format().set_font_color("#475569").set_align("left")


def _header() -> Format:
    return Format().set_bold().set_background_color("#EEF2F7").set_border("thin").set_text_wrap().set_align("vcenter")


def _widths(columns: Sequence[LedgerColumn]) -> dict[str, float]:
    return {NUMBER: 7, **{column.title: column.width for column in columns}}


def _formats(columns: Sequence[LedgerColumn]) -> dict[str, Format]:
    made = {
        CellKind.CODE: lambda: Format().set_num_format("@"),
        CellKind.DATE: lambda: Format().set_num_format(MONTH_DAY).set_align("left"),
        CellKind.DATETIME: lambda: Format().set_num_format(TO_THE_MINUTE).set_align("left"),
    }
    styles = {column.title: made[column.kind]() for column in columns if column.kind in made}
    long = {column.title for column in columns if column.kind is CellKind.TEXT and column.width >= WIDE}
    return styles | {title: Format().set_text_wrap().set_align("top") for title in long}
