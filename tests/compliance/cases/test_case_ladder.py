"""Terms of cases on the one ladder and in the calendar's preview: through the commands and pages that run them."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from compliance.cases import case_workflow
from compliance.cases.enums import CaseTermKind
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import AccountabilityCase
from organizations.ladder.sweep import sweep
from tests.compliance.cases.conftest import DAY, NOW, pdf
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workcalendar import amendments
from zhengzhou_ideology.workcalendar.statutory import DayRule

pytestmark = pytest.mark.django_db


def swept(on: date) -> dict[str, int]:
    """The rungs of cases that a sweep of this day gave; the command itself would refuse a day to come."""
    rungs = sweep(on, now=now()).as_json()["rungs"]
    return {key: count for key, count in rungs.items() if key.startswith("case_") and count}


def told(bench, subject: str) -> set[str]:
    names = {user.pk: name for name, user in bench.users.items()}
    found = Notice.objects.filter(subject__contains=subject).values_list("recipient", flat=True)
    return {names[user] for user in found}


def test_who_was_given_notice_is_reminded_that_the_term_of_statement_ends(bench, served):
    assert [swept(DAY + timedelta(days=days)) for days in (3, 4, 5, 6, 7, 8)] == [
        {},
        {"case_statement:before_3": 1},
        {},
        {"case_statement:before_1": 1},
        {},
        {},
    ]
    assert told(bench, "陈述申辩期限还有3天届满") == {"secretary", "leader"}
    assert told(bench, "陈述申辩期限还有1天届满") == {"secretary", "leader"}


def test_who_has_spoken_is_not_reminded(bench, served):
    statements.file(served, by=bench.secretary, now=NOW, text="先行说明。")

    assert swept(date(2026, 11, 15)) == {}


def test_the_ninety_days_climb_to_the_city_and_never_propose_a_case(bench, opened):
    """Opened on 9 November 2026: 90 days end on Sunday, 7 February 2027, so on Monday the 8th."""
    days = [
        date(2027, 1, 24),
        date(2027, 1, 25),
        date(2027, 2, 1),
        date(2027, 2, 7),
        date(2027, 2, 9),
        date(2027, 2, 15),
    ]

    assert [swept(day) for day in days] == [
        {},
        {"case_decision:before_14": 1},
        {"case_decision:before_7": 1},
        {"case_decision:before_1": 1},
        {"case_decision:overdue_1": 1},
        {"case_decision:overdue_5": 1},
    ]
    assert told(bench, "案件处理时限将在14日内届满") == {"registrar", "supervisor", "decider"}
    assert told(bench, "案件处理时限逾期满1个工作日") == {"city_registrar"}
    assert AccountabilityCase.objects.count() == 1


def test_a_decided_case_needs_no_reminder_of_the_ninety_days(rectifying):
    assert {key for key in swept(date(2027, 2, 9)) if key.startswith("case_decision")} == set()


def test_rectification_is_asked_for_and_then_goes_to_the_desk(bench, rectifying):
    """Ten working days from 9 November end on Monday the 23rd."""
    days = [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 24), date(2026, 11, 30)]

    assert [swept(day) for day in days] == [
        {},
        {"case_rectification:before_3": 1},
        {"case_rectification:before_1": 1},
        {"case_rectification:overdue_1": 1},
        {"case_rectification:overdue_5": 1},
    ]
    assert told(bench, "整改期限还有") == {"secretary", "leader"}
    assert told(bench, "整改期限逾期") == {"registrar"}


def test_what_waits_for_its_check_is_not_asked_for_again(bench, rectifying):
    rectification.file(rectifying, by=bench.secretary, now=NOW, plan="专人负责。", done="已补报。", uploads=[pdf()])

    assert swept(date(2026, 11, 24)) == {}


def test_a_right_of_review_is_told_of_once_before_it_ends(bench, rectified):
    """Sixty days from 9 November end on Friday, 8 January 2027."""
    assert swept(date(2026, 12, 31)) == {}
    assert swept(date(2027, 1, 1)) == {"case_review:before_7": 1}
    assert swept(date(2027, 1, 2)) == {}
    assert told(bench, "申请复核期限还有7天届满") == {"secretary", "leader"}


@pytest.mark.parametrize("ends_by", ["waiver", "review"])
def test_who_waived_or_used_the_right_of_review_is_left_alone(bench, rectified, ends_by):
    if ends_by == "waiver":
        rectification.waive_review(rectified, by=bench.leader, today=DAY)
    else:
        case_workflow.ask_review(rectified, by=bench.leader, now=NOW, grounds="措施过重。")

    assert swept(date(2027, 1, 1)) == {}


def test_an_extended_term_is_reminded_of_anew(bench, rectifying):
    assert swept(date(2026, 11, 22)) == {"case_rectification:before_1": 1}
    extend(bench, rectifying, CaseTermKind.RECTIFICATION, date(2026, 12, 7))

    assert swept(date(2026, 11, 24)) == {}
    assert swept(date(2026, 12, 6)) == {"case_rectification:before_1": 1}


def extend(bench, case, term: CaseTermKind, new_due: date) -> None:
    request = time_requests.ask(case, by=bench.secretary, now=NOW, term=term, new_due=new_due, reason="经办人出差。")
    time_requests.decide(request, by=bench.supervisor, now=NOW, granted=True)


# The calendar


def day_off(on: date) -> amendments.Draft:
    return amendments.Draft(summary="临时放假", days={on: DayRule(False, "临时放假", "市政府通知")})


def test_a_new_day_off_moves_a_running_term_and_the_organization_is_told(bench, served):
    preview = amendments.preview(day_off(date(2026, 11, 12)))
    assert [
        (movement.source.label, movement.term.due_on, movement.due.due_on, movement.concerned)
        for movement in preview.moved
    ] == [("案件期限", date(2026, 11, 16), date(2026, 11, 17), [str(served)])]

    amendments.confirm(preview.token, by=bench.administrator, today=DAY)

    term = served.term(CaseTermKind.STATEMENT)
    assert (term.due_on, term.round, term.due_steps[-1]["date"]) == (date(2026, 11, 17), 0, "2026-11-17")
    assert told(bench, "陈述申辩期限改为2026年11月17日") == {"secretary", "leader"}


def test_a_term_of_rectification_moves_by_its_own_number_of_days(bench, rectifying):
    preview = amendments.preview(day_off(date(2026, 11, 18)))

    amendments.confirm(preview.token, by=bench.administrator, today=DAY)

    assert rectifying.term(CaseTermKind.RECTIFICATION).due_on == date(2026, 11, 24)
    assert rectifying.term(CaseTermKind.REVIEW).due_on == date(2027, 1, 8)


def test_an_end_that_was_set_by_decision_stays(bench, served):
    extend(bench, served, CaseTermKind.STATEMENT, date(2026, 11, 20))

    preview = amendments.preview(day_off(date(2026, 11, 12)))

    assert preview.moved == []


def test_a_provisional_end_becomes_settled_with_the_notice_of_its_year(bench, opened):
    """The 90 days end on Monday, 8 February 2027, which the notice of that year may make a holiday."""
    holidays = {date(2027, 2, 5) + timedelta(days=day): DayRule(False, "春节", "国办通知") for day in range(7)}
    draft = amendments.Draft(summary="2027年放假安排", days=holidays, published_year=2027, source="国办通知")

    amendments.confirm(amendments.preview(draft).token, by=bench.administrator, today=DAY)

    term = opened.term(CaseTermKind.DECISION)
    assert (term.due_on, term.due_provisional) == (date(2027, 2, 12), False)


def test_a_term_that_has_ended_stays_as_it_was(bench, rectifying):
    before = rectifying.term(CaseTermKind.STATEMENT).due_on

    amendments.confirm(amendments.preview(day_off(date(2026, 11, 12))).token, by=bench.administrator, today=DAY)

    assert rectifying.term(CaseTermKind.STATEMENT).due_on == before
