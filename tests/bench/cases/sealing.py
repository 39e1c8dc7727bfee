"""Sealing and verifying: a quarter that was opened at once, then three years of moves, against reading the same rows as often."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median

import pghistory
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from compliance.periods import open_period
from tests.bench.case import Case, fetched, sql, undone, worked
from tests.bench.cases.opening import TODAY
from tests.bench.databases import used_up
from tests.bench.town import fill as town
from zhengzhou_ideology.audit.rows import CHUNK, heads
from zhengzhou_ideology.audit.seals import seal
from zhengzhou_ideology.audit.under_seal import sealed_tables
from zhengzhou_ideology.audit.verification import breaks

MOVES = "compliance_reportmove"
YEARS, SEALS = "three years", 3 * 365  # one a day: each hour would be 26,280, of which most find nothing
# A city of this size, which is all that a seal sees of it, and a million moves.
MOST_ORGANIZATIONS, MOVES_OF_EACH = 10_000, 100
# A move of each of so many reports.
MOVED = f"""
INSERT INTO {MOVES} (report_id, name, before, after, acting_as, reason, content_sha256)
SELECT id, 'accept', 'submitted', 'accepted', '经办人', '', '' FROM compliance_quarterlyreport ORDER BY id LIMIT %s
"""


class Watch:
    """A clock that goes on only while what it is set over is done."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def read(self) -> float:
        return self.seconds

    def over(self, each: Callable[[int], object]) -> Callable[[int], None]:
        def timed(last: int) -> None:
            began = worked()
            each(last)
            self.seconds += worked() - began

        return timed


def fill(size: int) -> None:
    """A database of its own: what is sealed stays."""
    town(size)


def read(after: Mapping[str, int]) -> None:
    for table, model in sealed_tables().items():
        digest, key = hashlib.sha256(), model._meta.pk.column
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE "{key}" > %s ORDER BY "{key}"', [after.get(table, 0)]
            )
            while found := cursor.fetchmany(CHUNK):
                for (text,) in found:
                    digest.update(text.encode())


def cases(size: int) -> Iterator[Case]:
    used_up()
    if not Path(settings.AUDIT["KEY_FILE"]).exists():
        call_command("make_audit_key", settings.AUDIT["KEY_FILE"], verbosity=0)
    sql("TRUNCATE audit_seal, audit_leaf, audit_node CASCADE")
    seal(timezone.now())  # the city was filled without history: where it begins is written down once
    before = heads(sealed_tables())
    with pghistory.context(command="bench"):  # as a command is the author of what it writes
        open_period(2026, 4, today=TODAY)
    yield Case(
        "seal, a quarter opened at once",
        lambda: seal(timezone.now()),
        "reading the rows once",
        partial(read, before),
        limit=3,
        remark="writes a leaf for each row and the tree over them, where reading writes nothing",
    )
    seal(timezone.now())
    moves, watch = MOVES_OF_EACH * size, Watch()
    yield Case(
        f"seal, {moves:,} moves of {YEARS} day by day",
        partial(moved, moves, watch.over(lambda _: seal(timezone.now()))),
        "reading the same moves once, day by day",
        partial(bare, moves, watch.over(read_moves)),
        limit=3,
        rounds=1,
        warmed=False,
        rolls_back=False,
        clock=watch.read,
        remark=f"{SEALS:,} seals; the writing of the moves is not counted; a seal with nothing new takes {idle() * 1000:.0f} ms, for it asks each of {len(sealed_tables())} tables what is new and who still writes; the rest makes a leaf and the nodes above it of each move, hashes and stores them, where reading hashes one short row",
    )
    sql("VACUUM ANALYZE")
    yield Case(
        f"seal of a day, {YEARS} before it",
        lambda: moved(moves // SEALS, watch.over(lambda _: seal(timezone.now())), days=1),
        at_most=0.2,
        grows=1.3,
        clock=watch.read,
    )
    yield Case(
        f"verify, {moves:,} moves of {YEARS}",
        lambda: list(breaks(timezone.now())) == [],
        "reading all rows once",
        partial(read, {}),
        limit=3,
        rounds=5,
        must="nothing broken",
        remark="seals, tree, history and authors of the rows are looked at besides; no move names a content here",
    )
    sql("TRUNCATE audit_seal, audit_leaf, audit_node CASCADE")


def idle() -> float:
    """Seconds of a seal that finds nothing new."""
    taken = []
    for _ in range(5):
        began = worked()
        seal(timezone.now())
        taken.append(worked() - began)
    return median(taken)


def moved(moves: int, each: Callable[[int], object], days: int = SEALS) -> None:
    """So many moves written day by day, and `each` done after each day, with the last key of the days before."""
    for day in range(days):
        count = moves * (day + 1) // days - moves * day // days
        last = fetched(f"SELECT coalesce(max(id), 0) FROM {MOVES}")[0][0]
        with connection.cursor() as cursor:
            cursor.execute(MOVED, [count])
        each(last)


def bare(moves: int, each: Callable[[int], object]) -> None:
    with undone():
        moved(moves, each)


def read_moves(last: int) -> None:
    digest = hashlib.sha256()
    for (text,) in fetched(f"SELECT to_jsonb(t)::text FROM {MOVES} t WHERE id > %s ORDER BY id", [last]):
        digest.update(text.encode())
