"""Rows under seal as text, read once each, in the order of their keys."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db import connection, models
from pghistory.models import Context, Event

from zhengzhou_ideology.audit.under_seal import Table, content_column, moment_column, sealed_tables

CHUNK = 5000
# A moment as JSON has it.
TIME = "to_jsonb(t.{}) #>> '{{}}'"


class RowText(NamedTuple):
    """`text` is the row as JSON as PostgreSQL writes it, of field history with who did it, as what, and where."""

    key: int
    text: str
    content: str
    moment: str


def lines(model: Table, columns: list[str], present: list[str], *, after: int, to: int) -> Iterator[RowText]:
    """Rows with after < key ≤ to over those of `columns` that are `present`, by a named cursor: neither side holds them all."""
    later = [name for name in present if name not in columns]
    here = [name for name in present if name in columns]
    table, key = model._meta.db_table, model._meta.pk.column
    text, joined = "to_jsonb(t) - %s::text[]" if later else "to_jsonb(t)", ""
    if issubclass(model, Event) and "pgh_context_id" in here:
        text += " || jsonb_build_object('context', c.metadata)"
        joined = f'LEFT JOIN "{Context._meta.db_table}" c ON c.id = t.pgh_context_id'
    content, moment = (name if name in here else None for name in (content_column(model), moment_column(model)))
    facts = f"{_fact(content, 't.{}')}, {_fact(moment, TIME)}"
    query = (
        f'SELECT t."{key}", ({text})::text, {facts} FROM "{table}" t {joined}'  # noqa: S608 - names of our own models
        f' WHERE t."{key}" > %s AND t."{key}" <= %s ORDER BY t."{key}"'
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [*([later] if later else []), after, to])
        while found := cursor.fetchmany(CHUNK):
            yield from map(RowText._make, found)


def _fact(column: str | None, written: str) -> str:
    return f"COALESCE({written.format(connection.ops.quote_name(column))}, '')" if column else "''"


def columns_of_all() -> dict[str, list[str]]:
    """Those that each table under seal has now; none for one that is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT r.relname::text, array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C")'
            " FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid"
            " WHERE a.attrelid = ANY(ARRAY(SELECT to_regclass(one) FROM unnest(%s::text[]) one))"
            " AND a.attnum > 0 AND NOT a.attisdropped GROUP BY r.relname",
            [list(sealed_tables())],
        )
        return dict(cursor.fetchall())


def heads(tables: Mapping[str, type[models.Model]]) -> dict[str, int]:
    """The last key of each table, 0 of an empty one."""
    asked = ", ".join(
        f'(SELECT "{key}"::bigint FROM "{table}" ORDER BY "{key}" DESC LIMIT 1)'  # noqa: S608
        for table, key in ((table, model._meta.pk.column) for table, model in tables.items())
    )
    (last,) = fetched(f"SELECT {asked}")
    return {table: key or 0 for table, key in zip(tables, last, strict=True)}


def writers(tables: list[str]) -> set[tuple[str, str]]:
    """Who is writing into which table and has not finished: (table, transaction)."""
    return set(
        fetched(
            "SELECT r.relname::text, l.virtualtransaction FROM pg_locks l JOIN pg_class r ON r.oid = l.relation"
            " WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.pid <> pg_backend_pid()"
            " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND r.relname = ANY(%s)",
            [tables],
        )
    )


def fetched(query: str, parameters: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or [])
        return cursor.fetchall()
