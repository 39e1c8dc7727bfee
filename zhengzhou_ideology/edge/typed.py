"""What was typed into a form whose session had ended: kept over the sign-in, and given back on the page it came from.

One mechanism for every form, whatever its view does: the answer to a POST without a session is the same for all. The
account that typed is known by a signed cookie that outlives the session; whoever else signs in gets nothing of it.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

KEY = "typed_again"
COOKIE = "account"
COOKIE_SECONDS = 7 * 24 * 3600
# Of all fields together; the longest text that a form takes is a tenth of it.
MOST_CHARACTERS = 200_000
SECRET_PARTS = ("password", "token", "secret", "code")
SENTENCE = "登录已过期，刚才的内容没有提交，也没有丢失。请重新登录，登录后回到原来的页面，内容会放回表单。"


class KnownAccountMiddleware:
    """Remembers, beyond the session, which account used this browser last: a key, nothing that opens anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and _known(request) != str(user.pk):
            response.set_signed_cookie(
                COOKIE,
                str(user.pk),
                salt=COOKIE,
                max_age=COOKIE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def _known(request: HttpRequest) -> str | None:
    return request.get_signed_cookie(COOKIE, default=None, salt=COOKIE, max_age=COOKIE_SECONDS)


def page_before(request: HttpRequest) -> str:
    """The page that the form stood on, of this host; else the form's own address."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        parts = urlsplit(before)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.path


def keep(request: HttpRequest) -> bool:
    """Into the session that is about to become somebody's; whether there was anything to keep."""
    account = _known(request)
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not any(part in name for part in SECRET_PARTS)
        for value in values
    ]
    length = sum(len(str(value)) for _, value in fields)
    if account is None or not length or length > MOST_CHARACTERS:
        return False
    request.session[KEY] = {
        "account": account,
        "page": urlsplit(page_before(request)).path,
        "action": request.path,
        "fields": fields,
    }
    return True


def typed_again(request: HttpRequest) -> dict[str, Any]:
    """A context processor: once, on the page that the form stands on and to the account that typed; see typed_again.html."""
    user, session = getattr(request, "user", None), getattr(request, "session", None)
    if user is None or session is None or not user.is_authenticated or KEY not in session:
        return {}
    kept = session[KEY]
    if kept["account"] != str(user.pk):
        del session[KEY]
        return {}
    if kept["page"] != request.path or request.method != "GET" or request.headers.get("HX-Request"):
        return {}
    del session[KEY]
    return {
        "typed_again": {"action": kept["action"], "fields": kept["fields"]},
        "typed_words": [value for _, value in kept["fields"] if _is_written(value)],
    }


def _is_written(value: str) -> bool:
    """Words of a person, not the value of a choice or a hash."""
    return any(character.isspace() or ord(character) > 127 for character in value.strip())
