"""Every page of the table of addresses before the eyes of a real Chromium, in each width and each look, without a server.

The browser's requests are answered by the test client, in the transaction in which the furnished city lies. Pages whose frame and
whose content are built alike are looked at once: sixty organizations make no sixty layouts.
"""

import hashlib
import logging
import mimetypes
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import cache as remembered
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils.text import slugify
from playwright.sync_api import Browser, Page, Route

from tests.access.addresses import filled
from tests.access.furnished import Furnisher
from tests.access.test_who_opens_what import written

logger = logging.getLogger(__name__)
ORIGIN = "http://portal.example.org"
AXE = Path("node_modules/axe-core/axe.min.js")
WIDTHS = (1280, 390)
# By night and in large letters a page has the same parts under the same names; what can fail there is the colour, or the room.
RULES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"runOnly": ["color-contrast"]},
    "large": {"runOnly": ["color-contrast"]},
}
LOOKS = {"light": ("light", "normal"), "dark": ("dark", "normal"), "large": ("light", "large")}
# Whatever is folded is looked at unfolded, all at once; menus would lie over what is below them.
UNFOLD = """for (const one of document.querySelectorAll('details:not(.menu)')) {
    one.removeAttribute('name');
    one.open = true;
}"""
TURN = "([colours, letters]) => Object.assign(document.documentElement.dataset, { colours, letters })"
IS_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
# Text alone at twice its size, as WCAG 1.4.4 has it: nothing is cut off, and nothing wider than a desk's window.
DOUBLE = "size => document.documentElement.style.fontSize = size"
CUT = """() => [...document.querySelectorAll('main *, header *, nav *')].filter((one) => {
    const hides = /hidden|clip/.test(getComputedStyle(one).overflow) && !one.closest('.visually-hidden, svg');
    return hides && one.checkVisibility() && one.clientHeight > 2
        && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2);
}).map((one) => one.outerHTML.slice(0, 120))"""
FOUND = """async (rules) => (await axe.run(document, { resultTypes: ['violations'], ...rules })).violations
    .map(({ id, nodes }) => [id, nodes.length, nodes[0].html])"""
# Accounts of the same roles elsewhere see the same pages.
TWINS = ("city_", "strange")
FILES = (".xlsx", ".csv", ".json", ".pem", ".py", ".ics", ".js", "/print/", "/download/")
BETWEEN_TAGS = re.compile(r">[^<]*<")
CHANGING = re.compile(
    r'\s(?:href|action|value|id|for|name|title|content|aria-(?!hidden|live)\w+|hx-\w+|data-label)="[^"]*"|\d+'
)


@dataclass
class Walk:
    """What was seen on the way, and what was found."""

    pages: int = 0
    layouts: int = 0
    looks: int = 0
    found: list[tuple[str, str, int, str, str, str]] = field(default_factory=list)
    shots: Path | None = None

    def by_rule(self) -> Counter[tuple[str, str]]:
        return Counter((rule, look) for rule, look, *_ in self.found)


@remembered
def static_file(path: str) -> tuple[str, bytes] | None:
    found = finders.find(path)
    return (mimetypes.guess_type(path)[0] or "text/javascript", Path(str(found)).read_bytes()) if found else None


@contextmanager
def undone() -> Iterator[None]:
    """What a page writes while it is opened, it writes for nobody."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows(furnisher: Furnisher) -> Iterator[tuple[str, str, str]]:
    """The account, the address and the path of each page that the table knows, and for each account one of those it may not open."""
    refused = set()
    for (address, method), codes in sorted(written().items()):
        if method != "GET" or address.endswith(FILES):
            continue
        path = filled(address, furnisher)
        for account, code in codes.items():
            if account.startswith(TWINS):
                continue
            if code in {403, 404} and (account, code) not in refused:
                refused.add((account, code))
                yield account, address, path
            elif code not in {302, 403, 404, 405}:
                yield account, address, path


def layout_of(html: str) -> tuple[str, str]:
    """The frame and the content, each without what differs between pages that are built alike."""
    bare = CHANGING.sub("", BETWEEN_TAGS.sub("><", html))
    before, _, rest = bare.partition("<main")
    content, _, after = rest.partition("</main>")
    return tuple(hashlib.sha256(part.encode()).hexdigest() for part in (before + after, content))


def clients_of(furnisher: Furnisher, accounts: set[str]) -> dict[str, Client]:
    return {name: Client() if name == "nobody" else furnisher.cast.client(name) for name in accounts}


def asked(client: Client, path: str, **headers: str) -> dict[str, Any]:
    """What the portal answers, as the browser takes it. Nothing is told to it but pages: no file is looked at."""
    with undone():
        got = client.get(path, headers={"Accept": "text/html", **headers})
        kind = got.get("Content-Type", "")
        body = b"" if got.streaming else got.content
    return {"status": got.status_code, "content_type": kind, "body": body}


@contextmanager
def window(chromium: Browser, clients: dict[str, Client], account: list[str]) -> Iterator[Page]:
    """A browser whose requests the client of the account that is named last answers."""

    # Playwright answers in a context of its own, where Django would open another connection and see no city.
    here = copy_context()

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        htmx = {"HX-Request": "true"} if "hx-request" in route.request.headers else {}
        if path.startswith("/static/"):
            kind, body = static_file(path.removeprefix("/static/")) or ("text/plain", b"")
            route.fulfill(status=200, content_type=kind, body=body)
        else:
            route.fulfill(**here.run(asked, clients[account[-1]], path, **htmx))

    context = chromium.new_context(bypass_csp=True, locale="zh-CN", reduced_motion="reduce", service_workers="block")
    context.set_default_timeout(20_000)
    context.route("**/*", answer)
    yield context.new_page()
    context.close()


def looked_at(page: Page, walk: Walk, account: str, path: str) -> None:
    page.goto(f"{ORIGIN}{path}")
    page.add_script_tag(path=AXE)
    page.evaluate(UNFOLD)
    walk.layouts += 1
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for look, chosen in LOOKS.items():
            page.evaluate(TURN, list(chosen))
            walk.looks += 1
            found = page.evaluate(FOUND, RULES[look])
            if page.evaluate(IS_WIDE):
                found.append(["wider than the window", 1, ""])
            logger.info("%s %s %s %s: %s", account, path, width, look, found or "nothing")
            walk.found.extend((rule, look, width, account, path, html) for rule, _, html in found)
            if look == "light" and walk.shots:
                page.screenshot(path=walk.shots / f"{account}-{slugify(path)}-{width}.png", full_page=True)


def doubled(page: Page, walk: Walk, account: str, path: str) -> None:
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.evaluate(TURN, list(LOOKS["light"]))
    page.evaluate(DOUBLE, "200%")
    walk.looks += 1
    cut = page.evaluate(CUT)
    if page.evaluate(IS_WIDE):
        walk.found.append(("wider than the window", "200 %", WIDTHS[0], account, path, ""))
    walk.found.extend(("cut off", "200 %", WIDTHS[0], account, path, html) for html in cut)


def walk_through(
    chromium: Browser, clients: dict[str, Client], pages: Iterator[tuple[str, str]], shots: Path | None = None
) -> Walk:
    """Leaves a picture of each layout in each width where it is given a folder for them."""
    walk, account, frames, contents = Walk(shots=shots), ["nobody"], set(), set()
    with window(chromium, clients, account) as page:
        for name, path in pages:
            got = asked(clients[name], path)
            if not got["content_type"].startswith("text/html") or b"<html" not in got["body"]:
                continue
            html = got["body"].decode()
            walk.pages += 1
            frame, content = layout_of(html)
            if frame in frames and content in contents:
                continue
            frames.add(frame)
            contents.add(content)
            account.append(name)
            looked_at(page, walk, name, path)
            doubled(page, walk, name, path)
    return walk
