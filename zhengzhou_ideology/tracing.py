"""One number for all that a request sets off: in its answer, in each line of the log, and in the tasks that it begins."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from celery import Task
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
NAME = "request_id"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")

current: ContextVar[str] = ContextVar(NAME, default="")


class RequestIdMiddleware:
    """First of all. The number of a proxy in front is kept, so that its log and ours can be laid side by side."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if WELL_FORMED.fullmatch(given) else uuid4().hex
        before = current.set(number)
        try:
            response = self.get_response(request)
        finally:
            current.reset(before)
        response[HEADER] = number
        return response


class TracedTask(Task):
    """A task bears the number of the request that began it; what beat begins bears its own."""

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        if number := current.get():
            options["headers"] = {**(options.get("headers") or {}), NAME: number}
        return super().apply_async(args, kwargs, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        number = (self.request.headers or {}).get(NAME) or self.request.id or current.get()
        before = current.set(number)
        try:
            return super().__call__(*args, **kwargs)
        finally:
            current.reset(before)
