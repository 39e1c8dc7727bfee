"""The small chart of a statement: when each quarter's meetings were held, when it was due and when it arrived."""

from datetime import date
from typing import Any

from compliance.enums import MeetingKind

MONTHS = 15  # the fourth quarter is due in January of the next year and may come later
LEFT, MONTH, TOP, ROW = 62, 26, 26, 24
WIDTH, HEIGHT = LEFT + MONTHS * MONTH + 8, TOP + 4 * ROW + 6


def chart(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Coordinates for `reports/statement_chart.svg`; what lies beyond March of the next year stands at the edge."""
    year = snapshot["year"]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "span": MONTHS * MONTH,
        "top": TOP,
        "bottom": TOP + 4 * ROW,
        "months": [
            {"x": LEFT + n * MONTH, "middle": LEFT + n * MONTH + MONTH // 2, "name": n % 12 + 1} for n in range(MONTHS)
        ],
        "new_year": LEFT + 12 * MONTH,
        "rows": [_row(quarter, year) for quarter in snapshot["quarters"]],
    }


def _row(quarter: dict[str, Any], year: int) -> dict[str, Any]:
    number = quarter["quarter"]
    top = TOP + (number - 1) * ROW
    middle = top + ROW // 2
    return {
        "label": f"第{'一二三四'[number - 1]}季度",
        "y": top,
        "middle": middle,
        "from": LEFT + 3 * (number - 1) * MONTH,
        "length": 3 * MONTH,
        "due": _x(quarter.get("due_on"), year),
        "arrived": _x(quarter.get("first_submitted_on"), year),
        "meetings": [_dot(meeting, middle, year) for meeting in quarter["meetings"]],
    }


def _dot(meeting: dict[str, Any], middle: int, year: int) -> dict[str, Any]:
    """Study above, council below, so that two of one day are both seen."""
    offset = -5 if meeting["kind"] == MeetingKind.SPECIAL_STUDY else 5
    return {"x": _x(meeting["held_on"], year), "y": middle + offset, "kind": meeting["kind"]}


def _x(day: str | None, year: int) -> float | None:
    if day is None:
        return None
    when = date.fromisoformat(day)
    months = (when.year - year) * 12 + when.month - 1 + (when.day - 0.5) / 31
    return round(LEFT + min(max(months, 0), MONTHS) * MONTH, 1)
