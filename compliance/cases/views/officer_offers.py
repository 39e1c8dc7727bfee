"""What the officer may do with a case now, and why a supervisor may not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate

from compliance.cases import case_workflow
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
from compliance.cases.models import AccountabilityCase, CasePaper, CaseReview, CaseTimeRequest, ServiceRecord
from compliance.cases.offers import Offer
from compliance.cases.papers import writing
from compliance.cases.rules import belongs_to_it
from compliance.cases.signing import SIGNS, STAGES
from organizations.enums import Role
from organizations.models import User
from organizations.rules import registers
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.workflow import Refused


@dataclass(frozen=True, slots=True)
class Act:
    """One act on the case: its permission, the words of its offer, its form, and when it is legal."""

    name: str
    perm: str
    label: str
    question: str
    form: type[forms.Form]
    legal: Callable[[User, AccountabilityCase], bool]
    tone: str = ""


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
    if case.state not in case_workflow.close.source:
        return False
    try:
        case_workflow.refuse_before_it_is_done(case, localdate())
    except Refused:
        return False
    return True


def _is_without_measure(user: User, case: AccountabilityCase) -> bool:
    return case.state in case_workflow.WITHOUT_MEASURE


def _goes_on(user: User, case: AccountabilityCase) -> bool:
    return not case.is_over


ACTS = {
    act.name: act
    for act in (
        Act(
            "declare",
            "cases.declare_accountabilitycase",
            "声明利害关系",
            "作出处理决定或者复核决定之前，须声明与本案当事人有无利害关系。",
            DeclareForm,
            _must_declare,
        ),
        Act(
            "set_hearing",
            "cases.hear_accountabilitycase",
            "确定听证时间",
            "由您主持听证。社会组织将收到通知；已经确定的，按新的时间通知。",
            SetHearingForm,
            _hearing_waits,
            "btn-primary",
        ),
        Act(
            "hold_hearing",
            "cases.hear_accountabilitycase",
            "登记听证笔录",
            "登记后附卷，社会组织可以查阅。",
            HoldHearingForm,
            _hearing_is_due,
            "btn-primary",
        ),
        Act(
            "accept_rectification",
            "cases.check_accountabilitycase",
            "整改核查通过",
            "请核对整改措施、完成情况和材料。社会组织将收到通知。",
            AcceptForm,
            _rectification_waits,
            "btn-primary",
        ),
        Act(
            "return_rectification",
            "cases.check_accountabilitycase",
            "要求补正",
            "请写明需要补正之处，社会组织将收到通知。",
            ReasonForm,
            _rectification_waits,
        ),
        Act(
            "carried_out",
            "cases.check_accountabilitycase",
            "登记措施落实",
            "登记约谈、通报或者移送的日期，并附相应材料。",
            CarriedOutForm,
            _is_to_be_carried_out,
            "btn-primary",
        ),
        Act(
            "close",
            "cases.close_accountabilitycase",
            "结案",
            "结案后签发结案通知书，案件不能再办理。",
            ReasonForm,
            _may_close,
            "btn-primary",
        ),
        Act(
            "add_evidence",
            "cases.prepare_accountabilitycase",
            "补充核查材料",
            "材料附卷后不能删除。",
            EvidenceForm,
            _goes_on,
        ),
        Act(
            "extend_limit",
            "cases.extend_limit_accountabilitycase",
            "延长处理时限",
            "延长须写明理由，社会组织将收到通知。",
            ExtendLimitForm,
            _limit_runs,
        ),
        Act(
            "close_without_measure",
            "cases.close_accountabilitycase",
            "不予处理并结案",
            "结案后签发结案通知书，不采取任何措施。",
            ReasonForm,
            _is_without_measure,
        ),
    )
}


def form_of(name: str, data: Any = None, files: Any = None, *, key: int | None = None, **given: Any) -> forms.Form:
    """The form of an act; `key` tells apart forms of the same kind on one page."""
    made: dict[str, type[forms.Form]] = {
        "send": SendForm,
        "prove": ProveForm,
        "issue": forms.Form,
        "grant_time": RemarkForm,
        "refuse_time": RefuseTimeForm,
    }
    form_class = ACTS[name].form if name in ACTS else made[name]
    return form_class(data, files, auto_id=f"{keyed(name, key)}_%s", **given)


def keyed(name: str, key: int | None) -> str:
    return f"{name}-{key}" if key else name


def offers(user: User, case: AccountabilityCase, bound: dict[str, forms.Form]) -> list[Offer]:
    return _papers(user, case) + [
        Offer(
            act.name,
            reverse(f"cases:{act.name}", args=[case.pk]),
            act.label,
            act.question,
            bound.get(act.name) or form_of(act.name),
            act.tone,
        )
        for act in ACTS.values()
        if act.legal(user, case) and user.has_perm(act.perm, case)
    ]


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


# Service


def deliveries(user: User, case: AccountabilityCase, bound: dict[str, forms.Form]) -> list[dict[str, Any]]:
    """Each signed paper with how it was sent and what proves it, and what may be done about it."""
    may = user.has_perm("cases.serve_accountabilitycase", case)
    signed = case.papers.signed().exclude(kind=CasePaperKind.SERVICE_RECORD).prefetch_related("services")
    issued = {
        paper.facts["service"]: paper
        for paper in case.papers.filter(kind=CasePaperKind.SERVICE_RECORD, state=PaperState.SIGNED)
    }
    return [
        {
            "paper": paper,
            "send": _send(paper, bound) if may else None,
            "services": [_service(record, issued.get(record.pk), bound, may=may) for record in paper.services.all()],
        }
        for paper in signed
    ]


def _send(paper: CasePaper, bound: dict[str, forms.Form]) -> Offer:
    name = keyed("send", paper.pk)
    return Offer(
        name,
        reverse("cases:send", args=[paper.pk]),
        "另行送达",
        "门户送达之外，可以邮寄、直接送达，或者经书面同意发送电子邮件。",
        bound.get(name) or form_of("send", key=paper.pk),
        "btn-sm",
    )


def _service(
    record: ServiceRecord, issued: CasePaper | None, bound: dict[str, forms.Form], *, may: bool
) -> dict[str, Any]:
    offer = None
    if may and record.served_on is None and record.method != ServiceMethod.PORTAL:
        name = keyed("prove", record.pk)
        offer = Offer(
            name,
            reverse("cases:prove", args=[record.pk]),
            "登记送达",
            "请对照送达凭证登记。有关期限自送达之日的次日起算，登记后不能更改。",
            bound.get(name) or form_of("prove", key=record.pk, service=record),
            "btn-sm btn-primary",
        )
    elif may and record.served_on and issued is None:
        url = reverse("cases:issue", args=[record.pk])
        offer = Offer("issue", url, "出具送达回证", "送达回证将编号，可以打印附卷。", None, "btn-sm")
    waits = "待签收" if record.method == ServiceMethod.PORTAL else "尚未证明送达"
    return {"record": record, "issued": issued, "offer": offer, "waits": waits}


# Requests for time


def requests(user: User, case: AccountabilityCase, bound: dict[str, forms.Form]) -> list[dict[str, Any]]:
    may = user.has_perm("cases.give_time_accountabilitycase", case)
    return [
        {
            "request": request,
            "offers": _answers(request, bound) if may and request.state == TimeRequestState.ASKED else [],
        }
        for request in case.time_requests.select_related("decided_by")
    ]


def _answers(request: CaseTimeRequest, bound: dict[str, forms.Form]) -> list[Offer]:
    found = []
    for verb, label, tone in (("grant_time", "准予", "btn-sm btn-primary"), ("refuse_time", "不予准许", "btn-sm")):
        name = keyed(verb, request.pk)
        form = bound.get(name) or form_of(verb, key=request.pk)
        url = reverse(f"cases:{verb}", args=[request.pk])
        found.append(Offer(name, url, label, "社会组织将收到通知，可以看到审批意见。", form, tone))
    return found


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
