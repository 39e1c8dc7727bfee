"""待办: the first page after signing in."""

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from organizations.enums import Role
from organizations.requests import SignedInRequest
from reports.home_page import sections_for
from reports.manual.guides import away_of, guide_for
from zhengzhou_ideology.htmx import render_page


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    today = localdate()
    away = away_of(request.user)
    context = {
        "sections": sections_for(request.user, today, along=[away]),
        "today": today,
        "files_events": request.user.acts_as(Role.SECRETARY),
        "guide": guide_for(request.user, away),
        "reads_boards": request.user.acts_as(Role.SUPERVISOR, Role.ADMINISTRATOR),
    }
    return render_page(request, "reports/home.html", context, partial="todos")
