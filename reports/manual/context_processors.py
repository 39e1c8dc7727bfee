"""What every page knows of the handbook: the help that belongs to its forms."""

from typing import Any

from django.http import HttpRequest

from reports.manual.help import article_links, help_at, manual_link


def page_help(request: HttpRequest) -> dict[str, Any]:
    return {"page_help": lambda: _help(request)}


def _help(request: HttpRequest) -> dict[str, Any] | None:
    """Asked for by whole pages alone."""
    found = help_at(request.resolver_match.route) if request.resolver_match else None
    if found is None:
        return None
    acting = getattr(request.user, "acting", None)
    return {
        "words": found.words,
        "articles": article_links(found.articles),
        "heading": found.heading,
        "url": manual_link(found, acting.role if acting else ""),
    }
