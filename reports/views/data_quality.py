"""数据质量: what is wrong in the register, how much of it, and where each is mended."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from organizations.requests import SignedInRequest
from reports.data_quality.catalogue import CHECKS
from reports.data_quality.checks import QualityCheck
from reports.data_quality.overview import overview
from reports.data_quality.scope import Scope
from reports.forms.data_quality import QualityFilterForm
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page

VIEW = "reports.view_data_quality"


def scope_of(request: SignedInRequest) -> tuple[QualityFilterForm, Scope]:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(VIEW)
    form = QualityFilterForm(request.GET)
    return form, Scope(request.user, now(), form.chosen)


def check_of(key: str) -> QualityCheck:
    if key not in CHECKS:
        raise Http404(key)
    return CHECKS[key]


@require_GET
def data_quality(request: SignedInRequest) -> HttpResponse:
    form, scope = scope_of(request)
    groups, clean = overview(scope)
    context = {"form": form, "groups": groups, "clean": clean}
    return render_page(request, "reports/data_quality.html", context, partial="quality")


@require_GET
def data_quality_list(request: SignedInRequest, key: str) -> HttpResponse:
    form, scope = scope_of(request)
    check = check_of(key)
    found = check.find(scope)
    page = keyset_page(found, by=check.by, after=request.GET.get("after"), counted=found)
    context = {
        "form": form,
        "check": check,
        "page": page,
        "rows": check.rows(scope, page.items),
        "count": page.count,
        "cap": COUNT_CAP,
    }
    return render_page(request, "reports/data_quality_list.html", context, partial="rows")
