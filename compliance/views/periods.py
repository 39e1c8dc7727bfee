"""The quarters that were opened, and opening one by hand."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from compliance.forms.moves import OpenPeriodForm
from compliance.models import PeriodCount, ReportingPeriod
from compliance.models.periods import quarter_of
from compliance.periods import open_period
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def period_list(request: SignedInRequest) -> HttpResponse:
    year, quarter = quarter_of(localdate())
    form = OpenPeriodForm(request.POST or None, initial={"year": year, "quarter": quarter})
    may_open = request.user.has_perm("compliance.open_period")
    if request.method == "POST":
        if not may_open:
            raise PermissionDenied("compliance.open_period")
        if form.is_valid():
            period, new = open_period(**form.cleaned_data, today=localdate(), by=request.user)
            messages.success(request, f"{period}已开启，新建报告 {new} 份。")
            return redirect("compliance:period_list")
    context = {"form": form if may_open else None, "rows": _rows(request), "today": localdate()}
    return render_page(
        request, "compliance/period_list.html", context, partial="periods", status=422 if form.errors else 200
    )


def _rows(request: SignedInRequest) -> list[dict[str, object]]:
    """Each quarter with what the reader's reports of it come to."""
    figures = {row["period"]: row for row in PeriodCount.figures(request.user)}
    return [{**figures.get(period.pk, {}), "period": period} for period in ReportingPeriod.objects.latest_first()]
