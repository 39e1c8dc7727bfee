"""Terms agree with the table that was written by hand from the State Council's notices."""

import csv
from datetime import date
from pathlib import Path

import pytest

from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.policy import PolicyHistory
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar

TABLE = Path(__file__).parent / "data/explain_due_cases.csv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
DEADLINES = Deadlines(WorkCalendar(), PolicyHistory())


def optional(convert, text):
    return convert(text) if text else None


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['rule']}-{case['date']}-{case['days'] or case['event']}"
)
def test_due_day_agrees_with_table_written_by_hand(case):
    due = DEADLINES.due(
        case["rule"],
        date.fromisoformat(case["date"]),
        days=optional(int, case["days"]),
        event=optional(date.fromisoformat, case["event"]),
    )

    assert (due.due_on.isoformat(), due.provisional) == (case["due_on"], case["provisional"] == "yes")
