"""Lists and home pages of each role, first, middle and last page, filters, heads and searches: the slowest of them, beside the floor."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench import city
from tests.bench.case import Case, worked
from tests.bench.reader import FLOOR, may_open, opened, signed_in
from tests.scale.reading import READERS, addresses_of
from tests.scale.walk import ways_on
from zhengzhou_ideology import paging

fill = city.build
# Who between them are offered every filter and search; first, middle and last page are read by every role.
SEARCHING = ("registrar", "district_registrar", "competent_officer", "secretary")
STATEMENTS = 8
# Of all that are looked at once, so many again and again, and the slowest of those for the table.
AGAIN, LOOKS = 5, 3
BESIDE = "a view with session, account and one query, behind the same middleware"
Way = tuple[str, str]
Listed = tuple[QuerySet, Sequence[str]]
# Of what a list that misses its limit is spent on.
SPENT = (
    "Lists: of the duties in a small city, looked into under a profiler, two thirds are Django's templates, which lay out the frame and"
    " fifty rows where the floor answers a line; what more than ten thousand in reach are called is asked of row after row or counted"
    " by a join with the register; at a million, the last page of an officer who sees few rows is walked to past those of others."
)


def cases(size: int) -> Iterator[Case]:
    accounts = city.standing(size).accounts
    clients = {name: signed_in(accounts[name]) for name in READERS}
    floor = partial(opened, clients["secretary"], FLOOR)
    ways: dict[str, list[Way]] = {}
    for reader, client in clients.items():
        for address in addresses_of(reader):
            if "<" not in address and (found := pages_of(client, f"/{address}")):
                offered = ways_of(client, f"/{address}") if reader in SEARCHING else ()
                ways.setdefault(f"/{address}", []).extend((reader, way) for way in dict.fromkeys([*found, *offered]))
    for address, offered in ways.items():
        reader, way = slowest(clients, offered)
        roles = len({reader for reader, _ in offered})
        yield Case(
            f"list {address}",
            partial(opened, clients[reader], way),
            BESIDE,
            floor,
            limit=3,
            grows=1.3,
            in_bare=True,
            remark=f"`{way}` of the {reader.replace('_', ' ')}, the slowest of {len(offered)} that {roles} {'roles are' if roles > 1 else 'role is'} offered",
            why=SPENT,
        )
    yield home(clients, floor)
    yield Case(
        "list of all filings of events, against the admin site",
        partial(opened, clients["auditor"], "/events/?when=all"),
        "the admin site's list of the same rows",
        partial(opened, clients["auditor"], "/admin/events/eventfiling/"),
        limit=0.1 if size >= 100_000 else None,
        remark="neither grows: that of the admin site goes by an index as well, and counting two filings for each ten organizations takes it some milliseconds; a tenth of what it takes is less than the floor",
    )


def home(clients: dict[str, Client], floor: Callable[[], object]) -> Case:
    statements = {}
    for reader, client in clients.items():
        opened(client, "/")
        with CaptureQueriesContext(connection) as asked:
            opened(client, "/")
        statements[reader] = len(asked)
    most = max(statements, key=lambda reader: statements[reader])
    reader, _ = slowest(clients, [(reader, "/") for reader in clients])

    def page() -> bool:
        opened(clients[reader], "/")
        return statements[most] <= STATEMENTS

    return Case(
        f"home of each of {len(clients)} roles, the slowest",
        page,
        BESIDE,
        floor,
        limit=3,
        grows=1.3,
        in_bare=True,
        must=f"≤ {STATEMENTS} statements",
        remark=f"that of the {reader.replace('_', ' ')}; {statements[most]} statements for the {most.replace('_', ' ')}; Python takes 0.10 s of it in a city of two thousand, to put nineteen questions into one statement and lay out the answers; the rest is PostgreSQL, which plans it anew each time; whom nobody reminds, who has no account, whose post has ended and which is vacant is asked of those alone that may lack it, until a thousand are found",
    )


def pages_of(client: Client, address: str) -> list[str]:
    """The first, the middle and the last page of each list that the page turns by key; empty where it turns none."""
    listed: list[Listed] = []
    beyond = paging._beyond

    def noted(queryset: QuerySet, order: Sequence[str], keys: Sequence[Any]) -> list[QuerySet]:
        listed.append((queryset, order))
        return beyond(queryset, order, keys)

    with patch.object(paging, "_beyond", noted):
        if not may_open(client, address):
            return []
    return (
        list(dict.fromkeys([address, *chain.from_iterable(_deep(address, *one) for one in listed)])) if listed else []
    )


def _deep(address: str, queryset: QuerySet, by: Sequence[str]) -> Iterator[str]:
    """From the row in the middle on, and the last full page."""
    fields = [name.lstrip("-") for name in by]
    count = queryset.order_by().count()
    for place in sorted({count // 2, count - paging.PER_PAGE - 1}):
        if 0 <= place < count - 1:
            key = queryset.order_by(*by).values_list(*fields)[place]
            yield f"{address}?{urlencode({'after': paging._token('next', key)})}"


def ways_of(client: Client, address: str) -> Iterable[str]:
    """Each filter, head and search that the first page offers and that answers."""
    return [way for way in ways_on(address, opened(client, address)) if may_open(client, way)]


def slowest(clients: dict[str, Client], ways: list[Way]) -> Way:
    def taken(way: Way) -> float:
        began = worked()
        opened(clients[way[0]], way[1])
        return worked() - began

    suspects = sorted(ways, key=taken)[-AGAIN:]
    return max(suspects, key=lambda way: min(taken(way) for _ in range(LOOKS)))
