"""The officers' pages: what a case, its proposals and its lists show, and which moves they offer."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from compliance.cases import case_workflow, proposals
from compliance.cases.enums import CaseState, CaseTermKind, WithheldGround
from compliance.cases.models import AccountabilityCase, CaseReading, CaseTerm
from compliance.cases.record import files
from compliance.cases.standing.circumstances import circumstances
from compliance.models import Extension, QuarterlyReport
from organizations.enums import Role
from organizations.ladder.sweep import sweep
from organizations.models import Membership
from tests.compliance.cases.conftest import DAY, NOW, SHANGHAI, pdf
from tests.factories import OrganizationFactory, QuarterlyReportFactory, member
from tests.fragments import fragment_of
from zhengzhou_ideology.notices.enums import SendState, Way
from zhengzhou_ideology.notices.models import Delivery, Notice

CASES = "/cases/"


def page(bench, name, case):
    return bench.client(name).get(f"/cases/{case.pk}/")


@pytest.mark.parametrize("name", ["registrar", "supervisor", "auditor", "secretary", "leader"])
def test_case_opens_for_both_sides_and_is_logged(bench, decided, name):
    answer = page(bench, name, decided)

    assert answer.status_code == 200
    assert CaseReading.objects.get(case=decided, user=bench.user(name)).what == "案件页面"


@pytest.mark.parametrize("name", ["stranger", "strange_registrar", "administrator"])
def test_case_is_not_there_for_others(bench, decided, name):
    assert page(bench, name, decided).status_code == 404


def test_file_of_the_case_goes_to_who_may_read_it(bench, opened):
    shown, withheld = [
        files.add_evidence(opened, uploads=[pdf()], by=bench.registrar, today=DAY, title=title, withheld=ground)[0]
        for title, ground in [("核查记录", ""), ("内部记录", WithheldGround.WORKING_PAPER)]
    ]

    answers = {
        (name, file.title): bench.client(name).get(f"/cases/files/{file.pk}/").status_code
        for name in ("registrar", "secretary", "stranger")
        for file in (shown, withheld)
    }

    assert answers == {
        ("registrar", "核查记录"): 200,
        ("registrar", "内部记录"): 200,
        ("secretary", "核查记录"): 200,
        ("secretary", "内部记录"): 404,
        ("stranger", "核查记录"): 404,
        ("stranger", "内部记录"): 404,
    }


# Lists


def test_list_is_for_officers_who_read_cases(bench, opened):
    answers = {name: bench.client(name).get(CASES).status_code for name in bench.users}

    assert {name for name, status in answers.items() if status == 200} == {
        "registrar",
        "supervisor",
        "decider",
        "reviewer",
        "city_registrar",
        "city_supervisor",
        "auditor",
        "strange_registrar",
    }
    assert {answers[name] for name in ("secretary", "leader", "competent", "administrator", "stranger")} == {403}


def listed(client, **query) -> list:
    return list(client.get(CASES, query).context["page"])


def test_list_shows_what_goes_on_and_on_request_what_is_over(bench, opened, proposed):
    client = bench.client("registrar")

    assert listed(client) == [opened]
    assert listed(client, show="over") == []
    assert listed(bench.client("strange_registrar")) == []

    case_workflow.close_without_measure(opened, by=bench.supervisor, today=DAY, reason="情节轻微。")

    assert listed(client) == []
    assert listed(client, show="over") == [opened]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "opened"}, True),
        ({"state": "decided"}, False),
        ({"ground": "report_missing"}, True),
        ({"ground": "papers_untrue"}, False),
        ({"q": "测试协会"}, True),
        ({"q": "没有这个名字"}, False),
        ({"show": "soon"}, False),
        ({"show": "nonsense"}, True),
    ],
)
def test_list_is_narrowed(bench, opened, query, found):
    assert listed(bench.client("registrar"), **query) == ([opened] if found else [])


def test_list_is_narrowed_by_registration_authority(bench, opened, city):
    client = bench.client("city_registrar")

    assert listed(client, authority=opened.registration_authority_id) == [opened]
    assert listed(client, authority=city.pk) == []


def test_list_finds_the_limit_that_is_near_or_past_and_marks_it_red(bench, opened, time_machine):
    due_on = opened.term(CaseTermKind.DECISION).due_on

    found = {}
    for days in (-11, -10, 1):
        time_machine.move_to(datetime.combine(due_on + timedelta(days=days), time(9), SHANGHAI), tick=False)
        client = bench.client("registrar")
        found[days] = listed(client, show="soon")

    assert found == {-11: [], -10: [opened], 1: [opened]}
    assert 'data-due="overdue"' in client.get(CASES).content.decode()


def test_list_says_that_a_limit_is_provisional(bench, opened):
    CaseTerm.objects.filter(case=opened).update(due_provisional=True)

    assert "暂定" in bench.client("registrar").get(CASES).content.decode()


@pytest.mark.parametrize(("name", "address"), [("registrar", "case_list"), ("supervisor", "proposal_list")])
def test_lists_take_the_same_statements_for_one_row_and_for_three(bench, address, name):
    def fill():
        organization = OrganizationFactory()
        cases = [
            proposals.propose(organization, by=bench.registrar, today=DAY, ground=ground, reason="逾期未报送。")
            for ground in ("report_missing", "papers_untrue")
        ]
        case_workflow.open_case(
            cases[0], by=bench.supervisor, today=DAY, ground="report_missing", account="逾期。", reason="属实。"
        )

    client, url = bench.client(name), reverse(f"cases:{address}")
    fill()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        assert len(client.get(url).context["page"]) == 1
    fill()
    fill()

    with CaptureQueriesContext(connection) as three:
        assert len(client.get(url).context["page"]) == 3

    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("name", "address", "element"), [("registrar", "case_list", "cases"), ("supervisor", "proposal_list", "proposals")]
)
def test_fragment_of_a_list_is_what_the_whole_page_holds(bench, opened, address, name, element):
    fragment_of(bench.client(name), reverse(f"cases:{address}"), root=element)


def test_what_is_visible_agrees_with_the_rule(bench, proposed):
    def agrees(case):
        for user in bench.users.values():
            seen = AccountabilityCase.objects.visible_to(user).filter(pk=case.pk).exists()
            assert user.has_perm("cases.view_accountabilitycase", case) is seen
        return {name for name, user in bench.users.items() if user.has_perm("cases.view_accountabilitycase", case)}

    officers = {"registrar", "supervisor", "decider", "reviewer", "city_registrar", "city_supervisor", "auditor"}
    assert agrees(proposed) == officers
    case_workflow.open_case(
        proposed, by=bench.supervisor, today=DAY, ground="report_missing", account="逾期。", reason="属实。"
    )
    assert agrees(proposed) == officers | {"secretary", "leader"}


# Proposals


def proposal_page(bench, name, case):
    return bench.client(name).get(f"/cases/proposals/{case.pk}/")


def test_case_that_was_never_opened_leads_to_its_proposal(bench, proposed):
    answer = page(bench, "supervisor", proposed)

    assert (answer.status_code, answer["Location"]) == (302, f"/cases/proposals/{proposed.pk}/")


def test_organization_has_no_door_to_proposals(bench, proposed):
    typed = {"ground": "report_missing", "account": "逾期。", "reason": "属实。"}

    answers = {
        (name, verb): bench.client(name).post(f"/cases/proposals/{proposed.pk}/{verb}/", typed).status_code
        for name in ("secretary", "leader", "stranger")
        for verb in ("open", "dismiss")
    }

    assert set(answers.values()) == {403}
    assert proposal_page(bench, "secretary", proposed).status_code == 403
    assert bench.client("secretary").get(f"/cases/proposals/new/{bench.organization.uscc}/").status_code == 403
    proposed.refresh_from_db()
    assert proposed.state == CaseState.PROPOSED


def test_proposal_by_hand_is_made_and_its_state_shown_to_who_made_it(bench):
    client, url = bench.client("competent"), f"/cases/proposals/new/{bench.organization.uscc}/"
    assert url in client.get(f"/organizations/{bench.organization.uscc}/").content.decode()

    answer = client.post(url, {"ground": "event_unfiled", "reason": "10月20日举办年会，未申报。"})

    case = AccountabilityCase.objects.get()
    assert (case.proposed_by, case.ground, case.state) == (bench.competent, "event_unfiled", CaseState.PROPOSED)
    assert answer["Location"] == f"/cases/proposals/{case.pk}/"
    assert "10月20日举办年会" in client.get(answer["Location"]).content.decode()
    assert list(client.get(url).context["own"]) == [case]
    assert list(bench.client("registrar").get(url).context["own"]) == []


def test_competent_officer_reads_the_proposal_but_not_the_file(bench):
    case = proposals.propose(
        bench.organization, by=bench.competent, today=DAY, ground="report_missing", reason="逾期。"
    )
    case_workflow.open_case(
        case, by=bench.supervisor, today=DAY, ground="report_missing", account="逾期。", reason="属实。"
    )
    file = files.add_evidence(case, uploads=[pdf()], by=bench.registrar, today=DAY, title="核查记录")[0]
    client = bench.client("competent")

    assert "已立案" in client.get(f"/cases/proposals/{case.pk}/").content.decode()
    assert client.get(f"/cases/{case.pk}/")["Location"] == f"/cases/proposals/{case.pk}/"
    assert client.get(f"/cases/files/{file.pk}/").status_code == 404


def test_proposal_without_reasons_keeps_what_was_typed(bench):
    url = f"/cases/proposals/new/{bench.organization.uscc}/"

    answer = bench.client("registrar").post(url, {"ground": "event_unfiled", "reason": " "})

    assert answer.status_code == 422
    assert answer.context["form"]["ground"].value() == "event_unfiled"


def test_supervisor_opens_a_proposal(bench, proposed):
    typed = {"ground": "duty_unrecorded", "account": "未记录专题研究。", "reason": "属实。"}

    answer = bench.client("supervisor").post(f"/cases/proposals/{proposed.pk}/open/", typed)

    proposed.refresh_from_db()
    assert answer["Location"] == f"/cases/{proposed.pk}/"
    assert (proposed.state, proposed.ground, proposed.opened_by) == (
        CaseState.OPENED,
        "duty_unrecorded",
        bench.supervisor,
    )


def test_supervisor_dismisses_a_proposal_with_reasons_that_remain(bench, proposed):
    client = bench.client("supervisor")

    assert client.post(f"/cases/proposals/{proposed.pk}/dismiss/", {"reason": ""}).status_code == 422
    client.post(f"/cases/proposals/{proposed.pk}/dismiss/", {"reason": "已经说明情况。"})

    shown = proposal_page(bench, "registrar", proposed).content.decode()
    assert "已经说明情况。" in shown
    assert "立案只是开始核查" not in proposal_page(bench, "supervisor", proposed).content.decode()


def test_opening_twice_answers_with_the_sentence_of_the_rule(bench, opened):
    typed = {"ground": "report_missing", "account": "逾期。", "reason": "属实。"}

    answer = bench.client("decider").post(f"/cases/proposals/{opened.pk}/open/", typed)

    assert answer.status_code == 409
    assert "当前状态为“已立案”，不能执行此操作。" in answer.content.decode()


def test_bad_input_loses_nothing_typed_on_opening(bench, proposed):
    typed = {"ground": "papers_untrue", "account": "报表与台账不符。", "reason": ""}

    answer = bench.client("supervisor").post(f"/cases/proposals/{proposed.pk}/open/", typed)

    typed_again = answer.context["offers"][0].form
    assert answer.status_code == 422
    assert (typed_again["ground"].value(), typed_again["account"].value()) == ("papers_untrue", "报表与台账不符。")
    assert "报表与台账不符。" in answer.content.decode()


def test_proposer_is_told_that_somebody_else_opens(bench):
    case = proposals.propose(
        bench.organization, by=bench.supervisor, today=DAY, ground="report_missing", reason="逾期未报送。"
    )

    shown = proposal_page(bench, "supervisor", case).content.decode()

    assert "您提出了本案的立案建议，是否立案须由其他审批负责人决定。" in shown
    assert f"/cases/proposals/{case.pk}/open/" not in shown
    assert f"/cases/proposals/{case.pk}/open/" in proposal_page(bench, "decider", case).content.decode()


# What speaks for the organization


def facts_of(case, label) -> tuple[str, ...]:
    return next(found.facts for found in circumstances(case, localdate()) if found.label == label)


@pytest.fixture
def laid_before(bench, time_machine) -> AccountabilityCase:
    """By the ladder's last rung, for the report that was due on 15 October."""
    time_machine.move_to(datetime(2026, 11, 12, 9, 0, tzinfo=SHANGHAI))
    report = QuarterlyReportFactory(organization=bench.organization)
    for day in (date(2026, 10, 9), date(2026, 10, 16), date(2026, 11, 12)):
        sweep(day)
    proposals.gather()
    return AccountabilityCase.objects.get(matter=report.pk)


def test_proposal_of_the_ladder_leads_to_the_record(bench, laid_before):
    shown = proposal_page(bench, "supervisor", laid_before).content.decode()

    assert f'href="/reports/{laid_before.matter}/"' in shown
    assert "2026年10月15日" in shown
    assert "逾期后第1个工作日" in shown


def test_extension_of_the_report_is_shown_with_its_outcome(bench, laid_before):
    report = QuarterlyReport.objects.get(pk=laid_before.matter)
    Extension.objects.create(
        report=report,
        reason="经办人住院。",
        old_due=report.due_on,
        new_due=date(2026, 12, 1),
        asked_by=bench.secretary,
        asked_at=NOW,
    )

    shown = proposal_page(bench, "supervisor", laid_before).content.decode()

    assert "2026年10月15日延至2026年12月1日：待审批（理由：经办人住院。）" in shown


def test_handover_around_the_due_day_is_shown(bench, laid_before):
    assert facts_of(laid_before, "工作交接") == ()

    bench.secretary.memberships.update(ends_on=date(2026, 9, 20))
    member(Role.SECRETARY, bench.organization, starts_on=date(2026, 10, 20))

    assert facts_of(laid_before, "工作交接") == (
        "2026年9月20日，一名秘书账号停用。",
        "2026年10月20日，新任秘书账号启用。",
        "2026年10月15日，没有秘书账号在任。",
    )


def test_change_long_before_the_due_day_is_no_handover(bench, laid_before):
    bench.leader.memberships.update(ends_on=date(2026, 9, 1))
    member(Role.LEADER, bench.organization, starts_on=date(2026, 9, 2), needs_check=True)

    assert facts_of(laid_before, "工作交接") == ()


def test_notice_that_was_not_read_or_not_sent_is_shown(bench, laid_before):
    Notice.objects.update(read_at=NOW)
    assert facts_of(laid_before, "通知到达") == ()

    overdue = Notice.objects.get(recipient=bench.leader)
    Notice.objects.filter(pk=overdue.pk).update(read_at=None, created_at=datetime(2026, 11, 12, 9, 0, tzinfo=SHANGHAI))
    Delivery.objects.create(notice=overdue, recipient=bench.leader, way=Way.EMAIL, state=SendState.FAILED)

    assert facts_of(laid_before, "通知到达") == (
        f"2026年11月12日的站内通知“{overdue.subject}”未读。",
        f"2026年11月12日的通知“{overdue.subject}”电子邮件发送失败。",
    )


def test_organization_without_accounts_could_not_be_told(bench, laid_before):
    Membership.objects.filter(organization=bench.organization).update(starts_on=date(2026, 11, 1))
    assert facts_of(laid_before, "通知到达")[0] == "2026年10月15日，该组织没有账号在用，通知无人接收。"

    Membership.objects.filter(organization=bench.organization).update(ends_on=date(2026, 11, 2))
    assert facts_of(laid_before, "通知到达")[1] == "该组织目前没有账号在用。"
