"""Cases in sums, for those who answer for them; never a list of organizations or persons."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from compliance.cases.forms.record import YearForm
from compliance.cases.record import statistics, statistics_sheet
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def case_statistics(request: SignedInRequest) -> HttpResponse:
    """With `format=xlsx` the same tables as a workbook."""
    if not request.user.has_perm("cases.view_case_statistics"):
        raise PermissionDenied("cases.view_case_statistics")
    cases = statistics.in_reach(request.user)
    form = YearForm(request.GET, years=statistics.years(cases))
    tables = statistics.tables(form.narrow(cases))
    if request.GET.get("format") == "xlsx":
        name = content_disposition_header(True, f"案件统计_{localdate():%Y%m%d}.xlsx")
        headers = {"Content-Disposition": name or "attachment"}
        return HttpResponse(statistics_sheet.workbook(tables), content_type=XLSX, headers=headers)
    context = {"form": form, "tables": tables, "today": localdate()}
    return render_page(request, "compliance/cases/statistics.html", context, partial="figures")
