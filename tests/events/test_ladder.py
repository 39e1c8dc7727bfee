"""Deadlines of events on the one ladder: once per rung, the highest only, and never anything decided."""

import json
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import filing_workflow, record_workflow
from events.enums import FilingState
from events.models import EventFiling
from events.tasks import lapse_begun
from organizations.ladder.letters import compose
from organizations.ladder.models import Hold, Reminder
from organizations.ladder.sweep import entries_for, sweep
from organizations.models import Membership
from tests.compliance.test_report_concurrency import at_once
from tests.events.factories import NOW, SHANGHAI, approved, concluded, recorded, returned
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workcalendar.models import PolicyVersion

pytestmark = [pytest.mark.django_db, pytest.mark.server]

EVE = date(2026, 10, 19)


@pytest.fixture(autouse=True)
def on_the_twelfth_of_october(time_machine):
    time_machine.move_to(datetime(2026, 10, 12, 8, 0, tzinfo=SHANGHAI), tick=False)


def given() -> list[str]:
    return sorted(Reminder.objects.values_list("rung", flat=True))


def told() -> dict[str, set]:
    found: dict[str, set] = {}
    for notice in Notice.objects.filter(kind="event_deadline").select_related("recipient"):
        found.setdefault(notice.subject, set()).add(notice.recipient)
    return found


@pytest.mark.parametrize(
    ("today", "reached"),
    [
        (date(2026, 10, 13), []),
        (date(2026, 10, 14), ["event_decision:overdue_1"]),
        (date(2026, 10, 15), ["event_decision:overdue_2"]),
        (date(2026, 10, 18), ["event_decision:overdue_2"]),
        (EVE, ["event_decision:overdue_2", "event_eve:before_1"]),
    ],
)
def test_silence_climbs_to_the_highest_rung_reached(cast, today, reached):
    filing = recorded(cast)
    assert filing.decide_by == date(2026, 10, 13)

    sweep(today)
    second = sweep(today)

    assert given() == reached
    assert second.notices == 0
    filing.refresh_from_db()
    assert filing.state == FilingState.SUBMITTED


def test_the_first_rung_tells_the_supervisor_of_the_silent_authority(cast):
    filing = recorded(cast)

    sweep(date(2026, 10, 14))

    assert told() == {f"活动申报逾期未审批：{filing.title}": {cast.competent_supervisor}}


def test_the_second_rung_tells_the_registration_authority(cast):
    filing = recorded(cast)

    sweep(date(2026, 10, 15))

    subject = f"活动申报逾期未审批，提请登记管理机关督办：{filing.title}"
    assert told() == {subject: {cast.registrar, cast.supervisor}}


def test_a_vacant_desk_is_told_once_through_its_supervisor(cast):
    recorded(cast)
    Membership.objects.filter(user=cast.registrar).delete()

    swept = sweep(date(2026, 10, 15))

    assert swept.notices == Notice.objects.filter(kind="event_deadline").count() == 1


def test_a_desk_gets_one_letter_for_all_that_is_unanswered(cast):
    for title in ("春季论坛", "秋季论坛"):
        recorded(cast, title=title)

    sweep(date(2026, 10, 14))

    notice = Notice.objects.get(kind="event_deadline")
    assert notice.subject == "活动申报逾期未审批（2件）"
    assert "“春季论坛”" in notice.body
    assert "“秋季论坛”" in notice.body
    assert notice.url == reverse("events:filing_list")


def test_the_eve_tells_supervisor_and_secretary_that_it_may_not_be_held(cast):
    filing = recorded(cast)
    EventFiling.objects.update(decide_by=EVE)

    sweep(EVE)

    assert told() == {f"活动临近仍未获批准：{filing.title}": {cast.competent_supervisor, cast.secretary}}
    assert "未经批准，活动不得举办" in Notice.objects.filter(kind="event_deadline").first().body


def test_a_filing_that_comes_back_is_given_a_new_round_but_no_second_eve(cast):
    filing = returned(cast)
    record_workflow.record(filing.record, by=cast.registrar, now=NOW)
    sweep(EVE)
    assert given() == ["event_eve:before_1"]
    at = datetime(2026, 10, 19, 10, 0, tzinfo=SHANGHAI)
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=at)
    filing_workflow.certify(filing, by=cast.leader, now=at)

    sweep(EVE)

    assert given() == ["event_eve:before_1"]
    assert set(Reminder.objects.values_list("round", flat=True)) == {(date(2026, 10, 20) - date(2020, 1, 1)).days}


def test_a_decision_day_that_was_set_anew_starts_its_rungs_again(cast):
    filing = recorded(cast)
    sweep(date(2026, 10, 14))
    EventFiling.objects.filter(pk=filing.pk).update(
        decide_by=date(2026, 10, 15), pauses=[{"returned_on": "2026-10-14", "resubmitted_on": "2026-10-14"}]
    )

    sweep(date(2026, 10, 15))
    assert given() == ["event_decision:overdue_1"]
    sweep(date(2026, 10, 16))

    assert given() == ["event_decision:overdue_1", "event_decision:overdue_1"]


@pytest.mark.parametrize(
    ("today", "reached", "told_people"),
    [
        (date(2026, 10, 13), [], {}),
        (date(2026, 10, 14), ["event_record:overdue_1"], {"活动逾期未备案：秋季行业发展论坛": {"registrar"}}),
        (date(2026, 10, 16), ["event_record:overdue_3"], {"活动逾期未备案，请督促：秋季行业发展论坛": {"supervisor"}}),
    ],
)
def test_an_approved_filing_that_nobody_records_climbs_too(cast, today, reached, told_people):
    filing = approved(cast)
    assert filing.record.due_on == date(2026, 10, 13)

    sweep(today)

    assert given() == reached
    assert told() == {subject: {cast.user(name) for name in names} for subject, names in told_people.items()}


@pytest.mark.parametrize(
    ("today", "reached"),
    [
        (date(2026, 10, 20), []),
        (date(2026, 10, 30), []),
        (date(2026, 10, 31), ["post_event_summary:before_3"]),
        (date(2026, 11, 3), ["post_event_summary:before_3"]),
        (date(2026, 11, 4), ["post_event_summary:overdue_1"]),
        (date(2026, 11, 20), ["post_event_summary:overdue_5"]),
    ],
)
def test_an_owed_summary_climbs_and_a_missed_run_heals_itself(cast, today, reached):
    filing = approved(cast)
    assert filing.summary_due_on == date(2026, 11, 3)

    sweep(today)

    assert given() == reached


WHO_OWES = {
    date(2026, 10, 31): ("活动总结即将到期", {"secretary"}),
    date(2026, 11, 4): ("活动总结已逾期", {"secretary", "leader"}),
    date(2026, 11, 10): ("活动总结逾期未报", {"registrar", "supervisor"}),
}


@pytest.mark.parametrize("today", WHO_OWES)
def test_who_is_told_of_an_owed_summary(cast, today):
    filing = approved(cast)

    sweep(today)

    subject, people = WHO_OWES[today]
    assert told() == {f"{subject}：{filing.title}": {cast.user(name) for name in people}}


def test_a_summary_that_came_in_is_not_reminded(cast):
    concluded(cast)

    sweep(date(2026, 11, 20))

    assert given() == []


def test_a_filing_keeps_the_policy_under_which_it_came_in(cast):
    PolicyVersion.objects.create(
        rule="event_silence_working_days", value=[2, 4], effective_from=date(2026, 10, 10), source="试行"
    )
    recorded(cast)  # on the ninth

    sweep(date(2026, 10, 14))

    assert given() == ["event_decision:overdue_1"]


def test_the_one_sweep_lapses_what_has_begun_and_reminds_of_it_no_more(cast):
    filing = recorded(cast)

    planned = sweep(date(2026, 10, 20), dry_run=True)
    swept = sweep(date(2026, 10, 20))

    filing.refresh_from_db()
    assert filing.state == FilingState.LAPSED
    assert (planned.notices, swept.notices, given()) == (0, 0, [])


def test_lapsing_is_also_on_schedule_between_sweeps(cast, time_machine):
    filing = recorded(cast)
    time_machine.move_to(datetime(2026, 10, 20, 9, 5, tzinfo=SHANGHAI))

    lapse_begun()

    filing.refresh_from_db()
    assert filing.state == FilingState.LAPSED


@pytest.mark.parametrize("today", [date(2026, 10, 14), date(2026, 10, 15), EVE])
def test_dry_run_is_what_is_then_sent(cast, today):
    recorded(cast)
    recorded(cast, title="另一论坛")
    planned = compose(entries_for(today), today)
    counted = sweep(today, dry_run=True)
    assert not Reminder.objects.exists()

    swept = sweep(today)

    sent = {*Notice.objects.filter(kind="event_deadline").values_list("recipient", "subject", "body", "url", "key")}
    assert {(item.recipient_id, item.subject, item.body, item.url, item.key) for item in planned.letters} == sent
    assert counted == swept


def test_command_lists_the_rungs_of_all_kinds(cast, capsys):
    recorded(cast)

    call_command("sweep", "--on", "2026-10-14", "--json")

    answer = json.loads(capsys.readouterr().out)
    rungs = [rung for rung in answer["rungs"] if rung.startswith(("event_", "post_event_"))]
    assert rungs == [
        "event_decision:overdue_1",
        "event_decision:overdue_2",
        "event_record:overdue_1",
        "event_record:overdue_3",
        "event_eve:before_1",
        "post_event_summary:before_3",
        "post_event_summary:overdue_1",
        "post_event_summary:overdue_5",
    ]
    assert (answer["on"], answer["notices"]) == ("2026-10-14", 1)
    assert {rung: count for rung, count in answer["rungs"].items() if count} == {"event_decision:overdue_1": 1}


def test_officers_rehearse_and_hold_a_rung_of_an_event(cast):
    recorded(cast)
    page = reverse("ladder:ladder")

    before = cast.client("registrar").get(page, {"on": "2026-10-14"})
    held = cast.client("supervisor").post(
        page,
        {
            "district": cast.organization.district.pk,
            "rung": "event_decision:1",
            "starts_on": "2026-10-12",
            "ends_on": "2026-10-14",
            "reason": "汛情。",
        },
    )
    after = cast.client("registrar").get(page, {"on": "2026-10-14"})
    sweep(date(2026, 10, 14))

    assert [entry["rung"].key for entry in before.context["entries"]] == ["event_decision:overdue_1"]
    assert "重大活动审批：逾期后第1个工作日" in before.content.decode()
    assert (held.status_code, Hold.objects.get().kind, after.context["matters"]) == (302, "event_decision", 0)
    assert given() == []


@pytest.mark.parametrize("today", [date(2026, 10, 14), EVE])
def test_sweep_takes_the_same_statements_for_one_filing_and_for_many(cast, today, django_assert_num_queries):
    recorded(cast)
    with CaptureQueriesContext(connection) as one:
        sweep(today)
    for number in range(5):
        recorded(cast, title=f"论坛{number}")

    with django_assert_num_queries(len(one)):
        swept = sweep(today)

    assert sum(swept.rungs.values()) in {5, 10}


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_everybody_once(cast):
    for number in range(5):
        recorded(cast, title=f"论坛{number}")

    outcomes = at_once(*[lambda: sweep(EVE)] * 2)

    assert sorted(sum(swept.rungs.values()) for swept in outcomes) == [0, 10]
    assert Notice.objects.filter(kind="event_deadline").count() == max(swept.notices for swept in outcomes)
