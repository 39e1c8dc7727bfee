"""What the page of a filing offers: the moves of both tracks, of reviews and changes, with the words of their buttons."""

from typing import Any

from django.utils.timezone import now

from events import changes, desk, filing_workflow, grounds, record_workflow, reviews
from events.enums import FilingState, Outcome, ReviewOutcome
from events.forms.moves import (
    AnswerForm,
    CancelForm,
    QueryForm,
    ReconsiderForm,
    RefuseForm,
    RemarkForm,
    ReviewDecisionForm,
    ReviewForm,
    RevokeForm,
    SeenForm,
    SendBackForm,
    UnrecordForm,
)
from events.models import EventChange, EventFiling, EventRecord, Review
from events.rules import own_authorities
from organizations.models import User
from organizations.views.desk import desk_doors
from zhengzhou_ideology.workflow.offers import Bound, Door, Offer, offers


def _is_current(user: User, filing: EventFiling) -> bool:
    return filing.is_current


def _is_asked(user: User, filing: EventFiling) -> bool:
    """A decision is not offered to an authority of a joint event that has made its own already."""
    mine = filing.decisions.filter(outcome=Outcome.PENDING, authority__in=own_authorities(user))
    return filing.is_current and mine.exists()


def _is_to_be_recorded(user: User, filing: EventFiling) -> bool:
    return filing.state not in record_workflow.NOT_TO_RECORD


def _is_unserved(user: User, filing: EventFiling) -> bool:
    return filing.served_on is None


def _may_be_reviewed(user: User, filing: EventFiling) -> bool:
    asked = filing.decided_at is not None and filing.reviews.filter(contested_at=filing.decided_at).exists()
    return filing.is_current and not asked


def _record_of(filing: EventFiling) -> EventRecord | None:
    return getattr(filing, "record", None)


def _seen(user: User, filing: EventFiling) -> dict[str, Any]:
    return {"initial": {"seen": filing.content_sha256}}


def _to_send_back(user: User, filing: EventFiling) -> dict[str, Any]:
    return {**_seen(user, filing), "grounds": grounds.supported(filing, grounds.RETURNING)}


def _to_refuse(user: User, filing: EventFiling) -> dict[str, Any]:
    return {**_seen(user, filing), "grounds": grounds.supported(filing, grounds.REFUSING)}


def _to_revoke(user: User, filing: EventFiling) -> dict[str, Any]:
    return {"grounds": grounds.supported(filing, grounds.REVOKING)}


def _is_to_be_reconsidered(user: User, filing: EventFiling) -> bool:
    own = filing.decisions.filter(outcome=Outcome.REFUSED, authority__in=own_authorities(user))
    pending = filing.reviews.filter(outcome=ReviewOutcome.PENDING)
    return filing.is_current and not filing.has_begun(now()) and own.exists() and not pending.exists()


FILING = {
    door.name: door
    for door in (
        Door(
            act=filing_workflow.send_for_certification,
            address="events:send",
            label="送负责人确认",
            question="送出后在负责人退改之前不能修改。是否送出？",
            done="已送负责人确认，负责人将收到通知。",
            tone="btn-primary",
            when=_is_current,
        ),
        Door(
            act=filing_workflow.certify,
            address="events:certify",
            label="确认并提交",
            question="确认后申报即提交审批和备案。请确认内容真实、完整。",
            done="申报已提交，业务主管单位和登记管理机关已收到。",
            tone="btn-primary",
            when=_is_current,
        ),
        Door(
            act=filing_workflow.unlock,
            address="events:unlock",
            label="退给申报人修改",
            question="请写明需要修改之处。",
            done="已退给申报人修改。",
            form=RemarkForm,
            when=_is_current,
        ),
        Door(
            act=filing_workflow.give_approval,
            address="events:approve",
            label="批准",
            question="批准后即生成批准文书。是否批准？",
            done="已批准，批准文书已生成。",
            form=SeenForm,
            tone="btn-primary",
            when=_is_asked,
            given=_seen,
        ),
        Door(
            act=filing_workflow.send_back,
            address="events:send_back",
            label="退回补正",
            question="退回期间不计入审批期限。",
            done="已退回补正，社会组织将收到通知。",
            form=SendBackForm,
            when=_is_asked,
            given=_to_send_back,
        ),
        Door(
            act=filing_workflow.refuse,
            address="events:refuse",
            label="不予批准",
            question="只能依据所列事由作出，并书面说明理由。",
            done="已作出不予批准的决定，社会组织将收到通知。",
            form=RefuseForm,
            tone="btn-danger",
            when=_is_asked,
            given=_to_refuse,
        ),
        Door(
            act=filing_workflow.reconsider,
            address="events:reconsider",
            label="撤回不予批准，重新办理",
            question="申报回到待审批，由原经办人以外的人员办理，并告知社会组织。",
            done="已重新办理，社会组织将收到通知。",
            form=ReconsiderForm,
            when=_is_to_be_reconsidered,
        ),
        Door(
            act=filing_workflow.revoke,
            address="events:revoke",
            label="撤销批准",
            question="撤销后活动不得举办。",
            done="批准已撤销。",
            form=RevokeForm,
            tone="btn-danger",
            when=_is_current,
            given=_to_revoke,
        ),
        Door(
            act=filing_workflow.cancel,
            address="events:cancel",
            label="取消活动",
            question="取消后不能恢复，需要举办的须重新申报。",
            done="活动已取消。",
            form=CancelForm,
            when=_is_current,
        ),
        Door(
            act=record_workflow.record,
            address="events:record",
            label="备案",
            question="备案不代表批准。是否备案？",
            done="已备案。",
            tone="btn-primary",
            on=_record_of,
            when=_is_to_be_recorded,
        ),
        Door(
            act=record_workflow.unrecord,
            address="events:unrecord",
            label="撤销备案",
            question="撤销后回到待备案，重新办理，并告知社会组织。",
            done="备案已撤销，社会组织将收到通知。",
            form=UnrecordForm,
            on=_record_of,
            when=_is_to_be_recorded,
        ),
        Door(
            act=record_workflow.query,
            address="events:query",
            label="要求说明",
            question="备案期限自要求说明之日起暂停。",
            done="已要求说明，备案期限暂停计算。",
            form=QueryForm,
            on=_record_of,
            when=_is_to_be_recorded,
        ),
        Door(
            act=record_workflow.answer,
            address="events:answer",
            label="答复备案说明",
            question="答复后备案期限继续计算。",
            done="说明已提交。",
            form=AnswerForm,
            tone="btn-primary",
            on=_record_of,
            when=_is_to_be_recorded,
        ),
        Door(
            act=reviews.acknowledge,
            address="events:acknowledge",
            label="确认收悉",
            question="确认已收到本决定。申请复核的期限自确认之日起算。",
            done="已确认收悉。",
            when=_is_unserved,
        ),
        Door(
            act=reviews.ask,
            address="events:ask_review",
            label="申请复核",
            question="复核由原决定人以外的人员办理，复核期间原决定不停止执行。",
            done="已申请复核，将由原决定人以外的人员办理。",
            form=ReviewForm,
            when=_may_be_reviewed,
        ),
    )
}
# On what else stands on the page.
DECIDE_REVIEW = Door(
    act=reviews.decide,
    address="events:decide_review",
    label="作出复核决定",
    question="复核决定须写明理由。",
    done="复核决定已作出。",
    form=ReviewDecisionForm,
    tone="btn-primary",
    each=True,
)
CERTIFY_CHANGE = Door(
    act=changes.certify,
    address="events:certify_change",
    label="确认变更并提交",
    question="确认后变更版本即提交审批；获批之前活动不得举办。是否确认？",
    done="变更已提交审批；获批之前活动不得举办。",
    tone="btn-primary",
    each=True,
)
WITHDRAW_CHANGE = Door(
    act=changes.withdraw,
    address="events:withdraw_change",
    label="撤回变更",
    question="撤回后原批准继续有效。是否撤回？",
    done="变更已撤回，原批准继续有效。",
    each=True,
)
DESK_DOORS = desk_doors(desk.DESK, desk, "events:", what="申报")


def offered(user: User, filing: EventFiling, bound: Bound) -> list[Offer]:
    """The moves that are legal now and that the reader may make."""
    found = offers(FILING.values(), user, filing, bound)
    for review in _pending(filing):
        found += offers([DECIDE_REVIEW], user, review, bound)
    for change in _open_changes(filing):
        found += offers([CERTIFY_CHANGE, WITHDRAW_CHANGE], user, change, bound)
    return found


def _pending(filing: EventFiling) -> list[Review]:
    return list(filing.reviews.filter(outcome=ReviewOutcome.PENDING).select_related("filing"))


def _open_changes(filing: EventFiling) -> list[EventChange]:
    if filing.state != FilingState.APPROVED:
        return []
    return list(filing.event_changes.filter(is_large=True, closed_at__isnull=True).select_related("filing"))
