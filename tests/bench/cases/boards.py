"""Boards and other whole-city pages, what they ask the database; and bringing the tallies up to date, against counting all anew."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F
from django.test import Client
from django.utils.timezone import now

from compliance.models import QuarterlyReport
from reports.boards.refreshing import refresh
from tests.bench import city
from tests.bench.case import Case, asked
from tests.bench.reader import FLOOR, opened, signed_in

fill = city.build
ACCEPTED = 50
CELLS = (
    "adds up the cells of a year: they become more until each bureau, unit, district, kind and state has met each other"
)
KEPT = "adds up the cells of all quarters, which triggers keep: they become more until each bureau and unit has met each other"
REACHED = "each kind of matter asks once which rungs are reached tomorrow, and besides when its matters began and what is shown"


def cases(size: int) -> Iterator[Case]:
    standing = city.standing(size)
    refresh(now(), full=True)
    registrar, secretary = (signed_in(standing.accounts[name]) for name in ("registrar", "secretary"))
    year = standing.today.year
    for board in ("reports", "duties", "events"):
        yield page(f"board of {board}", registrar, f"/boards/{board}/{year}/", secretary, CELLS)
    yield page("periods", registrar, "/periods/", secretary, KEPT)
    yield page("years of duties", registrar, "/duties/years/", secretary, KEPT)
    yield page("ladder", registrar, "/ladder/", secretary, REACHED)
    yield renewal()


def page(name: str, reader: Client, address: str, other: Client, remark: str) -> Case:
    return Case(
        f"{name}, its SQL",
        lambda: opened(reader, address),
        "SQL of a view with session, account and one query, behind the same middleware",
        lambda: opened(other, FLOOR),
        at_most=0.03,
        grows=1.3,
        in_bare=True,
        clock=asked,
        remark=remark,
    )


def renewal() -> Case:
    accepted = QuarterlyReport.objects.filter(state="accepted")
    latest = accepted.order_by("-due_on", "pk").values_list("period", "registration_authority")[0]
    keys = list(
        accepted.filter(period=latest[0], registration_authority=latest[1])
        .order_by("pk")
        .values_list("pk", flat=True)[:ACCEPTED]
    )

    def accept() -> None:
        QuarterlyReport.objects.filter(pk__in=keys).update(accepted_at=F("accepted_at") + timedelta(seconds=1))

    return Case(
        f"boards brought up to date after {len(keys)} reports of a bureau were accepted",
        lambda: refresh(now()),
        "all tallies counted anew",
        lambda: refresh(now(), full=True),
        limit=0.01,
        prepare=accept,
        remark="a slice of one bureau and quarter is counted; what it takes besides is the same in a city of any size",
    )
