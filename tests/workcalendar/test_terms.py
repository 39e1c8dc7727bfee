"""Terms agree with the table that was written by hand from the State Council's notices."""

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.policy import PolicyHistory
from zhengzhou_ideology.workcalendar.terms import Pause
from zhengzhou_ideology.workcalendar.working_days import TermError, WorkCalendar

TABLE = Path(__file__).parent / "data/explain_due_cases.csv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
DEADLINES = Deadlines(WorkCalendar(), PolicyHistory())


def optional(convert, text):
    return convert(text) if text else None


def due_of(case):
    return DEADLINES.due(
        case["rule"],
        date.fromisoformat(case["date"]),
        days=optional(int, case["days"]),
        event=optional(date.fromisoformat, case["event"]),
    )


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['rule']}-{case['date']}-{case['days'] or case['event']}"
)
def test_due_day_agrees_with_table_written_by_hand(case):
    due = due_of(case)

    assert (due.due_on.isoformat(), due.provisional) == (case["due_on"], case["provisional"] == "yes")


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['rule']}-{case['date']}-{case['days'] or case['event']}"
)
def test_steps_tell_the_due_day_once_and_in_order(case):
    due = due_of(case)
    days = [step.date for step in due.steps]

    assert days[0] == date.fromisoformat(case["date"])
    assert sorted(set(days), reverse=case["rule"] == "event_filing") == days
    assert due.due_on in days
    assert all(step.why for step in due.steps)


@pytest.mark.parametrize(
    ("rule", "base", "counted"),
    [
        ("statement", date(2025, 1, 27), 5),
        ("post_event_summary", date(2026, 2, 12), 10),
        ("event_filing", date(2026, 10, 8), 7),
    ],
)
def test_counted_steps_are_as_many_as_the_policy_says(rule, base, counted):
    due = DEADLINES.due(rule, base)

    assert [step.counts for step in due.steps].count(True) == counted
    assert [step.date for step in due.steps if step.counts][-1] == due.due_on


def test_explanation_says_why_each_day_counts_or_not():
    due = DEADLINES.due("working_days", date(2025, 1, 25), days=2)

    assert due.as_json() == {
        "due_on": "2025-01-27",
        "provisional": False,
        "steps": [
            {"date": "2025-01-25", "counts": False, "why": "起算日，次日起算"},
            {"date": "2025-01-26", "counts": True, "why": "周日，春节调休上班；第1个工作日"},
            {"date": "2025-01-27", "counts": True, "why": "周一；第2个工作日"},
        ],
    }


def test_report_due_on_a_sunday_is_explained():
    due = DEADLINES.due("quarterly_report", date(2022, 12, 31))

    assert due.steps_as_json() == [
        {"date": "2022-12-31", "counts": False, "why": "季度最后一日；报告应于次月15日前报送"},
        {"date": "2023-01-15", "counts": False, "why": "周日，休息日；规定的报送日，顺延"},
        {"date": "2023-01-16", "counts": True, "why": "周一，期限届满"},
    ]


def test_decision_clock_stands_while_the_filing_is_back_for_correction():
    pause = Pause(returned_on=date(2026, 10, 13), resubmitted_on=date(2026, 10, 15))

    due = DEADLINES.due("event_decision", date(2026, 10, 12), event=date(2026, 11, 2), pauses=[pause])

    assert due.due_on == date(2026, 10, 19)
    assert [(step.date.day, step.counts) for step in due.steps] == [
        (12, False), (13, True), (14, False), (15, False), (16, True), (17, False), (18, False), (19, True),
    ]  # fmt: skip
    assert due.steps[2].why == "周三；退回补正期间，不计入"


def test_due_day_is_provisional_while_a_later_day_before_the_event_is_not_published():
    """New Year 2028 falls on a Saturday: were its Sunday made a working day, the decision would be due on it."""
    deadlines = Deadlines(WorkCalendar(announced_years=frozenset({2027})), PolicyHistory())

    due = deadlines.due("event_decision", date(2027, 12, 30), event=date(2028, 1, 3))

    assert (due.due_on, due.provisional) == (date(2027, 12, 31), True)


events = st.dates(date(2004, 6, 1), date(2026, 9, 30))


@given(events, st.integers(1, 60))
def test_decision_is_never_before_receipt_nor_on_or_after_the_event(received, days_ahead):
    event = received + timedelta(days=days_ahead)
    due_on = DEADLINES.due("event_decision", received, event=event).due_on
    calendar = DEADLINES.calendar

    assert received <= due_on < event
    assert due_on == max(received, min(calendar.add_working_days(received, 3), calendar.last_working_day_before(event)))


@given(events)
def test_latest_safe_day_to_file_is_always_seven_days_before(first_day):
    assert DEADLINES.due("event_filing", first_day).due_on == first_day - timedelta(days=7)


@given(events, st.sampled_from(["statement", "post_event_summary", "case_decision", "review"]))
def test_term_never_ends_on_a_day_off(base, rule):
    due_on = DEADLINES.due(rule, base).due_on

    assert chinese_calendar.is_workday(due_on)


@pytest.mark.parametrize(
    ("rule", "base", "given_", "sentence"),
    [
        ("quarterly_report", date(2026, 9, 29), {}, "2026-09-29不是季度最后一日。"),
        ("quarterly_report", date(2026, 8, 31), {}, "2026-08-31不是季度最后一日。"),
        ("event_decision", date(2026, 9, 29), {"event": date(2026, 9, 29)}, "收到日期须早于活动首日：活动开始后不再受理申报。"),
        ("working_days", date(2026, 9, 29), {}, "工作日推算（working_days）须给出天数，其他规则不得给出天数。"),
        ("working_days", date(2026, 9, 29), {"days": 0}, "工作日天数须为1至1000之间的整数。"),
        ("review", date(2026, 9, 29), {"days": 3}, "工作日推算（working_days）须给出天数，其他规则不得给出天数。"),
        ("review", date(2026, 9, 29), {"event": date(2026, 12, 1)}, "只有审批期限（event_decision）可以给出活动首日。"),
        ("review", date.min, {}, "日期0001-03-02超出工作日历的范围（2004年至2099年）。"),
        ("event_filing", date.min, {}, "自0001-01-01起推算-7日，超出工作日历的范围。"),
        ("case_decision", date.max, {}, "自9999-12-31起推算90日，超出工作日历的范围。"),
        ("statement", date.max, {}, "日期9999-12-31超出工作日历的范围（2004年至2099年）。"),
        ("quarterly_report", date(9999, 12, 31), {}, "自9999-12-31起推算1日，超出工作日历的范围。"),
    ],
)  # fmt: skip
def test_term_that_cannot_be_computed_says_why(rule, base, given_, sentence):
    with pytest.raises(TermError) as refusal:
        DEADLINES.due(rule, base, **given_)

    assert str(refusal.value) == sentence


def test_unknown_rule_is_refused_with_the_known_ones():
    with pytest.raises(TermError, match="没有“weekly”这一规则，可用的规则：quarterly_report、"):
        DEADLINES.due("weekly", date(2026, 9, 29))


def test_running_matter_keeps_the_policy_of_its_base_date():
    policies = PolicyHistory.of([("statement_working_days", 10, date(2026, 11, 1))])
    deadlines = Deadlines(WorkCalendar(), policies)

    assert deadlines.due("statement", date(2026, 10, 31)).due_on == date(2026, 11, 6)
    assert deadlines.due("statement", date(2026, 11, 1)).due_on == date(2026, 11, 13)
