"""Lists and home pages of each role: the slowest of all their filters, heads, searches and depths, beside a page with one query."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench import city
from tests.bench.case import Case, worked
from tests.bench.reader import FLOOR, far_on, may_open, opened, signed_in
from tests.scale.walk import next_page, ways_on

fill = city.build
LISTS = {
    "list of quarterly reports": "/reports/",
    "list of duties": "/duties/",
    "list of filings of events": "/events/",
    "list of all filings of events": "/events/?when=all",
    "calendar of events": "/events/calendar/",
    "list of organizations": "/organizations/",
    "list of outlets": "/outlets/",
    "list of extensions": "/extensions/",
    "list of matters": "/matters/",
}
READERS = ("registrar", "district_registrar", "competent_officer", "secretary")
HOMES = (
    *("registrar", "supervisor", "district_registrar", "district_supervisor", "competent_officer", "administrator"),
    *("auditor", "secretary", "leader"),
)
STATEMENTS = 8
# Of all that are looked at once, so many again and again, and the slowest of those for the table.
AGAIN, LOOKS = 5, 3
WHY = {"list of extensions": "; extensions and exemptions are searched by themselves, one after the other"}
BESIDE = "a page with session, account and one query"
Way = tuple[str, str]


def cases(size: int) -> Iterator[Case]:
    accounts = city.standing(size).accounts
    clients = {name: signed_in(accounts[name]) for name in {*READERS, *HOMES}}
    floor = partial(opened, clients["secretary"], FLOOR)
    for name, address in LISTS.items():
        ways = [(reader, way) for reader in READERS for way in ways_of(clients[reader], address)]
        reader, way = slowest(clients, ways)
        yield Case(
            f"{name}, the slowest of its ways",
            partial(opened, clients[reader], way),
            BESIDE,
            floor,
            limit=3,
            grows=1.3,
            remark=f"`{way}` of the {reader.replace('_', ' ')}, the slowest of {len(ways)} that {len(READERS)} roles are offered"
            + WHY.get(name, ""),
        )
    yield home(clients, floor)
    yield Case(
        "list of all filings of events, against the admin site",
        partial(opened, clients["auditor"], "/events/?when=all"),
        "the admin site's list of the same rows",
        partial(opened, clients["auditor"], "/admin/events/eventfiling/"),
        limit=0.1 if size >= 100_000 else None,
    )


def home(clients: dict[str, Client], floor: partial) -> Case:
    statements = {}
    for reader in HOMES:
        opened(clients[reader], "/")
        with CaptureQueriesContext(connection) as asked:
            opened(clients[reader], "/")
        statements[reader] = len(asked)
    most = max(statements, key=lambda reader: statements[reader])
    reader, _ = slowest(clients, [(reader, "/") for reader in HOMES])

    def page() -> bool:
        opened(clients[reader], "/")
        return statements[most] <= STATEMENTS

    return Case(
        f"home of each of {len(HOMES)} roles, the slowest",
        page,
        BESIDE,
        floor,
        limit=3,
        grows=1.3,
        must=f"≤ {STATEMENTS} statements",
        remark=f"that of the {reader.replace('_', ' ')}; each kind of work that may wait asks for itself, {statements[most]} statements for the {most.replace('_', ' ')}; some of them read all seats or organizations of the city",
    )


def ways_of(client: Client, address: str) -> Iterable[str]:
    """The first page, each filter, head and search that it offers, the next page and one far on; nothing where the role has none."""
    if not may_open(client, address):
        return []
    html = opened(client, address)
    following = next_page(address, html)
    deep = [following, far_on(client, following)] if following else []
    offered = [way for way in ways_on(address, html) if may_open(client, way)]
    return dict.fromkeys([address, *offered, *deep])


def slowest(clients: dict[str, Client], ways: list[Way]) -> Way:
    def taken(way: Way) -> float:
        began = worked()
        opened(clients[way[0]], way[1])
        return worked() - began

    suspects = sorted(ways, key=taken)[-AGAIN:]
    return max(suspects, key=lambda way: min(taken(way) for _ in range(LOOKS)))
