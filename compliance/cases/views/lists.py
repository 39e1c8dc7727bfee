"""The officers' lists: cases going on or over, and what waits to be opened."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from compliance.cases.forms.lists import CaseFilterForm
from compliance.cases.models import AccountabilityCase
from compliance.ladder_sources import QUARTERLY_REPORT
from compliance.models import QuarterlyReport
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, capped_count, keyset_page


@require_GET
def case_list(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm("cases.view_cases"):
        raise PermissionDenied("cases.view_cases")
    form, today = CaseFilterForm(request.GET, user=request.user), localdate()
    visible = AccountabilityCase.objects.visible_to(request.user)
    cases = form.narrow(visible.ever_opened(), today)
    listed = cases.for_listing().with_limit()
    page = keyset_page(listed, by=form.listed_by(), after=request.GET.get("after"), counted=cases)
    context = {
        "form": form,
        "page": page,
        "count": page.count,
        "cap": COUNT_CAP,
        "waiting": capped_count(visible.proposed()),
        "today": today,
    }
    return render_page(request, "compliance/cases/case_list.html", context, partial="cases")


@require_GET
def proposal_list(request: SignedInRequest) -> HttpResponse:
    """Facts only: whether anything follows is a person's decision."""
    if not request.user.has_perm("cases.view_proposals"):
        raise PermissionDenied("cases.view_proposals")
    proposals = AccountabilityCase.objects.visible_to(request.user).proposed().for_listing()
    page = keyset_page(proposals, by=("-proposed_on", "pk"), after=request.GET.get("after"))
    concerned = [proposal.matter for proposal in page if proposal.kind == QUARTERLY_REPORT]
    reports = QuarterlyReport.objects.in_bulk(concerned)
    context = {
        "page": page,
        "rows": [{"proposal": proposal, "report": _report(proposal, reports)} for proposal in page],
    }
    return render_page(request, "compliance/cases/proposal_list.html", context, partial="proposals")


def _report(proposal: AccountabilityCase, reports: dict[int, QuarterlyReport]) -> QuarterlyReport | None:
    """Keys of another room's matters may coincide with those of reports."""
    return reports.get(proposal.matter) if proposal.kind == QUARTERLY_REPORT and proposal.matter else None
