"""Requests to the interface come without cookies, and its answers leave without: a browser's session is worth nothing there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

INTERFACE = "/api/v1"


class WithoutCookiesMiddleware:
    """Above the session's own, so that no session is read, made, prolonged or ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(INTERFACE):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        response["Vary"] = "Authorization"
        return response
