"""Lists of quarterly reports, for the organization and for those who receive them."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from compliance.forms.lists import OwnReportFilterForm, ReportFilterForm
from compliance.models import QuarterlyReport
from compliance.views.papers import accepting_many, for_organization, list_context
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page


@require_GET
def report_list(request: SignedInRequest) -> HttpResponse:
    form = (OwnReportFilterForm if for_organization(request) else ReportFilterForm)(request.GET)
    context = list_context(request, form, form.narrow(QuarterlyReport.objects.visible_to(request.user), request.user))
    return render_page(request, "compliance/report_list.html", context, partial="reports")


@require_POST
def accept_many(request: SignedInRequest) -> HttpResponse:
    """Accept the ticked reports, or all of the filter: one that cannot be accepted says why and stops no other."""
    return accepting_many(request, QuarterlyReport.objects, ReportFilterForm, "report")
