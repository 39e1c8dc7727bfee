"""Cases in sums, for those who answer for them; never a list of organizations or persons."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from compliance.cases.forms.record import YearForm
from compliance.cases.record import statistics
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page


@require_GET
def case_statistics(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm("cases.view_case_statistics"):
        raise PermissionDenied("cases.view_case_statistics")
    cases = statistics.in_reach(request.user)
    form = YearForm(request.GET, years=statistics.years(cases))
    tables = statistics.tables(form.narrow(cases))
    context = {"form": form, "tables": tables, "today": localdate()}
    return render_page(request, "compliance/cases/statistics.html", context, partial="figures")
