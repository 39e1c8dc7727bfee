"""From a file to the lists in it: which sheets hold one, what their columns mean, which rows are data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from organizations.registry import cleaning
from organizations.registry.cleaning import Cell
from organizations.registry.footers import is_footer
from organizations.registry.headers import Header, HeaderColumn, anchor_of, find_header, names_columns
from organizations.registry.sheets import Row, Sheet, sheets, spread_down

MAX_ROWS = 100_000
# A text merged across so many columns heads a part of the list; it is no row of it.
BANNER = 3


@dataclass(frozen=True)
class Listing:
    """The list on one sheet: its rows up to the header's end, what each column is, the rows of data by their number."""

    sheet: str
    number: int
    head: list[Row]
    columns: list[HeaderColumn]
    rows: list[tuple[int, Row]]

    @property
    def places(self) -> dict[str, int]:
        return {column.key: column.place for column in self.columns if column.key}

    def cells(self, row: Row) -> dict[str, Cell]:
        return {key: row[place] if place < len(row) else "" for key, place in self.places.items()}

    def stored(self) -> dict[str, Any]:
        """What an import keeps of the list, beside its rows, as JSON."""
        columns = [[column.place, column.title, column.key, column.note] for column in self.columns]
        return {"sheet": self.sheet, "number": self.number, "head": self.head, "columns": columns}

    @classmethod
    def again(cls, stored: Mapping[str, Any], rows: list[tuple[int, Row]]) -> "Listing":
        columns = [HeaderColumn(*column) for column in stored["columns"]]
        return cls(stored["sheet"], stored["number"], stored["head"], columns, rows)


@dataclass(frozen=True)
class Lists:
    """The lists of a file, which count as one, and the sheets that hold none, by name and reason."""

    listings: list[Listing]
    unread: list[tuple[str, str]]


def read_lists(content: bytes, names: Mapping[str, str], required: Mapping[str, str]) -> Lists:
    """The lists in the file. `names` leads from a column's name to its key, `required` from a key to what to call it.

    Raises `ValidationError` with a sentence for the user if the file holds no list that can be read.
    """
    found: list[Listing] = []
    unread: list[tuple[str, str]] = []
    for number, sheet in enumerate(sheets(content, lambda rows: anchor_of(rows, names) is not None)):
        header = find_header(sheet, names)
        if header is None:
            unread.append((sheet.name, "没有表头行" if any(sheet.rows) else "空表"))
        else:
            found.append(_listing(sheet, number, header, names))
    if not found:
        raise ValidationError("没有找到表头行。名录中须有一行写明“社会组织名称”“统一社会信用代码”等列名。")
    with_rows = [listing for listing in found if listing.rows]
    if not with_rows:
        raise ValidationError("名录中只有表头，没有数据行。")
    unread += [(listing.sheet, "只有表头，没有数据行") for listing in found if not listing.rows]
    # A sheet with a few of the columns, such as one of telephones, is no list beside one that has the codes.
    lists = [listing for listing in with_rows if "uscc" in listing.places] or with_rows
    unread += [(listing.sheet, "没有统一社会信用代码一列") for listing in with_rows if listing not in lists]
    for listing in lists:
        _refuse_missing(listing, required, several=len(lists) > 1)
    if sum(len(listing.rows) for listing in lists) > MAX_ROWS:
        raise ValidationError(f"名录超过 {MAX_ROWS // 10_000} 万行，请拆分后分别导入。")
    return Lists(lists, unread)


def _refuse_missing(listing: Listing, required: Mapping[str, str], *, several: bool) -> None:
    missing = [label for key, label in required.items() if key not in listing.places]
    if missing:
        where = f"工作表“{listing.sheet}”" if several else ""
        raise ValidationError(f"{where}缺少必需的列：{'、'.join(missing)}。")


def _listing(sheet: Sheet, number: int, header: Header, names: Mapping[str, str]) -> Listing:
    first, places = header.bottom + 1, header.places.values()
    spread_down(sheet.rows, sheet.merged, first=first, last=len(sheet.rows))
    banners = {
        line
        for one in sheet.merged
        if one.top >= first and one.right - one.left >= BANNER - 1
        for line in range(one.top, one.bottom + 1)
    }
    repeated = _lines(header.upper)
    rows = [
        (line + 1, row)
        for line, row in enumerate(sheet.rows[first:], start=first)
        if any(place < len(row) and not cleaning.is_blank(row[place]) for place in places)
        and not is_footer(row)
        and not names_columns(row, names)
        and not (line in banners and sum(not cleaning.is_blank(cell) for cell in row) == 1)
        and not (_first(row) in repeated and _line(row) in repeated[_first(row)])
    ]
    return Listing(sheet.name, number, sheet.rows[:first], header.columns, rows)


def _lines(rows: list[Row]) -> dict[Cell, set[tuple[tuple[int, Cell], ...]]]:
    """The rows above the data, to know them again on a further page; by their first cell, so that others are soon told apart."""
    found: dict[Cell, set[tuple[tuple[int, Cell], ...]]] = {}
    for row in rows:
        found.setdefault(_first(row), set()).add(_line(row))
    return found


def _first(row: Row) -> Cell:
    return next((cell for cell in row if cell != ""), "")


def _line(row: Row) -> tuple[tuple[int, Cell], ...]:
    return tuple((place, cell) for place, cell in enumerate(row) if cell != "")
