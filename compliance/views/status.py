"""年度履职情况: why each obligation of a year stands as it does, as a page and as JSON."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from compliance.status import FIRST_YEAR, counted, lines_of
from organizations.models import Organization
from organizations.requests import SignedInRequest
from organizations.views.organizations import visible_organization
from zhengzhou_ideology.htmx import render_page

VIEW = "compliance.view_status"


@require_GET
def organization_status(request: SignedInRequest, uscc: str, year: int) -> HttpResponse:
    organization, today = _organization_of_year(request, uscc, year), localdate()
    lines = lines_of(organization, year, today)
    context = {
        "organization": organization,
        "year": year,
        "years": _years(organization),
        "lines": lines,
        "counts": [(label, number) for label, number in counted(lines).items() if number],
        "today": today,
    }
    return render_page(request, "compliance/status.html", context, partial="status")


@require_GET
def organization_status_json(request: SignedInRequest, uscc: str, year: int) -> HttpResponse:
    organization = _organization_of_year(request, uscc, year)
    lines = [line.explained() for line in lines_of(organization, year, localdate())]
    answer = {"uscc": organization.uscc, "name": organization.name, "year": year, "lines": lines}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _organization_of_year(request: SignedInRequest, uscc: str, year: int) -> Organization:
    """One that was transferred away is still visible, but its year is no longer this reader's."""
    _check(year)
    return visible_organization(request, uscc, VIEW)


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= localdate().year:
        raise Http404(f"没有{year}年度的履职情况。")


def _years(organization: Organization) -> list[int]:
    last = min(localdate().year, organization.ended_on.year if organization.ended_on else localdate().year)
    return list(range(last, max(FIRST_YEAR, organization.founded_on.year) - 1, -1))
