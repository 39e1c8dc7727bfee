"""The acts of officers on a case, its papers and its requests for time, with the words of their buttons."""

from django.utils.timezone import localdate

from compliance.cases import case_workflow, conditions, declarations, service
from compliance.cases.enums import (
    AnswerState,
    CasePaperKind,
    CaseState,
    CaseTermKind,
    Measure,
    ServiceMethod,
    TimeRequestState,
)
from compliance.cases.forms.acts import (
    AcceptForm,
    CarriedOutForm,
    EvidenceForm,
    ExtendLimitForm,
    HoldHearingForm,
    RefuseTimeForm,
    RemarkForm,
    SetHearingForm,
)
from compliance.cases.forms.papers import DeclareForm
from compliance.cases.forms.service import ProveForm, SendForm
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import AccountabilityCase
from compliance.cases.record import files
from compliance.cases.signing import STAGES
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.workflow import Refused
from zhengzhou_ideology.workflow.offers import Door


def _must_declare(user: User, case: AccountabilityCase) -> bool:
    waits = case.state in (*STAGES[CasePaperKind.DECISION], CaseState.NOTIFIED, CaseState.UNDER_REVIEW)
    return waits and not case.declarations.filter(user=user).exists()


def _hearing_waits(user: User, case: AccountabilityCase) -> bool:
    return case.hearings.filter(held_on__isnull=True).exists()


def _hearing_is_due(user: User, case: AccountabilityCase) -> bool:
    waiting = case.hearings.filter(held_on__isnull=True, chair=user, set_for__isnull=False).first()
    return bool(waiting and waiting.set_for and day_of(waiting.set_for) <= localdate())


def _rectification_waits(user: User, case: AccountabilityCase) -> bool:
    return case.rectifications.filter(answer=AnswerState.PENDING).exists()


def _is_to_be_carried_out(user: User, case: AccountabilityCase) -> bool:
    measured = case.state == CaseState.RECTIFYING and case.measure != Measure.RECTIFICATION_ORDER
    return measured and case.carried_out_on is None


def _limit_runs(user: User, case: AccountabilityCase) -> bool:
    return case.terms.running().filter(kind=CaseTermKind.DECISION).exists()


def _may_close(user: User, case: AccountabilityCase) -> bool:
    try:
        conditions.refuse_before_it_is_done(case, localdate())
    except Refused:
        return False
    return True


def _goes_on(user: User, case: AccountabilityCase) -> bool:
    return not case.is_over


CASE = {
    door.name: door
    for door in (
        Door(
            act=declarations.declare,
            address="cases:declare",
            label="声明利害关系",
            question="作出处理决定或者复核决定之前，须声明与本案当事人有无利害关系。",
            done="声明已记录。",
            form=DeclareForm,
            when=_must_declare,
        ),
        Door(
            act=statements.set_hearing,
            address="cases:set_hearing",
            label="确定听证时间",
            question="由您主持听证。社会组织将收到通知；已经确定的，按新的时间通知。",
            done="听证时间已确定，社会组织将收到通知。",
            form=SetHearingForm,
            tone="btn-primary",
            when=_hearing_waits,
        ),
        Door(
            act=statements.hold_hearing,
            address="cases:hold_hearing",
            label="登记听证笔录",
            question="登记后附卷，社会组织可以查阅。",
            done="听证笔录已附卷。",
            form=HoldHearingForm,
            tone="btn-primary",
            when=_hearing_is_due,
        ),
        Door(
            act=rectification.check,
            address="cases:accept_rectification",
            label="整改核查通过",
            question="请核对整改措施、完成情况和材料。社会组织将收到通知。",
            done="整改情况已核查通过。",
            form=AcceptForm,
            tone="btn-primary",
            when=_rectification_waits,
            facts={"accepted": True},
        ),
        Door(
            act=rectification.check,
            address="cases:return_rectification",
            label="要求补正",
            question="请写明需要补正之处，社会组织将收到通知。",
            done="已要求补正，社会组织将收到通知。",
            form=ReasonForm,
            when=_rectification_waits,
            facts={"accepted": False},
        ),
        Door(
            act=rectification.carried_out,
            address="cases:carried_out",
            label="登记措施落实",
            question="登记约谈、通报或者移送的日期，并附相应材料。",
            done="措施落实情况已登记。",
            form=CarriedOutForm,
            tone="btn-primary",
            when=_is_to_be_carried_out,
        ),
        Door(
            act=case_workflow.close,
            address="cases:close",
            label="结案",
            question="结案后签发结案通知书，案件不能再办理。",
            done="已结案，结案通知书已签发。",
            form=ReasonForm,
            tone="btn-primary",
            when=_may_close,
        ),
        Door(
            act=files.add_evidence,
            address="cases:add_evidence",
            label="补充核查材料",
            question="材料附卷后不能删除。",
            done="材料已附卷。",
            form=EvidenceForm,
            when=_goes_on,
        ),
        Door(
            act=time_requests.extend_limit,
            address="cases:extend_limit",
            label="延长处理时限",
            question="延长须写明理由，社会组织将收到通知。",
            done="处理时限已延长，社会组织将收到通知。",
            form=ExtendLimitForm,
            when=_limit_runs,
        ),
        Door(
            act=case_workflow.close_without_measure,
            address="cases:close_without_measure",
            label="不予处理并结案",
            question="结案后签发结案通知书，不采取任何措施。",
            done="已结案，不采取措施；结案通知书已签发。",
            form=ReasonForm,
        ),
    )
}


SEND = Door(
    act=service.send,
    address="cases:send",
    label="另行送达",
    question="门户送达之外，可以邮寄、直接送达，或者经书面同意发送电子邮件。",
    done="送达方式已登记，取得凭证后请登记送达日期。",
    form=SendForm,
    tone="btn-sm",
    each=True,
)


PROVE = Door(
    act=service.prove,
    address="cases:prove",
    label="登记送达",
    question="请对照送达凭证登记。有关期限自送达之日的次日起算，登记后不能更改。",
    done="送达已登记，有关期限自次日起算。",
    form=ProveForm,
    tone="btn-sm btn-primary",
    each=True,
    when=lambda user, record: record.served_on is None and record.method != ServiceMethod.PORTAL,
    given=lambda user, record: {"service": record},
)


ISSUE = Door(
    act=service.issue_record,
    address="cases:issue",
    label="出具送达回证",
    question="送达回证将编号，可以打印附卷。",
    done="送达回证已出具。",
    tone="btn-sm",
    each=True,
    when=lambda user, record: record.served_on is not None,
)


GRANT_TIME, REFUSE_TIME = (
    Door(
        act=time_requests.decide,
        address=f"cases:{name}",
        label=label,
        question="社会组织将收到通知，可以看到审批意见。",
        done=done,
        form=form,
        tone=tone,
        each=True,
        when=lambda user, request: request.state == TimeRequestState.ASKED,
        facts={"granted": granted},
    )
    for name, label, form, tone, granted, done in (
        ("grant_time", "准予", RemarkForm, "btn-sm btn-primary", True, "已准予延期，社会组织将收到通知。"),
        ("refuse_time", "不予准许", RefuseTimeForm, "btn-sm", False, "已登记不予准许，社会组织将收到通知。"),
    )
)
