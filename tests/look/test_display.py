"""By day, by night and in large letters: chosen without an account and without scripts, kept, and drawn from tokens alone."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

LOGIN = "/accounts/login/"
# Each style of a page; what is printed and what must stand alone have colours of their own.
STYLES = ("css/portal.css", "workcalendar/calendar.css")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(")


def look_of(page: str) -> tuple[str, str, str]:
    found = re.search(r'data-colours="(\w+)" data-letters="(\w+)"', page)
    scheme = re.search(r'name="color-scheme" content="([^"]+)"', page)
    return found[1], found[2], scheme[1]


def test_a_choice_is_kept_and_leaves_the_other(client, db):
    assert look_of(client.get(LOGIN).content.decode()) == ("auto", "normal", "light dark")

    answer = client.post("/display/", {"colours": "dark", "next": LOGIN})
    client.post("/display/", {"letters": "large", "next": LOGIN})

    page = client.get(LOGIN).content.decode()
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert look_of(page) == ("dark", "large", "dark")
    assert page.count('aria-pressed="true"') == 3
    kept = client.cookies["display"]
    assert (kept.value, kept["max-age"], kept["httponly"], kept["samesite"]) == (
        "dark.large.roomy",
        31536000,
        True,
        "Lax",
    )


@pytest.mark.parametrize(
    ("sent", "cookie"),
    [
        ({"colours": "pink"}, "auto.normal.roomy"),
        ({"letters": "huge", "colours": "light"}, "light.normal.roomy"),
        ({}, "auto.normal.roomy"),
    ],
)
def test_what_is_not_offered_is_not_taken(client, db, sent, cookie):
    answer = client.post("/display/", {**sent, "next": "https://elsewhere.example.org/"})

    assert (answer["Location"], client.cookies["display"].value) == ("/", cookie)


@pytest.mark.parametrize(
    ("cookie", "rows"), [("dark.large", "roomy"), ("dark.large.compact", "compact"), ("x", "roomy")]
)
def test_a_list_is_as_close_as_its_reader_wants_it(client, db, cookie, rows):
    client.cookies["display"] = cookie

    assert f'data-rows="{rows}"' in client.get(LOGIN).content.decode()


def test_close_rows_are_kept_with_what_was_chosen_before(client, db):
    client.cookies["display"] = "dark.large"
    client.post("/display/", {"rows": "compact", "next": LOGIN})

    assert client.cookies["display"].value == "dark.large.compact"


def test_colours_stand_in_the_tokens_alone():
    found = {path: COLOUR.findall(Path(finders.find(path)).read_text(encoding="utf-8")) for path in STYLES}

    assert found == {path: [] for path in STYLES}
    assert len(COLOUR.findall((settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8"))) > 60


def test_every_token_that_is_used_has_a_value_by_day_and_by_night():
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
    named = set(re.findall(r"--portal-[\w-]+(?=:)", tokens))

    used = {
        name
        for path in STYLES
        for name in re.findall(r"--portal-[\w-]+", Path(finders.find(path)).read_text(encoding="utf-8"))
    }

    assert used <= named
    assert [line for line in tokens.splitlines() if ("--by-day," in line) != ("--by-night," in line)] == []


BACKGROUND = "getComputedStyle(document.body).backgroundColor"
NIGHT, DAY, PAPER = "rgb(18, 24, 31)", "rgb(244, 246, 249)", "rgb(255, 255, 255)"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_turns_over_without_losing_what_was_typed(open_page):
    page = open_page(color_scheme="dark")
    assert page.evaluate(BACKGROUND) == NIGHT
    page.fill("#id_title", "尚未保存的文字")

    page.click("summary:has-text('显示')")
    with page.expect_response("**/display/"):
        page.click("button:has-text('浅色')")
    page.click("button:has-text('大字')")

    expect(page.locator("html")).to_have_attribute("data-letters", "large")
    assert (page.evaluate(BACKGROUND), page.input_value("#id_title")) == (DAY, "尚未保存的文字")
    expect(page.locator("[data-autosave-status]")).to_contain_text("已保存")
    page.reload()
    assert page.evaluate(BACKGROUND) == DAY
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20.8px"
    page.emulate_media(media="print", color_scheme="dark")
    assert (page.evaluate(BACKGROUND), page.evaluate("getComputedStyle(document.body).color")) == (
        PAPER,
        "rgb(0, 0, 0)",
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_look_is_chosen_without_scripts(open_page):
    page = open_page("/accounts/login/", signed_in=False, java_script_enabled=False)

    page.click("summary:has-text('显示')")
    page.click("button:has-text('深色')")

    expect(page).to_have_url(re.compile("/accounts/login/$"))
    expect(page.locator("html")).to_have_attribute("data-colours", "dark")


# The colours of what is drawn, from the one chart of the page.
DRAWN = (
    """() => { const canvas = document.querySelector('.chart-canvas canvas'); return canvas && canvas.toDataURL() }"""
)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_charts_are_drawn_anew(open_page):
    page = open_page()
    page.wait_for_selector(".chart-canvas canvas")
    page.wait_for_timeout(1200)  # the bars grow
    by_day = page.evaluate(DRAWN)

    page.click("summary:has-text('显示')")
    page.click("button:has-text('深色')")
    page.wait_for_timeout(1200)

    assert page.evaluate(DRAWN) != by_day


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_filters_are_folded_on_a_phone_alone(open_page):
    phone = open_page("/reports/", width=390)
    assert not phone.locator("#filters").is_visible()
    phone.click("text=筛选条件")
    assert phone.locator("#filters").is_visible()
    narrowed = open_page("/reports/?state=draft", width=390)
    assert narrowed.locator("#filters").is_visible()

    desk = open_page("/reports/")

    assert (desk.locator("#filters").is_visible(), desk.locator(".fold-label").is_visible()) == (True, False)
