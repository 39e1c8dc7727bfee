"""The command `explain_due`, through the door that operators use."""

import json

import pytest
from django.core.management import call_command, execute_from_command_line

from tests.workcalendar.test_terms import CASES
from zhengzhou_ideology.workcalendar.models import CalendarDay, PublishedYear

pytestmark = pytest.mark.django_db


def run(capsys, *words):
    execute_from_command_line(["manage.py", "explain_due", *words])
    return capsys.readouterr().out


def words_of(case):
    days = ["--days", case["days"]] if case["days"] else []
    event = ["--event", case["event"]] if case["event"] else []
    return [case["rule"], case["date"], *days, *event]


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['rule']}-{case['date']}-{case['days'] or case['event']}"
)
def test_command_agrees_with_table_written_by_hand(capsys, case):
    answer = json.loads(run(capsys, *words_of(case), "--json"))

    assert (answer["due_on"], answer["provisional"]) == (case["due_on"], case["provisional"] == "yes")
    assert {frozenset(step) for step in answer["steps"]} == {frozenset({"date", "counts", "why"})}


def test_command_explains_in_chinese(capsys):
    assert run(capsys, "working_days", "2026-12-31", "--days", "1").splitlines() == [
        "工作日推算：2027-01-01，周五（暂定）",
        "推算过程：",
        "  2026-12-31 　　 起算日，次日起算",
        "  2027-01-01 计入 周五（暂定，2027年放假安排尚未公布）；第1个工作日",
    ]


def test_command_knows_the_table(capsys):
    CalendarDay.objects.create(date="2027-01-01", is_working_day=False, name="元旦", source="国办通知")
    PublishedYear.objects.create(year=2027, source="国办通知")

    answer = json.loads(run(capsys, "working_days", "2026-12-31", "--days", "1", "--json"))

    assert (answer["due_on"], answer["provisional"]) == ("2027-01-04", False)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["weekly", "2026-09-30"], "没有“weekly”这一规则"),
        (["statement", "2026-02-30"], "“2026-02-30”不是有效的日期，应写作2026-09-30的形式。"),
        (["statement", "20260930"], "“20260930”不是有效的日期"),
        (["statement", "2026-W40-3"], "“2026-W40-3”不是有效的日期"),
        (["statement", "0001-01-01"], "日期0001-01-01超出工作日历的范围（2004年至2099年）。"),
        (["case_decision", "9999-12-31"], "自9999-12-31起推算90日，超出工作日历的范围。"),
        (["quarterly_report", "2026-09-15"], "2026-09-15不是季度最后一日。"),
        (["working_days", "2026-09-30"], "工作日推算（working_days）须给出天数"),
        (["working_days", "2026-09-30", "--days", "-1"], "“-1”不是有效的天数，应为正整数。"),
        (["working_days", "2026-09-30", "--days", "0"], "工作日天数须为1至1000之间的整数。"),
        (["working_days", "2026-09-30", "--days", "1.5"], "“1.5”不是有效的天数，应为正整数。"),
        (["event_decision", "2026-09-30", "--event", "soon"], "“soon”不是有效的日期"),
        (["event_decision", "2026-09-30", "--event", "2026-09-01"], "收到日期须早于活动首日"),
        (["statement"], "参数有误，用法：explain_due RULE DATE [--days N] [--event DATE] [--json]。"),
        (["statement", "2026-09-30", "--loud"], "参数有误，用法："),
    ],
)
def test_wrong_input_is_one_chinese_line_and_status_2(capsys, words, sentence):
    with pytest.raises(SystemExit) as exit_:
        run(capsys, *words)

    out, err = capsys.readouterr()
    assert (exit_.value.code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(sentence)


def test_command_reads_calendar_and_policy_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        call_command("explain_due", "statement", "2026-09-30", "--json")
