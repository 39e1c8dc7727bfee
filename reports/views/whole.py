"""The page of the whole organization."""

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from organizations.life.timeline import timeline
from organizations.models import Organization
from organizations.requests import SignedInRequest
from reports.whole import whole as parts_of
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404


@require_GET
def whole(request: SignedInRequest, uscc: str) -> HttpResponse:
    found = reached_or_404(Organization.objects.visible_to(request.user).for_listing(), uscc=uscc)
    context = {
        "organization": found,
        "parts": parts_of(found, request.user, localdate()),
        "timeline": timeline(found),
        "today": localdate(),
    }
    return render_page(request, "reports/whole.html", context, partial="whole")
