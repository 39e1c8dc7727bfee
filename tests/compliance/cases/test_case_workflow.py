"""The life of a case: the edges are a literal, every other is refused, and each move does what it says."""

from datetime import date, timedelta

import pytest

from compliance.cases import case_workflow, declarations, service
from compliance.cases.enums import EDGES, CasePaperKind, CaseReviewOutcome, CaseTermKind, Measure
from compliance.cases.enums import CaseState as S
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import AccountabilityCase
from compliance.cases.papers import writing
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW, REVIEW, pdf, serve
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

MOVES = {
    "open_case": (["proposed"], "opened"),
    "dismiss": (["proposed"], "dismissed"),
    "dismiss_settled": (["proposed"], "dismissed"),
    "notify": (["opened"], "notified"),
    "hear": (["notified"], "heard"),
    "lapse": (["notified"], "statement_lapsed"),
    "decide": (["heard", "statement_lapsed"], "decided"),
    "carry_out": (["changed", "decided", "upheld"], "rectifying"),
    "ask_review": (["decided", "rectifying"], "under_review"),
    "uphold": (["under_review"], "upheld"),
    "change": (["under_review"], "changed"),
    "annul": (["under_review"], "annulled"),
    "close": (["rectifying"], "closed"),
    "close_without_measure": (["heard", "notified", "opened", "statement_lapsed"], "closed"),
    "close_settled": (["heard", "notified", "opened", "statement_lapsed"], "closed"),
}


def moves():
    return {
        name: found
        for name, found in vars(case_workflow).items()
        if callable(found) and isinstance(getattr(found, "source", None), frozenset)
    }


def test_the_moves_of_a_case_are_these_and_no_others():
    assert {name: (sorted(found.source), found.target) for name, found in moves().items()} == MOVES


def test_the_trigger_knows_the_edges_of_the_moves_and_no_others():
    assert {(str(source), str(target)) for source, target in EDGES} == {
        (source, target) for sources, target in MOVES.values() for source in sources
    }


def test_the_whole_procedure_to_the_end(bench, rectified):
    rectification.waive_review(rectified, by=bench.leader, today=DAY)

    closed = case_workflow.close(rectified, by=bench.decider, today=DAY, reason="整改情况已核查通过。")

    assert closed.state == S.CLOSED
    assert [move.name for move in closed.moves.all() if move.before != move.after] == [
        "open_case", "notify", "hear", "decide", "carry_out", "close",
    ]  # fmt: skip
    assert [paper.full_number for paper in closed.papers.signed()] == [
        "金水民函〔2026〕1号",
        "金水民函〔2026〕2号",
        "金水民函〔2026〕3号",
        "金水民函〔2026〕4号",
    ]
    assert (closed.sealed_from, closed.keep_until) == (DAY + timedelta(days=365), date(2056, 12, 31))


def test_a_notice_starts_the_term_of_statement_only_with_proven_service(bench, notified):
    assert notified.term(CaseTermKind.STATEMENT) is None

    serve(bench, notified, CasePaperKind.NOTICE, NOW)

    assert notified.term(CaseTermKind.STATEMENT).due_on == date(2026, 11, 16)


def test_nobody_is_decided_against_before_a_statement_or_its_lapsed_term(bench, served):
    writing.draft(served, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(served, by=bench.decider, has_conflict=False)

    with pytest.raises(Refused):
        case_workflow.decide(served, by=bench.decider, today=DAY + timedelta(days=60))
    with pytest.raises(Refused, match="尚未届满"):
        case_workflow.lapse(served, by=None, today=date(2026, 11, 16))

    case_workflow.lapse(served, by=None, today=date(2026, 11, 17))
    assert case_workflow.decide(served, by=bench.decider, today=date(2026, 11, 17)).state == S.DECIDED


def test_without_proven_service_no_term_lapses_however_long_it_takes(notified):
    with pytest.raises(Refused, match="未经证明送达"):
        case_workflow.lapse(notified, by=None, today=date(2027, 11, 9))


def test_the_term_does_not_lapse_over_a_hearing_that_was_asked_for(bench, served):
    served.hearings.create(asked_on=DAY)

    with pytest.raises(Refused, match="已提出陈述申辩或者听证申请"):
        case_workflow.lapse(served, by=None, today=date(2026, 11, 17))

    assert AccountabilityCase.objects.get(pk=served.pk).state == S.NOTIFIED


def test_who_has_spoken_may_add_to_it_until_the_term_is_over(bench, served):
    statements.file(served, by=bench.secretary, now=NOW, text="先行说明。")
    served.refresh_from_db()
    writing.draft(served, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(served, by=bench.decider, has_conflict=False)

    with pytest.raises(Refused, match="尚未届满"):
        case_workflow.decide(served, by=bench.decider, today=date(2026, 11, 16))
    assert case_workflow.decide(served, by=bench.decider, today=date(2026, 11, 17)).state == S.DECIDED


def test_a_decision_is_never_graver_than_what_was_notified(bench, heard):
    facts = {**DECISION, "measure": Measure.REFERRAL}
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=facts)
    declarations.declare(heard, by=bench.decider, has_conflict=False)

    with pytest.raises(Refused, match="不得重于"):
        case_workflow.decide(heard, by=bench.decider, today=DAY)

    assert AccountabilityCase.objects.get(pk=heard.pk).state == S.HEARD


def test_a_review_never_makes_it_worse(bench, under_review):
    facts = {**REVIEW, "outcome": CaseReviewOutcome.CHANGED, "measure": Measure.CIRCULATED_CRITICISM}
    writing.draft(under_review, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=facts)
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)

    with pytest.raises(Refused, match="轻于"):
        case_workflow.change(under_review, by=bench.reviewer, now=NOW)


def test_carrying_out_pauses_while_a_review_goes_on(bench, under_review):
    with pytest.raises(Refused, match="没有需要提交的整改情况"):
        rectification.file(
            under_review, by=bench.secretary, now=NOW, plan="明确专人。", done="已补报。", uploads=[pdf()]
        )

    assert under_review.terms.get(kind=CaseTermKind.RECTIFICATION).ended_on == DAY


def test_a_review_upheld_is_carried_out_from_its_own_service(bench, under_review):
    writing.draft(under_review, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=REVIEW)
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)

    upheld = case_workflow.uphold(under_review, by=bench.reviewer, now=NOW)
    assert upheld.state == S.UPHELD
    assert upheld.latest_paper(CasePaperKind.REVIEW_DECISION).full_number == "郑民函〔2026〕1号"

    assert serve(bench, upheld, CasePaperKind.REVIEW_DECISION, NOW).state == S.RECTIFYING


def test_the_notice_cites_an_article_that_the_ground_rests_on(bench, opened):
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts={**NOTICE, "article": 7})

    with pytest.raises(Refused, match="第二条、第十条"):
        case_workflow.notify(opened, by=bench.supervisor, today=DAY)


def test_a_second_proof_of_service_moves_no_term(bench, served):
    notice = served.latest_paper(CasePaperKind.NOTICE)

    service.acknowledge(notice, by=bench.leader, now=NOW + timedelta(days=3))

    assert served.term(CaseTermKind.STATEMENT).due_on == date(2026, 11, 16)


def test_nor_does_a_proof_of_the_same_paper_sent_by_post(bench, served):
    notice, later = served.latest_paper(CasePaperKind.NOTICE), DAY + timedelta(days=3)
    record = service.send(notice, by=bench.registrar, today=DAY, method="post", sent_on=DAY, tracking_number="1")

    service.prove(record, by=bench.registrar, today=later, served_on=later, proof=pdf())

    term = served.term(CaseTermKind.STATEMENT)
    assert (term.base_on, term.due_on, term.round) == (DAY, date(2026, 11, 16), 0)


def test_nothing_is_decided_while_an_extension_runs_that_was_given_after_the_lapse(bench, served):
    time_requests.ask(
        served,
        by=bench.secretary,
        now=NOW,
        term=CaseTermKind.STATEMENT,
        new_due=date(2026, 11, 23),
        reason="收集材料。",
    )
    lapsed = case_workflow.lapse(served, by=None, today=date(2026, 11, 17))
    time_requests.decide(lapsed.time_requests.get(), by=bench.decider, now=NOW, granted=True)
    writing.draft(lapsed, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(lapsed, by=bench.decider, has_conflict=False)

    with pytest.raises(Refused, match="陈述申辩期限尚未届满"):
        case_workflow.decide(lapsed, by=bench.decider, today=date(2026, 11, 18))
