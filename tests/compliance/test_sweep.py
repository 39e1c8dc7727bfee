"""The sweep: each outstanding report gets the highest rung that it has reached, once, and those concerned are told."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from compliance import extensions, report_workflow
from compliance.cases import proposals
from compliance.cases.models import AccountabilityCase
from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from compliance.periods import open_period
from compliance.tasks import open_due_periods as open_due_periods_task
from organizations.enums import OrganizationStatus, Post, Role
from organizations.ladder import sweep as sweeping
from organizations.ladder.letters import compose
from organizations.ladder.models import Hold, Reminder
from organizations.ladder.sources import sources
from organizations.ladder.sweep import entries_for, sweep
from organizations.ladder.tasks import sweep as sweep_task
from organizations.models import Membership, Organization
from tests.compliance.conftest import NOW
from tests.compliance.test_report_concurrency import at_once
from tests.factories import (
    AuthorityFactory,
    DistrictFactory,
    OrganizationFactory,
    QuarterlyReportFactory,
    ReportingPeriodFactory,
    ResponsiblePersonFactory,
    member,
)
from tests.scale.plans import without_choice
from zhengzhou_ideology.notices.models import GroupChannel, GroupPost, Notice
from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workcalendar.models import PolicyVersion
from zhengzhou_ideology.workflow import Refused

DUE = date(2026, 10, 15)
BEFORE_14, BEFORE_7, BEFORE_1 = date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 14)
OVERDUE_1, OVERDUE_5, OVERDUE_10, OVERDUE_20 = (
    date(2026, 10, 16),
    date(2026, 10, 22),
    date(2026, 10, 29),
    date(2026, 11, 12),
)
RUNGS = ("before_14", "before_7", "before_1", "overdue_1", "overdue_5", "overdue_10", "overdue_20")

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def given(report: QuarterlyReport) -> list[str]:
    found = Reminder.objects.of("quarterly_report", report.pk).order_by("number").values_list("rung", flat=True)
    return [rung.removeprefix("quarterly_report:") for rung in found]


def counts(**rungs: int) -> dict[str, int]:
    return {
        **dict.fromkeys((rung.key for source in sources() for rung in source.rungs(policy_on(DUE))), 0),
        **{f"quarterly_report:{name}": rungs.get(name, 0) for name in RUNGS},
    }


@pytest.mark.parametrize(
    ("today", "rung"),
    [
        (BEFORE_14 - timedelta(days=1), None),
        (BEFORE_14, "before_14"),
        (BEFORE_7, "before_7"),
        (BEFORE_1, "before_1"),
        (DUE, "before_1"),
        (OVERDUE_1, "overdue_1"),
        (OVERDUE_5, "overdue_5"),
        (OVERDUE_10, "overdue_10"),
        (OVERDUE_20, "overdue_1"),
        (date(2027, 3, 1), "overdue_1"),
    ],
)
def test_after_any_silence_a_report_gets_only_the_highest_rung(today, rung, cast, draft):
    swept = sweep(today)

    assert given(draft) == ([rung] if rung else [])
    assert swept.rungs == counts(**({rung: 1} if rung else {}))


def test_rungs_follow_each_other_each_once(cast, draft):
    for day in range(60):
        sweep(BEFORE_14 + timedelta(days=day))
        sweep(BEFORE_14 + timedelta(days=day))

    assert given(draft) == list(RUNGS)


def test_second_sweep_of_a_day_gives_and_tells_nothing(cast, draft):
    first = sweep(OVERDUE_1)

    second = sweep(OVERDUE_1)

    assert (first.notices, second.notices) == (2, 0)
    assert second.rungs == counts()
    assert Notice.objects.count() == 2


def test_clock_that_was_set_back_gives_no_lower_rung(cast, draft):
    sweep(OVERDUE_5)

    sweep(OVERDUE_1)

    assert given(draft) == ["overdue_5"]


@pytest.mark.parametrize(
    "state", [ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.SUPERSEDED, ReportState.EXEMPTED]
)
def test_settled_report_is_left_alone(state, cast, submitted):
    QuarterlyReport.objects.filter(pk=submitted.pk).update(state=state)

    sweep(OVERDUE_5)

    assert given(submitted) == []


def test_report_on_the_leaders_desk_is_still_outstanding(cast, certifying):
    sweep(BEFORE_7)

    assert given(certifying) == ["before_7"]


def test_returned_report_had_arrived(cast, submitted):
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground="incomplete", reason="缺签到表")

    sweep(OVERDUE_5)

    assert given(submitted) == []


def test_arrival_stops_the_ladder(cast, certifying):
    sweep(BEFORE_7)
    report_workflow.certify(certifying, by=cast.leader, now=NOW)

    sweep(OVERDUE_5)

    assert given(certifying) == ["before_7"]


# Who is told


WHO_IS_TOLD = {
    BEFORE_14: {"secretary"},
    BEFORE_7: {"secretary"},
    BEFORE_1: {"secretary"},
    OVERDUE_1: {"secretary", "leader"},
    OVERDUE_5: {"secretary", "leader", "registrar"},
    OVERDUE_10: {"secretary", "leader", "city_registrar"},
    OVERDUE_20: {"supervisor"},
}


@pytest.mark.parametrize("today", WHO_IS_TOLD)
def test_who_is_told(today, cast, draft):
    if today == OVERDUE_20:
        sweep(OVERDUE_10)
        Notice.objects.all().delete()

    sweep(today)

    names = {user.pk: name for name, user in cast.users.items()}
    told = {names[key] for key in Notice.objects.filter(kind="reminder").values_list("recipient", flat=True)}
    assert told == WHO_IS_TOLD[today]


def test_liaison_is_told_through_the_account_with_the_same_address(cast, draft):
    ResponsiblePersonFactory(
        organization=cast.organization, post=Post.LIAISON, office_email=cast.leader.email.upper(), name="赵某某"
    )

    sweep(BEFORE_7)

    assert {*Notice.objects.values_list("recipient", flat=True)} == {cast.secretary.pk, cast.leader.pk}


def test_leader_is_told_where_nobody_is_secretary(city):
    organization = OrganizationFactory()
    leader = member(Role.LEADER, organization)
    QuarterlyReportFactory(organization=organization)

    sweep(BEFORE_7)

    assert [*Notice.objects.values_list("recipient", flat=True)] == [leader.pk]


def test_vacant_desk_is_answered_for_from_above(city):
    organization = OrganizationFactory()
    above = member(Role.REGISTRAR, city)
    QuarterlyReportFactory(organization=organization)

    sweep(OVERDUE_5)

    assert [*Notice.objects.values_list("recipient", flat=True)] == [above.pk]


def test_desk_gets_one_letter_for_all_its_defaulters(cast):
    for _ in range(12):
        QuarterlyReportFactory(organization=OrganizationFactory())

    sweep(OVERDUE_5)

    notice = Notice.objects.get(recipient=cast.registrar)
    assert notice.subject == "12家社会组织的2026年第三季度报告逾期满5个工作日"
    assert notice.body.count("郑州市测试协会") == 10
    assert "等的" in notice.body


def test_group_chat_of_the_authority_is_told_once(cast, draft):
    authority = cast.organization.registration_authority
    GroupChannel.objects.create(owner=authority.code, name="办件群", url="json://127.0.0.1/hook")

    sweep(OVERDUE_5)
    sweep(OVERDUE_5)

    assert [*GroupPost.objects.values_list("subject", flat=True)] == ["1家社会组织的2026年第三季度报告逾期满5个工作日"]


@pytest.mark.parametrize(
    ("today", "subject"),
    [
        (BEFORE_7, "2026年第三季度报告还有7天截止，请按时报送"),
        (date(2026, 10, 10), "2026年第三季度报告还有5天截止，请按时报送"),
        (DUE, "2026年第三季度报告今日截止，请按时报送"),
        (OVERDUE_1, "2026年第三季度报告已逾期，请尽快报送"),
    ],
)
def test_words_say_what_is_true_on_the_day_of_the_sweep(today, subject, cast, draft):
    sweep(today)

    assert Notice.objects.get(recipient=cast.secretary).subject == subject


# Policy, proposal


def test_report_keeps_the_policy_under_which_its_quarter_ended(cast, draft):
    PolicyVersion.objects.create(
        rule="report_overdue_working_days", value=[3, 6, 9, 12], effective_from=date(2026, 10, 1), source="试行"
    )
    later = QuarterlyReportFactory(
        organization=cast.organization, period=ReportingPeriodFactory(year=2026, quarter=4, due_on=date(2027, 1, 15))
    )

    sweep(OVERDUE_1)
    sweep(date(2027, 1, 20))

    assert given(draft) == ["overdue_1", "overdue_20"]
    assert given(later) == ["overdue_3"]


def test_two_policies_that_agree_on_a_rung_tell_everybody_once(cast, draft):
    PolicyVersion.objects.create(
        rule="report_overdue_working_days", value=[1, 5, 10, 30], effective_from=date(2026, 10, 1), source="试行"
    )
    QuarterlyReportFactory(
        organization=cast.organization, period=ReportingPeriodFactory(year=2026, quarter=4, due_on=DUE)
    )

    swept = sweep(OVERDUE_1)

    assert swept.rungs["quarterly_report:overdue_1"] == 2
    assert swept.notices == Notice.objects.count() == 4


def test_last_rung_lays_facts_before_a_person_and_does_nothing_else(cast, draft):
    sweep(BEFORE_1)
    sweep(OVERDUE_5)

    sweep(OVERDUE_20)
    proposals.gather()

    proposal = AccountabilityCase.objects.get()
    assert (proposal.organization, proposal.state, proposal.proposed_on) == (cast.organization, "proposed", OVERDUE_20)
    assert proposal.facts == {
        "title": "2026年第三季度报告",
        "url": f"/reports/{draft.pk}/",
        "due_on": "2026-10-15",
        "extensions": [],
        "reminders": [
            {"label": "到期前1日", "on": "2026-10-14"},
            {"label": "逾期后第5个工作日", "on": "2026-10-22"},
            {"label": "逾期后第20个工作日", "on": "2026-11-12"},
        ],
    }
    draft.refresh_from_db()
    assert draft.state == ReportState.DRAFT
    assert Notice.objects.filter(recipient__in=[cast.secretary, cast.leader], created_at__isnull=False).count() == 3


# A quarter that was opened late

LATE = date(2026, 11, 16)  # a Monday, 32 days after the due day


def test_report_opened_long_after_its_due_day_starts_with_the_first_overdue_rung(cast):
    open_period(2026, 3, today=LATE)
    report = QuarterlyReport.objects.get(organization=cast.organization)
    assert report.due_on == DUE

    for day in range(40):
        sweep(LATE + timedelta(days=day))
    proposals.gather()

    reached = Reminder.objects.of("quarterly_report", report.pk).order_by("number").values_list("rung", "reached_on")
    assert [(rung.removeprefix("quarterly_report:"), on) for rung, on in reached] == [
        ("overdue_1", date(2026, 11, 17)),
        ("overdue_5", date(2026, 11, 23)),
        ("overdue_10", date(2026, 11, 30)),
        ("overdue_20", date(2026, 12, 14)),
    ]
    assert AccountabilityCase.objects.filter(matter=report.pk).get().proposed_on == date(2026, 12, 14)


def test_newcomer_to_a_quarter_opened_in_time_is_heard_first_too(cast):
    open_period(2026, 3, today=BEFORE_14)
    sweep(OVERDUE_10)
    late = OrganizationFactory()
    member(Role.SECRETARY, late)
    open_period(2026, 3, today=LATE)

    swept = sweep(LATE + timedelta(days=1))

    assert given(QuarterlyReport.objects.get(organization=cast.organization)) == ["overdue_10", "overdue_20"]
    assert given(QuarterlyReport.objects.get(organization=late)) == ["overdue_1"]
    assert swept.rungs == counts(overdue_1=1, overdue_20=2)


def test_extension_of_a_report_opened_late_climbs_from_its_new_day(cast, time_machine):
    time_machine.move_to(NOW.replace(month=11, day=16))
    open_period(2026, 3, today=LATE)
    reports = QuarterlyReport.objects.filter(organization=cast.organization)
    extensions.extend(reports, by=cast.supervisor, new_due=date(2026, 11, 30), reason="汛情。", now=NOW)

    sweep(date(2026, 11, 17))
    sweep(date(2026, 12, 1))

    assert given(reports.get()) == ["before_14", "overdue_1"]


# Dry run, command, tasks


@pytest.mark.parametrize("today", WHO_IS_TOLD)
def test_dry_run_is_what_is_then_sent(today, cast, draft):
    QuarterlyReportFactory(organization=OrganizationFactory(), due_on=date(2026, 10, 22))
    planned = compose(entries_for(today), today)
    counted = sweep(today, dry_run=True)
    assert not Reminder.objects.exists()

    swept = sweep(today)

    sent = {*Notice.objects.values_list("recipient", "subject", "body", "url", "key")}
    assert {(item.recipient_id, item.subject, item.body, item.url, item.key) for item in planned.letters} == sent
    assert counted == swept


def test_command_answers_in_the_json_of_the_contract(cast, draft, capsys):
    call_command("sweep", "--on", "2026-10-16", "--json")

    assert json.loads(capsys.readouterr().out) == {"on": "2026-10-16", "rungs": counts(overdue_1=1), "notices": 2}


def test_command_dry_run_writes_nothing(cast, draft, capsys):
    call_command("sweep", "--on", "2026-10-16", "--dry-run")

    assert capsys.readouterr().out == "2026-10-16：将发通知2份\n  quarterly_report:overdue_1：1件\n"
    assert not Reminder.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--on", "2026-13-01"], "“2026-13-01”不是有效的日期，应写作2026-09-30的形式。\n"),
        (["--on", "明天"], "“明天”不是有效的日期，应写作2026-09-30的形式。\n"),
        (["--on", "1999-01-01"], "日期1999-01-01超出工作日历的范围（2004年至2099年）。\n"),
        (["--when", "2026-10-16"], "参数有误，用法：sweep [--on DATE] [--dry-run] [--json]。\n"),
    ],
)
def test_command_refuses_nonsense_with_one_line_and_status_2(arguments, sentence, capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("sweep", *arguments)

    assert stop.value.code == 2
    assert capsys.readouterr().err == sentence


def test_command_acts_on_no_day_to_come(cast, draft, capsys):
    tomorrow = (localdate() + timedelta(days=1)).isoformat()

    with pytest.raises(SystemExit) as stop:
        call_command("sweep", "--on", tomorrow)
    told = capsys.readouterr().err
    call_command("sweep", "--on", tomorrow, "--dry-run")

    assert (stop.value.code, told) == (2, f"{tomorrow}尚未到来，只能加 --dry-run 试算。\n")
    assert "将发通知" in capsys.readouterr().out
    assert not Reminder.objects.exists()
    assert not Notice.objects.exists()


def by_command():
    call_command("sweep")


@pytest.mark.parametrize("sweeping", [by_command, sweep_task])
def test_nobody_is_reminded_while_the_clocks_differ(cast, draft, settings, time_machine, caplog, sweeping):
    settings.CLOCK_SECONDS = 60
    time_machine.move_to(now() + timedelta(days=90))

    with pytest.raises((Refused, SystemExit)):
        sweeping()

    assert "时钟相差超过60秒" in caplog.text
    assert not Reminder.objects.exists()


def test_tasks_open_and_sweep_as_of_today(cast, time_machine):
    time_machine.move_to(NOW)

    open_due_periods_task()
    sweep_task()

    report = QuarterlyReport.objects.get(organization=cast.organization, period__quarter=3)
    assert given(report) == ["before_7"]


# Sets, and two at once


@pytest.mark.parametrize("today", [BEFORE_7, OVERDUE_5, OVERDUE_20])
def test_sweep_takes_the_same_statements_for_one_report_and_for_many(today, cast, django_assert_num_queries):
    QuarterlyReportFactory(organization=cast.organization)
    statements = _statements_of(today)
    for _ in range(20):
        member(Role.SECRETARY, QuarterlyReportFactory().organization)

    with django_assert_num_queries(statements):
        swept = sweep(today)

    assert sum(swept.rungs.values()) == 20


def _statements_of(today: date) -> int:
    with CaptureQueriesContext(connection) as captured:
        swept = sweep(today)
    assert sum(swept.rungs.values()) == 1
    return len(captured)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_give_each_rung_once(cast):
    reports = [QuarterlyReportFactory(organization=OrganizationFactory()) for _ in range(20)]
    for report in reports:
        member(Role.SECRETARY, report.organization)

    outcomes = at_once(lambda: sweep(BEFORE_7), lambda: sweep(BEFORE_7), lambda: sweep(BEFORE_1))

    assert sum(sum(swept.rungs.values()) for swept in outcomes) == Reminder.objects.count()
    assert {tuple(given(report)) for report in reports} <= {("before_1",), ("before_7", "before_1")}
    assert Notice.objects.count() == sum(swept.notices for swept in outcomes) == Reminder.objects.count()


# Holds


def test_held_rung_waits_and_the_highest_goes_out_afterwards(cast, draft):
    elsewhere = QuarterlyReportFactory(
        organization=OrganizationFactory(district=DistrictFactory(code="410103", name="二七区"))
    )
    member(Role.SECRETARY, elsewhere.organization)
    Hold.objects.create(
        authority=cast.organization.registration_authority,
        district=cast.organization.district,
        kind="quarterly_report",
        number=None,
        starts_on=BEFORE_14,
        ends_on=DUE,
        reason="汛情",
        held_by=cast.supervisor,
    )

    sweep(BEFORE_14)
    sweep(DUE)
    assert (given(draft), given(elsewhere)) == ([], ["before_14", "before_1"])
    sweep(OVERDUE_1)

    assert given(draft) == ["overdue_1"]


def test_hold_of_one_rung_leaves_the_others(cast, draft):
    Hold.objects.create(
        authority=cast.organization.registration_authority,
        district=cast.organization.district,
        kind="quarterly_report",
        number=2,
        starts_on=BEFORE_14,
        ends_on=DUE,
        reason="汛情",
        held_by=cast.supervisor,
    )

    for today in (BEFORE_14, BEFORE_7, BEFORE_1):
        sweep(today)

    assert given(draft) == ["before_14", "before_1"]


def test_hold_reaches_only_organizations_that_its_authority_answers_for(cast, city, draft):
    of_the_city = QuarterlyReportFactory(organization=OrganizationFactory(registration_authority=city))
    member(Role.SECRETARY, of_the_city.organization)
    Hold.objects.create(
        authority=AuthorityFactory(district_bureau=True),
        district=cast.organization.district,
        kind="quarterly_report",
        number=None,
        starts_on=BEFORE_14,
        ends_on=DUE,
        reason="汛情",
        held_by=cast.supervisor,
    )

    sweep(BEFORE_7)

    assert (given(draft), given(of_the_city)) == ([], ["before_7"])


# Many at once


@pytest.fixture
def many(cast) -> list[QuarterlyReport]:
    """Of two bureaus: with secretary and leader, with a leader alone, with a liaison who has an account, with nobody, extended."""
    city = AuthorityFactory()
    found = []
    for number in range(14):
        where = {"registration_authority": city} if number % 3 == 0 else {}
        organization = OrganizationFactory(**where)
        if number != 5:
            leader = member(Role.LEADER, organization)
        if number % 4 and number != 5:
            member(Role.SECRETARY, organization)
        if number % 5 == 0 and number != 5:
            ResponsiblePersonFactory(organization=organization, post=Post.LIAISON, office_email=leader.email.upper())
        found.append(QuarterlyReportFactory(organization=organization))
    QuarterlyReport.objects.filter(pk=found[-1].pk).update(times_extended=1, due_on=DUE - timedelta(days=1))
    return found


@pytest.mark.parametrize("today", WHO_IS_TOLD)
def test_letters_of_many_at_once_are_those_that_a_dry_run_composes_one_by_one(today, many, monkeypatch):
    monkeypatch.setattr(sweeping, "CHUNK", 4)
    if today == OVERDUE_20:
        sweep(OVERDUE_10)
        Notice.objects.all().delete()
    entries = entries_for(today)
    composed = [(one.recipient_id, one.subject, one.body, one.key, one.url) for one in compose(entries, today).letters]

    swept = sweep(today)

    written = Notice.objects.values_list("recipient", "subject", "body", "key", "url")
    assert sorted(written) == sorted(composed)
    assert swept.notices == len(composed) > 0
    given = Reminder.objects.filter(reached_on=today).values_list("matter", flat=True)
    assert sorted(given) == sorted(matter.pk for entry in entries for matter in entry.matters)


def test_letters_read_their_matters_once_and_ask_no_seat_for_its_liaison(many):
    with CaptureQueriesContext(connection) as asked:
        sweep(OVERDUE_1)

    letters = [one["sql"] for one in asked if one["sql"].startswith("INSERT INTO notices_notice")]
    assert len(letters) > 1
    for sql in letters:
        assert sql.count('FROM "compliance_quarterlyreport"') == 1
        assert "EXISTS" not in sql.partition("liaison (")[2]


def test_what_tells_no_desk_is_heard_by_whom_it_is_given(many):
    sweep(OVERDUE_1)

    heard = set(Reminder.objects.filter(rung="quarterly_report:overdue_1").values_list("heard", flat=True))
    silent = Membership.objects.filter(organization=many[5].organization)
    assert heard == {True}
    assert not silent.exists()
    assert not Reminder.objects.filter(matter=many[5].pk).exists()


def test_fourteen_are_told_in_as_many_statements_as_two(many):
    QuarterlyReport.objects.filter(pk__in=[report.pk for report in many[2:]]).update(is_current=False)
    with CaptureQueriesContext(connection) as two:
        assert sweep(OVERDUE_1).rungs["quarterly_report:overdue_1"] == 2
    QuarterlyReport.objects.update(is_current=True)

    with CaptureQueriesContext(connection) as others:
        assert sweep(OVERDUE_1).rungs["quarterly_report:overdue_1"] == 11

    assert len(others) == len(two) + 2  # one was extended: another due day, said in other words


def test_sweep_that_breaks_off_goes_on_where_it_was(many, monkeypatch):
    """What has been given is told of, and the rest comes with the next sweep: nobody twice, nobody never."""
    monkeypatch.setattr(sweeping, "CHUNK", 5)
    tell, told = sweeping.tell_organizations, []

    def once(*args):
        if told:
            raise ConnectionError
        told.append(tell(*args))
        return told[0]

    monkeypatch.setattr(sweeping, "tell_organizations", once)
    with pytest.raises(ConnectionError):
        sweep(OVERDUE_1)
    monkeypatch.setattr(sweeping, "tell_organizations", tell)
    given_before = set(Reminder.objects.values_list("matter", flat=True))

    sweep(OVERDUE_1)

    keys = Notice.objects.values_list("recipient", "key")
    assert (len(given_before), Reminder.objects.count(), len(keys) - len({*keys})) == (5, 13, 0)
    assert {key.split(":")[2] for _, key in keys} == {str(report.pk) for report in many if report != many[5]}


def test_who_is_at_rest_is_found_by_an_index(cast):
    """Each rung asks for them; with all but one status named, the sweep read the whole register each time."""
    for status in OrganizationStatus:
        OrganizationFactory(status=status)
    at_rest = Organization.objects.at_rest()

    [scan] = without_choice(*at_rest.query.sql_with_params())
    assert scan.how in ("Index Scan", "Bitmap Heap Scan")
    assert {one.pk for one in at_rest} == {one.pk for one in Organization.objects.all() if one.is_at_rest}
