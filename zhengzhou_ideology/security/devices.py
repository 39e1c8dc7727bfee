"""Devices that an account has signed in from: a signed cookie says so, and lets its holder through while others guess."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "known-device"
SALT = "security.devices"
DAYS = 180
ACCOUNTS = 5  # that one browser is known for: a shared desk


def device_of(request: HttpRequest | None, account: Any) -> str:
    """The name of this browser for the account; empty if the account never signed in from it."""
    return dict(_read(request)).get(account.pk, "") if account else ""


def remember(response: HttpResponse, request: HttpRequest, account: Any) -> str:
    known = _read(request)
    name = dict(known).get(account.pk) or secrets.token_hex(16)
    latest = [(account.pk, name), *((key, other) for key, other in known if key != account.pk)][:ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps(latest, salt=SALT),
        max_age=DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return name


def _read(request: HttpRequest | None) -> list[tuple[int, str]]:
    try:
        read = signing.loads(request.COOKIES.get(COOKIE, "") if request else "", salt=SALT, max_age=DAYS * 86400)
    except signing.BadSignature:
        return []
    return [(key, name) for key, name in read]
