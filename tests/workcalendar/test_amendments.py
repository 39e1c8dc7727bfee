"""A change is shown with the due days it would move, and moves them only when confirmed."""

from dataclasses import replace
from datetime import date

import pytest

from zhengzhou_ideology.workcalendar import amendments
from zhengzhou_ideology.workcalendar.amendments import Draft, PolicyDraft
from zhengzhou_ideology.workcalendar.loading import load_calendar
from zhengzhou_ideology.workcalendar.models import Amendment, CalendarDay, PolicyVersion, PublishedYear
from zhengzhou_ideology.workcalendar.movements import StoredTerm
from zhengzhou_ideology.workcalendar.statutory import DayRule
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
OFF = DayRule(False, "防汛停工", "市政府通知")


def day_off(*days):
    return Draft("防汛停工", days=dict.fromkeys(days, OFF), source="市政府通知")


def test_preview_shows_what_would_move_and_changes_nothing(stored):
    before = list(stored.terms)

    preview = amendments.preview(day_off(date(2027, 1, 15)))

    assert [(m.term.due_on, m.due.due_on, m.term.matters, m.is_earlier) for m in preview.moved] == [
        (date(2027, 1, 15), date(2027, 1, 18), 3, False)
    ]
    assert [(change.date, change.after) for change in preview.day_changes] == [
        (date(2027, 1, 15), "周五，防汛停工放假（暂定，2027年放假安排尚未公布）")
    ]
    assert (stored.terms, stored.told, CalendarDay.objects.count()) == (before, [], 0)


def test_confirmed_change_moves_the_due_day_and_tells_those_concerned(stored, cast):
    preview = amendments.preview(day_off(date(2027, 1, 15)))

    amendment = amendments.confirm(preview.token, by=cast.administrator, today=TODAY)

    assert [term.due_on for term in stored.terms] == [date(2027, 1, 18)]
    assert stored.told == ["李某某: 第1号 防汛停工: 2027-01-15 → 2027-01-18"]
    assert load_calendar().is_working_day(date(2027, 1, 15)) is False
    assert amendment.by == cast.administrator
    assert amendment.moved == [
        {"label": "季度报告", "rule": "quarterly_report", "base": "2026-12-31", "event": None,
         "from": "2027-01-15", "to": "2027-01-18", "provisional": True, "matters": 3}
    ]  # fmt: skip


def test_published_year_makes_a_day_final_without_telling_anybody(stored, cast):
    preview = amendments.preview(Draft("导入2027年放假安排", published_year=2027, source="国办通知"))

    amendments.confirm(preview.token, by=cast.administrator, today=TODAY)

    assert (preview.moved, preview.matters_explained_anew) == ([], 3)
    assert [(term.due_on, term.provisional) for term in stored.terms] == [(date(2027, 1, 15), False)]
    assert stored.told == []
    assert PublishedYear.objects.get().year == 2027


def test_day_that_somebody_extended_stays(stored):
    extended = StoredTerm("quarterly_report", date(2026, 9, 30), date(2026, 10, 30), provisional=False, matters=1)
    stored.terms = [extended]

    assert amendments.preview(day_off(date(2026, 10, 15), date(2026, 10, 30))).movements == ()


def test_recheck_finds_days_that_a_new_library_would_have_published(stored):
    stored.terms = [StoredTerm("quarterly_report", date(2025, 12, 31), date(2026, 1, 16), provisional=True, matters=2)]

    preview = amendments.preview(Draft("核对已存期限"))

    assert [(m.due.due_on, m.due.provisional, m.is_earlier) for m in preview.moved] == [
        (date(2026, 1, 15), False, True)
    ]


def test_removed_correction_gives_back_the_day(cast):
    CalendarDay.objects.create(date="2026-11-16", is_working_day=False, name="防汛停工", source="市政府通知")

    amendments.confirm(
        amendments.preview(Draft("撤销", removed=frozenset([date(2026, 11, 16)]))).token,
        by=cast.administrator,
        today=TODAY,
    )

    assert load_calendar().is_working_day(date(2026, 11, 16)) is True


def test_policy_moves_only_matters_that_begin_under_it(stored, cast):
    running = StoredTerm("quarterly_report", date(2026, 9, 30), date(2026, 10, 15), provisional=False, matters=5)
    stored.terms = [running, *stored.terms]
    policy = PolicyDraft("report_due_day", 20, date(2026, 12, 1), "局发文", "")

    amendments.confirm(amendments.preview(Draft("改期", policy=policy)).token, by=cast.administrator, today=TODAY)

    assert [term.due_on for term in stored.terms] == [date(2026, 10, 15), date(2027, 1, 20)]
    assert PolicyVersion.objects.get().decided_by == cast.administrator


def test_second_of_two_confirmations_is_told_to_look_again(stored, cast):
    first, second = amendments.preview(day_off(date(2027, 1, 15))), amendments.preview(day_off(date(2027, 1, 18)))
    amendments.confirm(first.token, by=cast.administrator, today=TODAY)

    with pytest.raises(Refused, match="请重新预览后再确认"):
        amendments.confirm(second.token, by=cast.administrator, today=TODAY)

    assert (Amendment.objects.count(), CalendarDay.objects.count()) == (1, 1)


def test_double_click_confirms_once(stored, cast):
    token = amendments.preview(day_off(date(2027, 1, 15))).token
    amendments.confirm(token, by=cast.administrator, today=TODAY)

    with pytest.raises(Refused):
        amendments.confirm(token, by=cast.administrator, today=TODAY)

    assert len(stored.told) == 1


def test_due_days_that_changed_since_the_preview_must_be_looked_at_again(stored, cast):
    token = amendments.preview(day_off(date(2027, 1, 15))).token
    stored.terms = [*stored.terms, replace(stored.terms[0], rule="statement", base=date(2027, 1, 8))]

    with pytest.raises(Refused, match="请重新预览后再确认"):
        amendments.confirm(token, by=cast.administrator, today=TODAY)


def test_forged_token_is_refused(cast):
    with pytest.raises(Refused, match="预览已失效，请重新填写。"):
        amendments.confirm("forged", by=cast.administrator, today=TODAY)
