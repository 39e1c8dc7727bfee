"""Brings the tallies up to date: the slices in which something changed, or all; never one organization after another.

A slice is one duty and period, or one quarter of events, of one registration authority. Only cells whose counts differ are written.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Field, Q, QuerySet

from reports.boards.models import TallyChange, TallyRefresh
from reports.boards.models.tallies import CELL, NO_AUTHORITY, Tally
from reports.boards.sources import COUNTED, SLICE, Counted, Key, TallyShare
from zhengzhou_ideology.clock import day_of

# Whoever refreshes holds this advisory lock; a second one waits and then finds little left to do.
LOCK = 20261126


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many slices were counted anew, and how many cells of the tallies came out otherwise."""

    slices: int
    cells: int
    full: bool


@transaction.atomic
def refresh(now: datetime, *, full: bool = False) -> Refreshed:
    """Safe to run twice, at once, or late. All is counted anew at first, on request, and when the clock went back."""
    today = day_of(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = TallyRefresh.objects.first()
    # Taken away before anything is counted: what is committed from now on stays for the next run.
    changed = _taken()
    if full or last is None or last.as_of > today:
        cells = sum(_keep(counted, roll) for counted in COUNTED for roll in counted.rolls(today))
        done = Refreshed(len(changed), cells, full=True)
    else:
        changed |= _turned(last.as_of, today) if last.as_of < today else set()
        done = Refreshed(len(changed), sum(_keep_slices(changed, today)), full=False)
    TallyRefresh.objects.update_or_create(pk=1, defaults={"as_of": today, "refreshed_at": now})
    return done


def _taken() -> set[Key]:
    with connection.cursor() as cursor:
        table = TallyChange._meta.db_table
        cursor.execute(f"DELETE FROM {table} RETURNING source, year, part, authority")  # noqa: S608 - a table of ours
        return set(cursor.fetchall())


def _turned(since: date, today: date) -> set[Key]:
    """Slices in which something fell due meanwhile."""
    names = [f"of_{name}" for name in SLICE]
    return {
        key
        for counted in COUNTED
        for key in counted.rows().filter(counted.turning(since, today)).order_by().values_list(*names).distinct()
    }


def _keep_slices(changed: Collection[Key], today: date) -> Iterable[int]:
    together: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for source, year, part, authority in sorted(changed):
        together[source, year, part].append(authority)
    for (source, year, part), authorities in together.items():
        slices = {"source": source, "year": year, "part": part, "authority__in": authorities}
        for counted in COUNTED:
            if source in counted.sources:
                yield from (_keep(counted, roll, slices) for roll in counted.rolls(today))


def _keep(counted: Counted, roll: TallyShare, slices: dict[str, Any] | None = None) -> int:
    """Counts the rows of these slices, or all, and writes where cells differ; returns how many did."""
    rows = roll.only(counted.rows())
    held: dict[str, Any] = {"source__in": counted.sources}
    if slices is not None:
        rows = rows.filter(**{f"of_{name}": value for name, value in slices.items()})
        held = slices
    dims = (*CELL, *roll.more)
    return _written(roll, dims, _cells(rows, roll, dims), roll.table._default_manager.filter(Q(**held)))


def _cells(rows: QuerySet[Any], roll: TallyShare, dims: tuple[str, ...]) -> QuerySet[Any]:
    names = [f"cell_{name}" if name in roll.more else f"of_{name}" for name in dims]
    more = {f"cell_{name}": expression for name, expression in roll.more.items()}
    counts = {f"count_{name}": expression for name, expression in roll.counts.items()}
    grouped = rows.order_by().annotate(**more).values(*names).annotate(**counts)
    return grouped.values_list(*names, *counts)


def _written(roll: TallyShare, dims: tuple[str, ...], fresh: QuerySet[Any], held: QuerySet[Any]) -> int:
    column = {name: _column(roll.table, name) for name in (*dims, *roll.counts)}
    counts = [column[name] for name in roll.counts]
    table, columns = roll.table._meta.db_table, ", ".join(column.values())
    # As the unique index spells it; equal without nulls, so that many cells are compared by hashing.
    plain, nullable = [column[name] for name in dims if name != "competent"], "coalesce({}competent_id, {})"
    key = ", ".join([*plain, nullable.format("", NO_AUTHORITY)])
    pairs = [(f"f.{name}", f"t.{name}") for name in plain]
    pairs.append((nullable.format("f.", NO_AUTHORITY), nullable.format("t.", NO_AUTHORITY)))
    same = " AND ".join(f"{one} = {other}" for one, other in pairs)
    held_sql, held_values = held.order_by().values("pk").query.sql_with_params()
    fresh_sql, fresh_values = fresh.query.sql_with_params()
    differ = f"({_of('t', counts)}) IS DISTINCT FROM ({_of('excluded', counts)})"
    statement = f"""
        WITH fresh ({columns}) AS ({fresh_sql}),
        gone AS (DELETE FROM {table} t WHERE t.id IN ({held_sql}) AND NOT EXISTS (SELECT FROM fresh f WHERE {same}) RETURNING 1),
        put AS (
            INSERT INTO {table} AS t ({columns}) SELECT {columns} FROM fresh
            ON CONFLICT ({key}) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in counts)} WHERE {differ}
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)
    """  # noqa: S608 - names of ours; what varies is bound
    with connection.cursor() as cursor:
        cursor.execute(statement, [*fresh_values, *held_values])
        return cursor.fetchone()[0]


def _column(table: type[Tally], name: str) -> str:
    return str(cast("Field[Any, Any]", table._meta.get_field(name)).column)


def _of(alias: str, names: list[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)
