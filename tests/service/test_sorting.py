"""A list stands in the order of the column whose head was pressed, on every page of it, within its filter."""

from datetime import date

import pytest
from lxml import html

from tests.events.factories import NOW, submitted
from zhengzhou_ideology import paging

pytestmark = pytest.mark.django_db
LIST = "/reports/"


def head(client, address=LIST, label="截止日期") -> tuple[str, str]:
    """How the column stands, and where its head leads."""
    page = html.fromstring(client.get(address).content)
    (found,) = page.xpath(f"//th[starts-with(normalize-space(), '{label}')]")
    return found.get("aria-sort"), found.find("a").get("href")


def shown(client, address) -> list[int]:
    return [row.pk for row in client.get(address).context["page"]]


def test_a_head_turns_the_order_over_and_keeps_the_filter(cast, waiting):
    client = cast.client("registrar")
    soonest = [report.pk for report in waiting]

    assert head(client, f"{LIST}?state=submitted&after=x") == ("descending", "?state=submitted&sort=due")
    assert head(client, f"{LIST}?state=submitted&sort=due") == ("ascending", "?state=submitted&sort=-due")
    assert head(client, f"{LIST}?sort=-due") == ("descending", "?sort=due")
    assert shown(client, LIST) == soonest[::-1]
    assert shown(client, f"{LIST}?sort=due") == soonest
    assert shown(client, f"{LIST}?sort=-due") == soonest[::-1]


def test_the_order_holds_from_page_to_page(cast, waiting, monkeypatch):
    monkeypatch.setattr(paging.keyset_page, "__kwdefaults__", {**paging.keyset_page.__kwdefaults__, "per": 2})
    client, seen, after = cast.client("registrar"), [], ""
    while after is not None:
        page = client.get(f"{LIST}?sort=due&after={after}").context["page"]
        seen.append([report.pk for report in page])
        after = page.next

    keys = [report.pk for report in waiting]
    assert seen == [keys[:2], keys[2:4], keys[4:]]


@pytest.mark.parametrize("sort", ["gone", "-", "organization__uscc", "--due"])
def test_an_order_that_is_not_offered_changes_nothing_and_leaves_the_filter(cast, waiting, draft_report, sort):
    client = cast.client("registrar")

    assert shown(client, f"{LIST}?state=submitted&sort={sort}") == [report.pk for report in reversed(waiting)]


def test_the_form_keeps_the_order_and_counts_it_as_no_filter(cast, waiting):
    page = cast.client("registrar").get(f"{LIST}?sort=due")

    assert 'name="sort" value="due"' in page.content.decode()
    assert not page.context["form"].has_changed()


def test_a_view_keeps_the_order(cast, waiting):
    client = cast.client("registrar")

    answer = client.post("/views/new/reports/?state=submitted&sort=due", {"name": "先到期的"})

    assert answer["Location"] == f"{LIST}?state=submitted&sort=due"


def test_filings_and_cases_are_turned_over_too(cast, time_machine):
    time_machine.move_to(NOW)
    first, second = submitted(cast), submitted(cast, starts_on=date(2026, 10, 25), ends_on=date(2026, 10, 25))
    client, own = cast.client("competent"), cast.client("secretary")

    assert head(client, "/events/", "活动时间") == ("ascending", "?sort=-starts")
    assert head(client, "/events/?order=clock", "活动时间")[0] == "none"
    assert shown(client, "/events/?sort=-starts") == [second.pk, first.pk]
    assert head(own, "/events/", "活动时间") == ("descending", "?sort=starts")
    assert shown(own, "/events/?sort=starts") == [first.pk, second.pk]
    assert cast.client("supervisor").get("/cases/?sort=opened").status_code == 200
