"""What the page of a report of a matter offers: each move with the words of its button."""

from typing import Any

from compliance import matter_workflow
from compliance.forms.matters import ClosingForm, QuestionForm, SupplementForm
from compliance.models import MatterReport
from zhengzhou_ideology.workflow.offers import Door


def _has_not_taken_note(user: Any, report: MatterReport) -> bool:
    return matter_workflow.own(report, user).awaited().exists()


def _has_in_hand(user: Any, report: MatterReport) -> bool:
    return matter_workflow.own(report, user).acknowledged().exists()


DOORS = {
    door.name: door
    for door in (
        Door(
            act=matter_workflow.send,
            address="compliance:matter_send",
            label="报送",
            question="报送后内容不能修改，可以补充。是否报送？",
            done="报告已报送，所报单位将收到通知，可下载回执。",
            tone="btn-primary",
        ),
        Door(
            act=matter_workflow.discard,
            address="compliance:matter_discard",
            label="作废草稿",
            question="作废后不能再填写或者报送。是否作废？",
            done="草稿已作废。",
        ),
        Door(
            act=matter_workflow.take_note,
            address="compliance:matter_acknowledge",
            label="确认收悉",
            question="确认后社会组织将收到通知。是否确认收悉？",
            done="已确认收悉，社会组织将收到通知。",
            tone="btn-primary",
            when=_has_not_taken_note,
        ),
        Door(
            act=matter_workflow.ask,
            address="compliance:matter_ask",
            label="询问",
            question="请写明需要社会组织补充说明的事实。",
            done="询问已发出，社会组织将收到通知。",
            form=QuestionForm,
            when=_has_in_hand,
        ),
        Door(
            act=matter_workflow.supplement,
            address="compliance:matter_supplement",
            label="补充或者答复",
            question="补充的内容与已报送的内容一并送达各报送单位。",
            done="已补充，所报单位将收到通知。",
            form=SupplementForm,
        ),
        Door(
            act=matter_workflow.settle,
            address="compliance:matter_close",
            label="办结",
            question="办结后本单位不再询问。请写明办结意见。",
            done="已办结，社会组织将收到通知。",
            form=ClosingForm,
            when=_has_in_hand,
        ),
    )
}
