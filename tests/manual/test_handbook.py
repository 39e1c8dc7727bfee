"""The handbook: whatever stands in a menu has its section, every picture and link is there, and one's own page comes first."""

import re
from urllib.parse import unquote

import pytest
from lxml import html

from organizations.enums import Role
from organizations.navigation import ENTRIES
from reports.manual.pages import COMMON, FOLDER, NAMES, PICTURES, page_of, rendered
from tests.manual.pictures import SHOTS

MOST_BYTES = 3_000_000


@pytest.mark.parametrize("role", Role)
def test_every_entry_of_the_menu_has_a_section(role):
    entries = {entry.label for entry in ENTRIES if role in entry.roles}

    assert sorted(entries - {section.text for section in page_of(role.value).sections}) == []


def test_every_source_is_a_page_and_every_page_has_a_source():
    assert {path.stem for path in FOLDER.glob("*.md")} == set(NAMES)


def test_pictures_are_exactly_those_that_are_named_and_made():
    named = {found for name in NAMES for found in re.findall(r"manual/([\w-]+\.webp)", source(name))}
    read_me = re.findall(r"static/manual/([\w-]+\.webp)", (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8"))
    kept = {path.name for path in PICTURES.iterdir()}

    assert named | set(read_me) == kept == {f"{shot.name}.webp" for shot in SHOTS}
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < MOST_BYTES


def test_every_picture_says_what_it_shows():
    pictures = [picture for name in NAMES for picture in html.fromstring(page_of(name).body).iter("img")]

    assert len(pictures) >= len(SHOTS) - 2
    assert [picture.get("src") for picture in pictures if len(picture.get("alt")) < 4] == []


@pytest.mark.django_db
def test_every_link_leads_to_a_page_and_a_place_on_it(client):
    pages = {page_of(name).url: html.fromstring(client.get(page_of(name).url).content) for name in NAMES}
    followed = 0
    for url, page in pages.items():
        for link in page.xpath("//div[@class='manual']//a/@href"):
            path, _, anchor = unquote(link).partition("#")
            assert (path or url) in pages or client.get(path).status_code == 200, f"{url}: {link}"
            if anchor:
                assert pages[path or url].xpath("//*[@id=$anchor]", anchor=anchor) != [], f"{url}: {link}"
            followed += 1
    assert followed > 100


@pytest.mark.parametrize(
    ("name", "first"),
    [("secretary", "secretary"), ("competent", "competent_officer"), ("security", "security_administrator")],
)
def test_readers_see_the_page_of_their_role_first(name, first, cast):
    page = html.fromstring(cast.client(name).get("/manual/").content)

    assert page.xpath("string(//h1)").strip() == page_of(first).title
    assert page.xpath("//nav[@aria-label='使用手册']//a[@aria-current]/@href") == [f"/manual/{first}/"]


def test_a_section_that_is_in_the_menu_leads_there(cast):
    opens = html.fromstring(cast.client("secretary").get("/manual/").content).xpath("//a[@class='manual-open']/@href")

    assert {"/reports/", "/events/", "/extensions/"} <= set(opens)


@pytest.mark.django_db
def test_whoever_is_not_signed_in_reads_what_is_for_everybody(client):
    answer = client.get("/manual/")

    assert (answer.status_code, answer.context["page"]) == (200, page_of(COMMON))
    assert client.get("/manual/nothing/").status_code == 404


def test_foot_and_menu_of_every_page_lead_to_it(cast):
    page = html.fromstring(cast.client("leader").get("/organizations/mine/", follow=True).content)

    assert page.xpath("//footer//a/@href")[:2] == ["/manual/", "/manual/contact/"]
    assert "/manual/" in page.xpath("//details[contains(@class, 'user-menu')]//a/@href")


def test_source_is_markdown_and_no_html():
    page = rendered("x", "# 标题\n\n## 一节 a\n\n<script>alert(1)</script>\n\n[坏](javascript:alert(1))\n")

    assert (page.title, [section.anchor for section in page.sections]) == ("标题", ["一节-a"])
    assert "<script" not in page.body
    assert "href" not in page.body


def source(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")
