"""Who opens what: each address, each role, as a table that people read; a new address without a row fails.

`urls.csv` holds for each address and method the answer to each account of the cast: `registrar` acts for the organization's
authority, the strangers for others. Each request is undone. To write the table anew after a change, and then to read what
changed in it: `make test ARGS="tests/access --write-access-table -n 0"`.
"""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.access.addresses import every_address, filled
from tests.access.furnished import Furnisher
from tests.scale.plans import Recorder, written_table
from zhengzhou_ideology import urls

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TABLE = Path(__file__).parent / "urls.csv"
ACCOUNTS = (
    *("nobody", "secretary", "leader", "registrar", "competent", "supervisor", "city_registrar", "city_supervisor"),
    *("administrator", "security", "auditor", "stranger", "strange_leader", "strange_registrar", "strange_competent"),
)
STRANGERS = ("stranger", "strange_leader", "strange_registrar", "strange_competent")
Row = tuple[str, str]
# An address, and a table that is written while somebody reads it.
Written = tuple[str, str]
Answers = dict[Row, dict[str, int]]


def written() -> Answers:
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (row.pop("address"), row.pop("method")): {name: int(code) for name, code in row.items()}
            for row in csv.DictReader(file)
        }


def write(table: Answers) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "method", *ACCOUNTS])
        known = every_address()
        writer.writerows(
            [*row, *(codes[name] for name in ACCOUNTS)] for row, codes in sorted(table.items()) if row[0] in known
        )


def rooms() -> list[str]:
    return sorted({address.partition("/")[0] for address in every_address()})


def answers(
    room: str, clients: dict[str, Client], furnisher: Furnisher, wrote: set[Written]
) -> Iterator[tuple[Row, dict[str, int]]]:
    """`wrote` is filled with what was written while somebody read."""
    for address in sorted(every_address()):
        if address.partition("/")[0] != room:
            continue
        path = filled(address, furnisher)
        for method in ("GET", "POST"):
            recorder = Recorder()
            with connection.execute_wrapper(recorder):
                found = {name: answer(client, method, path) for name, client in clients.items()}
            if method == "GET":
                wrote |= {(address, table) for sql, _ in recorder.statements if (table := written_table(sql))}
            if set(found.values()) != {405}:
                yield (address, method), found


# What reading leaves, and a part of the addresses where it may; whatever else is written is written by those who send.
ON_RECORD = {
    "security_securityevent": "",  # somebody was refused, or looked at persons
    "cases_casereading": "cases/",  # who opens a file of a case
    "django_session": "/edit/",  # which version of a draft was opened, so that two who save can be brought together
}


def answer(client: Client, method: str, path: str) -> int:
    cookies = client.cookies.copy()
    cache.clear()  # else a limit on guesses would answer the later ones
    with transaction.atomic():
        response = client.generic(method, path)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code


@pytest.fixture
def statuses_alone(monkeypatch) -> None:
    """Nothing else is asked here: to lay out what a refusal says would take a quarter of the time."""
    for status in (400, 403, 404):
        bare = partial(_bare, status)
        monkeypatch.setattr(urls, f"handler{status}", bare, raising=False)


def _bare(status: int, request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=status)


@pytest.fixture
def clients(furnisher, statuses_alone) -> dict[str, Client]:
    return {
        name: Client(raise_request_exception=False) if name == "nobody" else furnisher.cast.client(name)
        for name in ACCOUNTS
    }


@pytest.mark.parametrize("room", rooms())
def test_answers_are_those_of_the_table(room, clients, furnisher, request):
    wrote: set[Written] = set()
    found = dict(answers(room, clients, furnisher, wrote))
    if request.config.getoption("--write-access-table"):
        write({row: codes for row, codes in written().items() if row[0].partition("/")[0] != room} | found)

    assert found == {row: codes for row, codes in written().items() if row[0].partition("/")[0] == room}
    assert {one for one in wrote if one[1] not in ON_RECORD or ON_RECORD[one[1]] not in one[0]} == set()


@pytest.mark.parametrize(("status", "path"), [(403, "/calendar/days/"), (404, "/nothing-is-here/")])
def test_what_a_refusal_says_is_laid_out_for_every_account(status, path, furnisher):
    """The table asks for statuses alone; the pages behind them have the menu of whoever reads them."""
    refused = [name for name in ACCOUNTS if name != "nobody" and (status, name) != (403, "administrator")]
    found = {name: furnisher.cast.client(name).get(path) for name in refused}

    assert {name: page.status_code for name, page in found.items()} == dict.fromkeys(refused, status)
    assert [name for name, page in found.items() if "</html>" not in page.content.decode()] == []


def test_the_table_names_no_other_address():
    assert {address for address, _ in written()} <= set(every_address())


# What an address with a converter leads to without being anybody's: the calendar, one's own figures, lists, views and exports, the
# handbook with its made-up examples.
NOBODYS = (
    "registry/export",
    "account/address/",
    "boards/",
    "calendar/",
    "data-quality/",
    "exports/new/",
    "manual/",
    "views/new/",
)


def test_strangers_open_nothing_of_another_organization():
    """Whatever is somebody's answers a stranger as if it were not there, or forbids, or is no page for reading."""
    opened = {
        (row, name): codes[name]
        for row, codes in written().items()
        if "<" in row[0] and not row[0].lstrip("^").startswith(NOBODYS)
        for name in STRANGERS
        if codes[name] not in (403, 404, 405)
    }

    assert opened == {}


# What anybody who is signed in may send: about the own account, a question, or an export of what one may read.
ANYBODYS = {
    "account/",
    "account/address/<str:token>/",
    "accounts/login/",
    "accounts/login/code/confirm/",
    "accounts/logout/",
    "accounts/password/change/",
    "accounts/password/reset/",
    "accounts/password/set/",
    "accounts/reauthenticate/",
    "accounts/sessions/",
    "accounts/signup/",
    # With nothing ticked nothing is accepted; each that is ticked is asked for by itself.
    "duties/accept/",
    "reports/accept/",
    # There is no receipt of his that could be confirmed.
    "announcements/<int:pk>/confirm/",
    "exports/new/<slug:ledger>/",
    "invite/",
    # How pages look to him, and that he needs no guide any more: his own.
    "display/",
    "manual/guide/away/",
    "my-calendar/",
    "my-calendar/revoke/",
    "new-password/",
    "notices/preferences/",
    "notices/read/",
    # A list as he wants to find it again: his own.
    "views/new/<slug:list_key>/",
    "verify/file/",
    "account/data/",
    "accounts/3rdparty/",
    "accounts/3rdparty/signup/",
    "accounts/social/connections/",
    "accounts/social/login/cancelled/",
    "accounts/social/login/error/",
    "accounts/social/signup/",
    # Whoever watches states why a sealed file is read, and may stop a removal.
    "cases/<int:pk>/unseal/",
    "retention/<int:pk>/keep/",
    # Back to the page of a filing that is not approved: there is no summary to write yet.
    "events/<int:pk>/summary/",
}


def test_the_auditor_changes_nothing():
    """Reads everything, decides nothing: whatever he sends outside his own account is refused."""
    taken = {row[0] for row, codes in written().items() if row[1] == "POST" and codes["auditor"] not in (403, 404, 405)}

    assert taken == ANYBODYS
