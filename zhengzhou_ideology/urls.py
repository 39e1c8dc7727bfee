"""Where every room is found."""

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import URLResolver, include, path
from django.views.decorators.http import require_GET
from django.views.generic import RedirectView

from organizations.views.accounts import act_as


@require_GET
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@login_not_required
def csrf(request: HttpRequest) -> JsonResponse:
    """A fresh token for a page that logs in again in place."""
    return JsonResponse({"token": get_token(request)})


# The admin's own login page knows neither the second factor nor the limit on wrong passwords.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def room(address: str, module: str) -> list[URLResolver]:
    return [path(address, include(module))] if find_spec(module) else []


urlpatterns = [
    path("healthz/", healthz, name="healthz"),
    path("csrf/", csrf, name="csrf"),
    path("acting-as/", act_as, name="acting_as"),
    path("admin/", admin.site.urls),
    # One door to one's e-mail address, and it takes the password.
    path("accounts/email/", RedirectView.as_view(pattern_name="organizations:account")),
    path("accounts/", include("allauth.urls")),
    *room("calendar/", "zhengzhou_ideology.workcalendar.urls"),
    *room("notices/", "zhengzhou_ideology.notices.urls"),
    *room("", "organizations.urls"),
    *room("", "compliance.urls"),
    *room("events/", "events.urls"),
    *room("", "reports.urls"),
]
