"""Codes that open something are long enough that nobody guesses one; what is limited is how much work misses make.

So a code that opens something always does, whoever else types rubbish behind the same address; misses alone are counted,
and beyond the limit they are not looked up any more for the browser or the address that made them.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.http import HttpRequest

from zhengzhou_ideology.edge.addresses import address_of

MISSES = 20
MISSES_SECONDS = 600
T = TypeVar("T")


class TooManyMisses(Exception):
    """Nothing was found, once too often; the page says so with 429."""


def found_by_code(request: HttpRequest, code: str, find: Callable[[str], T | None], *, kind: str) -> T | None:
    """What the code opens, or None; misses are counted for each address and each `kind` of code.

    Raises `TooManyMisses` for a miss beyond the limit.
    """
    found = find(code)
    if found is not None:
        return found
    key = f"misses:{kind}:{address_of(request)}"
    cache.add(key, 0, MISSES_SECONDS)
    if cache.incr(key) > MISSES:
        raise TooManyMisses
    return None
