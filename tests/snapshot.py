"""Rows that most tests begin with: made once as the rules want them, and copied in from then on.

Making the cast anew took more than half of the suite's time. A copy stands in only where the tables and the clock are as they
were when the original was made. What lies in the storage comes along: a test that sets the storages anew empties it.
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Generic, TypeVar

import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.utils import timezone

from organizations.models import Authority, Membership, Organization, Seat, User

Made = TypeVar("Made")
Ground = tuple[int, datetime | None]
Files = dict[str, bytes]

# What would clash with a copy; the authorities and districts are found, and must be those that were found then.
MADE_ANEW = (Membership, Organization, Seat, User)


class Snapshot(Generic[Made]):
    """Objects with the rows behind them: what `build` returns, again and again, each time as if it had been called."""

    def __init__(self, build: Callable[[], Made]) -> None:
        self.build = build
        self.taken: dict[Ground, tuple[Made, str, Files]] = {}

    def restore(self) -> Made:
        *made, authorities = last_keys((*MADE_ANEW, Authority))
        if not may_copy() or any(made):
            return self.build()
        ground = authorities, timezone.now() if time_machine.escape_hatch.is_travelling() else None
        if ground not in self.taken:
            return self._take(ground)
        objects, statements, files = self.taken[ground]
        with connection.cursor() as cursor:
            cursor.execute(statements)
        for path, content in files.items():
            if not default_storage.exists(path):
                default_storage.save(path, ContentFile(content))
        return copy.deepcopy(objects)

    def _take(self, ground: Ground) -> Made:
        before, lying = last_keys(tables()), {*paths()}
        objects = self.build()
        files = {path: default_storage.open(path).read() for path in paths() if path not in lying}
        self.taken[ground] = copy.deepcopy(objects), inserts(zip(tables(), before, strict=True)), files
        return objects


@cache
def may_copy() -> bool:
    """Whether the tests' account of the database may leave out the triggers: they saw the original."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


def all_tables() -> list[type[models.Model]]:
    """Those of the field history too; what asks all of that at once has none."""
    known = apps.get_models(include_auto_created=True)
    there = connection.introspection.table_names()
    return [model for model in known if model._meta.managed and model._meta.db_table in there]


@cache
def tables() -> tuple[type[models.Model], ...]:
    """All that are keyed by a number."""
    return tuple(model for model in all_tables() if isinstance(key_of(model), models.IntegerField))


def paths(folder: str = "") -> Iterator[str]:
    """Of all files in the storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # a folder on disk that no test has written to yet
        return
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from paths(f"{folder}{name}/")


def key_of(model: type[models.Model]) -> models.Field:
    return model._meta.pk


def last_keys(of: Iterable[type[models.Model]]) -> tuple[int, ...]:
    """The greatest key of each table, 0 where it is empty."""
    parts = ", ".join(
        f'(SELECT coalesce(max("{key_of(model).column}"), 0) FROM "{model._meta.db_table}")' for model in of
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}")
        return cursor.fetchone()


def inserts(since: Iterable[tuple[type[models.Model], int | None]]) -> str:
    """The statements that write all rows beyond these keys once more, as they stand; without a key, all there are."""
    written = ["SET LOCAL session_replication_role = replica"]
    with connection.cursor() as cursor:
        for model, last in since:
            table, key = model._meta.db_table, key_of(model).column
            beyond = "" if last is None else f'WHERE "{key}" > {last}'
            cursor.execute(f'SELECT quote_literal(jsonb_agg(to_jsonb(t))) FROM "{table}" t {beyond}')
            if (rows := cursor.fetchone()[0]) is None:
                continue
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated)
            written.append(
                f'INSERT INTO "{table}" ({columns})'
                f' SELECT {columns} FROM jsonb_populate_recordset(NULL::"{table}", {rows})'
            )
    return "; ".join([*written, "SET LOCAL session_replication_role = origin"])
