"""Every page that a role may open, read with what it offers, and each statement judged."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.test import Client

from tests.access.addresses import every_address, filled
from tests.access.furnished import MUST, Furnisher
from tests.bench.city import City
from tests.scale.plans import Recorder, Scan, is_reading, shape
from tests.scale.walk import next_page, ways_on

TABLE = Path(__file__).resolve().parents[1] / "access" / "urls.csv"
# The columns of the table of who opens what, by the accounts of the city.
READERS = {
    "registrar": "city_registrar",
    "supervisor": "city_supervisor",
    "district_registrar": "registrar",
    "district_supervisor": "supervisor",
    "competent_officer": "competent",
    "administrator": "administrator",
    "security_administrator": "security",
    "auditor": "auditor",
    "secretary": "secretary",
    "leader": "leader",
}
# Doors without a list behind them: signing in and out, probes, a file with a name of its own.
DOORS = ("accounts/", "healthz", "livez", "readyz", "metrics", "favicon", "files/")
Judge = Callable[[str, Any], list[Scan]]


@dataclass(frozen=True)
class Finding:
    """One reading of a table that a page should not need."""

    address: str
    table: str
    path: str
    reader: str
    scan: Scan
    sql: str


@dataclass
class Walk:
    """How a city is read: which scans count, and how far from each page one goes."""

    city: City
    judge: Judge
    counts: Callable[[Scan], bool]
    ways: int = 0
    only: str = ""
    details: bool = True
    found: list[Finding] = field(default_factory=list)
    read: dict[tuple[str, str], int] = field(default_factory=dict)
    failed: list[tuple[str, str, int]] = field(default_factory=list)
    _known: set[tuple[str, str, str]] = field(default_factory=set)

    def readers(self, names: Iterable[str]) -> "Walk":
        for name in names:
            client = Client(raise_request_exception=False)
            client.force_login(self.city.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
            for address in addresses_of(name):
                if address.startswith(self.only) and (self.details or "<" not in address):
                    self._page(client, name, address)
        return self

    def _page(self, client: Client, reader: str, address: str) -> None:
        path = filled_in(address, self.city)
        if not path:
            return
        html = self._open(client, reader, address, path)
        if not html or "<" in address:
            return
        for way in list(ways_on(path, html))[: self.ways]:
            self._open(client, reader, address, way)
        deep = next_page(path, html) if self.ways else ""
        if deep:
            self._open(client, reader, address, deep)

    def _open(self, client: Client, reader: str, address: str, path: str) -> str:
        cache.clear()
        recorder = Recorder()
        with transaction.atomic():
            with connection.execute_wrapper(recorder):
                response = client.get(path)
                html = "" if response.streaming else response.content.decode(errors="replace")
            transaction.set_rollback(True)
        self.read[reader, path] = len(recorder.statements)
        if response.status_code >= 500:
            self.failed.append((reader, path, response.status_code))
        for sql, params in recorder.statements:
            self._judge(reader, address, path, sql, params)
        return html if response.status_code == 200 else ""

    def _judge(self, reader: str, address: str, path: str, sql: str, params: Any) -> None:
        # A filter may have the same statement with a value that is rarer.
        known = (reader, path if "?" in path else "", shape(sql))
        if not is_reading(sql) or known in self._known:
            return
        self._known.add(known)
        with transaction.atomic():
            scans = self.judge(sql, params)
        for scan in filter(self.counts, scans):
            self.found.append(Finding(address, scan.table, path, reader, scan, sql))


def addresses_of(reader: str) -> Iterator[str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        opened = {
            row["address"] for row in csv.DictReader(file) if row["method"] == "GET" and row[READERS[reader]] == "200"
        }
    yield from (address for address in sorted(every_address()) if address in opened and not address.startswith(DOORS))


class CityFurnisher(Furnisher):
    """Finds rows around the city's own organization; what the city lacks is made as a bare row, and stays."""

    def __init__(self, city: City) -> None:
        secretary = city.accounts["secretary"]
        organization = secretary.memberships.select_related("organization").get().organization
        super().__init__(SimpleNamespace(organization=organization, **city.accounts))  # type: ignore[arg-type]

    def _filled(self, model: type[Model], facts: dict[str, Any]) -> Any:
        asked = MUST.get(model._meta.label, lambda _: {})(self.cast)
        return super()._filled(model, asked | facts)


def filled_in(address: str, city: City) -> str:
    """With the keys of rows that there are; empty where not even a bare one can be."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            path = filled(address, CityFurnisher(city))
            cursor.execute("SET LOCAL session_replication_role = origin")
    except (IntegrityError, KeyError, StopIteration):
        return ""
    return path
