"""The record of a case: who read it, a sealed file, and whose retention has ended."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from compliance.cases.forms.record import ReasonForm
from compliance.cases.models import CaseReading
from compliance.cases.record import files, retention
from compliance.cases.views.reading import visible_case
from compliance.cases.views.sealed import asks_why, render_sealed, state_reason, stated_reason
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.own_address import own_address
from zhengzhou_ideology.paging import keyset_page


@require_GET
@asks_why
def case_readings(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole log, for officers; the organization sees on the case's page what of it concerns it."""
    case = visible_case(request, pk)
    if not request.user.has_perm("cases.view_cases"):
        raise PermissionDenied("cases.view_cases")
    reason = stated_reason(request, case)
    files.read(case, "查阅记录", by=request.user, today=localdate(), reason=reason)
    rows = CaseReading.objects.filter(case=case).select_related("user")
    page = keyset_page(rows, by=("-at", "-pk"), after=request.GET.get("after"))
    return render_page(request, "compliance/cases/readings.html", {"case": case, "page": page}, partial="readings")


@require_POST
def case_unseal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reason is kept with each reading that follows, nothing else changes."""
    case = visible_case(request, pk)
    form = ReasonForm(request.POST)
    following = own_address(request.POST.get("next", "")) or case.get_absolute_url()
    if not form.is_valid():
        return render_sealed(request, case, form, following, status=422)
    state_reason(request, case, form.cleaned_data["reason"])
    return redirect(following)


@require_GET
def case_retention(request: SignedInRequest) -> HttpResponse:
    """Cases whose retention has ended: numbers only, for a person to act on under the rules of archives."""
    if not request.user.has_perm("cases.view_retention"):
        raise PermissionDenied("cases.view_retention")
    today = localdate()
    ended = retention.ended(request.user, today)
    context = {
        "page": keyset_page(ended, by=("keep_until", "pk"), after=request.GET.get("after")),
        "count": ended.count(),
        "today": today,
    }
    return render_page(request, "compliance/cases/retention.html", context, partial="ended")
