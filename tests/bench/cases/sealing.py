"""Sealing and verifying: a quarter that was opened at once, then three years of moves, against reading the same rows as often."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pghistory
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from compliance.periods import open_period
from tests.bench.case import Case, fetched, sql, undone
from tests.bench.cases.opening import TODAY
from zhengzhou_ideology.audit.rows import CHUNK, heads
from zhengzhou_ideology.audit.seals import seal
from zhengzhou_ideology.audit.under_seal import sealed_tables
from zhengzhou_ideology.audit.verification import breaks

MOVES = "compliance_reportmove"
YEARS, SEALS = "three years", 3 * 365  # one a day: each hour would be 26,280, of which most find nothing
# A city of this size; a larger one takes longer only to choose its reports.
MOST_ORGANIZATIONS, MOVES_OF_EACH = 10_000, 20
# Of as many reports as there are moves for, each with a move of its own.
MOVED = f"""
INSERT INTO {MOVES} (report_id, name, before, after, acting_as, reason, content_sha256)
SELECT r.id, 'accept', 'submitted', 'accepted', '经办人', '', ''
FROM generate_series(1, %s) n JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS all
  FROM compliance_quarterlyreport) r ON r.place = 1 + n %% r.all
"""


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
    moves = MOVES_OF_EACH * size
    yield Case(
        f"seal, {moves:,} moves of {YEARS} day by day",
        partial(moved, moves, lambda _: seal(timezone.now())),
        "the same moves, read once day by day, each day committed",
        partial(bare, moves),
        limit=3,
        rounds=1,
        warmed=False,
        rolls_back=False,
        remark=f"{SEALS:,} seals, both ways with the writing of the moves, which takes most of it: with a million it had not ended after half an hour beside other work; a seal asks each of {len(sealed_tables())} tables what is new and who still writes",
    )
    sql("VACUUM ANALYZE")
    yield Case(
        f"seal of a day, {YEARS} before it",
        lambda: moved(moves // SEALS, lambda _: seal(timezone.now()), days=1),
        at_most=0.2,
        grows=1.3,
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


def moved(moves: int, each: object, days: int = SEALS) -> None:
    """So many moves written day by day, and `each` done after each day, with the last key of the days before."""
    for day in range(days):
        count = moves * (day + 1) // days - moves * day // days
        last = fetched(f"SELECT coalesce(max(id), 0) FROM {MOVES}")[0][0]
        with connection.cursor() as cursor:
            cursor.execute(MOVED, [count])
        each(last)


def bare(moves: int) -> None:
    with undone():
        moved(moves, read_moves)


def read_moves(last: int) -> None:
    digest = hashlib.sha256()
    for (text,) in fetched(f"SELECT to_jsonb(t)::text FROM {MOVES} t WHERE id > %s ORDER BY id", [last]):
        digest.update(text.encode())
