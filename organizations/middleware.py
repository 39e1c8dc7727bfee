"""Who is there and as what: every request has a signed-in user who acts in one capacity, or is turned to the login page."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url

from organizations.reach import read_once
from zhengzhou_ideology.edge import typed

SESSION_KEY = "acting_membership"


class ActingAsMiddleware:
    """The membership picked in this session, as long as it holds, becomes `request.user.acting`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        picked = request.session.get(SESSION_KEY)
        if picked and request.user.is_authenticated:
            current = next((one for one in request.user.capacities if one.pk == picked), None)
            if current:
                request.user.acting = current
        if request.method not in {"GET", "HEAD"}:  # what is sent may change who answers for whom
            return self.get_response(request)
        with read_once():
            return self.get_response(request)


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Nothing typed is lost with a session: a script gets a 401 that it can answer in place, a form comes back filled in."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponseBase:  # type: ignore[override] # the caller takes any response
        if request.headers.get("X-Autosave") or request.headers.get("HX-Request"):
            return JsonResponse({"login": resolve_url(self.get_login_url(view_func))}, status=401)
        if request.method == "POST":
            if typed.keep(request):
                messages.warning(request, typed.SENTENCE)
            return redirect_to_login(typed.page_before(request), self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)
