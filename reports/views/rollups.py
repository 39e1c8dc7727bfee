"""Roll-ups of authorities: the list with the form to issue one, and the download."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from organizations.requests import SignedInRequest
from reports.forms.statements import RollUpForm
from reports.models import RollUp
from reports.rollup import issue_rollup
from reports.rollup_paper import rollup_copy, rollup_name
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import reached_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def rollup_list(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if not user.has_perm("reports.view_rollup"):
        raise Http404("rollups")
    may_issue = user.has_perm("reports.issue_rollup", None)
    if request.method == "POST" and not may_issue:
        raise PermissionDenied("reports.issue_rollup")
    form = RollUpForm(request.POST or None, user=user, today_year=localdate().year) if may_issue else None
    if form is not None and form.is_valid():
        return redirect(issue_rollup(**form.cleaned_data, by=user, now=timezone.now()))
    rows = RollUp.objects.visible_to(user).for_listing()
    context = {"form": form, "page": keyset_page(rows, by=("-pk",), after=request.GET.get("after"))}
    status = 422 if form is not None and form.errors else 200
    return render_page(request, "reports/rollup_list.html", context, partial="rollups", status=status)


@require_GET
@costly
def rollup_download(request: SignedInRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("reports.view_rollup"):
        raise Http404("rollups")
    rollup = reached_or_404(RollUp.objects.visible_to(request.user).select_related("publication", "authority"), pk=pk)
    return pdf_response(rollup_copy(rollup, timezone.now()), rollup_name(rollup))
