"""Seals: each night the rows that a day left in the logs are hashed and chained, so that a later change shows.

The triggers keep rows from being altered; the seals show it if somebody who owns the database did so all the same.
A seal names the columns that it is over: one that a later release adds is none of its business, one taken away is.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.apps import apps
from django.db import connection, models, transaction
from django.utils.timezone import make_aware
from pghistory.models import Event

from zhengzhou_ideology.audit.models import DailySeal, Move
from zhengzhou_ideology.clock import day_of

GENESIS = "0" * 64
LOCK = 94_2019


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not hold."""

    day: date
    what: str


def logs() -> list[tuple[type[models.Model], str]]:
    """Every append-only table with the column that says when: the logs of moves and the field history."""
    found: list[tuple[type[models.Model], str]] = []
    for model in apps.get_models():
        if issubclass(model, Move):
            found.append((model, "at"))
        elif issubclass(model, Event) and model._meta.managed and not model._meta.proxy:
            found.append((model, "pgh_created_at"))
    return sorted(found, key=lambda pair: pair[0]._meta.db_table)


@transaction.atomic
def seal(today: date) -> int:
    """Seal every finished day that has no seal; return how many. Safe to run twice, at once or late."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = DailySeal.objects.order_by("-day").first()
    day = last.day + timedelta(days=1) if last else _first_day()
    before, made, present = last.sha256 if last else GENESIS, 0, _columns()
    while day is not None and day < today:
        tables = _tables(day, present)
        sealed = DailySeal.objects.create(day=day, tables=tables, **_chained(before, day, tables))
        before, day, made = sealed.sha256, day + timedelta(days=1), made + 1
    return made


def verify() -> Break | None:
    """Recompute every seal in order; None if all hold."""
    before, expected, present = GENESIS, None, _columns()
    for sealed in DailySeal.objects.order_by("day").iterator():
        if expected is not None and sealed.day != expected:
            return Break(expected, "缺少当日的封存记录")
        if _chained(before, sealed.day, sealed.tables) != {"sha256": sealed.sha256, "sm3": sealed.sm3}:
            return Break(sealed.day, "封存记录与前一日不连续或被改动")
        now = _tables(sealed.day, present, as_sealed=sealed.tables)
        for table in sorted({*now, *sealed.tables}):
            if now.get(table) != sealed.tables.get(table):
                return Break(sealed.day, f"表 {table} 的记录与封存时不一致")
        before, expected = sealed.sha256, sealed.day + timedelta(days=1)
    return None


def _chained(before: str, day: date, tables: dict[str, dict[str, Any]]) -> dict[str, str]:
    text = json.dumps([before, day.isoformat(), tables], sort_keys=True, separators=(",", ":")).encode()
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(text)
    return {"sha256": hashlib.sha256(text).hexdigest(), "sm3": sm3.finalize().hex()}


def _tables(
    day: date, present: dict[str, list[str]], *, as_sealed: dict[str, dict[str, Any]] | None = None
) -> dict[str, dict[str, Any]]:
    """For each log that has rows of the day: how many, over which columns, and the SHA-256 over them in key order.

    `as_sealed`: over the columns of that seal; the first seals named none and are over the whole row.
    """
    found: dict[str, dict[str, Any]] = {}
    for model, when in logs():
        table = model._meta.db_table
        columns = present[table] if as_sealed is None else as_sealed.get(table, {}).get("columns")
        later = [name for name in present[table] if columns and name not in columns]
        digest, rows = hashlib.sha256(), 0
        for line in _rows(model, when, day, without=later):
            digest.update(line.encode())
            digest.update(b"\n")
            rows += 1
        if rows:
            found[table] = {"rows": rows, "sha256": digest.hexdigest()} | ({"columns": columns} if columns else {})
    return found


def _columns() -> dict[str, list[str]]:
    """Those that each log has now, by its table."""
    found = {}
    with connection.cursor() as cursor:
        for model, _ in logs():
            described = connection.introspection.get_table_description(cursor, model._meta.db_table)
            found[model._meta.db_table] = sorted(column.name for column in described)
    return found


def _rows(model: type[models.Model], when: str, day: date, *, without: list[str]) -> Iterator[str]:
    begin = make_aware(datetime.combine(day, time()))
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT (to_jsonb(t) - %s::text[])::text FROM "{table}" t'  # noqa: S608 - names of our own models
            f' WHERE "{when}" >= %s AND "{when}" < %s ORDER BY "{key}"',
            [without, begin, begin + timedelta(days=1)],
        )
        while found := cursor.fetchmany(2000):
            yield from (line for (line,) in found)


def _first_day() -> date | None:
    firsts = [model._default_manager.aggregate(first=models.Min(when))["first"] for model, when in logs()]
    known = [first for first in firsts if first]
    return day_of(min(known)) if known else None
