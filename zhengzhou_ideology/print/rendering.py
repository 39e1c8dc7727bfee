"""From a template to a tagged PDF for the archive: one font configuration and each style sheet parsed once in a process, and no network."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from zhengzhou_ideology.print.archival import archival

OFFICIAL = "print/official.css"

# Pango's font map is not made for several threads at once.
_lock = Lock()


class Press(NamedTuple):
    weasyprint: Any
    fonts: Any
    fetcher: Any


def render_pdf(
    template: str,
    context: dict[str, Any],
    *,
    stylesheets: Sequence[str] = (OFFICIAL,),
    identifier: str = "",
    data: Mapping[str, Any] | None = None,
    proof: Mapping[str, Any] | None = None,
) -> bytes:
    """The PDF (PDF/A-3u and PDF/UA-1) of a template that extends `print/base.html`.

    `stylesheets` are paths of our own static files, later ones over earlier ones. `data` is the frozen content, which
    goes along as `data.json`, and `proof` that it stands in the trail, as `proof.json` (see `audit.proofs`). The clock is not
    asked: the same context, `identifier`, `data` and `proof` give the same file, so dates come out of the context.
    """
    issued_at = context.get("issued_at")
    if isinstance(issued_at, datetime):
        # Both places that say when it was made say it alike.
        context = {**context, "issued_at": issued_at.replace(microsecond=0)}
    html = render_to_string(template, context)
    with _lock:
        press = _press()
        document = press.weasyprint.HTML(string=html, base_url="static:/", url_fetcher=press.fetcher)
        return document.write_pdf(
            font_config=press.fonts,
            stylesheets=[_stylesheet(path) for path in stylesheets],
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier.encode() or True,
            finisher=archival(identifier, data, proof),
        )


def static_file(path: str) -> Path:
    """One of our own static files; anything else is no part of a paper."""
    found = finders.find(path)
    if not found:
        raise ValueError(f"{path} is none of our static files")
    return Path(found)


@lru_cache(maxsize=1)
def _press() -> Press:
    # 0.4 s and 30 MB that only a process which prints should pay.
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        """`static:path` and `data:` only: a paper loads nothing from another host and no other file of this one."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            scheme, _, path = url.partition(":")
            if scheme == "data":
                return super().fetch(url, headers)
            if scheme != "static":
                raise ValueError(f"{scheme}: is not allowed in a paper")
            return URLFetcherResponse(url, static_file(path.lstrip("/")).read_bytes())

    return Press(weasyprint, FontConfiguration(), OwnFiles())


@lru_cache(maxsize=16)
def _stylesheet(path: str) -> Any:
    press = _press()
    return press.weasyprint.CSS(
        string=static_file(path).read_text(encoding="utf-8"),
        base_url="static:/",
        url_fetcher=press.fetcher,
        font_config=press.fonts,
    )
