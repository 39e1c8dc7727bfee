"""Every address that takes a form, found by walking the table of addresses: nothing here is written by hand."""

import re
from collections.abc import Callable
from inspect import getclosurevars, isfunction
from typing import Any

from django.urls import URLPattern, get_resolver
from django.views.generic import RedirectView

from tests.project.test_public_urls import addresses
from zhengzhou_ideology.drafting.attachments import Boxes
from zhengzhou_ideology.drafting.views import Drafting

# The admin site changes no state (see docs/developing.md), the interface knows no forms.
NO_FORMS = ("admin/", "api/v1/")
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def methods_of(view: Callable[..., Any]) -> set[str]:
    """What its decorators let in; empty where nothing is said."""
    while view is not None:
        found = getclosurevars(view).nonlocals.get("request_method_list") if isfunction(view) else None
        if found:
            return set(found)
        view = getattr(view, "__wrapped__", None)
    return set()


def taking_forms() -> dict[str, URLPattern]:
    """By address: all that a POST reaches."""
    return {
        address: entry
        for address, entry in addresses(get_resolver())
        if not address.startswith(NO_FORMS)
        and not issubclass(getattr(entry.callback, "view_class", object), RedirectView)
        and "POST" in (methods_of(entry.callback) or {"POST"})
    }


def needs_sign_in(entry: URLPattern) -> bool:
    return getattr(entry.callback, "login_required", True)


def filled_in(address: str, **values: Any) -> str:
    """The address with something in each of its places: `values` by name, else a sample of its kind."""
    return "/" + re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda found: str(values.get(found[2], SAMPLES[found[1] or "str"])), address
    )


def mechanism_of(entry: URLPattern) -> str:
    """How what is typed there outlives the session.

    `autosave`: saved while one types, and 401 in place; `upload`: files one by one, 401 in place; `kept`: the session is
    asked for before the form is sent, and a form that comes all the same is kept over the sign-in.
    """
    made_by = getattr(entry.callback, "__qualname__", "")
    if made_by.startswith(f"{Drafting.editing.__qualname__}."):
        return "autosave"
    if made_by.startswith(f"{Boxes.attaching.__qualname__}."):
        return "upload"
    return "kept"
