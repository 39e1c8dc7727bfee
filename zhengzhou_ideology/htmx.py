"""Answering HTMX: the whole page or the named part of it, and refusals that it may show."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from zhengzhou_ideology.workflow import Refused


class HtmxHttpRequest(HttpRequest):
    """A request as views get it: with HTMX's headers read, and somebody signed in (held by the login middleware)."""

    htmx: HtmxDetails
    user: Any


def wants_fragment(request: HtmxHttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def render_page(
    request: HtmxHttpRequest, template: str, context: dict[str, Any], *, partial: str, status: int = 200
) -> HttpResponse:
    """The whole page, or only the named part when HTMX asks for a fragment."""
    name = f"{template}#{partial}" if wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


class RefusedMiddleware:
    """A rule's refusal becomes a 409 that says the rule's sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HtmxHttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render_page(request, "409.html", {"message": str(exception)}, partial="refusal", status=409)
