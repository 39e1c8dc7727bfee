"""Where a request came from, asked in one place: behind proxies it is not who speaks to the web process."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied


def address_of(request: Any) -> str | None:
    """Where the request came from, behind as many proxies as the settings say; None where there is no telling."""
    if request is None:
        return None
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
