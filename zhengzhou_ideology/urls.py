"""Where every room is found."""

from importlib.util import find_spec

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.views.decorators.http import require_GET

from organizations.views.accounts import act_as
from reports.views.home import home


@require_GET
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@login_not_required
def csrf(request: HttpRequest) -> JsonResponse:
    """A fresh token for a page that logs in again in place."""
    return JsonResponse({"token": get_token(request)})


def room(address: str, module: str):
    return [path(address, include(module))] if find_spec(module) else []


urlpatterns = [
    path("", home, name="home"),
    path("healthz/", healthz, name="healthz"),
    path("csrf/", csrf, name="csrf"),
    path("acting-as/", act_as, name="acting_as"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    *room("calendar/", "zhengzhou_ideology.workcalendar.urls"),
    *room("notices/", "zhengzhou_ideology.notices.urls"),
    *room("", "organizations.urls"),
    *room("", "compliance.urls"),
    *room("events/", "events.urls"),
    *room("", "reports.urls"),
]
