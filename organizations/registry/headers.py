"""The header of a list: a block of one or several rows, merged in both directions, and what each of its columns means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError

from organizations.enums import Post
from organizations.registry import cleaning
from organizations.registry.cleaning import Cell
from organizations.registry.sheets import Range, Row, Sheet, put, spread_down

HEADER_WITHIN = 50
# Fewer known names than this in one row are a coincidence, not a header.
HEADER_NAMES = 3
DEEPEST = 5
# Columns that lists have and the register does not: known only to recognize a header that is repeated on a new page.
UNUSED = frozenset(["序号", "编号", "备注"])
# Below the name of a post or of an authority: the column that holds it, beside telephones and numbers.
ITSELF = frozenset(["姓名", "名字", "名称", "单位名称", "全称"])
PERSONS = frozenset([Post.LEADER, Post.BRANCH_SECRETARY])
CONTACTS = frozenset(["phone", "email"])
# What a list may well have twice (法定代表人 beside 负责人, telephone beside mobile): the better name is read, the other said to be left.
MANIFOLD = frozenset([*Post.values, *CONTACTS, "address"])

Names = Mapping[str, str]
Chain = tuple[str, ...]


@dataclass(frozen=True)
class HeaderColumn:
    """A column as the header names it, from the top down; `key` is what it is read as, empty if it is not read."""

    place: int
    title: str
    key: str = ""
    note: str = ""


@dataclass(frozen=True)
class Header:
    """The block's first and last row, counted from 0, its columns, and all rows down to its end, merged cells filled."""

    top: int
    bottom: int
    columns: list[HeaderColumn]
    upper: list[Row]

    @property
    def places(self) -> dict[str, int]:
        return {column.key: column.place for column in self.columns if column.key}


def find_header(sheet: Sheet, names: Names) -> Header | None:
    """The block around the first row that names enough columns; None if there is none.

    Raises `ValidationError` where two columns claim to be the same.
    """
    upper = [list(row) for row in sheet.rows[: HEADER_WITHIN + DEEPEST]]
    spread_down(upper, sheet.merged, first=0, last=HEADER_WITHIN)
    anchor = anchor_of(upper, names)
    if anchor is None:
        return None
    top, bottom = _block(upper, sheet.merged, anchor, names)
    filled = [list(row) for row in upper[top : bottom + 1]]
    inside = [one for one in sheet.merged if top <= one.top and one.bottom <= bottom]
    beside = _spread_across(filled, inside, top) if inside else _guess_groups(filled)
    chains = {place: chain for place, chain in _chains(filled) if (place not in beside)}
    columns = _meanings(chains, filled, names)
    return Header(top, bottom, columns, upper[: bottom + 1])


def anchor_of(rows: list[Row], names: Names) -> int | None:
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        if sum(column_of(cell, names) is not None for cell in row) >= HEADER_NAMES:
            return number
    return None


def column_of(cell: Cell, names: Names) -> str | None:
    if not isinstance(cell, str) or not cell:
        return None
    title = cleaning.key(cell).strip("*")
    return names.get(title) or names.get(title.partition("(")[0])


def names_columns(row: Row, names: Names) -> bool:
    """The row holds names of columns and nothing else: a further line of a header, or the header repeated on a new page."""
    titles = [cell for cell in row if cell != ""]
    return bool(titles) and all(column_of(cell, names) or cleaning.key(cell) in UNUSED for cell in titles)


def _block(upper: list[Row], merged: list[Range], anchor: int, names: Names) -> tuple[int, int]:
    """How far the header reaches: over rows that merged cells hold together, and over rows of titles."""
    top = bottom = anchor
    while top and anchor - top < DEEPEST and (_joined(merged, top - 1) or _is_group_row(upper[top - 1], names)):
        top -= 1
    while bottom + 1 < len(upper) and bottom - top < DEEPEST:
        below = upper[bottom + 1]
        if not (_joined(merged, bottom, top) or names_columns(below, names) or _is_sub_row(below, names)):
            break
        bottom += 1
    return top, bottom


def _joined(merged: list[Range], row: int, top: int = 0) -> bool:
    """A merged cell reaches from this row into the next."""
    return any(top <= one.top <= row < one.bottom for one in merged)


def _is_group_row(row: Row, names: Names) -> bool:
    """Titles above the row that was recognized: words only, at least one of them a column's name."""
    titles = [cell for cell in row if not cleaning.is_blank(cell)]
    if len(titles) < 2 or not any(column_of(cell, names) for cell in titles):
        return False
    return all(isinstance(cell, str) and not any(char.isdigit() or char in ":：" for char in cell) for cell in titles)


def _is_sub_row(row: Row, names: Names) -> bool:
    """A further line of titles of which some are general ones, such as 姓名 and 电话 below 法定代表人."""
    titles = [cleaning.key(cell) for cell in row if isinstance(cell, str) and not cleaning.is_blank(cell)]
    known = UNUSED | ITSELF | {"职务", "身份", "代码", "号码", "时间", "日期"}
    return any(title in ITSELF for title in titles) and all(
        title in known or column_of(title, names) for title in titles
    )


def _spread_across(filled: list[Row], inside: list[Range], top: int) -> set[int]:
    """Fill merged cells to the right; the places that are nothing but the right part of another one."""
    covered: dict[int, set[int]] = {}
    for one in inside:
        for number in range(one.top - top, one.bottom - top + 1):
            row = filled[number]
            cell = row[one.left] if one.left < len(row) else ""
            for place in range(one.left + 1, one.right + 1):
                put(row, place, cell)
                covered.setdefault(place, set()).add(number)
    return {
        place
        for place, numbers in covered.items()
        if all(number in numbers for number, row in enumerate(filled) if place < len(row) and row[place] != "")
    }


def _guess_groups(filled: list[Row]) -> set[int]:
    """Where a file keeps no merged cells: a title above titles goes on to the right until the next one."""
    for row, below in pairwise(filled):
        for place in range(1, len(below)):
            left_is_group = place <= len(row) and row[place - 1] != "" and below[place - 1] != ""
            if below[place] != "" and left_is_group and (place >= len(row) or row[place] == ""):
                put(row, place, row[place - 1])
    return set()


def _chains(filled: list[Row]) -> Iterator[tuple[int, Chain]]:
    """By place, the titles above a column from the top down, each once."""
    for place in range(max(map(len, filled))):
        titles: list[str] = []
        for row in filled:
            cell = row[place] if place < len(row) else ""
            title = cleaning.plain(cell)
            if title and title not in titles:
                titles.append(title)
        if titles:
            yield place, tuple(titles)


def _meanings(chains: dict[int, Chain], filled: list[Row], names: Names) -> list[HeaderColumn]:
    ranks = {key: number for number, key in enumerate(names)}
    taken: dict[str, tuple[int, int]] = {}
    columns: dict[int, HeaderColumn] = {}
    for place, chain in chains.items():
        alone = sum(other[:-1] == chain[:-1] for other in chains.values()) == 1
        key, called, note = _meaning(chain, names, alone=alone)
        columns[place] = HeaderColumn(place, "／".join(chain), key, note)
        if not key:
            continue
        rank = ranks.get(called, len(ranks))
        if key not in taken:
            taken[key] = place, rank
            continue
        first, first_rank = taken[key]
        if key not in MANIFOLD:
            raise ValidationError(f"表头中“{columns[first].title}”与“{columns[place].title}”含义重复，请只保留一列。")
        kept, left = (first, place) if first_rank <= rank else (place, first)
        taken[key] = kept, min(rank, first_rank)
        columns[left] = HeaderColumn(left, columns[left].title, "", f"已读“{columns[kept].title}”一列")
    return list(columns.values())


def _meaning(chain: Chain, names: Names, *, alone: bool) -> tuple[str, str, str]:
    """What a column is read as, the name that says so, and a note where that needs one."""
    titles = [title for cell in chain if not (title := cleaning.key(cell).strip("*")).startswith("(")]
    if not titles:
        return "", "", ""
    together, last = "".join(titles[-2:]), titles[-1]
    if len(titles) > 1 and together in names:
        return names[together], together, ""
    above = next((key for title in reversed(titles[:-1]) if (key := column_of(title, names))), None)
    own = column_of(last, names)
    if own in CONTACTS and above in PERSONS:
        return "", "", "个人的联系方式，名录不收"
    if above and (last in ITSELF or (own is None and alone)):
        return above, titles[0], ""
    return own or "", last.partition("(")[0] if own and last not in names else last, ""
