"""An organization is transferred, renamed, suspended, ended: each page and open paper right afterwards, for both bureaus."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count
from django.urls import reverse

from compliance import extensions, report_workflow
from compliance.cases.models import AccountabilityCase
from compliance.cases.proposals import gather
from compliance.duties import settle
from compliance.models import QuarterlyReport
from compliance.periods import open_due_periods
from events import filing_workflow
from events.models import AfterTheFactReport, EventFiling
from organizations.enums import Role
from organizations.ladder.models import Reminder
from organizations.ladder.sweep import sweep
from organizations.life.changes import apply_due
from organizations.models import register
from reports.issuing import issue_one
from tests.compliance.conftest import NOW
from tests.events.factories import EventFilingFactory, approved, submitted
from tests.factories import (
    DistrictFactory,
    OrganizationFactory,
    QuarterlyReportFactory,
    ReportingPeriodFactory,
    duty_of,
    member,
)
from tests.fragments import fragment_of
from tests.organizations.lives import changed, transfer
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def elsewhere(cast):
    return cast.strange_registrar.acting.authority


def period(quarter: int):
    due = {1: date(2026, 4, 15), 2: date(2026, 7, 15), 3: date(2026, 10, 15), 4: date(2027, 1, 15)}
    return ReportingPeriodFactory(quarter=quarter, due_on=due[quarter])


@pytest.fixture
def papers(cast):
    """Of the first quarter accepted, of the second never filed, of the third submitted, of the fourth (running) begun."""
    made = {
        n: QuarterlyReportFactory(organization=cast.organization, period=period(n), complete=True) for n in range(1, 5)
    }
    for quarter, paper in made.items():
        paper.meetings.update(held_on=date(2026, 3 * quarter - 2, 5))
    for quarter in (1, 3):
        report_workflow.send_for_certification(made[quarter], by=cast.secretary, now=NOW)
        report_workflow.certify(made[quarter], by=cast.leader, now=NOW)
    report_workflow.accept(made[1], by=cast.registrar, now=NOW)
    return made


def to_the_other_bureau(cast, elsewhere, time_machine, **more):
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    other = DistrictFactory(code="410103", name="二七区")
    facts = transfer(cast.organization, registration_authority=elsewhere, district=other, **more)
    return changed(cast.client("registrar"), cast.organization, "transfer", **facts)


def sums() -> dict[str, dict[str, int]]:
    """Of past quarters, by the authority in whose figures they stand and by district."""
    past = QuarterlyReport.objects.current().filter(period__quarter__lte=3).order_by()
    by = {"authority": past.by_authority().values_list("figures_authority"), "district": past.values_list("district")}
    by["accepted"] = past.filter(state="accepted").by_authority().values_list("figures_authority")
    return {name: dict(rows.annotate(count=Count("pk"))) for name, rows in by.items()}


# Transfer


def test_open_reports_move_with_their_clocks_and_closed_ones_stay(cast, papers, elsewhere, time_machine):
    bureau, due = cast.organization.registration_authority, [paper.due_on for paper in papers.values()]
    extensions.ask_extension(papers[4], by=cast.secretary, new_due=date(2027, 1, 29), reason="场地维修。", now=NOW)

    change = to_the_other_bureau(cast, elsewhere, time_machine)

    for paper in papers.values():
        paper.refresh_from_db()
    assert [paper.registration_authority for paper in papers.values()] == [bureau, elsewhere, elsewhere, elsewhere]
    assert [paper.due_on for paper in papers.values()] == due
    moved = {n: paper.moves.filter(name="hand_on").values_list("reason", flat=True) for n, paper in papers.items()}
    assert {n: len(rows) for n, rows in moved.items()} == {1: 0, 2: 1, 3: 1, 4: 1}
    assert moved[4][0].endswith("由二七区民政局办理，待审批的申请一并移交。")
    assert papers[4].moves.get(name="hand_on").label == "随管理机关变更移交"
    told = Notice.objects.get(recipient=cast.strange_registrar, key=f"organization_change:{change.pk}:in_effect")
    assert "随之移交：未办结的季度报告3份（其中1份有待审批的延期或者豁免申请）" in told.body


def test_each_page_right_after_a_transfer_for_both_bureaus(cast, papers, elsewhere, time_machine):
    duty_of(cast.organization, "study")
    duty = settle(
        cast.organization, "study", 2026, by=cast.secretary, now=NOW, done_on=date(2026, 5, 1), reason="学习。"
    )
    before = issue_one(cast.organization, 2025, now=NOW)
    pages = {
        "organization": cast.organization.get_absolute_url(),
        "whole": f"/organizations/{cast.organization.uscc}/whole/",
        "accepted": papers[1].get_absolute_url(),
        "owed": papers[2].get_absolute_url(),
        "submitted": papers[3].get_absolute_url(),
        "draft": papers[4].get_absolute_url(),
        "duty": duty.get_absolute_url(),
        "statement": before.get_absolute_url(),
    }
    seen = {
        name: {page: cast.client(name).get(url).status_code for page, url in pages.items()}
        for name in ("registrar", "strange_registrar")
    }
    assert (set(seen["registrar"].values()), set(seen["strange_registrar"].values())) == ({200}, {404})

    to_the_other_bureau(cast, elsewhere, time_machine)

    seen = {
        name: {page: cast.client(name).get(url).status_code for page, url in pages.items()}
        for name in ("registrar", "strange_registrar")
    }
    assert set(seen["strange_registrar"].values()) == {200}
    # What it had received the old bureau goes on reading; what it never received is no longer its business.
    assert {page for page, code in seen["registrar"].items() if code != 200} == {"owed", "draft"}


@pytest.mark.parametrize("few", [0, register.FEW])
def test_search_finds_after_a_transfer_what_each_bureau_reads(few, cast, papers, elsewhere, time_machine, monkeypatch):
    """Looked up first among what the reader sees, or asked of row after row: the same is found."""
    monkeypatch.setattr(register, "FEW", few)
    to_the_other_bureau(cast, elsewhere, time_machine)

    found = {
        (name, words): {
            paper.period.quarter for paper in cast.client(name).get("/reports/", {"q": words}).context["page"]
        }
        for name in ("registrar", "strange_registrar")
        for words in (cast.organization.name, cast.organization.uscc[:8])
    }

    assert {frozenset(quarters) for (name, _), quarters in found.items() if name == "registrar"} == {frozenset({1, 3})}
    assert {frozenset(quarters) for (name, _), quarters in found.items() if name != "registrar"} == {
        frozenset({1, 2, 3, 4})
    }


def test_what_comes_in_after_a_transfer_the_old_bureau_does_not_read(cast, papers, elsewhere, time_machine):
    to_the_other_bureau(cast, elsewhere, time_machine)
    later = NOW + timedelta(hours=2)
    report_workflow.send_for_certification(papers[2], by=cast.secretary, now=later)
    report_workflow.certify(papers[2], by=cast.leader, now=later)

    codes = [
        cast.client(name).get(papers[2].get_absolute_url()).status_code for name in ("registrar", "strange_registrar")
    ]

    assert codes == [404, 200]


def test_the_new_bureau_decides_what_the_old_one_can_no_longer(cast, papers, elsewhere, time_machine):
    to_the_other_bureau(cast, elsewhere, time_machine)
    address = f"/reports/{papers[3].pk}/accept/"

    answers = [cast.client(name).post(address).status_code for name in ("registrar", "strange_registrar")]

    papers[3].refresh_from_db()
    assert (answers, papers[3].state, papers[3].decided_by) == ([403, 302], "accepted", cast.strange_registrar)


def test_to_do_lists_follow_the_transfer(cast, papers, elsewhere, time_machine):
    def waiting(name: str) -> list[str]:
        page = cast.client(name).get("/")
        return [
            todo.url
            for section in page.context["sections"]
            if section.title == "待审核的季度报告"
            for todo in section.todos
        ]

    assert (waiting("registrar"), waiting("strange_registrar")) == ([papers[3].get_absolute_url()], [])

    to_the_other_bureau(cast, elsewhere, time_machine)

    assert (waiting("registrar"), waiting("strange_registrar")) == ([], [papers[3].get_absolute_url()])


def test_sums_of_past_quarters_stand_before_and_after_a_transfer_and_an_end(cast, papers, elsewhere, time_machine):
    QuarterlyReportFactory(organization=OrganizationFactory(), period=period(2))
    before = sums()
    counted = {name: cast.client(name).get("/periods/").context["rows"] for name in ("registrar", "strange_registrar")}
    of_past = {
        name: [row.get("total", 0) for row in rows if row["period"].quarter < 4] for name, rows in counted.items()
    }

    to_the_other_bureau(cast, elsewhere, time_machine)
    transferred = sums()
    changed(cast.client("strange_registrar"), cast.organization, "deregistration")

    assert sum(before["authority"].values()) == 4
    assert (transferred, sums()) == (before, before)
    counted = {name: cast.client(name).get("/periods/").context["rows"] for name in ("registrar", "strange_registrar")}
    assert {
        name: [row.get("total", 0) for row in rows if row["period"].quarter < 4] for name, rows in counted.items()
    } == of_past
    assert of_past == {"registrar": [1, 2, 1], "strange_registrar": [0, 0, 0]}


def test_undecided_filings_and_open_records_move_and_decided_ones_stay(cast, elsewhere, time_machine):
    done, open_ = approved(cast), submitted(cast)
    draft = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)
    new_unit = cast.strange_competent.acting.authority
    old_unit = cast.organization.competent_authority

    to_the_other_bureau(cast, elsewhere, time_machine, competent_authority=new_unit)

    for filing in (done, open_, draft):
        filing.refresh_from_db()
    assert (open_.registration_authority, open_.competent_authority) == (elsewhere, new_unit)
    assert [decision.authority for decision in open_.decisions.all()] == [new_unit]
    assert (draft.registration_authority, draft.competent_authority) == (elsewhere, new_unit)
    assert (done.competent_authority, [one.authority for one in done.decisions.all()]) == (old_unit, [old_unit])
    assert open_.record.registration_authority == elsewhere
    assert open_.moves.filter(name="hand_on").count() == draft.moves.filter(name="hand_on").count() == 1
    assert open_.record.moves.filter(name="hand_on").count() == 1
    page = open_.get_absolute_url()
    codes = {
        name: cast.client(name).get(page).status_code
        for name in ("registrar", "competent", "strange_registrar", "strange_competent")
    }
    assert set(codes.values()) == {200}
    approve = [
        cast.user(name).has_perm("events.approve_eventfiling", open_) for name in ("competent", "strange_competent")
    ]
    assert approve == [False, True]
    filing_workflow.give_approval(open_, by=cast.strange_competent, now=NOW + timedelta(hours=2))


def test_the_former_bureau_reads_on_and_does_nothing_any_more(cast, papers, elsewhere, time_machine):
    """Who may act is who answers for the organization now; a transfer leaves the reading and takes the desk."""
    new_unit = cast.strange_competent.acting.authority
    filing = submitted(cast)
    after_the_fact = AfterTheFactReport.objects.create(
        organization=cast.organization,
        registration_authority=cast.organization.registration_authority,
        competent_authority=cast.organization.competent_authority,
        kind="forum",
        title="年会",
        held_from=date(2026, 9, 1),
        held_until=date(2026, 9, 1),
        place="三楼",
        headcount=30,
        why_not_filed="疏忽。",
        reported_by=cast.secretary,
    )
    to_the_other_bureau(cast, elsewhere, time_machine, competent_authority=new_unit)
    filing.refresh_from_db()

    asked = {
        "events.work_on_eventfiling": filing,
        "events.write_message_eventfiling": filing,
        "events.propose_case_afterthefactreport": after_the_fact,
        "cases.propose_case": cast.organization,
    }
    may = {
        name: [perm for perm, row in asked.items() if cast.user(name).has_perm(perm, row)]
        for name in ("registrar", "competent", "strange_registrar", "strange_competent")
    }
    assert may == {"registrar": [], "competent": [], "strange_registrar": [*asked], "strange_competent": [*asked]}
    old_bureau = cast.client("registrar")
    assert old_bureau.get(filing.get_absolute_url()).status_code == 200
    assert old_bureau.post(f"/events/{filing.pk}/note/", {"text": "备注。"}).status_code == 403
    proposal = f"/cases/proposals/new/{cast.organization.uscc}/"
    assert old_bureau.post(proposal, {"ground": "event_unfiled", "reason": "未申报。"}).status_code == 403


def test_tasks_of_an_organization_are_those_of_its_bureau_of_today(cast, elsewhere, time_machine):
    cast.organization.responsible_persons.all().delete()
    titles = lambda name: [section.title for section in cast.client(name).get("/").context["sections"] if section.todos]  # noqa: E731
    assert "空缺的第一责任人职务" in titles("registrar")

    to_the_other_bureau(cast, elsewhere, time_machine)

    assert "空缺的第一责任人职务" not in titles("registrar")
    assert "空缺的第一责任人职务" in titles("strange_registrar")


# Ends


def owed(cast, quarter: int = 3, **facts):
    return QuarterlyReportFactory(organization=cast.organization, period=period(quarter), **facts)


@pytest.mark.parametrize("kind", ["deregistration", "revocation", "merger"])
def test_an_end_ends_what_is_owed_and_nobody_is_reminded_or_proposed(kind, cast):
    other = OrganizationFactory(name="金水区联合协会")
    member(Role.SECRETARY, other)
    reports = [owed(cast, quarter) for quarter in (2, 3)]
    filing, done = submitted(cast), approved(cast)
    theirs = QuarterlyReportFactory(organization=other, period=period(2))

    changed(cast.client("registrar"), cast.organization, kind, **({"codes": other.uscc} if kind == "merger" else {}))

    for paper in (*reports, filing, done):
        paper.refresh_from_db()
    assert [report.state for report in reports] == ["lapsed", "lapsed"]
    assert {
        (move.label, move.who.endswith("经办人）"), "不再报送" in move.reason)
        for report in reports
        for move in report.moves.all()
    } == {("因组织终止而终止", True, True)}
    assert (filing.state, done.state) == ("cancelled", "cancelled")
    assert filing.moves.last().label == "因组织终止或停止活动取消"
    for day in (date(2026, 10, 16), date(2026, 10, 22), date(2026, 10, 29), date(2026, 11, 12), date(2026, 12, 31)):
        sweep(day)
    gather()
    assert {*Reminder.objects.values_list("matter", flat=True)} == {theirs.pk}
    assert {*AccountabilityCase.objects.values_list("organization", flat=True)} == {other.pk}


def test_no_report_is_opened_for_an_organization_that_has_ended(cast):
    changed(cast.client("registrar"), cast.organization, "deregistration")

    open_due_periods(date(2026, 12, 31))

    assert cast.organization.reports.count() == 0


def test_an_ended_organization_climbs_no_ladder_even_if_its_papers_stand(cast):
    """As an import writes it, without any act: the ladder looks at the organization itself."""
    report = owed(cast, 2)
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(status="revoked")

    swept = sweep(date(2026, 12, 31))

    report.refresh_from_db()
    assert (report.state, sum(swept.rungs.values())) == ("draft", 0)


def test_a_submitted_report_of_an_ended_organization_is_accepted_and_not_sent_back(cast, papers):
    changed(cast.client("registrar"), cast.organization, "deregistration")
    client, address = cast.client("registrar"), f"/reports/{papers[3].pk}/"

    back = client.post(f"{address}return/", {"ground": "incomplete", "reason": "缺签到表。"})
    accepted = client.post(f"{address}accept/")

    papers[3].refresh_from_db()
    assert (back.status_code, accepted.status_code, papers[3].state) == (409, 302, "accepted")


EVENT = {
    "kind": "forum",
    "title": "秋季论坛",
    "starts_on": "2026-11-20",
    "starts_time": "09:00",
    "ends_on": "2026-11-20",
    "ends_time": "17:00",
}


def test_an_ended_organization_files_no_event_and_is_proposed_no_more(cast):
    changed(cast.client("registrar"), cast.organization, "deregistration")
    ground = {"ground": "report_missing", "reason": "未报送。"}

    proposal = cast.client("registrar").post(reverse("cases:proposal_new", args=[cast.organization.uscc]), ground)
    page = cast.client("secretary").post(reverse("events:filing_new"), EVENT)

    assert ("不再提出立案建议" in proposal.content.decode(), AccountabilityCase.objects.count()) == (True, 0)
    assert (page.status_code, EventFiling.objects.count()) == (409, 0)


def test_a_final_statement_is_issued_for_the_year_of_the_end(cast, papers):
    changed(cast.client("registrar"), cast.organization, "deregistration", effective_on="2026-10-08")
    report_workflow.accept(papers[3], by=cast.registrar, now=NOW)

    snapshot = issue_one(cast.organization, 2026, now=NOW).snapshot

    assert snapshot["year_state"] == "finished"
    assert snapshot["organization"]["status"] == "注销"
    # Of the first and third it filed; the second was due before the end, the fourth would have been due after it.
    assert [quarter["timeliness"] for quarter in snapshot["quarters"]] == ["late", "overdue", "on_time", "no_duty"]
    with pytest.raises(Refused, match="不在登记状态"):
        issue_one(cast.organization, 2027, now=datetime(2027, 2, 1, tzinfo=SHANGHAI))


def test_the_dry_run_shows_what_a_bureau_answers_for_now(cast, elsewhere, time_machine):
    """The old bureau reads on what it had received; nobody there is told of it any more."""
    filing = submitted(cast)

    def shown(name: str) -> set[str]:
        page = cast.client(name).get(reverse("ladder:ladder"), {"on": "2026-10-19"})
        found = [group["matters"] for entry in page.context["entries"] for group in entry["groups"]]
        return {matter.title for matters in found for matter in matters}

    before = (filing.title in shown("registrar"), filing.title in shown("strange_registrar"))
    to_the_other_bureau(cast, elsewhere, time_machine)

    assert cast.client("registrar").get(filing.get_absolute_url()).status_code == 200
    assert before == (True, False)
    assert (filing.title in shown("registrar"), filing.title in shown("strange_registrar")) == (False, True)


# Suspension


def test_a_suspended_organization_rests_and_gets_the_days_back(cast, time_machine):
    report, filing = owed(cast), submitted(cast)
    changed(cast.client("registrar"), cast.organization, "suspension")
    resting = sum(sweep(date(2026, 11, 12)).rungs.values())
    overdue = QuarterlyReport.objects.overdue(date(2026, 11, 12)).count()
    time_machine.move_to(datetime(2026, 11, 9, 9, 0, tzinfo=SHANGHAI), tick=False)

    changed(cast.client("registrar"), cast.organization, "resumption", effective_on="2026-11-09")

    report.refresh_from_db()
    filing.refresh_from_db()
    assert (resting, overdue, filing.state) == (0, 0, "cancelled")
    assert (report.state, report.due_on, report.times_extended) == (
        "draft",
        date(2026, 11, 16),
        1,
    )  # 31 days, then Monday
    assert report.due_steps[-1]["why"] == "2026年10月9日至2026年11月9日停止活动，期限顺延31日"
    assert report.moves.get().label == "恢复活动后顺延报送期限"
    assert sweep(date(2026, 11, 15)).rungs["quarterly_report:before_1"] == 1


def test_what_was_overdue_before_the_suspension_stays_so(cast, time_machine):
    report = owed(cast, 2)
    changed(cast.client("registrar"), cast.organization, "suspension")
    time_machine.move_to(datetime(2026, 11, 9, 9, 0, tzinfo=SHANGHAI), tick=False)
    changed(cast.client("registrar"), cast.organization, "resumption", effective_on="2026-11-09")

    report.refresh_from_db()

    assert (report.due_on, report.times_extended) == (date(2026, 7, 15), 0)
    assert QuarterlyReport.objects.overdue(date(2026, 11, 12)).get() == report


def test_a_transfer_entered_ahead_moves_the_papers_on_its_day(cast, papers, elsewhere):
    facts = transfer(cast.organization, registration_authority=elsewhere)
    changed(cast.client("registrar"), cast.organization, "transfer", effective_on="2026-11-01", **facts)
    waits = cast.client("strange_registrar").get(papers[3].get_absolute_url()).status_code

    apply_due(datetime(2026, 11, 1, 0, 3, tzinfo=SHANGHAI))

    papers[3].refresh_from_db()
    assert (waits, papers[3].registration_authority) == (404, elsewhere)
    assert papers[3].moves.get(name="hand_on").who == "系统"


# Papers of a year carry what held then


def test_a_statement_of_last_year_carries_the_name_of_that_time(cast, elsewhere):
    old, bureau = cast.organization.name, cast.organization.registration_authority.name
    client = cast.client("registrar")
    frozen = issue_one(cast.organization, 2025, now=NOW)
    changed(client, cast.organization, "rename", name="新名称协会", effective_on="2026-05-01")
    changed(client, cast.organization, "transfer", **transfer(cast.organization, registration_authority=elsewhere))

    last_year, this_year = (
        issue_one(cast.organization, year, now=NOW).snapshot["organization"] for year in (2025, 2026)
    )

    assert (last_year["name"], last_year["name_note"]) == (old, "现名：新名称协会")
    assert (this_year["name"], this_year["name_note"]) == ("新名称协会", f"原名：{old}")
    assert (last_year["registration_authority"], this_year["registration_authority"]) == (bureau, elsewhere.name)
    frozen.refresh_from_db()
    assert (frozen.snapshot["organization"]["name"], "name_note" in frozen.snapshot["organization"]) == (old, False)


def test_a_statement_of_a_year_before_the_end_says_that_it_was_active(cast):
    changed(cast.client("registrar"), cast.organization, "deregistration")

    said = issue_one(cast.organization, 2025, now=NOW).snapshot["organization"]

    assert (said["status"], said["ended_on"]) == ("正常", None)


def test_statements_of_an_organization_without_changes_are_as_they_were(cast):
    said = issue_one(cast.organization, 2025, now=NOW).snapshot["organization"]

    assert "name_note" not in said


# The whole organization


def whole(cast, name: str = "registrar"):
    return cast.client(name).get(f"/organizations/{cast.organization.uscc}/whole/")


def test_the_whole_organization_stands_on_one_page_deadlines_first(cast, papers):
    filing = submitted(cast)
    issue_one(cast.organization, 2025, now=NOW)
    changed(cast.client("registrar"), cast.organization, "address", address="花园路8号")

    answer = whole(cast)

    parts = {part.key: part for part in answer.context["parts"]}
    assert [part.title for part in answer.context["parts"]] == [
        *("期限", "季度报告", "重大活动", "年度事项", "案件", "年度合规报告", "责任人", "阵地", "账号")
    ]
    assert [line.title for line in parts["deadlines"].lines] == [
        "2026年第二季度报告",
        filing.title,
        "2026年第四季度报告",
    ]
    assert len(parts["reports"].lines) == 4
    assert [line.title for line in parts["accounts"].lines] == ["李某某（秘书）", "李某某（第一责任人）"]
    assert [event.what for event in answer.context["timeline"]] == ["住所登记为“花园路8号”"]


WHO_SEES_CASES = {"registrar": 1, "supervisor": 1, "competent": 0, "secretary": 0, "auditor": 1, "administrator": 0}


@pytest.mark.parametrize("name", WHO_SEES_CASES)
def test_cases_stand_there_for_whom_they_are_only(name, cast):
    AccountabilityCase.objects.create(
        organization=cast.organization,
        registration_authority=cast.organization.registration_authority,
        district=cast.organization.district,
        source="officer",
        ground="report_missing",
        facts={},
        proposed_by=member(Role.REGISTRAR, cast.organization.registration_authority),
        proposed_on=date(2026, 10, 1),
        proposal_reason="未报送。",
    )

    parts = {part.key: part for part in whole(cast, name).context["parts"]}

    assert len(parts["cases"].lines) == WHO_SEES_CASES[name]


def test_who_sees_the_whole_organization(cast):
    codes = {name: whole(cast, name).status_code for name in cast.users}

    assert {name for name, code in codes.items() if code == 404} == {
        *("stranger", "strange_leader", "strange_registrar", "strange_competent", "security")
    }
    assert set(codes.values()) == {200, 404}


def test_the_whole_organization_takes_as_many_queries_for_three_as_for_one(cast, django_assert_max_num_queries):
    client = cast.client("registrar")
    address = f"/organizations/{cast.organization.uscc}/whole/"
    owed(cast, 1)
    duty_of(cast.organization, "study")
    changed(client, cast.organization, "address", address="花园路8号")
    client.get(address)
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for quarter in (2, 3):
        owed(cast, quarter)
        changed(client, cast.organization, "address", address=f"花园路{quarter}号")
        duty_of(cast.organization, "study", year=2026 - quarter)
        member(Role.SECRETARY, cast.organization)

    with django_assert_max_num_queries(60) as three:
        client.get(address)

    assert len(three) == len(one)


def test_the_fragment_is_its_part_of_the_page(cast):
    fragment_of(cast.client("registrar"), f"/organizations/{cast.organization.uscc}/whole/", root="whole")
