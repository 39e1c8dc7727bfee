"""A reader's walk: every address that answers the role, then what the pages themselves offer: filters, heads, searches, the next page."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

# Searches, from one character to four, one that most names have, a code, the beginning of one, and what nobody is called.
SEARCHES = ("球", "足球", "乒乓球", "知识产权", "协会", "513", "51410100MJ0", "火箭", "火箭发射场")
# Of a choice with many values, as a filter by authority, the first ones stand for all.
MOST_VALUES = 3
# What is asked for on purpose, and is no page of a list: files and everything that is made in the background.
TOKENS = {"after"}


@dataclass(frozen=True)
class Offer:
    """What a page offers to read next on the same address."""

    fields: tuple[tuple[str, tuple[str, ...]], ...]
    texts: tuple[str, ...]
    links: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[bool] = []
        self.select = ""
        self.values: dict[str, list[str]] = {}
        self.texts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(facts.get("method", "get").lower() == "get")
        elif tag == "a" and facts.get("href"):
            self.links.append(facts["href"])
        elif not (self.forms and self.forms[-1]):
            return
        elif tag == "select":
            self.select = facts.get("name", "")
        elif tag == "option" and self.select and facts.get("value"):
            self.values.setdefault(self.select, []).append(facts["value"])
        elif tag == "input" and facts.get("name"):
            self._input(facts)

    def _input(self, facts: dict[str, str]) -> None:
        kind, name = facts.get("type", "text"), facts["name"]
        if kind in {"radio", "checkbox"}:
            self.values.setdefault(name, []).append(facts.get("value", "on"))
        elif kind in {"text", "search"}:
            self.texts.append(name)
        elif kind == "date":
            self.values.setdefault(name, []).append("2026-06-30")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.forms:
            self.forms.pop()
        elif tag == "select":
            self.select = ""


def offered(html: str) -> Offer:
    reader = _Reader()
    reader.feed(html)
    fields = tuple((name, tuple(dict.fromkeys(values))[:MOST_VALUES]) for name, values in reader.values.items())
    return Offer(fields, tuple(dict.fromkeys(reader.texts)), tuple(dict.fromkeys(reader.links)))


def ways_on(path: str, html: str) -> Iterator[str]:
    """Each value of each filter by itself, each search, each link that stays on this address: heads, pages, views."""
    offer, seen = offered(html), {path}
    found = [(name, value) for name, values in offer.fields for value in values]
    found += [(name, text) for name in offer.texts for text in SEARCHES]
    ways = [f"{urlsplit(path).path}?{urlencode([pair])}" for pair in found]
    ways += [here for here in (_here(path, link) for link in offer.links) if here]
    for way in ways:
        if way not in seen:
            seen.add(way)
            yield way


def _here(path: str, link: str) -> str:
    parts = urlsplit(link)
    base = urlsplit(path).path
    if parts.netloc or not parts.query or parts.path not in {"", base} or any(not v for _, v in parse_qsl(parts.query)):
        return ""
    return f"{base}?{parts.query}"


def next_page(path: str, html: str) -> str:
    """The link to the next page, as a reader clicks it; empty on the last."""
    reader = _Reader()
    reader.feed(html)
    for link in reader.links:
        here = _here(path, link)
        if here and TOKENS & {name for name, _ in parse_qsl(urlsplit(here).query)}:
            return here
    return ""
