"""Beside every form stands what the notice asks for there, and where the handbook says how it is done."""

import pytest
from lxml import html

from reports.manual.help import HELPS, article_links, help_at, manual_link
from reports.manual.pages import ARTICLES, NAMES, page_of
from tests.service.addresses import taking_forms

FORMS = taking_forms()
# Each with the reason.
WITHOUT = {
    "display/": "two switches in the head of every page",
    "manual/guide/away/": "puts away the guide of the first days, which is help itself",
}


def test_every_form_has_its_help():
    assert len(FORMS) > 200
    assert {address for address in FORMS if help_at(address) is None} == set(WITHOUT)


def test_every_line_of_the_table_is_used():
    used = {id(help_at(address)) for address in FORMS}

    assert [start for start, help_ in HELPS.items() if id(help_) not in used] == []


@pytest.mark.parametrize("start", HELPS)
def test_help_leads_to_an_article_and_a_section(start):
    help_ = HELPS[start]
    anchors = {section.anchor for section in page_of(ARTICLES).sections}

    assert {link.partition("#")[2] for _, link in article_links(help_.articles)} <= anchors
    for name in NAMES:
        assert "#" in manual_link(help_, name)


def test_help_is_folded_on_the_page_of_the_form(cast):
    page = html.fromstring(cast.client("secretary").get("/events/new/").content)
    [box] = page.xpath("//details[contains(@class, 'page-help')]")

    assert box.get("open") is None
    assert "活动一周前申报" in box.text_content()
    assert box.xpath(".//a/@href") == ["/manual/articles/#第四条", "/manual/secretary/#重大活动"]


def test_a_role_is_led_to_its_own_page_and_else_to_the_first_that_has_the_section(cast):
    help_ = HELPS["calendar/"]

    assert manual_link(help_, "administrator") == manual_link(help_, "secretary") == "/manual/administrator/#工作日历"


def test_help_without_an_article_says_so(cast):
    boxes = {
        address: html.fromstring(cast.client("secretary").get(address).content).xpath(
            "//details[@class and summary='说明']"
        )
        for address in ("/my-calendar/", "/reports/")
    }

    assert {address: "通知没有规定这一项" in box[0].text_content() for address, box in boxes.items()} == {
        "/my-calendar/": True,
        "/reports/": False,
    }


def test_longest_beginning_decides():
    assert help_at("duties/catalogue/<str:kind>/") is HELPS["duties/catalogue/"]
    assert help_at("duties/<int:pk>/accept/") is HELPS["duties/"]
    assert help_at("") is None
