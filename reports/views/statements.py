"""Annual statements: an organization's own years, an authority's organizations, and the download."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from compliance.models import ReportingPeriod
from compliance.status import FIRST_YEAR
from organizations.enums import Role
from organizations.models import Organization, User
from organizations.reach_order import first_of_each_authority
from organizations.requests import SignedInRequest
from reports.archive import file_name
from reports.forms.statements import StatementFilterForm
from reports.issuing import issue_one
from reports.models import AnnualStatement, Publication
from reports.statement_paper import statement_copy
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import Page, keyset_page
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import reached_or_404


@require_GET
def statement_list(request: SignedInRequest) -> HttpResponse:
    acting = request.user.acting
    if acting is not None and acting.organization is not None:
        context = own_years(acting.organization, request.user, localdate())
    else:
        context = organizations_of_year(request, localdate())
    return render_page(request, "reports/statement_list.html", context, partial="statements")


def own_years(organization: Organization, user: User, today: date) -> dict[str, Any]:
    first = max(FIRST_YEAR, organization.founded_on.year)
    last = min(today.year, organization.ended_on.year if organization.ended_on else today.year)
    issued = {
        row.year: row
        for row in AnnualStatement.objects.filter(organization=organization).latest().select_related("publication")
    }
    opened = ReportingPeriod.objects.filter(year__range=(first, last)).values_list("year", flat=True)
    years = sorted({last, *opened, *issued}, reverse=True)
    return {
        "rows": [{"organization": organization, "year": year, "statement": issued.get(year)} for year in years],
        "may_issue": user.has_perm("reports.issue_annualstatement", organization),
        "own": True,
        "today": today,
    }


def organizations_of_year(request: SignedInRequest, today: date) -> dict[str, Any]:
    form = StatementFilterForm(request.GET, today_year=today.year)
    year, user = form.chosen_year, request.user
    organizations = Organization.objects.within_reach(user).active_in(date(year, 1, 1), date(year, 12, 31))
    page: Page = keyset_page(
        form.narrow(organizations).for_listing(),
        by=("uscc", "pk"),
        after=request.GET.get("after"),
        narrowed=first_of_each_authority(user, own="pk"),
    )
    issued = AnnualStatement.objects.filter(organization__in=[row.pk for row in page], year=year).latest()
    statements = {row.organization_id: row for row in issued.defer("snapshot")}
    return {
        "form": form,
        "page": page,
        "rows": [{"organization": row, "year": year, "statement": statements.get(row.pk)} for row in page],
        "may_issue": not user.acts_as(Role.AUDITOR),
        "may_see_batches": user.has_perm("reports.view_statementbatch"),
        "may_see_publications": user.has_perm("reports.view_publication"),
        "may_ask_package": user.has_perm("reports.ask_archive_package"),
        "may_see_rollups": user.has_perm("reports.view_rollup"),
        "publication": Publication.objects.published().filter(year=year).first(),
        "may_publish": user.has_perm("reports.publish_year"),
        "own": False,
        "today": today,
    }


@require_POST
def statement_issue(request: SignedInRequest) -> HttpResponse:
    """Issue, or find unchanged, and go to the download."""
    organizations = Organization.objects.visible_to(request.user)
    organization = reached_or_404(organizations, uscc=request.POST.get("uscc", ""))
    if not request.user.has_perm("reports.issue_annualstatement", organization):
        raise PermissionDenied("reports.issue_annualstatement")
    year = request.POST.get("year", "")
    if not (year.isascii() and year.isdecimal()):
        raise Http404(year)
    return redirect(issue_one(organization, int(year), now=timezone.now(), by=request.user))


@require_GET
@costly
def statement_download(request: SignedInRequest, pk: int) -> HttpResponse:
    statement = reached_or_404(AnnualStatement.objects.visible_to(request.user).select_related("publication"), pk=pk)
    return pdf_response(statement_copy(statement, timezone.now()), file_name(statement))
