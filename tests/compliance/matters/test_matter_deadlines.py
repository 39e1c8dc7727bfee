"""One working day to take note: the ladder, the calendar, and an authority that is closed."""

from datetime import date

import pytest

from compliance import matter_workflow as workflow
from compliance.matters.due_dates import AcknowledgementDueDates
from compliance.matters.holdings import OpenMatters
from compliance.models import MatterReport
from organizations.enums import Role
from organizations.ladder.sweep import entries_for, sweep
from tests.compliance.conftest import NOW
from tests.compliance.matters.conftest import started
from tests.factories import AuthorityFactory, member
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workcalendar.terms import Due

# Sent on Friday, 9 October; Saturday the 10th is a make-up working day, the next is Monday the 12th.
DESK_DAY, SUPERVISORS_DAY = date(2026, 10, 12), date(2026, 10, 13)


def told() -> set[str]:
    return set(Notice.objects.filter(key__startswith="ladder:matter").values_list("recipient__username", flat=True))


@pytest.mark.parametrize(("day", "reached"), [(date(2026, 10, 10), 0), (date(2026, 10, 11), 0), (DESK_DAY, 2)])
def test_desks_are_reminded_the_working_day_after_the_due_day(day, reached, cast, sent):
    swept = sweep(day)

    assert swept.rungs["matter_acknowledgement:overdue_1"] == reached
    assert told() == ({cast.party.username, cast.competent.username} if reached else set())


def test_second_rung_is_the_supervisors_and_again_the_party_desk(cast, sent):
    head = member(Role.SUPERVISOR, cast.organization.competent_authority)
    sweep(DESK_DAY)
    before = told()

    swept = sweep(SUPERVISORS_DAY)

    assert swept.rungs["matter_acknowledgement:overdue_2"] == 2
    assert told() - before == {head.username}
    assert Notice.objects.filter(recipient=cast.party, kind="matter_report", key__startswith="ladder").count() == 2
    assert sweep(SUPERVISORS_DAY).notices == 0


def test_who_has_taken_note_is_not_reminded(cast, acknowledged):
    sweep(DESK_DAY)

    assert told() == {cast.competent.username}


def test_registration_desk_is_reminded_of_several_at_once(cast, party):
    for title in ("水管爆裂", "电路故障"):
        report = started(cast, title=title, to_registration=True, to_party=False, to_competent=False)
        workflow.send(report, by=cast.secretary, now=NOW)

    sweep(DESK_DAY)

    notice = Notice.objects.get(recipient=cast.registrar, key__startswith="ladder:matter")
    assert (notice.subject, notice.url) == ("2件随时报告逾期满1个工作日未确认收悉", "/matters/")
    assert notice.body == "收悉期限最早为2026年10月10日。请登录门户查阅并确认收悉。"


def test_reminder_of_one_leads_to_it_and_tells_a_group_chat_nothing_of_it(cast, sent):
    sweep(DESK_DAY)

    notice = Notice.objects.get(recipient=cast.party, key__startswith="ladder:matter")
    assert notice.url == sent.get_absolute_url()
    assert not any(word in notice.subject + notice.body for word in (sent.title, cast.organization.name))


def test_preview_of_the_ladder_shows_nobody_elses_reports(cast, party):
    report = started(cast, to_registration=True, to_competent=False)
    workflow.send(report, by=cast.secretary, now=NOW)

    seen = {
        name: sum(
            len(entry.matters)
            for entry in entries_for(DESK_DAY, user=cast.user(name))
            if entry.rung.kind == "matter_acknowledgement"
        )
        for name in ("registrar", "auditor", "administrator", "city_supervisor")
    }

    assert seen == {"registrar": 2, "auditor": 2, "administrator": 0, "city_supervisor": 0}


def test_change_of_the_calendar_moves_the_day_and_tells_the_desks(cast, acknowledged):
    source = AcknowledgementDueDates()
    (term,) = source.stored()

    concerned = source.concerned(term, limit=5)
    source.move(term, Due(DESK_DAY, False, ()), by=cast.administrator, reason="调休取消", today=NOW.date())

    assert (term.base, term.due_on, term.matters) == (date(2026, 10, 9), date(2026, 10, 10), 1)
    assert concerned == ["郑州市教育局"]
    assert list(acknowledged.addressees.values_list("due_on", flat=True)) == [date(2026, 10, 10), DESK_DAY]
    assert Notice.objects.get(key__startswith="matters:moved").recipient == cast.competent


def test_successor_takes_over_what_a_closed_authority_has_open(cast, sent):
    old = cast.organization.competent_authority
    successor = AuthorityFactory(other_competent=True)
    holding = OpenMatters()
    count = holding.count(old)

    holding.hand_over(old, successor, by=cast.administrator, reason="机构改革", now=NOW)

    assert (count, holding.count(old), holding.count(successor)) == (1, 0, 1)
    assert (sent.moves.last().name, sent.moves.last().label) == ("take_over", "由承接单位办理")
    assert MatterReport.objects.visible_to(cast.strange_competent).get() == sent
