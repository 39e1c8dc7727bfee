"""What the page of a case offers to officers, and why a supervisor may not."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from compliance.cases import case_workflow, declarations, service
from compliance.cases.enums import (
    UNDECIDED,
    AnswerState,
    CasePaperKind,
    CaseState,
    CaseTermKind,
    Measure,
    PaperState,
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
from compliance.cases.models import AccountabilityCase, CasePaper, CaseReview, ServiceRecord
from compliance.cases.papers import writing
from compliance.cases.record import files
from compliance.cases.rules import belongs_to_it
from compliance.cases.signing import SIGNS, STAGES
from organizations.enums import Role
from organizations.models import User
from organizations.rules import registers
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.workflow import Refused
from zhengzhou_ideology.workflow.offers import Bound, Door, Offer, offers


def _must_declare(user: User, case: AccountabilityCase) -> bool:
    waits = case.state in (*STAGES[CasePaperKind.DECISION], CaseState.NOTIFIED, CaseState.UNDER_REVIEW)
    return waits and not case.declarations.filter(user=user).exists()


def _hearing_waits(user: User, case: AccountabilityCase) -> bool:
    return case.hearings.filter(held_on__isnull=True).exists()


def _hearing_is_due(user: User, case: AccountabilityCase) -> bool:
    waiting = case.hearings.filter(held_on__isnull=True, chair=user, set_for__isnull=False).first()
    return waiting is not None and localdate(waiting.set_for) <= localdate()


def _rectification_waits(user: User, case: AccountabilityCase) -> bool:
    return case.rectifications.filter(answer=AnswerState.PENDING).exists()


def _is_to_be_carried_out(user: User, case: AccountabilityCase) -> bool:
    measured = case.state == CaseState.RECTIFYING and case.measure != Measure.RECTIFICATION_ORDER
    return measured and case.carried_out_on is None


def _limit_runs(user: User, case: AccountabilityCase) -> bool:
    return case.terms.running().filter(kind=CaseTermKind.DECISION).exists()


def _may_close(user: User, case: AccountabilityCase) -> bool:
    try:
        case_workflow.refuse_before_it_is_done(case, localdate())
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


def offered(user: User, case: AccountabilityCase, bound: Bound) -> list[Offer]:
    return _papers(user, case) + offers(CASE.values(), user, case, bound)


def _papers(user: User, case: AccountabilityCase) -> list[Offer]:
    """To write the paper that comes next, and to read and sign its draft."""
    found = []
    for kind, stages in STAGES.items():
        if case.state not in stages:
            continue
        has_draft = case.papers.drafts().filter(kind=kind).exists()
        if has_draft:
            verb = "阅看并签发" if user.has_perm(SIGNS[kind], case) else "阅看"
            found.append(_page("sign", case, kind, f"{verb}{kind.label}", "btn-primary"))
        if user.has_perm(writing.PREPARES[kind], case):
            verb, tone = ("修改", "") if has_draft else ("拟写", "btn-primary")
            found.append(_page("draft", case, kind, f"{verb}{kind.label}", tone))
    return found


def _page(name: str, case: AccountabilityCase, kind: CasePaperKind, label: str, tone: str) -> Offer:
    url = reverse(f"cases:{name}", args=[case.pk, kind.value])
    return Offer(name, url, label, "", tone=tone, is_page=True)


# Service and requests for time


def deliveries(user: User, case: AccountabilityCase, bound: Bound) -> list[dict[str, Any]]:
    """Each signed paper with how it was sent and what proves it, and what may be done about it."""
    signed = case.papers.signed().exclude(kind=CasePaperKind.SERVICE_RECORD).prefetch_related("services")
    issued = {
        paper.facts["service"]: paper
        for paper in case.papers.filter(kind=CasePaperKind.SERVICE_RECORD, state=PaperState.SIGNED)
    }
    return [
        {
            "paper": paper,
            "send": next(iter(offers([SEND], user, paper, bound)), None),
            "services": [_service(user, record, issued.get(record.pk), bound) for record in paper.services.all()],
        }
        for paper in signed
    ]


def _service(user: User, record: ServiceRecord, issued: CasePaper | None, bound: Bound) -> dict[str, Any]:
    doors = [PROVE] if issued else [PROVE, ISSUE]
    waits = "待签收" if record.method == ServiceMethod.PORTAL else "尚未证明送达"
    offer = next(iter(offers(doors, user, record, bound)), None)
    return {"record": record, "issued": issued, "offer": offer, "waits": waits}


def requests(user: User, case: AccountabilityCase, bound: Bound) -> list[dict[str, Any]]:
    return [
        {"request": request, "offers": offers([GRANT_TIME, REFUSE_TIME], user, request, bound)}
        for request in case.time_requests.select_related("decided_by")
    ]


# Why not


def separations(user: User, case: AccountabilityCase) -> list[str]:
    """The sentences that say what keeps a supervisor in whose reach the case lies from its next step."""
    if not user.acts_as(Role.SUPERVISOR) or case.is_over:
        return []
    if belongs_to_it(user, case):
        return ["您在该社会组织任职或者曾经任职，应当回避，不能办理本案。"]
    if case.declarations.filter(user=user, has_conflict=True).exists():
        return ["您已声明与本案有利害关系，应当回避，不能办理本案。"]
    if case.state == CaseState.UNDER_REVIEW:
        return _from_the_review(user, case)
    if not registers(user, case):
        return []
    if case.state == CaseState.PROPOSED and case.proposed_by_id == user.pk:
        return ["您提出了本案的立案建议，是否立案须由其他审批负责人决定。"]
    return _from_the_decision(user, case) if case.state in UNDECIDED else []


def _from_the_decision(user: User, case: AccountabilityCase) -> list[str]:
    if case.opened_by_id == user.pk:
        heard = ["您批准了本案立案，听证须由其他人员主持。"] if _hearing_waits(user, case) else []
        return ["您批准了本案立案，处理决定须由其他审批负责人作出。", *heard]
    if case.proposed_by_id == user.pk:
        return ["您提出了本案的立案建议，处理决定须由其他审批负责人作出。"]
    return []


def _from_the_review(user: User, case: AccountabilityCase) -> list[str]:
    if case.opened_by_id == user.pk:
        return ["您批准了本案立案，复核须由其他审批负责人办理。"]
    if case.decided_by_id == user.pk:
        return ["您作出了本案的处理决定，复核须由其他审批负责人办理。"]
    if not user.has_perm("cases.review_accountabilitycase", case):
        return [f"本案由{CaseReview.objects.select_related('authority').get(case=case.pk).authority}复核。"]
    return []
