"""Working days: laws that hold for every date, and agreement with a slow and obvious count."""

from datetime import date, timedelta
from types import MappingProxyType

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengzhou_ideology.workcalendar.statutory import STATUTORY_DAYS, STATUTORY_YEARS, DayRule
from zhengzhou_ideology.workcalendar.working_days import TermError, WorkCalendar

CALENDAR = WorkCalendar()
dates = st.dates(date(2004, 3, 1), date(2026, 10, 31))
counts = st.integers(0, 40)


def slowly_counted(day: date, count: int) -> date:
    """Walk day by day and ask the library itself."""
    while count:
        day += timedelta(days=1)
        if chinese_calendar.is_workday(day):
            count -= 1
    return day


def test_every_day_of_the_published_years_agrees_with_the_library():
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]

    assert [day for day in days if CALENDAR.is_working_day(day) is not chinese_calendar.is_workday(day)] == []


def test_published_years_are_those_of_the_library():
    assert sorted(STATUTORY_YEARS) == list(range(2004, 2027))
    assert {day.year for day in STATUTORY_DAYS} == set(STATUTORY_YEARS)


@given(dates, counts)
def test_count_agrees_with_slow_count(day, count):
    assert CALENDAR.add_working_days(day, count) == slowly_counted(day, count)


@given(dates, st.integers(1, 40))
def test_count_never_ends_on_a_day_off(day, count):
    assert CALENDAR.is_working_day(CALENDAR.add_working_days(day, count))
    assert CALENDAR.is_working_day(CALENDAR.add_working_days(day, -count))


@given(dates, counts)
def test_count_forward_and_back_returns_to_a_working_day(day, count):
    day = CALENDAR.next_working_day_from(day)

    assert CALENDAR.add_working_days(CALENDAR.add_working_days(day, count), -count) == day


@given(dates, dates, counts)
def test_later_start_never_ends_earlier(one, other, count):
    earlier, later = sorted((one, other))

    assert CALENDAR.add_working_days(earlier, count) <= CALENDAR.add_working_days(later, count)


@given(dates, counts)
def test_one_working_day_more_ends_strictly_later(day, count):
    assert CALENDAR.add_working_days(day, count) < CALENDAR.add_working_days(day, count + 1)


@given(dates, counts)
def test_days_between_inverts_the_count(day, count):
    end = CALENDAR.add_working_days(day, count)

    assert CALENDAR.working_days_between(day, end) == count
    assert CALENDAR.working_days_between(end, day) == -count


@given(dates)
def test_next_working_day_is_the_first_one_not_before(day):
    found = CALENDAR.next_working_day_from(day)

    passed_over = [day + timedelta(days=n) for n in range((found - day).days)]
    assert [CALENDAR.is_working_day(other) for other in [*passed_over, found]] == [False] * len(passed_over) + [True]


@given(st.dates(date(2027, 1, 1), date(2099, 12, 1)))
def test_unpublished_year_goes_by_weekdays_and_is_provisional(day):
    assert (CALENDAR.is_working_day(day), CALENDAR.is_provisional(day)) == (day.weekday() < 5, True)


@pytest.mark.parametrize(
    ("day", "described"),
    [
        (date(2026, 2, 13), "周五"),
        (date(2026, 2, 14), "周六，春节调休上班"),
        (date(2026, 2, 17), "周二，春节放假"),
        (date(2026, 3, 1), "周日，休息日"),
        (date(2025, 10, 6), "周一，中秋节放假"),
        (date(2027, 1, 1), "周五（暂定，2027年放假安排尚未公布）"),
    ],
)
def test_day_is_described_for_people(day, described):
    assert CALENDAR.describe(day) == described


def test_table_overrides_the_library_and_publishes_a_year():
    flood, new_year = date(2026, 7, 20), date(2027, 1, 1)
    off = {flood: DayRule(False, "防汛停工", "市政府通知"), new_year: DayRule(False, "元旦", "国办通知")}
    calendar = WorkCalendar(MappingProxyType(off), frozenset([2027]))

    assert (calendar.is_working_day(flood), calendar.is_working_day(new_year)) == (False, False)
    assert (calendar.is_provisional(new_year), calendar.is_provisional(date(2028, 1, 3))) == (False, True)
    assert calendar.describe(flood) == "周一，防汛停工放假"


@pytest.mark.parametrize("day", [date.min, date(2003, 12, 31), date(2100, 1, 1), date.max])
@pytest.mark.parametrize("ask", ["is_working_day", "next_working_day_from", "last_working_day_before"])
def test_date_outside_the_calendar_is_refused(day, ask):
    with pytest.raises(TermError, match="超出工作日历的范围"):
        getattr(CALENDAR, ask)(day)


def test_count_that_runs_off_the_calendar_is_refused():
    with pytest.raises(TermError, match="超出工作日历的范围"):
        CALENDAR.add_working_days(date(2099, 12, 30), 3)
    with pytest.raises(TermError, match="超出工作日历的范围"):
        CALENDAR.add_working_days(date(2004, 1, 5), -9)
