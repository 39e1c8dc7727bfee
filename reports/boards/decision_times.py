"""How long decisions take: by the authority that registers, in calendar days from receipt to decision."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from reports.boards.models import DecisionTime
from reports.boards.scope import BoardScope
from reports.boards.tables import BoardCell, BoardColumn, BoardRow, BoardTable, ListLink
from reports.boards.tallies import percentile

COLUMNS = [
    BoardColumn("total", "已办件数"),
    BoardColumn("median", "中位数（天）"),
    BoardColumn("ninetieth", "第90百分位（天）"),
]
NOTE = "自最近一次报送至作出决定的历日，当日办结计0天；半数件不超过中位数，九成件不超过第90百分位。"


def decision_table(scope: BoardScope, sources: Iterable[str], link: ListLink, decided: Mapping[str, Any]) -> BoardTable:
    """`decided` is what narrows the list to what has been decided."""
    cells = scope.narrow(DecisionTime.objects.of_source(*sources)).of_year(scope.year)
    days: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in cells.summed("authority", "days"):
        days[row["authority"]].append((row["days"], row["sum_total"]))
    rows = [
        _row(name, days[key], link, {"authority": key, **decided}) for key, name in scope.names.items() if key in days
    ]
    if len(rows) > 1:
        together = [pair for pairs in days.values() for pair in pairs]
        rows.append(_row("合计", together, link, decided, is_total=True))
    return BoardTable("time", "办理用时", "登记管理机关", COLUMNS, rows, NOTE)


def _row(
    label: str, days: list[tuple[int, int]], link: ListLink, query: Mapping[str, Any], *, is_total: bool = False
) -> BoardRow:
    number = sum(often for _, often in days)
    times = [BoardCell(percentile(days, fraction) or 0) for fraction in (0.5, 0.9)]
    return BoardRow(label, [link.cell(number, query), *times], is_total)
