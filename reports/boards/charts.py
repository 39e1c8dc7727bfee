"""Charts of a table, as options for ECharts: patterns beside the colours, so that nothing is told by colour alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reports.boards.tables import BoardTable

# One for each shown column, the same in every chart of a board.
PALETTE = ("#1d4f91", "#c77700", "#6a4a9c", "#1a6b3c", "#0b7285", "#5b6b82")
# ECharts would read all numbers into the label of the picture; the table below it says them better.
TABLE_SAYS_IT = {"enabled": False}
# As many bars as a phone shows beside each other; more lie down.
BESIDE = 6
# More bars than that tell an eye nothing; the table has them.
MOST = 40


def stacked(table: BoardTable) -> dict[str, Any] | None:
    """A bar for each row but the total, of the columns that are meant to be shown; nothing where there is nothing to compare."""
    rows = [row for row in table.rows if not row.is_total]
    shown = _shown(table)
    if not 2 <= len(rows) <= MOST or not shown:
        return None
    lies = len(rows) > BESIDE
    if lies:
        rows.reverse()  # ECharts begins at the bottom
    names = {"type": "category", "data": [row.label for row in rows], "axisLabel": {"interval": 0}}
    numbers = {"type": "value", "minInterval": 1}
    return {
        "aria": {"enabled": True, "label": TABLE_SAYS_IT, "decal": {"show": True}},
        "legend": {"type": "scroll"},
        "xAxis": numbers if lies else names,
        "yAxis": names if lies else numbers,
        "series": [
            {
                "name": table.columns[place].label,
                "type": "bar",
                "itemStyle": {"color": colour},
                "stack": "all",
                "barMaxWidth": 40,
                "data": [row.cells[place].value for row in rows],
            }
            for place, colour in shown
        ],
    }


def over_years(table: BoardTable) -> dict[str, Any] | None:
    """A line for each column that is meant to be shown, from the first year to the last."""
    rows = list(reversed(table.rows))
    if len(rows) < 2:
        return None
    symbols = ("circle", "rect", "triangle", "diamond", "pin", "arrow")
    return {
        "legend": {"type": "scroll"},
        "xAxis": {"type": "category", "data": [row.label for row in rows]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "name": table.columns[place].label,
                "type": "line",
                "itemStyle": {"color": colour},
                "symbol": symbols[number % len(symbols)],
                "symbolSize": 9,
                "data": [row.cells[place].value for row in rows],
            }
            for number, (place, colour) in enumerate(_shown(table))
        ],
    }


def _shown(table: BoardTable) -> list[tuple[int, str]]:
    """The places of the columns to be shown in which there is anything, each with its colour."""
    shown = [place for place, column in enumerate(table.columns) if column.shown]
    colours = dict(zip(shown, PALETTE, strict=False))
    return [(place, colours[place]) for place in shown if any(row.cells[place].value for row in table.rows)]


def drawn(table: BoardTable, draw: Callable[[BoardTable], dict[str, Any] | None]) -> BoardTable:
    return replace(table, chart=draw(table))
