"""The auditor's page of security events, the way on for a form that waited, and the door of the city's unified identity."""

from typing import Any

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.security import detours
from zhengzhou_ideology.security.forms import EventFilterForm
from zhengzhou_ideology.security.models import SecurityEvent
from zhengzhou_ideology.security.oidc import SignedIdentity

VIEW = "security.view_events"


@require_GET
def event_list(request: HtmxHttpRequest) -> HttpResponse:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(VIEW)
    form = EventFilterForm(request.GET)
    found = form.narrow(SecurityEvent.objects.for_listing())
    page = keyset_page(found, by=("-at", "-pk"), after=request.GET.get("after"), counted=found)
    context = {"form": form, "page": page, "count": page.count, "cap": COUNT_CAP}
    return render_page(request, "security/event_list.html", context, partial="events")


@require_GET
@never_cache
def go_on(request: HtmxHttpRequest) -> HttpResponse:
    """Once, right after signing in; the form itself was sent by the same account before."""
    state = request.session.pop(STATE_SESSION_KEY, {}).get("state")
    return detours.go_on(request, state) if state else redirect("/")


@login_not_required
def identity_asked(request: HttpRequest, provider_id: str) -> HttpResponse:
    return by_identity(OAuth2LoginView, request, provider_id)


@login_not_required
def identity_given(request: HttpRequest, provider_id: str) -> HttpResponse:
    return by_identity(OAuth2CallbackView, request, provider_id)


def by_identity(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(SignedIdentity(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404(provider_id) from None
    return answer
