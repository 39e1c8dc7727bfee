"""A hunt for leaks: strangers ask for anything, with keys that exist and keys that do not, and get nothing that is not theirs.

Each try is one request of one account that has nothing to do with the cast's organization. No answer may name the
organization or what it filed, and none may be a server error. 100,000 tries: `make test ARGS="tests/access/test_leak_hunt.py
--tries 100000"`.
"""

from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from organizations.models.register import OrganizationQuerySet
from tests.access.addresses import CONVERTER, SPELT, VALUES, every_address
from tests.access.furnished import Furnisher
from tests.access.test_who_opens_what import STRANGERS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESSES: dict[str, URLPattern] = every_address()
# Signing out would end the hunt.
SAFE = sorted(address for address in ADDRESSES if address not in ("accounts/logout/",))
FILTERS = (
    "q",
    "state",
    "after",
    "year",
    "kind",
    "district",
    "authority",
    "organization",
    "order",
    "when",
    "show",
    "next",
)
ODD = st.one_of(
    st.integers(-1, 10**12),
    st.text(max_size=12),
    st.sampled_from(["\x00", "0", "../..", "%00", "null", "WyJuZXh0IiwgbnVsbF0"]),
)
QUERY = st.dictionaries(st.sampled_from(FILTERS), ODD.map(str), max_size=2)


@st.composite
def paths(draw: st.DrawFn, known: dict[str, str]) -> str:
    address = draw(st.sampled_from(SAFE))
    if address in SPELT:
        return SPELT[address]
    path, end = "/", 0
    for found in CONVERTER.finditer(address):
        value = known[address[: found.end()]] if draw(st.integers(0, 3)) else quote(str(draw(ODD)), safe="")
        path += address[end : found.start()] + value
        end = found.end()
    return path + address[end:]


def known_values(furnisher: Furnisher) -> dict[str, str]:
    """For every converter of every address, the value that leads to a thing of the cast's organization."""
    return {
        stem: quote(str((VALUES.get(stem) or VALUES[found[0]])(furnisher)), safe="")
        for address in SAFE
        if address not in SPELT
        for found in CONVERTER.finditer(address)
        for stem in [address[: found.end()]]
    }


def hunt(furnisher: Furnisher, tries: int) -> list[int]:
    """The answers to so many tries; a leak or a server error ends it."""
    one = furnisher.cast.organization
    theirs = [text.encode() for text in (one.uscc, one.name, "活动室漏水", "行业座谈")]
    clients = {name: furnisher.cast.client(name) for name in STRANGERS} | {"nobody": Client()}
    cookies = {name: client.cookies.copy() for name, client in clients.items()}
    known, tried = known_values(furnisher), []

    @settings(
        max_examples=tries,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(sorted(clients)), st.sampled_from(["get", "get", "post"]), paths(known), QUERY)
    def ask(name: str, method: str, path: str, query: dict[str, str]) -> None:
        client = clients[name]
        client.raise_request_exception = False
        with transaction.atomic():
            response = getattr(client, method)(path, query)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        client.cookies = cookies[name].copy()
        tried.append(response.status_code)
        asked = f"{path} {query}".encode()
        assert response.status_code < 500, (name, method, path, query)
        assert not [text for text in theirs if text in content and text not in asked], (name, method, path, query)

    ask()
    return tried


def test_strangers_find_nothing_and_no_server_error(furnisher: Furnisher, request):
    tries = request.config.getoption("--tries")

    tried = hunt(furnisher, tries)

    assert len(tried) >= tries * 0.9
    assert {200, 403, 404} <= set(tried)


def test_hunt_finds_a_leak(furnisher: Furnisher, monkeypatch):
    """Were organizations not asked whether one may see them. Among their addresses alone, so that it takes a second and not chance."""
    monkeypatch.setattr(OrganizationQuerySet, "visible_to", lambda organizations, _: organizations)
    theirs = [address for address in SAFE if address.startswith("organizations/")]
    monkeypatch.setitem(globals(), "SAFE", theirs)

    with pytest.raises(AssertionError) as found:
        hunt(furnisher, 6_000)

    # Not an answer of 500.
    assert "assert not [b" in str(found.value)
