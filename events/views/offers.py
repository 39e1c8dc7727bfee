"""The moves that a page offers to its reader: those that are legal now and that the reader may make."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from events import filing_workflow, record_workflow
from events.enums import FilingState, Outcome, ReviewOutcome
from events.forms.moves import (
    AnswerForm,
    CancelForm,
    QueryForm,
    RefuseForm,
    RemarkForm,
    ReviewDecisionForm,
    ReviewForm,
    RevokeForm,
    SeenForm,
    SendBackForm,
)
from events.models import EventFiling, EventRecord
from events.reviews import REVIEWABLE
from events.rules import own_authorities
from organizations.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    name: str
    label: str
    question: str
    form: type[forms.Form] | None
    tone: str = ""


FILING_MOVES = (
    (
        filing_workflow.send_for_certification,
        Offer("send", "送负责人确认", "送出后在负责人退改之前不能修改。是否送出？", None, "btn-primary"),
    ),
    (
        filing_workflow.certify,
        Offer("certify", "确认并提交", "确认后申报即提交审批和备案。请确认内容真实、完整。", None, "btn-primary"),
    ),
    (filing_workflow.unlock, Offer("unlock", "退给申报人修改", "请写明需要修改之处。", RemarkForm)),
    (
        filing_workflow.approve,
        Offer("approve", "批准", "批准后即生成批准文书。是否批准？", SeenForm, "btn-primary"),
    ),
    (filing_workflow.send_back, Offer("send_back", "退回补正", "退回期间不计入审批期限。", SendBackForm)),
    (
        filing_workflow.refuse,
        Offer("refuse", "不予批准", "只能依据所列事由作出，并书面说明理由。", RefuseForm, "btn-danger"),
    ),
    (filing_workflow.revoke, Offer("revoke", "撤销批准", "撤销后活动不得举办。", RevokeForm, "btn-danger")),
    (filing_workflow.cancel, Offer("cancel", "取消活动", "取消后不能恢复，需要举办的须重新申报。", CancelForm)),
)
RECORD_MOVES = (
    (record_workflow.record, Offer("record", "备案", "备案不代表批准。是否备案？", None, "btn-primary")),
    (record_workflow.query, Offer("query", "要求说明", "备案期限自要求说明之日起暂停。", QueryForm)),
    (record_workflow.answer, Offer("answer", "答复备案说明", "答复后备案期限继续计算。", AnswerForm, "btn-primary")),
)


def offers(
    user: User, filing: EventFiling, record: EventRecord | None, bound: dict[str, forms.Form]
) -> list[dict[str, Any]]:
    found = [
        _offer(offer, filing, bound)
        for move, offer in FILING_MOVES
        if filing.state in move.source
        and filing.is_current
        and user.has_perm(move.perm, filing)
        and _sensible(move, user, filing)
    ]
    if record and filing.state not in record_workflow.NOT_TO_RECORD:
        found += [
            _offer(offer, filing, bound)
            for move, offer in RECORD_MOVES
            if record.state in move.source and user.has_perm(move.perm, record)
        ]
    return found + _other(user, filing, bound)


def _sensible(move: Any, user: User, filing: EventFiling) -> bool:
    """A decision is not offered to an authority of a joint event that has made its own already."""
    if move not in (filing_workflow.approve, filing_workflow.send_back, filing_workflow.refuse):
        return True
    return filing.decisions.filter(outcome=Outcome.PENDING, authority__in=own_authorities(user)).exists()


def _other(user: User, filing: EventFiling, bound: dict[str, forms.Form]) -> list[dict[str, Any]]:
    found = []
    reviewable = filing.state in REVIEWABLE
    if reviewable and filing.served_on is None and user.has_perm("events.acknowledge_eventfiling", filing):
        question = "确认已收到本决定。申请复核的期限自确认之日起算。"
        found.append(_offer(Offer("acknowledge", "确认收悉", question, None), filing, bound))
    asked = filing.decided_at is not None and filing.reviews.filter(contested_at=filing.decided_at).exists()
    if reviewable and filing.is_current and not asked and user.has_perm("events.ask_review_eventfiling", filing):
        question = "复核由原决定人以外的人员办理，复核期间原决定不停止执行。"
        found.append(_offer(Offer("ask_review", "申请复核", question, ReviewForm), filing, bound))
    for review in filing.reviews.filter(outcome=ReviewOutcome.PENDING):
        if user.has_perm("events.decide_review", review):
            offer = Offer("decide_review", "作出复核决定", "复核决定须写明理由。", ReviewDecisionForm, "btn-primary")
            found.append(_offer(offer, filing, bound, target=review.pk))
    change = filing.event_changes.filter(is_large=True, closed_at__isnull=True).first()
    if change and filing.state == FilingState.APPROVED:
        if user.has_perm("events.certify_change_eventfiling", filing):
            question = "确认后变更版本即提交审批；获批之前活动不得举办。是否确认？"
            offer = Offer("certify_change", "确认变更并提交", question, None, "btn-primary")
            found.append(_offer(offer, filing, bound, target=change.pk))
        if user.has_perm("events.change_eventfiling", filing) or user.has_perm(
            "events.certify_change_eventfiling", filing
        ):
            offer = Offer("withdraw_change", "撤回变更", "撤回后原批准继续有效。是否撤回？", None)
            found.append(_offer(offer, filing, bound, target=change.pk))
    return found


def _offer(
    offer: Offer, filing: EventFiling, bound: dict[str, forms.Form], target: int | None = None
) -> dict[str, Any]:
    form = bound.get(offer.name) or (offer.form(initial={"seen": filing.content_sha256}) if offer.form else None)
    return {
        "name": offer.name,
        "label": offer.label,
        "question": offer.question,
        "form": form,
        "tone": offer.tone,
        "url": reverse(f"events:{offer.name}", args=[target or filing.pk]),
    }
