"""What the page of a year-end exchange offers: to the bureau, and to an organization that is invited."""

from typing import Any

from django.utils.timezone import now

from compliance import exchange_workflow as workflow
from compliance.forms.exchange import AnswerForm, MinutesForm, ReplyForm, SuggestionsForm
from compliance.models import Exchange, ExchangeInvitation
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.workflow.offers import Door


def _has_begun(user: Any, exchange: Exchange) -> bool:
    return exchange.has_begun(now())


def _is_ahead(user: Any, row: Any) -> bool:
    return not getattr(row, "exchange", row).has_begun(now())


def _unanswered(user: Any, invitation: ExchangeInvitation) -> bool:
    return not invitation.reply


def _owes_reply(user: Any, invitation: ExchangeInvitation) -> bool:
    return bool(invitation.suggestions) and not invitation.reply


def _typed_before(user: Any, invitation: ExchangeInvitation) -> dict[str, Any]:
    return {"initial": {"suggestions": invitation.suggestions}}


DOORS = {
    door.name: door
    for door in (
        Door(
            act=workflow.invite,
            address="compliance:exchange_invite",
            label="发出邀请",
            question="发出后所列社会组织的账号均会收到邀请。是否发出？",
            done="邀请已发出。",
            tone="btn-primary",
            when=_is_ahead,
        ),
        Door(
            act=workflow.hold,
            address="compliance:exchange_hold",
            label="登记纪要",
            question="登记后受邀的社会组织可以查阅纪要，接着登记到会人数。",
            done="纪要已登记，请登记到会人数。",
            form=MinutesForm,
            tone="btn-primary",
            when=_has_begun,
        ),
        Door(
            act=workflow.cancel,
            address="compliance:exchange_cancel",
            label="取消交流",
            question="取消后受邀的社会组织会收到通知。请写明理由。",
            done="年终交流已取消。",
            form=ReasonForm,
            tone="btn-danger",
        ),
    )
}

INVITATION_DOORS = {
    door.name: door
    for door in (
        Door(
            act=workflow.answer_invitation,
            address="compliance:exchange_answer",
            label="答复邀请",
            question="交流开始以前可以重新答复。",
            done="已答复。",
            form=AnswerForm,
            tone="btn-primary",
            when=_is_ahead,
        ),
        Door(
            act=workflow.suggest,
            address="compliance:exchange_suggest",
            label="提出意见和建议",
            question="登记管理机关答复以前可以修改。",
            done="意见和建议已提交。",
            form=SuggestionsForm,
            when=_unanswered,
            given=_typed_before,
        ),
    )
}

REPLY = Door(
    act=workflow.reply_to,
    address="compliance:exchange_reply",
    label="答复",
    question="答复后该社会组织会收到通知。",
    done="已答复该组织的意见和建议。",
    form=ReplyForm,
    tone="btn-sm",
    each=True,
    when=_owes_reply,
)
