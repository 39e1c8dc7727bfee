"""Proposals to open a case: made by hand, read with what speaks for the organization, opened or dismissed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from compliance.cases import case_workflow, proposals
from compliance.cases.enums import CaseState
from compliance.cases.forms.proposals import OpenForm, ProposalForm
from compliance.cases.models import AccountabilityCase
from compliance.cases.settled import why_settled
from compliance.cases.standing.circumstances import circumstances
from compliance.cases.standing.separations import separations
from compliance.ladder_sources import QUARTERLY_REPORT
from compliance.models import QuarterlyReport
from organizations.models import Organization
from organizations.requests import SignedInRequest
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt

OWN = 20
OPEN = Door(
    act=case_workflow.open_case,
    address="cases:open_case",
    label="立案",
    question="立案只是开始核查，不作任何处理。社会组织将收到通知，处理时限自今日起计算。",
    done="已立案，社会组织将收到通知。处理时限自今日起计算。",
    form=OpenForm,
    tone="btn-primary",
    given=lambda user, case: {"initial": {"ground": case.ground}},
)
DISMISS = Door(
    act=case_workflow.dismiss,
    address="cases:dismiss_case",
    label="不予立案",
    question="不予立案后，该建议不再办理。",
    done="已登记不予立案。",
    form=ReasonForm,
)
DAYS = ("due_on", "held_from", "held_until")


def visible_proposal(request: SignedInRequest, pk: int) -> AccountabilityCase:
    """To officers only: an organization knows of a case from its opening on, and then by the page of the case."""
    acting = request.user.acting
    if acting is None or acting.organization_id:
        raise PermissionDenied
    return reached_or_404(AccountabilityCase.objects.visible_to(request.user).for_listing(), pk=pk)


@require_GET
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    return _render(request, visible_proposal(request, pk))


def _render(
    request: SignedInRequest,
    case: AccountabilityCase,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    today = localdate()
    found = offers([OPEN, DISMISS], request.user, case, bound or {})
    context: dict[str, Any] = {
        "case": case,
        "record": _record(case),
        "circumstances": circumstances(case, today),
        "offers": found,
        "settled": why_settled(case, today) if case.state == CaseState.PROPOSED else "",
        "separations": separations(request.user, case),
        "refusal": refusal_above(refusal, bound or {}, found),
        "dismissal": case.moves.filter(after=CaseState.DISMISSED).select_related("by").first(),
        "leads_on": case.opened_on is not None and request.user.has_perm("cases.view_cases"),
        "today": today,
    }
    return render_page(request, "compliance/cases/proposal.html", context, partial="proposal", status=status)


def _record(case: AccountabilityCase) -> dict[str, Any]:
    """The facts that the proposal was made with, their days as dates, and the report as it is now."""
    days = {name: date.fromisoformat(case.facts[name]) for name in DAYS if case.facts.get(name)}
    also = case.facts.get("also", ())
    keys = [facts["matter"] for facts in also if facts["kind"] == QUARTERLY_REPORT]
    reports = QuarterlyReport.objects.in_bulk([*keys, *([case.matter] if case.kind == QUARTERLY_REPORT else [])])
    return {
        **days,
        "reminders": _reminders(case.facts),
        "report": reports.get(case.matter or 0),
        "also": [
            {
                "facts": facts,
                "due_on": date.fromisoformat(facts["due_on"]),
                "reminders": _reminders(facts),
                "report": reports.get(facts["matter"]) if facts["kind"] == QUARTERLY_REPORT else None,
            }
            for facts in also
        ],
    }


def _reminders(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = facts.get("reminders", ())
    return [{"on": date.fromisoformat(reminder["on"]), "label": reminder["label"]} for reminder in given]


open_case = acting(OPEN, visible_proposal, _render)
dismiss_case = acting(DISMISS, visible_proposal, _render)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_new(request: SignedInRequest, uscc: str) -> HttpResponse:
    """By hand, about one organization; below the form what the officer has proposed before, and where it stands."""
    organization = reached_or_404(Organization.objects.visible_to(request.user), uscc=uscc)
    if not request.user.has_perm("cases.propose_case", organization):
        raise PermissionDenied("cases.propose_case")
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = attempt(form, proposals.propose, organization, by=request.user, **form.cleaned_data)
        if case:
            messages.success(request, "立案建议已提出，由审批负责人研究决定。")
            return redirect("cases:proposal", pk=case.pk)
    own = AccountabilityCase.objects.visible_to(request.user).filter(proposed_by=request.user).for_listing()
    context = {"organization": organization, "form": form, "own": own.order_by("-pk")[:OWN]}
    return render(request, "compliance/cases/proposal_new.html", context, status=422 if form.errors else 200)
