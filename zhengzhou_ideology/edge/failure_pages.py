"""Pages for what went wrong: each says what happened, whether anything was lost, what to do, and a number to quote."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

# Answered in HTML by a page of that name, where the answer is empty or plain text of Django's or a library's.
PAGES = {405, 413, 429}


class FailurePagesMiddleware:
    """To a browser a bare answer gets its page: Django says "method not allowed" with nothing at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in PAGES or "text/html" not in request.headers.get("Accept", ""):
            return response
        if response.streaming or b"<html" in response.content:
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
        facts = {"above": page_above(request.path)}
        page = render(request, f"{response.status_code}.html", facts, status=response.status_code)
        for name, value in kept.items():
            page[name] = value
        return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`: too much text at once has a page of its own."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"{status}.html", status=status)


def page_above(path: str) -> str:
    """The nearest address above that leads somewhere: of a button's address, the page that the button stood on."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:length])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"
