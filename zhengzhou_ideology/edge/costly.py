"""Requests that cost a second of a core: a few at a time for each account, so that none keeps all others waiting."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from zhengzhou_ideology.edge.addresses import address_of

AT_A_TIME = 2
# What a process that was killed has taken is given back after this; longer than gunicorn lets a request run.
HELD_SECONDS = 150
RETRY_SECONDS = 5


def costly(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of which an account, or an address where nobody is signed in, runs `AT_A_TIME` at once; more get a 429."""

    @wraps(view)
    def limited(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        who = request.user.pk if request.user.is_authenticated else address_of(request)
        token = uuid4().hex
        place = _take(who, token)
        if place is None:
            return _busy(request)
        try:
            return view(request, *args, **kwargs)
        finally:
            _give_back(place, token)

    limited.is_costly = True  # type: ignore[attr-defined]
    return limited


def _take(who: object, token: str) -> str | None:
    """A free place, or None. Each place is a key that expires, so no count can run away from what really runs."""
    places = (f"costly:{who}:{number}" for number in range(AT_A_TIME))
    return next((place for place in places if cache.add(place, token, HELD_SECONDS)), None)


def _give_back(place: str, token: str) -> None:
    if cache.get(place) == token:
        cache.delete(place)


def _busy(request: Any) -> HttpResponse:
    response = render(request, "429.html", {"files": True}, status=429)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response
