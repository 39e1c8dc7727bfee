"""Papers of a case: drafted from facts and wording, then signed: numbered, frozen, verifiable."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from compliance.cases import notices
from compliance.cases.enums import CasePaperKind, CaseReviewOutcome, PaperState, ServiceMethod
from compliance.cases.models import AccountabilityCase, CasePaper, CaseReview, ServiceRecord
from compliance.cases.papers.content import content_of
from organizations.models import Authority, User
from organizations.paper_numbers import next_number, numbered
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.workflow import Refused, labels, log, under_lock

labels.register(__name__, draft_paper="拟写文书", discard_draft="销毁未签发的草稿")

SERIES = "case"


# What an officer writes for each kind of paper; the rest comes out of the case.
FACTS: dict[str, tuple[str, ...]] = {
    CasePaperKind.NOTICE: ("account", "article", "measure"),
    CasePaperKind.DECISION: ("account", "article", "measure", "reasons", "rectification_days", "requirements"),
    CasePaperKind.REVIEW_DECISION: ("outcome", "measure", "rectification_days", "reasons"),
}


REVIEWABLE = (CasePaperKind.DECISION, CasePaperKind.RECTIFICATION_ORDER)


OVERTURNED: dict[str, str] = {
    CaseReviewOutcome.ANNULLED: "已被复核决定撤销",
    CaseReviewOutcome.CHANGED: "已被复核决定变更",
}


PREPARES = {
    CasePaperKind.NOTICE: "cases.prepare_accountabilitycase",
    CasePaperKind.DECISION: "cases.prepare_accountabilitycase",
    CasePaperKind.REVIEW_DECISION: "cases.review_accountabilitycase",
}


@transaction.atomic
def draft(case: AccountabilityCase, kind: CasePaperKind, *, by: User, facts: Mapping[str, Any]) -> CasePaper:
    """Write or rewrite the one draft of this kind; whether the case stands where it may be signed is the signature's matter."""
    under_lock(case, by=by, perm=PREPARES[kind])
    if case.is_over:
        raise Refused("案件已经办结，不能再拟文书。")
    paper = case.papers.drafts().filter(kind=kind).first() or CasePaper(
        case=case, kind=kind, authority=issuer(case, kind)
    )
    paper.facts = {name: facts.get(name) for name in FACTS[kind]}
    paper.prepared_by = by
    paper.save()
    log(case, "draft_paper", by=by, reason=kind.label)
    return paper


def drafted(case: AccountabilityCase, kind: CasePaperKind) -> CasePaper:
    paper = case.papers.drafts().filter(kind=kind).select_for_update(of=("self",)).first()
    if paper is None:
        raise Refused(f"请先拟写{kind.label}。")
    return paper


def sign(paper: CasePaper, *, by: User, today: date) -> CasePaper:
    """Number, freeze and sign; call it inside the transaction of the move that the paper stands for."""
    paper.year = today.year
    paper.number = next_number(SERIES, paper.authority, today.year)
    paper.content = content_of(paper, today, number=full_number(paper.authority, today.year, paper.number))
    paper.sha256 = sha256_of(paper.content)
    paper.code = secrets.token_hex(10)
    paper.state, paper.signed_by, paper.signed_on = PaperState.SIGNED, by, today
    paper.full_clean()
    paper.save()
    return paper


def sign_and_send(paper: CasePaper, *, by: User, today: date) -> CasePaper:
    """It lies in the organization's portal at once, and counts as served when somebody there confirms receipt."""
    signed = sign(paper, by=by, today=today)
    ServiceRecord.objects.create(paper=signed, method=ServiceMethod.PORTAL, sent_on=today, sent_by=by)
    notices.paper_sent(signed, today=today)
    return signed


def prepared(
    case: AccountabilityCase, kind: CasePaperKind, *, by: User, facts: Mapping[str, Any], **other: Any
) -> CasePaper:
    """What needs no draft of its own and is not yet signed: an order that follows from the decision, a closing, a service record."""
    paper = CasePaper(case=case, kind=kind, authority=issuer(case, kind), **other)
    paper.facts, paper.prepared_by = dict(facts), by
    return paper


def overturned(paper: CasePaper) -> str:
    """What a review made of a decision, and of the order that rests on it; empty while they stand."""
    outcome = CaseReview.objects.filter(case=paper.case_id).values_list("outcome", flat=True).first()
    return OVERTURNED.get(outcome or "", "") if paper.kind in REVIEWABLE else ""


def issuer(case: AccountabilityCase, kind: CasePaperKind) -> Authority:
    return case.review.authority if kind == CasePaperKind.REVIEW_DECISION else case.registration_authority


def full_number(authority: Authority, year: int, number: int) -> str:
    return numbered(authority.document_sign or f"{authority}函", year, number)
