"""Papers of a case on their way to a signature: written as a draft, read as they would go out, signed."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from compliance.cases.enums import CasePaperKind
from compliance.cases.forms.papers import DRAFT_FORMS, SeenForm
from compliance.cases.models import AccountabilityCase, CasePaper, CaseReview
from compliance.cases.papers import content, writing
from compliance.cases.signing import DECLARED, SIGNS, STAGES, obstacle, sign_as_read, text_of
from compliance.cases.standing.separations import separations
from compliance.cases.views.officer_doors import CASE
from compliance.cases.views.reading import visible_case
from organizations.requests import SignedInRequest
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused
from zhengzhou_ideology.workflow.offers import Offer

KINDS = {kind.value: kind for kind in SIGNS}
DECLARE_FIRST = "签发前请如实声明与本案当事人有无利害关系。"


def _kind(value: str) -> CasePaperKind:
    if value not in KINDS:
        raise Http404
    return KINDS[value]


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    case, paper_kind = visible_case(request, pk), _kind(kind)
    if not request.user.has_perm(writing.PREPARES[paper_kind], case):
        raise PermissionDenied(writing.PREPARES[paper_kind])
    if case.state not in STAGES[paper_kind]:
        raise Refused(f"当前状态为“{case.get_state_display()}”，不能拟写{paper_kind.label}。")
    existing = case.papers.drafts().filter(kind=paper_kind).first()
    form = _form(request, case, paper_kind, existing)
    if request.method == "POST" and form.is_valid():
        writing.draft(case, paper_kind, by=request.user, facts=form.cleaned_data)
        messages.success(request, f"{paper_kind.label}草稿已保存，请核对。")
        return redirect("cases:sign", pk=pk, kind=kind)
    context = {"case": case, "kind": paper_kind, "form": form, "paper": existing}
    return render(request, "compliance/cases/draft.html", context, status=422 if form.errors else 200)


def _form(
    request: SignedInRequest, case: AccountabilityCase, kind: CasePaperKind, existing: CasePaper | None
) -> forms.Form:
    """A new draft begins with what the case, or the notice, says already."""
    notice = case.latest_paper(CasePaperKind.NOTICE)
    given: dict[str, Any] = {"case": case}
    initial = existing.facts if existing else {"account": case.account}
    if kind == CasePaperKind.DECISION:
        given["notified"] = notice.facts["measure"] if notice else ""
        initial = existing.facts if existing else notice.facts if notice else initial
    return DRAFT_FORMS[kind](request.POST or None, initial=initial, **given)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """The paper as it would go out, who may not sign it, and for who may the declaration and the signature."""
    case, paper_kind = visible_case(request, pk), _kind(kind)
    if request.user.organization:
        raise PermissionDenied
    if request.method == "POST":
        return _signed(request, case, paper_kind)
    return _render_sign(request, case, paper_kind)


def _signed(request: SignedInRequest, case: AccountabilityCase, kind: CasePaperKind) -> HttpResponse:
    if not request.user.has_perm(SIGNS[kind], case):
        raise PermissionDenied(SIGNS[kind])
    form = SeenForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("请阅看文书后再签发。")
        sign_as_read(case, kind, by=request.user, now=now(), seen=form.cleaned_data["seen"])
    except Refused as refused:
        return _render_sign(request, visible_case(request, case.pk), kind, refusal=str(refused), status=409)
    messages.success(request, f"{kind.label}已签发，并已通过门户送达。")
    return redirect(case)


def _render_sign(
    request: SignedInRequest, case: AccountabilityCase, kind: CasePaperKind, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    paper = case.papers.drafts().filter(kind=kind).select_related("authority", "prepared_by").first()
    if paper is None or case.state not in STAGES[kind]:
        raise Refused(refusal or "没有待签发的草稿，文书可能已经签发。")
    user, moment = request.user, now()
    may_sign = user.has_perm(SIGNS[kind], case)
    declared = case.declarations.filter(user=user).first() if kind in DECLARED else None
    must_declare = may_sign and kind in DECLARED and declared is None
    stopped = obstacle(case, kind, moment)
    context = {
        "case": case,
        "kind": kind,
        "paper": paper,
        "content": content.content_of(paper, day_of(moment)),
        "may_prepare": user.has_perm(writing.PREPARES[kind], case),
        "obstacle": stopped,
        "separations": separations(user, case) if kind in DECLARED else [],
        "excluded": _excluded(case, kind),
        "statements": case.statements.all(),
        "hearings": case.hearings.select_related("chair"),
        "review": CaseReview.objects.filter(case=case).select_related("authority").first(),
        "declared": declared,
        "declare": replace(CASE["declare"].offer(user, case, {}), question=DECLARE_FIRST, tone="btn-primary")
        if must_declare
        else None,
        "offer": _signature(case, kind, text_of(paper, moment))
        if may_sign and not must_declare and not stopped and not (declared and declared.has_conflict)
        else None,
        "may_sign": may_sign,
        "refusal": refusal,
    }
    return render(request, "compliance/cases/sign.html", context, status=status)


def _excluded(case: AccountabilityCase, kind: CasePaperKind) -> str:
    """Who may not sign, because they have acted in the case before."""
    acted = {
        CasePaperKind.NOTICE: (),
        CasePaperKind.DECISION: (("提出建议", case.proposed_by), ("批准立案", case.opened_by)),
        CasePaperKind.REVIEW_DECISION: (("批准立案", case.opened_by), ("作出决定", case.decided_by)),
    }[kind]
    return "、".join(f"{what}的{who}" for what, who in acted if who)


def _signature(case: AccountabilityCase, kind: CasePaperKind, seen: str) -> Offer:
    url = reverse("cases:sign", args=[case.pk, kind.value])
    question = "签发后即编号、固定内容并通过门户送达，不能再修改。是否签发？"
    return Offer("sign", url, f"签发{kind.label}", question, SeenForm(initial={"seen": seen}), "btn-primary")
