"""Home pages and lists of each role in a small and a large city, beside a floor: `make bench`.

`python tests/bench/pages.py 10000 100000`: for each size a database of its own is laid down, measured and dropped. The floor
is a view that does what every page must (session, account, one query). Milliseconds are those that this process and its
database backend worked; exit status 1 if a page takes more than 1.3 times as long in the large city.
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengzhou_ideology.settings_test")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests.bench.city import City, build  # noqa: E402
from tests.scale.plans import Recorder  # noqa: E402
from tests.scale.walk import next_page  # noqa: E402
from tests.template_database import template_database  # noqa: E402

SIZES, LIMIT = (10_000, 100_000), 1.3
WARM_UP, ROUNDS = 2, 7
FLOOR = "/account/data/"
LISTS = (
    "/reports/",
    "/duties/",
    "/events/",
    "/events/?when=all",
    "/organizations/",
    "/outlets/",
    "/extensions/",
    "/ladder/",
)
FILTERS = (
    *(
        "/reports/?state=draft",
        "/reports/?state=submitted",
        "/reports/?district=410105",
        "/organizations/?kind=foundation",
    ),
    *(
        "/organizations/?lacking=without_secretary",
        "/events/calendar/",
        "/events/?order=clock",
        "/matters/",
        "/periods/",
    ),
)
WORDS = {
    "1 character": "球",
    "2": "足球",
    "3": "乒乓球",
    "4": "知识产权",
    "nearly all": "协会",
    "no hit": "火箭",
    "code": "5141",
}
SEARCHED = ("/reports/", "/organizations/", "/events/?when=all")
OFFICERS = ("registrar", "district_registrar", "competent_officer")
HOMES = (
    *("registrar", "supervisor", "district_registrar", "district_supervisor", "competent_officer", "administrator"),
    *("auditor", "secretary", "leader"),
)
Key = tuple[str, str]


def pages(city: City) -> Iterator[tuple[str, str, str]]:
    """Reader, what it is called, address."""
    yield "secretary", "floor", FLOOR
    yield from ((reader, "home", "/") for reader in HOMES)
    for reader in OFFICERS:
        yield from ((reader, address, address) for address in (*LISTS, *FILTERS))
        for address in SEARCHED:
            mark = "&" if "?" in address else "?"
            yield from ((reader, f"{address} {what}", f"{address}{mark}q={text}") for what, text in WORDS.items())
    yield from (("secretary", address, address) for address in ("/reports/", "/duties/", "/events/"))


def measured(city: City) -> dict[Key, tuple[float, int]]:
    """Milliseconds and statements of each page that the reader may open, and of the page after it and one far on."""
    found: dict[Key, tuple[float, int]] = {}
    for reader, what, address in pages(city):
        client = Client()
        client.force_login(city.accounts[reader], backend="django.contrib.auth.backends.ModelBackend")
        response = client.get(address)
        if response.status_code != 200:
            continue
        found[reader, what] = milliseconds(client, address)
        after = next_page(address, response.content.decode())
        if after and what == address and reader == "registrar":
            found[reader, f"{what}, second page"] = milliseconds(client, after)
            found[reader, f"{what}, deep"] = milliseconds(client, far_on(client, after))
    return found


def far_on(client: Client, address: str, pages_on: int = 20) -> str:
    for _ in range(pages_on):
        following = next_page(address, client.get(address).content.decode())
        if not following:
            break
        address = following
    return address


def milliseconds(client: Client, address: str) -> tuple[float, int]:
    taken = []
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        client.get(address)
    for attempt in range(WARM_UP + ROUNDS):
        began = worked()
        response = client.get(address)
        if attempt >= WARM_UP:
            taken.append((worked() - began) * 1000)
        assert response.status_code == 200, address
    return statistics.median(taken), len(recorder.statements)


def worked() -> float:
    """Seconds on a processor so far, of this process and of the backend that serves it (same machine)."""
    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(backend.split()[0]) / 1e9


def table(
    small: dict[Key, tuple[float, int]], large: dict[Key, tuple[float, int]], sizes: tuple[int, int]
) -> list[str]:
    floor = large["secretary", "floor"][0]
    lines = [
        f"| Reader | Page | {sizes[0]:,}, ms | {sizes[1]:,}, ms | Growth | Floors | Statements |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for key in sorted(set(small) & set(large), key=lambda key: -large[key][0] / small[key][0]):
        before, after = small[key][0], large[key][0]
        facts = f"{before:.1f} | {after:.1f} | {after / before:.2f} | {after / floor:.1f} | {large[key][1]}"
        lines.append(f"| {key[0]} | {key[1]} | {facts} |")
    return lines


def in_a_database_of_its_own(size: int) -> dict[Key, tuple[float, int]]:
    name = f"portal_bench_pages_{size}"
    template = template_database()
    usual = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        return measured(build(size))
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> int:
    few, many = (int(size) for size in sys.argv[1:3]) if len(sys.argv) > 2 else SIZES
    setup_test_environment()
    small, large = in_a_database_of_its_own(few), in_a_database_of_its_own(many)
    print("\n".join(table(small, large, (few, many))))  # noqa: T201
    return int(any(large[key][0] > LIMIT * small[key][0] for key in set(small) & set(large)))


if __name__ == "__main__":
    sys.exit(main())
