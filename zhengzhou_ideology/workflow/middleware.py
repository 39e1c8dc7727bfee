"""A refusal that no page has answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhengzhou_ideology.edge.failure_pages import page_above
from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page
from zhengzhou_ideology.workflow.acts import Refused


class RefusedMiddleware:
    """A rule's refusal becomes a 409 that says the rule's sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HtmxHttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render_page(
            request,
            "409.html",
            {"message": str(exception), "above": page_above(request.path)},
            partial="refusal",
            status=409,
        )
