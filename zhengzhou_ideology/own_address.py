"""Where a form wants to go on to, as far as that is a page of this portal."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_address(asked: str) -> str:
    """`asked` if it is a path of this portal, else empty. Anything else would lead elsewhere, or be taken for the name of a view."""
    is_own = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_own else ""
