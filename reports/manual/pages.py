"""The handbook: Markdown in `docs/manual/`, a page for each role, with pictures that `make manual` makes.

Its source is ours, and still no HTML of it goes through: what is no Markdown is shown as it stands.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from organizations.enums import Role

FOLDER = Path(settings.BASE_DIR) / "docs" / "manual"
PICTURES = Path(settings.BASE_DIR) / "static" / "manual"
# Where the sources have the pictures, so that they are seen in the repository as well.
PLACE = "../../static/manual/"
COMMON, ARTICLES = "common", "articles"
NAMES = (COMMON, *(role.value for role in Role), ARTICLES)
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ManualPage:
    name: str
    title: str
    body: SafeString
    sections: tuple[Heading, ...]

    @property
    def url(self) -> str:
        return reverse("manual:page", args=[self.name])


def anchor_of(text: str) -> str:
    """As in the repository's own view of Markdown."""
    return re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-")


@cache
def page_of(name: str) -> ManualPage:
    """Raises `KeyError` for a name that no page has."""
    if name not in NAMES:
        raise KeyError(name)
    return rendered(name, (FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def rendered(name: str, source: str) -> ManualPage:
    """The first heading is the title; those of the second order are the sections."""
    title, _, text = source.removeprefix("# ").partition("\n")
    tokens = MARKDOWN.parse(text)
    sections = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor_of(inline.content))
            if opening.tag == "h2":
                sections.append(Heading(inline.content, anchor_of(inline.content)))
        for token in inline.children or ():
            _lead(token)
    body = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return ManualPage(name, title.strip(), mark_safe(body), tuple(sections))  # noqa: S308 - rendered without HTML


def _lead(token: Token) -> None:
    """Pictures and links between the sources become addresses of the portal."""
    if token.type == "image":
        picture = str(token.attrs["src"]).removeprefix(PLACE)
        if (PICTURES / picture).is_file():  # a new one is named before it is made
            with Image.open(PICTURES / picture) as image:
                token.attrSet("width", str(image.width))
                token.attrSet("height", str(image.height))
        token.attrSet("src", static(f"manual/{picture}"))
        token.attrSet("loading", "lazy")
    elif token.type == "link_open" and (found := re.fullmatch(r"(\w+)\.md(#.*)?", str(token.attrs["href"]))):
        token.attrSet("href", reverse("manual:page", args=[found[1]]) + (found[2] or ""))


def section(name: str, heading: str) -> str:
    """The address of a section on a page, or on the page for everybody, or of the first role whose page has it."""
    for candidate in (name, *NAMES):
        page = page_of(candidate)
        for found in page.sections:
            if found.text == heading:
                return f"{page.url}#{found.anchor}"
    raise KeyError(heading)
