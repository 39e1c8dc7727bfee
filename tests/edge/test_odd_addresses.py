"""Addresses and marks that nobody typed: not found, refused or begun anew, and never an answer of 500."""

import json
import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils.http import urlsafe_base64_encode

from compliance.models import QuarterlyReport
from reports.boards.views import BOARDS
from tests.project.test_public_urls import addresses
from zhengzhou_ideology.paging import keyset_page

pytestmark = pytest.mark.django_db

PARAMETER = re.compile(r"<(?:(\w+):)?\w+>|\(\?P<\w+>[^)]*\)")
TEXTUAL = {"str", "slug", "path", None}


def patterns() -> list[tuple[str, URLPattern]]:
    return list(addresses(get_resolver()))


def with_nul(address: str) -> str | None:
    """The address with a NUL for each text in it and a one for each number; None if it takes no text."""
    if not any(kind in TEXTUAL for kind in PARAMETER.findall(address)):
        return None
    filled = PARAMETER.sub(lambda found: "%00" if (found[1] or None) in TEXTUAL else "1", address)
    return "/" + re.sub(r"[\^$\\]|\(\?:.*?\)", "", filled)


def with_number(address: str, number: int) -> str | None:
    """The address with the number for each number in it; None if it takes none."""
    if "int" not in PARAMETER.findall(address) or "(?P" in address:
        return None
    return "/" + PARAMETER.sub(lambda found: str(number) if found[1] == "int" else KNOWN.get(found[0], "1"), address)


# What stands before a number and is looked at first.
KNOWN = {"<slug:board>": "reports", "<slug:table>": "period", "<str:kind>": "extension", "<slug:queue>": "mail"}
WITH_TEXT = sorted({found for address, _entry in patterns() if (found := with_nul(address))})
PLAIN = sorted(
    {"/" + address for address, _entry in patterns() if not re.search(r"[<(^$\\]", address) and "logout" not in address}
)


def statuses(client: Client, places: list[str], query: str = "") -> dict[str, int]:
    client.raise_request_exception = False
    return {place: client.get(place + query).status_code for place in places}


@pytest.mark.parametrize("role", ["secretary", "registrar"])
def test_nul_in_an_address_names_nothing(cast, role):
    assert len(WITH_TEXT) > 60

    found = statuses(cast.client(role), WITH_TEXT)

    assert {place: status for place, status in found.items() if status not in {400, 403, 404, 405}} == {}


@pytest.mark.parametrize(
    ("role", "number"),
    [("secretary", 0), ("registrar", 10_000), ("registrar", 213_080_845), ("administrator", 10**12)],
)
def test_number_that_nothing_has_names_nothing(cast, role, number):
    """A year, too: the hunt for leaks found an answer of 500."""
    places = sorted({found for address, _entry in patterns() if (found := with_number(address, number))})
    places += [f"/boards/{board}/{number}/" for board in BOARDS]
    assert len(places) > 100

    found = statuses(cast.client(role), places)

    assert {place: status for place, status in found.items() if status >= 500} == {}


def test_nul_in_a_public_address_is_not_found(client):
    for place in ("/verify/%00/", "/events/verify/%00/", "/cases/verify/%00/", "/letters/verify/%00/"):
        assert client.get(place).status_code == 404, place


def test_nul_in_what_was_typed_is_answered_with_a_sentence(cast):
    client = cast.client("registrar")

    answer = client.post("/statements/issue/", {"uscc": "\x00", "year": "2026"})

    assert answer.status_code in {400, 403, 404, 422}
    assert answer.status_code != 400 or "提交的内容无法识别" in answer.content.decode()


def token(*keys: object) -> str:
    return urlsafe_base64_encode(json.dumps(keys).encode())


HOSTILE = [
    token("next", None, None),
    token("next", "\x00", "\x00"),
    token("next", "a\x00b", 1),
    token("previous", 10**30, 10**30),
    token("next", {}, []),
    "%00",
    "e30",
    "!",
]


@pytest.mark.parametrize("after", HOSTILE)
def test_a_mark_that_is_not_ours_begins_at_the_beginning(cast, after):
    page = keyset_page(QuarterlyReport.objects.all(), by=("due_on", "pk"), after=after)

    assert page.previous is None


@pytest.mark.parametrize("role", ["secretary", "registrar"])
def test_every_list_bears_a_mark_that_is_not_ours(cast, role):
    assert len(PLAIN) > 80

    found = statuses(cast.client(role), PLAIN, f"?after={HOSTILE[0]}&foo=1")

    assert {place: status for place, status in found.items() if status >= 500} == {}


def test_admin_pages_bear_an_unknown_parameter(cast):
    found = statuses(
        cast.client("administrator"),
        ["/admin/organizations/organization/", "/admin/organizations/organization/export/"],
        "?foo=1",
    )

    assert set(found.values()) == {302, 400}


@pytest.mark.parametrize(
    "asked", ["11", "cases:own", "a.b", "https://example.org/", "//example.org/", "/\\example.org", ""]
)
@pytest.mark.parametrize("door", ["/display/", "/acting-as/"])
def test_what_a_form_wants_to_go_on_to_is_a_page_of_the_portal_or_home(cast, door, asked):
    """A word is not taken for the name of a view: the hunt for leaks found an answer of 500."""
    seat = cast.secretary.memberships.get()

    answer = cast.client("secretary").post(door, {"membership": str(seat.pk), "next": asked})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
