"""Each guard of due process attacked through the moves and the admin site; pages and bare SQL have files of their own."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.urls import reverse

from compliance.cases import case_workflow, conditions, declarations, proposals, service
from compliance.cases.enums import CaseGround, CasePaperKind, CaseState, CaseTermKind, Measure
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import AccountabilityCase
from compliance.cases.papers import writing
from compliance.cases.record import files
from organizations.enums import Role
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW, REVIEW, pdf, serve
from tests.factories import MembershipFactory, member
from tests.seats import promoted
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db


def state_of(case: AccountabilityCase) -> str:
    return AccountabilityCase.objects.values_list("state", flat=True).get(pk=case.pk)


# Through the moves


def test_who_proposed_opens_nothing(bench):
    case = proposals.propose(
        bench.organization, by=bench.supervisor, today=DAY, ground=CaseGround.REPORT_MISSING, reason="逾期未报送。"
    )

    with pytest.raises(PermissionDenied):
        case_workflow.open_case(case, by=bench.supervisor, today=DAY, ground=case.ground, account="…", reason="属实。")


@pytest.mark.parametrize(("account", "reason"), [("", "属实。"), ("  ", "属实。"), ("事实", ""), ("事实", "\n")])
def test_nothing_is_opened_without_facts_and_reasons(bench, proposed, account, reason):
    with pytest.raises(Refused, match="请写明"):
        case_workflow.open_case(
            proposed, by=bench.supervisor, today=DAY, ground=proposed.ground, account=account, reason=reason
        )

    assert state_of(proposed) == CaseState.PROPOSED


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"account": ""}, "须写明事实"),
        ({"measure": ""}, "须写明拟采取的措施"),
        ({"measure": "fine"}, "处理措施只能是约谈、责令整改、通报批评、移送有权机关"),
        ({"article": None}, "依据条款应为"),
        ({"article": 4}, "依据条款应为第二条、第十条"),
    ],
)
def test_a_notice_names_facts_article_and_a_listed_measure(bench, opened, facts, said):
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts={**NOTICE, **facts})

    with pytest.raises(Refused, match=said):
        case_workflow.notify(opened, by=bench.supervisor, today=DAY)

    assert (state_of(opened), opened.papers.signed().count()) == (CaseState.OPENED, 0)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"account": " "}, "须写明认定的事实"),
        ({"reasons": ""}, "须写明理由"),
        ({"article": 0}, "依据条款应为"),
        ({"article": 7}, "依据条款应为"),
        ({"measure": ""}, "请选择处理措施"),
        ({"measure": "fine"}, "没有其他措施"),
        ({"measure": Measure.REFERRAL}, "不得重于告知书"),
        ({"rectification_days": None}, "须写明整改期限"),
        ({"requirements": ""}, "须写明整改要求"),
    ],
)
def test_a_decision_names_facts_article_reasons_and_a_measure_no_graver(bench, heard, facts, said):
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts={**DECISION, **facts})
    declarations.declare(heard, by=bench.decider, has_conflict=False)

    with pytest.raises(Refused, match=said):
        case_workflow.decide(heard, by=bench.decider, today=DAY)

    assert (state_of(heard), heard.papers.signed().count()) == (CaseState.HEARD, 1)


def test_who_opened_neither_declares_decides_hears_nor_reviews(bench, heard):
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)

    for attack in (
        lambda: declarations.declare(heard, by=bench.supervisor, has_conflict=False),
        lambda: case_workflow.decide(heard, by=bench.supervisor, today=DAY),
        lambda: statements.set_hearing(
            heard, by=bench.supervisor, now=NOW, set_for=NOW + timedelta(days=3), place="第一会议室"
        ),
        lambda: case_workflow.uphold(heard, by=bench.supervisor, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attack()


def test_nobody_decides_without_declaring_and_who_declared_an_interest_stays_out(bench, heard):
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    with pytest.raises(Refused, match="请先声明"):
        case_workflow.decide(heard, by=bench.decider, today=DAY)

    declarations.declare(heard, by=bench.decider, has_conflict=True)
    with pytest.raises(Refused, match="应当回避"):
        case_workflow.decide(heard, by=bench.decider, today=DAY)
    with pytest.raises(Refused, match="应当回避"):
        declarations.declare(heard, by=bench.decider, has_conflict=False)


def test_nobody_is_decided_against_before_the_notice_is_served(bench, notified):
    writing.draft(notified, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(notified, by=bench.decider, has_conflict=False)

    with pytest.raises(Refused, match="当前状态为“已告知”"):
        case_workflow.decide(notified, by=bench.decider, today=date(2036, 11, 9))


@pytest.mark.parametrize("asked", ["hearing", "time"])
def test_nobody_is_decided_against_while_a_hearing_or_more_time_is_asked_for(bench, served, asked):
    if asked == "time":
        time_requests.ask(
            served,
            by=bench.secretary,
            now=NOW,
            term=CaseTermKind.STATEMENT,
            new_due=date(2026, 11, 30),
            reason="经办人出差。",
        )
    statements.file(served, by=bench.secretary, now=NOW, text="情况说明。", is_complete=True)
    if asked == "hearing":
        statements.file(served, by=bench.secretary, now=NOW, text="要求听证。", wants_hearing=True)
    served.refresh_from_db()
    writing.draft(served, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(served, by=bench.decider, has_conflict=False)

    with pytest.raises(Refused, match="听证尚未举行" if asked == "hearing" else "请先审批"):
        case_workflow.decide(served, by=bench.decider, today=date(2026, 11, 20))


def test_neither_opener_nor_decider_reviews(bench, under_review):
    for name in ("supervisor", "decider"):
        for move in (case_workflow.uphold, case_workflow.change, case_workflow.annul):
            with pytest.raises(PermissionDenied):
                move(under_review, by=bench.user(name), now=NOW)

    assert state_of(under_review) == CaseState.UNDER_REVIEW


def test_nor_does_one_of_them_who_was_promoted_to_the_authority_that_reviews(bench, city, under_review):
    for name in ("supervisor", "decider"):
        officer = promoted(bench.user(name), city)

        assert officer.authority == city
        with pytest.raises(PermissionDenied):
            case_workflow.annul(under_review, by=officer, now=NOW)


def test_a_review_cannot_be_told_otherwise_than_it_was_written(bench, under_review):
    writing.draft(under_review, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=REVIEW)
    with pytest.raises(Refused, match="请先声明"):
        case_workflow.uphold(under_review, by=bench.reviewer, now=NOW)
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)

    with pytest.raises(Refused, match="结论与所作决定不一致"):
        case_workflow.annul(under_review, by=bench.reviewer, now=NOW)


def test_who_has_or_had_a_seat_in_the_organization_handles_nothing_of_it(bench, opened):
    for until in (None, date(2021, 1, 1)):
        officer = member(Role.SUPERVISOR, bench.organization.registration_authority)
        MembershipFactory(user=officer, organization=bench.organization, starts_on=date(2020, 6, 1), ends_on=until)
        writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)

        with pytest.raises(PermissionDenied):
            case_workflow.notify(opened, by=officer, today=DAY)
        with pytest.raises(PermissionDenied):
            files.add_evidence(opened, uploads=[pdf()], by=officer, today=DAY, title="核查记录")


def test_nothing_is_closed_that_was_not_carried_out_or_may_still_be_reviewed(bench, rectifying):
    with pytest.raises(Refused, match="尚未核查通过"):
        case_workflow.close(rectifying, by=bench.decider, today=DAY, reason="已整改。")

    rectification.file(rectifying, by=bench.secretary, now=NOW, plan="专人负责。", done="已补报。", uploads=[pdf()])
    rectification.check(rectifying, by=bench.registrar, now=NOW, accepted=True)
    with pytest.raises(Refused, match="期限尚未届满"):
        case_workflow.close(rectifying, by=bench.decider, today=date(2027, 1, 8), reason="已整改。")


def test_a_service_is_proven_by_paper_and_in_its_order(bench, notified):
    notice = notified.latest_paper(CasePaperKind.NOTICE)
    with pytest.raises(PermissionDenied):
        service.acknowledge(notice, by=bench.registrar, now=NOW)
    with pytest.raises(Refused, match="不能代为登记"):
        service.prove(notice.services.get(), by=bench.registrar, today=DAY, served_on=DAY, proof=pdf())
    with pytest.raises(Refused, match="签发之日至今日"):
        service.send(notice, by=bench.registrar, today=DAY, method="post", sent_on=DAY - timedelta(days=1))

    record = service.send(notice, by=bench.registrar, today=DAY, method="post", sent_on=DAY, tracking_number="1")
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        with pytest.raises(Refused, match="发送之日至今日"):
            service.prove(record, by=bench.registrar, today=DAY, served_on=day, proof=pdf())
    service.prove(record, by=bench.registrar, today=DAY, served_on=DAY, proof=pdf())
    with pytest.raises(Refused, match="已经登记"):
        service.prove(record, by=bench.registrar, today=DAY, served_on=DAY, proof=pdf())


# Through the admin site

CASE_MODELS = [
    model
    for model in apps.get_app_config("cases").get_models()
    if model.__name__.startswith(("Accountability", "Case", "Conflict", "Service", "PaperWording"))
    and not model.__name__.endswith("Event")
]


@pytest.fixture
def full_file(bench, served) -> AccountabilityCase:
    """A case with at least one row in every table."""
    served.declarations.create(user=bench.decider, acting_as="x", has_conflict=False)
    time_requests.ask(
        served, by=bench.secretary, now=NOW, term=CaseTermKind.STATEMENT, new_due=date(2026, 11, 30), reason="出差。"
    )
    statements.file(served, by=bench.secretary, now=NOW, text="要求听证。", wants_hearing=True, uploads=[pdf()])
    files.read(served, "案件页面", by=bench.leader, today=DAY)
    served.rectifications.create(number=1, plan="x", done="x", filed_by=bench.secretary, filed_at=NOW)
    apps.get_model("cases", "CaseReview").objects.create(
        case=served,
        authority=served.registration_authority,
        grounds="x",
        asked_by=bench.leader,
        asked_at=NOW,
        measure_before="interview",
    )
    apps.get_model("cases", "PaperWording").objects.create(kind="notice", text="x", edited_by=bench.administrator)
    return served


def test_every_model_of_a_case_is_shown_in_the_admin_site():
    assert [model.__name__ for model in CASE_MODELS if model not in admin.site._registry] == []
    assert len(CASE_MODELS) == 14


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_nothing_of_a_case_is_written_through_the_admin_site(bench, full_file, who):
    client, told = bench.client(who), {}
    before = {model: list(model._base_manager.values()) for model in CASE_MODELS}

    for model in CASE_MODELS:
        row = model._base_manager.first()
        assert row is not None, model
        page = f"admin:cases_{model._meta.model_name}"
        sent = {key: "" if value is None else value for key, value in model_to_dict(row).items()} | {"state": "closed"}
        told[model.__name__] = [
            client.post(reverse(f"{page}_add"), sent).status_code,
            client.post(reverse(f"{page}_change", args=[row.pk]), sent).status_code,
            client.post(reverse(f"{page}_delete", args=[row.pk]), {"post": "yes"}).status_code,
        ]
        client.post(
            reverse(f"{page}_changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        )

    assert told == {model.__name__: [403, 403, 403] for model in CASE_MODELS}
    assert {model: list(model._base_manager.values()) for model in CASE_MODELS} == before


def test_a_review_is_asked_for_once_and_in_time(bench, under_review, city):
    writing.draft(under_review, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=REVIEW)
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)
    case_workflow.uphold(under_review, by=bench.reviewer, now=NOW)
    case = serve(bench, under_review, CasePaperKind.REVIEW_DECISION, NOW)

    assert case.state == CaseState.RECTIFYING
    with pytest.raises(Refused, match="已经申请过复核"):
        case_workflow.ask_review(case, by=bench.leader, now=NOW, grounds="仍不服。")


def test_a_review_is_not_asked_for_after_its_term(bench, rectifying):
    with pytest.raises(Refused, match="申请复核的期限已过"):
        case_workflow.ask_review(rectifying, by=bench.leader, now=NOW + timedelta(days=90), grounds="措施过重。")


def test_what_was_never_notified_is_no_measure_to_decide(opened):
    with pytest.raises(Refused, match="尚未告知"):
        conditions.notified_measure(opened)
