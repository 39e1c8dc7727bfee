"""Where every room is found."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import include, path
from django.views.decorators.http import require_GET
from django.views.generic import RedirectView

from organizations.views.accounts import act_as
from zhengzhou_ideology.edge import display, installed
from zhengzhou_ideology.security.views import identity_asked, identity_given


@require_GET
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@login_not_required
def csrf(request: HttpRequest) -> JsonResponse:
    """A fresh token for a page that logs in again in place, and whether it has to: asked before a typed form is sent."""
    return JsonResponse({"token": get_token(request), "signed_in": request.user.is_authenticated})


@require_GET
@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for the icon of what names none: the admin site, files that they show themselves."""
    return redirect(static("img/mark.svg"))


@require_GET
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What a government site states: how far everybody can use it, and whom to tell where not."""
    return render(request, "accessibility.html")


# The admin's own login page knows neither the second factor nor the limit on wrong passwords.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


handler500 = "zhengzhou_ideology.edge.failures.failed"
handler400 = "zhengzhou_ideology.edge.failure_pages.bad_request"

urlpatterns = [
    path("healthz/", healthz, name="healthz"),
    path("csrf/", csrf, name="csrf"),
    path("favicon.ico", favicon),
    path("accessibility/", accessibility, name="accessibility"),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("service-worker.js", installed.service_worker, name="service_worker"),
    path("offline/", installed.offline, name="offline"),
    path("display/", display.choose, name="display"),
    path("acting-as/", act_as, name="acting_as"),
    path("admin/", admin.site.urls),
    # One door to one's e-mail address, and it takes the password.
    path("accounts/email/", RedirectView.as_view(pattern_name="organizations:account")),
    # Before allauth's own, which would take an identity without a signature.
    path("accounts/oidc/<str:provider_id>/login/", identity_asked, name="identity_asked"),
    path("accounts/oidc/<str:provider_id>/login/callback/", identity_given, name="identity_given"),
    path("accounts/", include("allauth.urls")),
    path("calendar/", include("zhengzhou_ideology.workcalendar.urls")),
    path("security/", include("zhengzhou_ideology.security.urls")),
    path("status/", include("zhengzhou_ideology.health.urls")),
    path("notices/", include("zhengzhou_ideology.notices.urls")),
    path("views/", include("zhengzhou_ideology.saved_views.urls")),
    path("", include("organizations.urls")),
    path("ladder/", include("organizations.ladder.urls")),
    path("", include("compliance.urls")),
    path("cases/", include("compliance.cases.urls")),
    path("events/", include("events.urls")),
    path("exports/", include("reports.exports.urls")),
    path("boards/", include("reports.boards.urls")),
    path("api/", include("reports.api.urls")),
    path("retention/", include("reports.retention.urls")),
    path("manual/", include("reports.manual.urls")),
    path("", include("reports.urls")),
]
