"""The table of rungs as an official reads it, and the days on which they are reached."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.ladder_sources import ReportMatters
from organizations.ladder.rungs import windows
from zhengzhou_ideology.workcalendar.policy import PolicyHistory, Version
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar

CALENDAR = WorkCalendar()
DEFAULT = ReportMatters().rungs(PolicyHistory().on(date(2026, 9, 30)))
DUE = date(2026, 10, 15)  # a Thursday
LADDER = """
before_14   2026-10-01  secretary liaison
before_7    2026-10-08  secretary liaison
before_1    2026-10-14  secretary liaison
overdue_1   2026-10-16  secretary liaison first_responsible
overdue_5   2026-10-22  secretary liaison first_responsible registration_desk
overdue_10  2026-10-29  secretary liaison first_responsible city_desk
overdue_20  2026-11-12  supervisors
"""


def test_ladder_of_a_quarterly_report_is_the_table_of_the_regime():
    table = [
        f"{rung.key.removeprefix('quarterly_report:')} {rung.reached_on(DUE, CALENDAR)} {' '.join(rung.to)}"
        for rung in DEFAULT
    ]

    assert table == [" ".join(line.split()) for line in LADDER.strip().splitlines()]


def test_only_the_last_rung_proposes():
    assert [rung.proposes for rung in DEFAULT] == [False] * 6 + [True]


def test_offsets_come_from_the_policy():
    policy = PolicyHistory((Version("report_overdue_working_days", (2, 4, 8, 30), date(2026, 1, 1)),))

    keys = [rung.key for rung in ReportMatters().rungs(policy.on(date(2026, 9, 30)))]

    assert keys[3:] == [f"quarterly_report:overdue_{days}" for days in (2, 4, 8, 30)]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), "before_14"),
        (date(2026, 10, 7), "before_14"),
        (date(2026, 10, 8), "before_7"),
        (date(2026, 10, 14), "before_1"),
        (date(2026, 10, 15), "before_1"),
        (date(2026, 10, 16), "overdue_1"),
        (date(2026, 10, 21), "overdue_1"),
        (date(2026, 10, 22), "overdue_5"),
        (date(2026, 11, 30), "overdue_20"),
    ],
)
def test_highest_rung_reached(today, expected):
    assert _rung_of(DUE, today) == (expected and f"quarterly_report:{expected}")


def _rung_of(due_on: date, today: date) -> str | None:
    found = [
        window.rung.key
        for window in windows(DEFAULT, today, CALENDAR)
        if due_on <= window.until and (window.after is None or due_on > window.after)
    ]
    assert len(found) <= 1
    return found[0] if found else None


@given(st.dates(date(2024, 2, 1), date(2026, 12, 31)), st.integers(-40, 60))
def test_windows_agree_with_counting_each_rung_forward(due_on, away):
    today = due_on + timedelta(days=away)

    reached = [rung.key for rung in DEFAULT if rung.reached_on(due_on, CALENDAR) <= today]

    assert _rung_of(due_on, today) == (reached[-1] if reached else None)
