"""Days of duties: the ladder by the catalogue's days, the calendar that moves them, and the life of the organization."""

from datetime import date, timedelta

import pytest

from compliance.duty_years import open_year
from compliance.models import Duty, DutyCatalogueEntry
from organizations import holdings
from organizations.enums import Role
from organizations.ladder.models import Reminder
from organizations.ladder.sweep import sweep
from reports.calendar_feed import calendar_of
from reports.handover import givers, hand_over
from tests.compliance.conftest import NOW
from tests.factories import AuthorityFactory, DistrictFactory, duty_of, member
from tests.organizations.lives import changed, transfer
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workcalendar.amendments import Draft, confirm, preview
from zhengzhou_ideology.workcalendar.statutory import DayRule

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
NEW_YEAR_S_EVE = date(2026, 12, 31)


def reminded(duty):
    return list(Reminder.objects.filter(kind="duty", matter=duty.pk).order_by("pk").values_list("rung", flat=True))


def version(kind, **facts):
    entry = DutyCatalogueEntry.objects.filter(kind=kind).latest("pk")
    entry.pk, entry.effective_from = None, date(2026, 1, 1)
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.save()


# The ladder


LADDER = [
    (date(2026, 5, 30), []),
    (date(2026, 5, 31), ["duty:before_30"]),
    (date(2026, 6, 30), ["duty:before_2"]),
    (date(2026, 7, 1), ["duty:overdue_1"]),
    (date(2026, 7, 7), ["duty:overdue_5"]),
    (date(2026, 7, 14), ["duty:overdue_10"]),
    (date(2026, 12, 1), ["duty:overdue_10"]),
]


@pytest.mark.parametrize(("day", "rungs"), LADDER)
def test_duty_climbs_by_the_days_of_its_catalogue_and_proposes_no_case(day, rungs, cast):
    version("study", reminder_days=[30, 15, 2])
    duty = duty_of(cast.organization, "study", today=date(2026, 1, 2))

    sweep(day)
    sweep(day)

    assert reminded(duty) == rungs


def test_kinds_of_other_days_climb_their_own_ladder(cast):
    version("study", reminder_days=[30, 15, 2])
    study = duty_of(cast.organization, "study", today=date(2026, 1, 2))
    posts = duty_of(cast.organization, "posts_confirmed", today=date(2026, 1, 2))

    sweep(date(2026, 6, 16))

    assert (reminded(study), reminded(posts)) == (["duty:before_15"], ["duty:before_14"])
    told = Notice.objects.filter(recipient=cast.secretary).values_list("subject", flat=True)
    assert "2026年度学习教育（上半年）还有14天截止，请按时报送" in told


def test_desk_is_told_of_the_overdue_with_the_list_that_shows_them(cast):
    duty = duty_of(cast.organization, "study", today=date(2026, 1, 2))

    sweep(date(2026, 7, 7))

    letter = Notice.objects.get(recipient=cast.registrar, subject__contains="学习教育")
    assert letter.subject == "1家社会组织的2026年度学习教育（上半年）逾期满5个工作日"
    assert cast.organization.name in letter.body
    shown = cast.client("registrar").get(letter.url).context["page"]
    assert duty.pk in {one.pk for one in shown}


def test_duty_that_arrived_or_was_opened_late_is_not_pressed_at_once(cast):
    late = duty_of(cast.organization, "study", today=date(2026, 7, 20))

    sweep(date(2026, 7, 20))
    on_the_day = reminded(late)
    sweep(date(2026, 7, 21))

    assert (on_the_day, reminded(late)) == ([], ["duty:overdue_1"])


# The calendar


def test_calendar_moves_the_day_of_what_is_still_owed_and_tells_its_people(cast):
    duty = duty_of(cast.organization, "study", part=2)
    extended = Duty.objects.get(organization=cast.organization, kind="ethics_training")
    Duty.objects.filter(pk=extended.pk).update(times_extended=1)
    closed = Draft("全市停工一日", {NEW_YEAR_S_EVE: DayRule(is_working_day=False, name="停工", source="市政府通告")})

    shown = preview(closed)
    concerned = shown.moved[0].concerned
    confirm(shown.token, by=cast.administrator, today=TODAY)

    duty.refresh_from_db()
    extended.refresh_from_db()
    assert [(one.source.label, one.term.due_on, one.is_moved) for one in shown.moved] == [
        ("年度事项", NEW_YEAR_S_EVE, True)
    ]
    assert cast.organization.name in concerned
    assert (duty.due_on > NEW_YEAR_S_EVE, extended.due_on) == (True, NEW_YEAR_S_EVE)
    assert Notice.objects.filter(recipient=cast.leader, kind="duty").count() == 1


# The life of the organization


def test_open_duties_move_with_the_organization_and_settled_ones_stay(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    past = duty_of(cast.organization, "commitment")
    coming = Duty.objects.get(organization=cast.organization, kind="ethics_training")
    cast.client("secretary").post(f"/duties/{coming.pk}/extension/", {"what": "exemption", "reason": "停业整修。"})
    settled = Duty.objects.get(organization=cast.organization, kind="year_end_exchange")
    typed = {"done_on": "2026-10-08", "headcount": "12", "summary": "已交流。", "version": 0, "send": "1"}
    cast.client("secretary").post(f"/duties/{settled.pk}/edit/", typed)
    home, other = cast.organization.registration_authority, AuthorityFactory(other_district=True)
    district = DistrictFactory(code="410103", name="二七区")

    facts = transfer(cast.organization, registration_authority=other, district=district)
    change = changed(cast.client("registrar"), cast.organization, "transfer", **facts)

    for duty in (past, coming, settled):
        duty.refresh_from_db()
    assert [duty.registration_authority for duty in (past, coming, settled)] == [other, other, home]
    assert (past.counts_for, past.district_id, coming.counts_for, coming.district_id) == (
        home,
        "410105",
        None,
        "410103",
    )
    assert coming.moves.latest("pk").reason.endswith("由二七区民政局办理，待审批的申请一并移交。")
    told = Notice.objects.get(recipient=cast.strange_registrar, key=f"organization_change:{change.pk}:in_effect")
    assert "未办结的年度事项10项（其中1项有待审批的延期或者豁免申请）" in told.body


def test_what_an_ended_organization_still_owed_lapses_and_is_no_more_reminded_of(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    duty = duty_of(cast.organization, "ethics_training")

    changed(cast.client("registrar"), cast.organization, "deregistration")
    sweep(date(2027, 1, 20))

    duty.refresh_from_db()
    assert (duty.state, duty.moves.get().label, reminded(duty)) == ("lapsed", "因组织终止而终止", [])
    assert open_year(2027, today=date(2027, 1, 20)) == 11  # of the stranger's organization


def test_suspended_organization_gets_the_days_back(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    duty = duty_of(cast.organization, "ethics_training")
    changed(cast.client("registrar"), cast.organization, "suspension")

    time_machine.move_to(NOW + timedelta(days=30), tick=False)
    changed(cast.client("registrar"), cast.organization, "resumption", effective_on="2026-11-08")

    duty.refresh_from_db()
    assert (duty.due_on, duty.times_extended) == (date(2027, 2, 1), 1)
    assert duty.due_steps[-1]["why"].endswith("期限顺延30日")


def test_duties_of_a_closed_authority_go_to_its_successor(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    duty = duty_of(cast.organization, "commitment")
    unit, successor = cast.organization.competent_authority, AuthorityFactory(other_competent=True)

    waiting = holdings.worded(holdings.waiting_at(unit))
    holdings.hand_over_all(unit, successor, by=cast.administrator, reason="机构改革。", now=NOW)

    duty.refresh_from_db()
    assert waiting == "年度事项11件"
    assert (duty.competent_authority, duty.moves.get().label) == (successor, "由承接单位办理")


# Who prepares it, and where its day stands


def test_open_duty_is_handed_over_to_another_secretary(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    duty = duty_of(cast.organization, "study", part=2)
    cast.client("secretary").post(f"/duties/{duty.pk}/edit/", {"summary": "在写。", "version": 0})
    other = member(Role.SECRETARY, cast.organization)

    found = list(givers(cast.organization))
    done = hand_over(
        cast.organization, giver=cast.secretary, receiver=other, by=cast.leader, reason="岗位调整。", today=TODAY
    )

    duty.refresh_from_db()
    assert (found, duty.prepared_by) == ([cast.secretary], other)
    assert done.moved == ["2026年度学习教育（下半年）（草稿）"]
    assert duty.moves.get().label == "移交填报人"


def test_due_days_stand_in_the_calendar_of_the_secretary_and_as_a_count_in_that_of_the_desk(cast):
    duty_of(cast.organization, "ethics_training")

    own = calendar_of(cast.secretary, now=NOW).decode()
    desk = calendar_of(cast.registrar, now=NOW).decode().replace("\r\n ", "")

    assert "待报送" in own
    assert "职业道德教育" in own.replace("\r\n ", "")
    assert "本日到期：年度事项 6 件未报" in desk
