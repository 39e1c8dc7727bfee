"""Lists of quarterly reports, for the organization and for those who receive them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from compliance import batch
from compliance.enums import ReportState
from compliance.forms.lists import OwnReportFilterForm, ReportFilterForm
from compliance.models import QuarterlyReport
from organizations.enums import Role
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, capped_count, keyset_page


@require_GET
def report_list(request: SignedInRequest) -> HttpResponse:
    acting = request.user.acting
    for_organization = acting is not None and acting.organization_id is not None
    form = (OwnReportFilterForm if for_organization else ReportFilterForm)(request.GET)
    reports = form.narrow(QuarterlyReport.objects.visible_to(request.user))
    context = {
        "form": form,
        "page": keyset_page(reports.for_listing(), by=("-due_on", "pk"), after=request.GET.get("after")),
        "count": capped_count(reports),
        "cap": COUNT_CAP,
        "today": localdate(),
        "may_accept": request.user.acts_as(Role.REGISTRAR),
        "submitted": ReportState.SUBMITTED,
        "for_organization": for_organization,
    }
    return render_page(request, "compliance/report_list.html", context, partial="reports")


@require_POST
def accept_many(request: SignedInRequest) -> HttpResponse:
    """Accept the ticked reports, each on its own: one that cannot be accepted says why and stops no other."""
    keys = [int(key) for key in request.POST.getlist("report") if key.isdecimal()]
    reports = QuarterlyReport.objects.visible_to(request.user).filter(pk__in=keys).for_listing().due_first()
    results = batch.accept(reports, by=request.user, now=now())
    return render(request, "compliance/report_accept_many.html", {"results": results})
