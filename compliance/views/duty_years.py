"""The years of duties: what each kind comes to, and opening a year by hand."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from compliance.duty_years import open_year
from compliance.enums import DutyKind
from compliance.forms.moves import OpenYearForm
from compliance.models import DutyYearCount
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def duty_years(request: SignedInRequest) -> HttpResponse:
    form = OpenYearForm(request.POST or None, initial={"year": localdate().year})
    may_open = request.user.has_perm("compliance.open_period")
    if request.method == "POST":
        if not may_open:
            raise PermissionDenied("compliance.open_period")
        if form.is_valid():
            year = form.cleaned_data["year"]
            new = open_year(year, today=localdate())
            messages.success(request, f"{year}年度已生成，新建年度事项 {new} 项。")
            return redirect("compliance:duty_years")
    context = {"form": form if may_open else None, "rows": _rows(request)}
    status = 422 if form.errors else 200
    return render_page(request, "compliance/duty_years.html", context, partial="years", status=status)


def _rows(request: SignedInRequest) -> list[dict[str, object]]:
    """Each year and kind with what the reader's duties come to."""
    order = DutyKind.values.index
    rows = sorted(DutyYearCount.figures(request.user), key=lambda row: (-row["year"], order(row["kind"])))
    return [{**row, "label": DutyKind(row["kind"]).label} for row in rows]
