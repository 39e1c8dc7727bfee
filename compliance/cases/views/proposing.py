"""Proposals to open a case: made by hand, read with what speaks for the organization, opened or dismissed."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from compliance.cases import case_workflow, proposals
from compliance.cases.enums import CaseGround, CaseState
from compliance.cases.forms.proposals import OpenForm, ProposalForm
from compliance.cases.models import AccountabilityCase
from compliance.cases.offers import Offer
from compliance.cases.settled import why_settled
from compliance.cases.standing.circumstances import circumstances
from compliance.cases.views.officer_offers import separations
from compliance.ladder_sources import QUARTERLY_REPORT
from compliance.models import QuarterlyReport
from organizations.models import Organization
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page
from zhengzhou_ideology.workflow import Refused

OWN = 20
FORMS: dict[str, type[forms.Form]] = {"open": OpenForm, "dismiss": ReasonForm}
DAYS = ("due_on", "held_from", "held_until")


def visible_proposal(request: HtmxHttpRequest, pk: int) -> AccountabilityCase:
    """To officers only: an organization knows of a case from its opening on, and then by the page of the case."""
    acting = request.user.acting
    if acting is None or acting.organization_id:
        raise PermissionDenied
    return get_object_or_404(AccountabilityCase.objects.visible_to(request.user).for_listing(), pk=pk)


@require_GET
def proposal(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    return _render(request, visible_proposal(request, pk))


def _render(
    request: HtmxHttpRequest,
    case: AccountabilityCase,
    *,
    bound: dict[str, forms.Form] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    today = localdate()
    offers = _offers(request, case, bound or {})
    offered = {offer.name for offer in offers}
    context: dict[str, Any] = {
        "case": case,
        "record": _record(case),
        "circumstances": circumstances(case, today),
        "offers": offers,
        "settled": why_settled(case, today) if case.state == CaseState.PROPOSED else "",
        "separations": separations(request.user, case),
        "refusal": "" if offered & set(bound or ()) else refusal,
        "dismissal": case.moves.filter(after=CaseState.DISMISSED).select_related("by").first(),
        "leads_on": case.opened_on is not None and request.user.has_perm("cases.view_cases"),
        "today": today,
    }
    return render_page(request, "compliance/cases/proposal.html", context, partial="proposal", status=status)


def _record(case: AccountabilityCase) -> dict[str, Any]:
    """What the proposal was laid before with: the days as days, and the report as it stands now."""
    days = {name: date.fromisoformat(case.facts[name]) for name in DAYS if case.facts.get(name)}
    reminders = [
        {"on": date.fromisoformat(reminder["on"]), "label": reminder["label"]}
        for reminder in case.facts.get("reminders", ())
    ]
    reports = QuarterlyReport.objects.filter(pk=case.matter or 0)
    report = reports.first() if case.kind == QUARTERLY_REPORT else None
    return {**days, "reminders": reminders, "report": report}


def _offers(request: HtmxHttpRequest, case: AccountabilityCase, bound: dict[str, forms.Form]) -> list[Offer]:
    if case.state != CaseState.PROPOSED:
        return []
    found = []
    if request.user.has_perm("cases.open_accountabilitycase", case):
        found.append(
            Offer(
                "open",
                reverse("cases:open_case", args=[case.pk]),
                "立案",
                "立案只是开始核查，不作任何处理。社会组织将收到通知，处理时限自今日起计算。",
                bound.get("open") or OpenForm(initial={"ground": case.ground}, auto_id="open_%s"),
                "btn-primary",
            )
        )
    if request.user.has_perm("cases.dismiss_accountabilitycase", case):
        found.append(
            Offer(
                "dismiss",
                reverse("cases:dismiss_case", args=[case.pk]),
                "不予立案",
                "不予立案后，该建议不再办理。",
                bound.get("dismiss") or ReasonForm(auto_id="dismiss_%s"),
            )
        )
    return found


@require_POST
def open_case(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, "open", case_workflow.open_case, "已立案，社会组织将收到通知。处理时限自今日起计算。")


@require_POST
def dismiss_case(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, "dismiss", case_workflow.dismiss, "已登记不予立案。")


def _moved(request: HtmxHttpRequest, pk: int, name: str, move: Any, done: str) -> HttpResponse:
    """A refusal is said in the form or, where the move is no longer offered, above the page as it stands now."""
    case = visible_proposal(request, pk)
    if not request.user.has_perm(move.perm, case):
        raise PermissionDenied(move.perm)
    form = FORMS[name](request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return _render(request, case, bound={name: form}, status=422)
    try:
        move(case, by=request.user, today=localdate(), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _render(request, visible_proposal(request, pk), bound={name: form}, refusal=str(refused), status=409)
    messages.success(request, done)
    return redirect(case)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_new(request: HtmxHttpRequest, uscc: str) -> HttpResponse:
    """By hand, about one organization; below the form what the officer has proposed before, and where it stands."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), uscc=uscc)
    if not request.user.has_perm("cases.propose_case", organization):
        raise PermissionDenied("cases.propose_case")
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ground, reason = CaseGround(form.cleaned_data["ground"]), form.cleaned_data["reason"]
        case = proposals.propose(organization, by=request.user, today=localdate(), ground=ground, reason=reason)
        messages.success(request, "立案建议已提出，由审批负责人研究决定。")
        return redirect("cases:proposal", pk=case.pk)
    own = AccountabilityCase.objects.visible_to(request.user).filter(proposed_by=request.user).for_listing()
    context = {"organization": organization, "form": form, "own": own.order_by("-pk")[:OWN]}
    return render(request, "compliance/cases/proposal_new.html", context, status=422 if form.errors else 200)
