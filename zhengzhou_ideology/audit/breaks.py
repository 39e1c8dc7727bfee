"""A break: something that does not hold, in one line, with a mark by which it can be acknowledged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Break:
    """`detail` is what the line is too short for: the mark is over both, so that one more row is another break."""

    what: str
    detail: str = ""

    @property
    def mark(self) -> str:
        return sha256(f"{self.what}\n{self.detail}".encode()).hexdigest()[:12]


def rows_break(table: str, keys: Sequence[object], sentence: str) -> list[Break]:
    """One line for all rows of a table that have the same fault; none without rows."""
    if not keys:
        return []
    more = " 等" if len(keys) > SHOWN else ""
    shown = "、".join(str(key) for key in keys[:SHOWN])
    return [Break(f"表 {table} 有 {len(keys)} 行{sentence}（主键 {shown}{more}）", " ".join(map(str, keys)))]


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """1 2 3 7 8 as (1, 3), (7, 8)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
