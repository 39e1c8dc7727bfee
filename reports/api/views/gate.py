"""The gate before every operation: reads only, by token only, answered in one form, and logged."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from reports.api import accesses
from reports.api.admission import admit
from reports.api.enums import TokenScope
from reports.api.models import AccessToken
from reports.api.problems import Problem
from zhengzhou_ideology.edge.addresses import address_of

View = Callable[..., HttpResponse]
READS = ("GET", "HEAD", "OPTIONS")
logger = logging.getLogger(__name__)


class ApiRequest(HttpRequest):
    """Somebody reads by a token, and the operation says how many rows it told."""

    auth: AccessToken
    rows: int


class TokenAuth(HttpBearer):
    """What an operation asks of the token; `scope` is the kind of data that it tells."""

    def __init__(self, scope: TokenScope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> AccessToken:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, secret.strip() if scheme.lower() == self.openapi_scheme else "")

    def authenticate(self, request: HttpRequest, token: str) -> AccessToken:
        asked: Any = request
        asked.by_token = None
        asked.by_token = admit(token, self.scope, address=address_of(request) or "", now=now())
        return asked.by_token


def problem_response(problem: Problem) -> HttpResponse:
    return JsonResponse(
        problem.as_json(),
        status=problem.status,
        headers=problem.headers,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def answer_problem(request: HttpRequest, problem: Any) -> HttpResponse:
    asked: Any = request
    if problem.token:
        asked.by_token = problem.token
    asked.is_logged = problem.logged
    return problem_response(problem)


def answer_error(request: HttpRequest, error: Any) -> HttpResponse:
    """A bug: it stands in the log of the portal, and the reader is told no more than that."""
    logger.error("%s: %s", request.path, error, exc_info=error)
    return problem_response(Problem("internal_error"))


def gated(view: View) -> View:
    """No account, no cookie and no form has a say here."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in READS:
            response = problem_response(Problem("read_only"))
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            response = read(view, request, *args, **kwargs)
        response["Allow"] = ", ".join(READS)
        response["Cache-Control"] = "no-store"
        return response

    return csrf_exempt(login_not_required(answer))


def read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    is_head, request.method = request.method == "HEAD", "GET"
    try:
        response = view(request, *args, **kwargs)
    except Http404:
        response = problem_response(Problem("not_found"))
    if hasattr(request, "by_token") and getattr(request, "is_logged", True):
        accesses.note(
            request.by_token,
            path=request.get_full_path(),
            status=response.status_code,
            rows=getattr(request, "rows", 0),
            address=address_of(request) or "",
            now=now(),
        )
    if is_head:
        request.method = "HEAD"
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Http404(rest)
