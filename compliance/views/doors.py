"""What the pages of a report and of a duty offer: each move with the words of its button."""

from typing import Any

from django.utils.timezone import localdate, now

from compliance import desk, entry_workflow, letter_workflow, letters, report_workflow
from compliance.enums import LetterWay
from compliance.forms.entries import EntryForm
from compliance.forms.letters import SignForm
from compliance.forms.moves import ExemptForm, RemarkForm, ReopenForm, SendBackForm, WithdrawForm
from compliance.models import Duty
from compliance.models.owed import OwedPaper
from organizations.views.desk import desk_doors
from zhengzhou_ideology.workflow.offers import Door


def _may_amend(user: Any, paper: OwedPaper) -> bool:
    return paper.is_current and not report_workflow.is_amended(paper)


def _may_undo(user: Any, paper: OwedPaper) -> bool:
    return report_workflow.may_undo(paper, now())


def _signed_here(user: Any, duty: Duty) -> bool:
    return letters.is_letter(duty) and letters.way_of(duty) == LetterWay.ONLINE


def _letter_read(user: Any, duty: Duty) -> dict[str, Any]:
    return {"initial": {"seen": letters.hash_on(duty, localdate())}}


def _comes_on_paper(user: Any, paper: OwedPaper) -> bool:
    return paper.has_no_account(localdate())


def _certified(user: Any, paper: OwedPaper) -> bool:
    return paper.needs_certification


def _of_a_paper(noun: str, prefix: str, *, this: str, certified: str) -> list[Door]:
    """The doors that both have; `prefix` begins their addresses, `this` is what an exemption is of."""
    return [
        Door(
            act=report_workflow.send_for_certification,
            address=f"{prefix}send_for_certification",
            label="送负责人确认",
            question="送出后在负责人退改之前不能修改。是否送出？",
            done="已送负责人确认，负责人将收到通知。",
            tone="btn-primary",
            when=_certified,
        ),
        Door(
            act=report_workflow.certify,
            address=f"{prefix}certify",
            label="确认并提交",
            question=f"确认后{noun}即提交登记管理机关。请确认内容真实、完整。",
            done=certified,
            tone="btn-primary",
        ),
        Door(
            act=report_workflow.unlock,
            address=f"{prefix}unlock",
            label="退给填报人修改",
            question="请写明需要修改之处。",
            done="已退给填报人修改。",
            form=RemarkForm,
        ),
        Door(
            act=report_workflow.withdraw,
            address=f"{prefix}withdraw",
            label="撤回",
            question=f"撤回后{noun}回到草稿，须重新确认提交。是否撤回？",
            done=f"{noun}已撤回，现为草稿。",
            form=WithdrawForm,
        ),
        Door(
            act=entry_workflow.enter,
            address=f"{prefix}enter",
            label="代录提交",
            question=f"请先按签字原件填写{noun}内容。代录的{noun}是该社会组织的{noun}，由其他经办人审核。",
            done="已代录提交，可打印回执寄送或者交给该社会组织。",
            form=EntryForm,
            tone="btn-primary",
            when=_comes_on_paper,
            given=lambda user, paper: {"organization": paper.organization},
        ),
        Door(
            act=entry_workflow.take_back,
            address=f"{prefix}take_back",
            label="撤回代录",
            question=f"撤回后{noun}回到草稿，更正后须重新代录提交。请写明原因。",
            done="代录已撤回，现为草稿。",
            form=RemarkForm,
        ),
        Door(
            act=report_workflow.accept,
            address=f"{prefix}accept",
            label="接收",
            question=f"接收后{noun}归档；社会组织如需更改须另行更正。是否接收？",
            done=f"{noun}已接收。",
            tone="btn-primary",
            undo=f"{prefix}undo_accept",
        ),
        Door(
            act=report_workflow.undo_accept,
            address=f"{prefix}undo_accept",
            label="撤销接收",
            question=f"接收后一分钟内可以撤销，{noun}回到待审核，社会组织尚未收到通知。是否撤销？",
            done=f"已撤销接收，{noun}回到待审核。",
            when=_may_undo,
        ),
        Door(
            act=report_workflow.send_back,
            address=f"{prefix}send_back",
            label="退回更正",
            question="退回须说明事由和需要更正的内容。",
            done=f"{noun}已退回，社会组织将收到通知。",
            form=SendBackForm,
            tone="btn-danger",
        ),
        Door(
            act=report_workflow.reopen,
            address=f"{prefix}reopen",
            label="退回重新办理",
            question="原接收有误的，由原审核人以外的审批负责人退回。请写明事由和理由。",
            done=f"{noun}已退回重新办理，社会组织将收到通知。",
            form=ReopenForm,
            tone="btn-danger",
            when=_may_amend,
        ),
        Door(
            act=report_workflow.exempt,
            address=f"{prefix}exempt",
            label=f"豁免{this}",
            question="豁免后不再要求报送。请写明理由。",
            done=f"已豁免{this}。",
            form=ExemptForm,
        ),
        Door(
            act=report_workflow.amend,
            address=f"{prefix}amend",
            label=f"更正已接收的{noun}",
            question="将以现行版本为底稿建立更正稿，更正稿经确认、接收后取代现行版本。是否建立更正稿？",
            done=f"已建立更正稿。更正稿被接收之前，原{noun}仍为现行版本。",
            when=_may_amend,
        ),
    ]


DOORS = {
    door.name: door
    for door in _of_a_paper("报告", "compliance:", this="本季度报告", certified="报告已提交，可下载回执。")
}
DUTY_DOORS = {
    door.name: door
    for door in (
        Door(
            act=report_workflow.submit,
            address="compliance:duty_submit",
            label="提交",
            question="请确认内容真实、完整。是否提交？",
            done="事项已提交。",
            tone="btn-primary",
            when=lambda user, duty: not duty.needs_certification,
        ),
        Door(
            act=letter_workflow.sign,
            address="compliance:duty_sign",
            label="在线签署",
            question="请先阅读下方承诺书全文。签署即以第一责任人身份代表本组织作出承诺，承诺书随即提交登记管理机关。",
            done="承诺书已签署并提交，可下载带验证码的承诺书。",
            form=SignForm,
            tone="btn-primary",
            when=_signed_here,
            given=_letter_read,
        ),
        *_of_a_paper("事项", "compliance:duty_", this="本事项", certified="事项已提交。"),
    )
}
DESK_DOORS = desk_doors(desk.DESK, desk, "compliance:", what="报告")
DUTY_DESK_DOORS = desk_doors(desk.DESK, desk, "compliance:duty_", what="事项")
