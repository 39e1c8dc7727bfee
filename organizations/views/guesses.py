"""A code that opens something is typed, not guessed: who tries too often is not answered any more for a while."""

from collections.abc import Callable
from typing import TypeVar

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

GUESSES = 20
GUESSES_SECONDS = 600
T = TypeVar("T")


def found_by_code(request: HttpRequest, code: str, find: Callable[[str], T | None], *, kind: str) -> T | None:
    """What the code opens, or None; misses are counted for each client's address and each `kind` of code."""
    key = f"{kind}-guesses:{get_adapter().get_client_ip(request)}"
    if cache.get(key, 0) >= GUESSES:
        return None
    found = find(code)
    if found is None:
        cache.add(key, 0, GUESSES_SECONDS)
        cache.incr(key)
    return found
