"""A list asks the database as often for three rows as for one: each list of each account, cut to so many rows."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from tests.access.addresses import every_address
from tests.access.test_who_opens_what import ACCOUNTS, STRANGERS, written
from tests.scale.plans import Recorder
from zhengzhou_ideology import paging

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
READERS = [name for name in ACCOUNTS if name not in (*STRANGERS, "nobody")]
# So many rows a page has, instead of fifty.
ONE, THREE = 1, 3
PAGE = paging.Page
# How many lists of more than one row each account has there, so that none drops out unseen.
LISTS = {
    "secretary": 5,
    "leader": 5,
    "competent": 8,
    "registrar": 9,
    "city_registrar": 8,
    "supervisor": 12,
    "city_supervisor": 12,
    "administrator": 9,
    "security": 4,
    "auditor": 9,
}


@dataclass
class Cut:
    """Pages of so many rows; `longest` is the longest that was laid out since it was last set to 0."""

    longest: int = 0

    def to(self, per: int, monkeypatch: Any) -> None:
        monkeypatch.setitem(paging.keyset_page.__kwdefaults__, "per", per)

    def __call__(self, *args: Any, **facts: Any) -> paging.Page:
        page = PAGE(*args, **facts)
        self.longest = max(self.longest, len(page))
        return page


@pytest.fixture
def cut(monkeypatch) -> Cut:
    cut = Cut()
    monkeypatch.setattr(paging, "Page", cut)
    return cut


def statements(client: Any, path: str) -> list[str]:
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        client.get(path)
    return [sql for sql, _ in recorder.statements]


@pytest.mark.parametrize("reader", READERS)
def test_each_list_asks_as_often_for_three_rows_as_for_one(reader, furnisher, cut, monkeypatch, settings):
    settings.SESSION_SEEN_EVERY = 60
    client, more, compared = furnisher.cast.client(reader), {}, 0
    opened = {row[0] for row, codes in written().items() if row[1] == "GET" and codes[reader] == 200}
    for address in sorted(opened & set(every_address())):
        if "<" in address:
            continue
        cut.longest = 0
        cut.to(THREE, monkeypatch)
        cache.clear()
        client.get(f"/{address}")  # what is remembered for a minute or for good is known by now
        if cut.longest <= ONE:
            continue
        of_three = statements(client, f"/{address}")
        cut.to(ONE, monkeypatch)
        of_one = statements(client, f"/{address}")
        compared += 1
        if len(of_three) != len(of_one):
            more[address] = (len(of_one), len(of_three), [sql for sql in of_three if sql not in of_one][:3])

    assert more == {}
    assert compared >= LISTS[reader]
