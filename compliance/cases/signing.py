"""Signing a paper as it was read: the move that it stands for, refused if the paper would say something else by now."""

from datetime import datetime

from django.db import transaction

from compliance.cases import case_workflow, conditions
from compliance.cases.enums import CasePaperKind, CaseReviewOutcome, CaseState
from compliance.cases.models import AccountabilityCase, CasePaper
from compliance.cases.papers import content, writing
from compliance.cases.settled import why_settled
from organizations.models import User
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, under_lock

MOVES = {CasePaperKind.NOTICE: case_workflow.notify, CasePaperKind.DECISION: case_workflow.decide}
REVIEWS = {
    CaseReviewOutcome.UPHELD: case_workflow.uphold,
    CaseReviewOutcome.CHANGED: case_workflow.change,
    CaseReviewOutcome.ANNULLED: case_workflow.annul,
}
SIGNS = {
    CasePaperKind.NOTICE: "cases.notify_accountabilitycase",
    CasePaperKind.DECISION: "cases.decide_accountabilitycase",
    CasePaperKind.REVIEW_DECISION: "cases.review_accountabilitycase",
}
# Where a case stands when the paper is written and signed.
STAGES = {
    CasePaperKind.NOTICE: (CaseState.OPENED,),
    CasePaperKind.DECISION: (CaseState.HEARD, CaseState.STATEMENT_LAPSED),
    CasePaperKind.REVIEW_DECISION: (CaseState.UNDER_REVIEW,),
}
DECLARED = (CasePaperKind.DECISION, CasePaperKind.REVIEW_DECISION)


@transaction.atomic
def sign_as_read(
    case: AccountabilityCase, kind: CasePaperKind, *, by: User, now: datetime, seen: str
) -> AccountabilityCase:
    """Also a statement that came in since the reading changes what a decision says, and so stops it."""
    under_lock(case, by=by, perm=SIGNS[kind])
    if case.state not in STAGES[kind]:
        raise Refused(f"当前状态为“{case.get_state_display()}”，不能签发{kind.label}。")
    paper, today = writing.drafted(case, kind), day_of(now)
    if text_of(paper, now) != seen:
        raise Refused("文书内容在您阅看后有变动，请重新阅看后再签发。")
    if kind == CasePaperKind.REVIEW_DECISION:
        return REVIEWS[CaseReviewOutcome(paper.facts["outcome"])](case, by=by, now=now)
    return MOVES[kind](case, by=by, today=today)


def text_of(paper: CasePaper, now: datetime) -> str:
    """The hash of what the draft would say if it were signed now."""
    return sha256_of(content.content_of(paper, day_of(now)))


def obstacle(case: AccountabilityCase, kind: CasePaperKind, now: datetime) -> str:
    """Why nobody may sign yet, whoever it is; empty if somebody may."""
    today = day_of(now)
    settled = why_settled(case, today) if kind != CasePaperKind.REVIEW_DECISION else ""
    if settled:
        return f"{settled}该事项不应再行追究。"
    if kind != CasePaperKind.DECISION:
        return ""
    try:
        conditions.refuse_while_it_may_be_heard(case, today)
    except Refused as refused:
        return str(refused)
    return ""
