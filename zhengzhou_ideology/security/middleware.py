"""What every request passes: denials are put on record, sessions end, weighty acts ask for a proof, seats for a second factor."""

import hashlib
import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.reach import OutOfReach
from zhengzhou_ideology.security import detours, events
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.factors import is_missing
from zhengzhou_ideology.security.guesses import TooManyMisses
from zhengzhou_ideology.security.sessions import BEGAN, SEEN
from zhengzhou_ideology.workflow import ProofNeeded

Answer = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 60  # seconds: a session is written that often at most

LOOKED_AT = ("_changelist", "_change", "_history", "_export")
OPEN = ("account_reauthenticate", "account_change_password", "account_logout", "account_login", "csrf", "healthz")


class RecordMiddleware:
    """Somebody signed in was refused, looked at rows in the admin site, or changed how the portal works for all."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 403 and request.user.is_authenticated:
            note_denial(request)
        elif response.status_code == 200 and is_inspection(request):
            events.note(SecurityEventKind.PERSONS_READ, about=request.get_full_path(), request=request)
        elif is_configuration(request, response):
            events.note(SecurityEventKind.CONFIGURED, about=request.path, request=request)
        return response

    def process_exception(self, request: HtmxHttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OutOfReach) and request.user.is_authenticated:
            note_denial(request)
        return render(request, "429.html", status=429) if isinstance(exception, TooManyMisses) else None


def note_denial(request: HttpRequest) -> None:
    events.note(SecurityEventKind.DENIED, about=f"{request.method} {request.path}", request=request)


def is_configuration(request: HttpRequest, response: HttpResponse) -> bool:
    """A form on such a page was taken from somebody signed in: who is not was sent to sign in, and has changed nothing."""
    if request.method != "POST" or request.resolver_match is None or not request.user.is_authenticated:
        return False
    name = request.resolver_match.view_name
    taken = 200 if name in settings.SECRETS_SHOWN_ONCE else 302
    return name in settings.CONFIGURATION_PAGES and response.status_code == taken


def is_inspection(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and "admin" in match.app_names and str(match.url_name).endswith(LOOKED_AT)


class SessionTermMiddleware:
    """A session ends `SESSION_COOKIE_AGE` seconds after it began, and an officer's after `SESSION_IDLE_MINUTES` in which nobody did anything.

    A form that finds its session ended goes on once its sender has signed in again; scripts get a 401 and ask in place.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HtmxHttpRequest, *view: object) -> HttpResponse | None:
        """Here, because a form that another site sent has been turned away by now and is never kept."""
        if not request.user.is_authenticated or not (why := self.ended(request, time.time())):
            return None
        account = request.user
        carried = {name: request.session[name] for name in detours.CARRIED if name in request.session}
        events.note(SecurityEventKind.SESSION_ENDED, account=account, detail=why, request=request)
        request.session.flush()
        request.user = AnonymousUser()
        by_script = request.htmx or request.headers.get("X-Autosave")
        if request.method != "POST" or by_script or is_open(request.path_info):
            return None
        return detours.ask_to_sign_in(request, account, carried)

    def ended(self, request: HtmxHttpRequest, now: float) -> str:
        """Why the session is over; empty if it goes on, and then this moment is the last that was seen of it."""
        session = request.session
        began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
        if now - began >= settings.SESSION_COOKIE_AGE:
            return "登录时间已满"
        idle = settings.SESSION_IDLE_MINUTES
        if idle and now - seen >= idle * 60 and request.user.sits_in_an_authority:
            return f"超过 {idle} 分钟没有操作"
        if now - seen >= SEEN_EVERY and not request.headers.get(detours.BY_ITSELF):
            session[SEEN] = now
        return ""


class ProofMiddleware:
    """Who acts in this request knows whether it was proved a moment ago who they are; an act of weight asks that."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.proved = lambda: detours.was_proved(request)
        return self.get_response(request)

    def process_exception(self, request: HtmxHttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ProofNeeded):
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        return detours.ask_for_proof(request, methods[0]["url"] if methods else reverse("account_login"))


class SecondFactorMiddleware:
    """Whoever must have a second factor sees nothing but its pages until there is one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxHttpRequest) -> HttpResponse:
        if is_missing(request) and not is_open(request.path_info):
            return detours.sent_to(request, reverse("mfa_index"))
        return self.get_response(request)


def is_open(path: str) -> bool:
    """Where one sets up a factor, proves who one is, changes the password, or leaves."""
    return path.startswith(reverse("mfa_index")) or path in {reverse(name) for name in OPEN}


class SeenMiddleware(UserSessionsMiddleware):
    """When and from where a session was last used is written down once a minute, and whenever it comes from elsewhere."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key if hasattr(request, "session") else None
        if key and settings.SESSION_SEEN_EVERY and not cache.add(_mark(request, key), 1, settings.SESSION_SEEN_EVERY):
            return self.get_response(request)
        return super().__call__(request)


def _mark(request: HttpRequest, key: str) -> str:
    came = f"{key} {get_adapter().get_client_ip(request)} {request.headers.get('User-Agent', '')}"
    return f"seen:{hashlib.sha256(came.encode()).hexdigest()}"
