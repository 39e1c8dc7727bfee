"""The sentence at the top of a case: one for every state and both sides, and none of them threatens."""

from datetime import date, datetime

import pytest

from compliance.cases import case_workflow, declarations
from compliance.cases.enums import CasePaperKind, CaseReviewOutcome, CaseState, CaseTermKind, Measure
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.papers import writing
from compliance.cases.standing.for_officers import FOR_OFFICERS
from compliance.cases.standing.for_organization import FOR_ORGANIZATION
from compliance.cases.standing.standing import NOTHING_DECIDED, standing
from tests.compliance.cases.conftest import DAY, DECISION, NOW, REVIEW, SHANGHAI, serve

pytestmark = pytest.mark.django_db

LATER = date(2026, 11, 18)


@pytest.fixture
def dismissed(bench, proposed):
    return case_workflow.dismiss(proposed, by=bench.supervisor, today=DAY, reason="情节轻微。")


@pytest.fixture
def time_asked(bench, served):
    time_requests.ask(
        served,
        by=bench.secretary,
        now=NOW,
        term=CaseTermKind.STATEMENT,
        new_due=date(2026, 11, 23),
        reason="收集材料。",
    )
    return served


@pytest.fixture
def hearing_asked(bench, served):
    statements.file(served, by=bench.secretary, now=NOW, text="要求听证。", wants_hearing=True)
    return served


@pytest.fixture
def hearing_set(bench, hearing_asked):
    at = datetime(2026, 11, 13, 9, 30, tzinfo=SHANGHAI)
    statements.set_hearing(hearing_asked, by=bench.decider, now=NOW, set_for=at, place="金水区民政局三楼会议室")
    return hearing_asked


@pytest.fixture
def spoken(bench, served):
    statements.file(served, by=bench.secretary, now=NOW, text="因经办人更换未能按期报送。")
    served.refresh_from_db()
    return served


@pytest.fixture
def lapsed(bench, served):
    return case_workflow.lapse(served, by=None, today=LATER)


@pytest.fixture
def interview(bench, heard):
    """Decided on a talk, and the decision served."""
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts={**DECISION, "measure": Measure.INTERVIEW})
    declarations.declare(heard, by=bench.decider, has_conflict=False)
    decided = case_workflow.decide(heard, by=bench.decider, today=DAY)
    return serve(bench, decided, CasePaperKind.DECISION, NOW)


@pytest.fixture
def talked(bench, interview):
    return rectification.carried_out(interview, by=bench.registrar, today=DAY, on=DAY)


@pytest.fixture
def more_time_to_rectify(bench, rectifying):
    time_requests.ask(
        rectifying,
        by=bench.secretary,
        now=NOW,
        term=CaseTermKind.RECTIFICATION,
        new_due=date(2026, 12, 1),
        reason="换届。",
    )
    return rectifying


@pytest.fixture
def rectification_filed(bench, rectifying):
    rectification.file(rectifying, by=bench.secretary, now=NOW, plan="明确专人负责。", done="已补报。")
    return rectifying


@pytest.fixture
def rectification_returned(bench, rectification_filed):
    rectification.check(rectification_filed, by=bench.registrar, now=NOW, accepted=False, reason="请补交会议纪要。")
    return rectification_filed


@pytest.fixture
def waived(bench, rectified):
    return rectification.waive_review(rectified, by=bench.leader, today=DAY)


def reviewed(bench, case, outcome, move, measure=""):
    facts = {**REVIEW, "outcome": outcome, "measure": measure}
    writing.draft(case, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=facts)
    declarations.declare(case, by=bench.reviewer, has_conflict=False)
    return move(case, by=bench.reviewer, now=NOW)


@pytest.fixture
def upheld(bench, under_review):
    return reviewed(bench, under_review, CaseReviewOutcome.UPHELD, case_workflow.uphold)


@pytest.fixture
def changed(bench, under_review):
    return reviewed(bench, under_review, CaseReviewOutcome.CHANGED, case_workflow.change, Measure.INTERVIEW)


@pytest.fixture
def annulled(bench, under_review):
    return reviewed(bench, under_review, CaseReviewOutcome.ANNULLED, case_workflow.annul)


@pytest.fixture
def closed(bench, waived):
    return case_workflow.close(waived, by=bench.decider, today=DAY, reason="整改情况已核查通过。")


@pytest.fixture
def closed_without_measure(bench, served):
    return case_workflow.close_without_measure(served, by=bench.supervisor, today=DAY, reason="情节轻微。")


# What the organization reads, and what officers read; a dash where the organization sees no case at all.
SENTENCES = {
    "proposed": ("-", "由金水区民政局的审批负责人研究是否立案；建议本身不产生任何处理。"),
    "dismissed": ("-", "经研究不予立案，无须办理。"),
    "opened": (
        "金水区民政局已就“逾期未报送季度报告”一事立案，正在核实事实。",
        "由经办人拟写《拟处理事项告知书》，审批负责人签发。",
    ),
    "notified": (
        "《拟处理事项告知书》已发至本门户，请签收；自签收次日起有5个工作日可以陈述申辩。",
        "等待社会组织签收告知书，也可以邮寄、直接送达并登记凭证；未经证明送达的，陈述申辩期限不起算。",
    ),
    "served": (
        "《拟处理事项告知书》已送达，贵单位可以在2026年11月16日（含当日）前陈述申辩。",
        "等待社会组织陈述申辩，期限至2026年11月16日。",
    ),
    "time_asked": (
        "贵单位申请将陈述申辩期限延至2026年11月23日，登记管理机关正在审批；审批前不会作出处理决定。",
        "社会组织申请将陈述申辩期限延至2026年11月23日，由审批负责人审批；审批前不能作出决定。",
    ),
    "hearing_asked": (
        "贵单位已要求听证，登记管理机关正在安排时间和地点；听证举行前不会作出处理决定。",
        "社会组织要求听证，由立案人以外的人员确定时间和地点。",
    ),
    "hearing_set": (
        "听证定于2026年11月13日 09:30在金水区民政局三楼会议室举行，由李某某主持；听证举行前不会作出处理决定。",
        "听证定于2026年11月13日 09:30举行，由主持人李某某登记听证笔录。",
    ),
    "spoken": (
        "贵单位的陈述申辩已经收到；2026年11月16日（含当日）前还可以补充，此前不会作出处理决定。",
        "已收到陈述申辩，社会组织在2026年11月16日前还可以补充，此前不能作出决定。",
    ),
    "heard": (
        "贵单位的陈述申辩已经收到，登记管理机关正在研究处理意见。",
        "已听取陈述申辩。由经办人拟写《处理决定书》，立案人、建议人以外的审批负责人声明无利害关系后作出决定。",
    ),
    "lapsed": (
        "陈述申辩期限已于2026年11月16日届满，尚未收到贵单位的意见，登记管理机关正在研究处理意见。",
        "陈述申辩期限已届满。由经办人拟写《处理决定书》，立案人、建议人以外的审批负责人声明无利害关系后作出决定。",
    ),
    "decided": (
        "已作出处理决定：责令整改。请签收《处理决定书》；自签收次日起有60日可以申请复核，另有10个工作日完成整改。",
        "等待社会组织签收《处理决定书》，也可以邮寄、直接送达并登记凭证；送达前不执行。",
    ),
    "rectifying": (
        "请在2026年11月23日（含当日）前完成整改并提交整改情况。",
        "等待社会组织提交整改情况。",
    ),
    "more_time_to_rectify": (
        "贵单位申请将整改期限延至2026年12月1日，登记管理机关正在审批；审批前仍按原期限计算。",
        "社会组织申请将整改期限延至2026年12月1日，由审批负责人审批。",
    ),
    "rectification_filed": (
        "整改情况已经提交，登记管理机关正在核查。",
        "社会组织已提交整改情况，由经办人核查。",
    ),
    "rectification_returned": (
        "请在2026年11月23日（含当日）前补正后再次提交整改情况。",
        "等待社会组织补正整改情况。",
    ),
    "rectified": (
        "整改情况已核查通过，申请复核的期限届满后办理结案。",
        "决定已落实；申请复核的期限至2027年1月8日，期满后由审批负责人办理结案。",
    ),
    "waived": (
        "整改情况已核查通过，登记管理机关将办理结案。",
        "决定已落实，由审批负责人办理结案。",
    ),
    "interview": (
        "处理措施为约谈，时间和地点由登记管理机关另行通知。",
        "由经办人落实约谈并登记落实日期。",
    ),
    "talked": (
        "处理措施（约谈）已于2026年11月9日落实，申请复核的期限届满后办理结案。",
        "决定已落实；申请复核的期限至2027年1月8日，期满后由审批负责人办理结案。",
    ),
    "under_review": (
        "郑州市民政局正在办理复核；复核期间整改暂停，整改期限停止计算。",
        "由郑州市民政局的审批负责人复核，原立案人、决定人不参与；复核期间暂停执行。",
    ),
    "upheld": (
        "复核维持原处理决定（责令整改）。请签收《复核决定书》；自签收次日起重新计算，有10个工作日完成整改。",
        "等待社会组织签收《复核决定书》，送达后继续执行。",
    ),
    "changed": (
        "复核将处理措施变更为约谈。请签收《复核决定书》。",
        "等待社会组织签收《复核决定书》，送达后继续执行。",
    ),
    "annulled": (
        "复核已撤销原处理决定，案件终结，贵单位不承担任何处理措施。",
        "复核已撤销原处理决定，案件终结。",
    ),
    "closed": (
        "本案已于2026年11月9日结案，处理措施（责令整改）已落实。",
        "案件已结案，无须办理。",
    ),
    "closed_without_measure": (
        "本案已于2026年11月9日结案，未采取任何处理措施。",
        "案件已结案，无须办理。",
    ),
}  # fmt: skip
THREATS = ("否则", "后果", "从重", "严肃", "严厉", "必须", "不得", "拒不", "追究", "责任自负", "视为", "警告", "强制")
UNDECIDED = [
    "opened", "notified", "served", "time_asked", "hearing_asked", "hearing_set", "spoken", "heard", "lapsed",
]  # fmt: skip


@pytest.mark.parametrize("scene", SENTENCES)
def test_every_standing_has_its_sentence_for_both_sides_and_none_threatens(scene, request):
    for_organization, for_officers = SENTENCES[scene]
    case = request.getfixturevalue(scene)

    read = [standing(case, own=own, today=DAY) for own in (False, *([True] if for_organization != "-" else []))]

    assert [found.what for found in read] == [for_officers, for_organization][: len(read)]
    assert {found.undecided for found in read} == {NOTHING_DECIDED if scene in UNDECIDED else ""}
    text = "".join(sentence for found in read for sentence in (found.what, *found.can))
    assert [word for word in THREATS if word in text] == []


def test_no_state_is_left_without_a_sentence():
    unseen = {CaseState.PROPOSED, CaseState.DISMISSED}

    assert set(FOR_OFFICERS) == set(CaseState)
    assert set(FOR_ORGANIZATION) == set(CaseState) - unseen


def test_a_running_term_comes_with_its_explanation(served):
    found = standing(served, own=True, today=DAY)

    assert [(term.kind, term.due_on) for term in found.terms] == [
        (CaseTermKind.DECISION, date(2027, 2, 8)),
        (CaseTermKind.STATEMENT, date(2026, 11, 16)),
    ][::-1]
    assert all(term.due_steps for term in found.terms)


def test_an_extended_term_runs_again_after_it_had_lapsed(bench, time_asked):
    lapsed = case_workflow.lapse(time_asked, by=None, today=date(2026, 11, 17))
    time_requests.decide(lapsed.time_requests.get(), by=bench.decider, now=NOW, granted=True)

    found = standing(lapsed, own=True, today=date(2026, 11, 17))

    assert found.what == "《拟处理事项告知书》已送达，贵单位可以在2026年11月23日（含当日）前陈述申辩。"


def test_after_the_90_days_officers_are_told_so_and_the_organization_is_not_blamed(opened):
    late = date(2027, 2, 9)

    desk, own = (standing(opened, own=own, today=late) for own in (False, True))

    assert desk.can == [
        "案件处理时限已于2027年2月8日届满，请尽快办理；确需延长的，由审批负责人作出延期决定并说明理由。"
    ]
    assert own.what == SENTENCES["opened"][0]


def test_rectification_after_its_term_is_still_welcome(rectifying):
    found = standing(rectifying, own=True, today=date(2026, 11, 24))

    assert found.what == "整改期限已于2026年11月23日届满，仍可以完成整改并提交整改情况，请尽快办理。"
