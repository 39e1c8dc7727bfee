"""The outermost rooms of the house: headers for every answer, no copy of a private page, no NUL any further."""

from collections.abc import Callable

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from zhengzhou_ideology.edge import headers

NUL = "\x00"
PRIVATE = "private, no-store"
Answer = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    """First of all, so that static files bear them too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in headers.EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response


class PrivatePagesMiddleware:
    """What a signed-in reader sees is stored nowhere: the next one at the same computer presses "back"."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if signed_in or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", PRIVATE)
        return response


class CompressedPagesMiddleware(GZipMiddleware):
    """Pages, and nothing else: files are compressed as they are, and how long a download is belongs to its answer.

    What a page repeats of an address cannot be told from its length: Django masks the token of its forms anew for each
    answer and adds up to a hundred random bytes, and the session's cookie comes along with no request of another site.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class NulMiddleware:
    """PostgreSQL's text knows no NUL: an address with one names nothing, and whatever else holds one is no input."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        if NUL in request.path_info:
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError) and "NUL" in str(exception):
            return render(request, "400.html", status=400)
        return None
