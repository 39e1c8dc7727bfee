"""Several querysets in one statement: a page that asks twenty things of the database waits for it once.

Each is filled as if it had been read by itself: rows of models with what they select and defer, or of values. They travel as
JSON, so a type that JSON does not know comes back through its field's `to_python`.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import JSONField, QuerySet

from zhengzhou_ideology.paging import COUNT_CAP
from zhengzhou_ideology.replica import connection_now


def read_together(querysets: Sequence[QuerySet], counted: Sequence[QuerySet] = ()) -> list[int]:
    """Fill each; returns how many rows each has.

    `counted`: of what the first of them are the first rows. Where not fewer came than it asks for, these are counted, no further than
    the cap and one.
    """
    compilers: dict[int, Any] = {}
    parts, params = [], []
    for place, queryset in enumerate(querysets):
        compiler = queryset.query.get_compiler(queryset.db)
        try:
            part, values = _part(place, queryset, compiler, counted[place] if place < len(counted) else None)
        except EmptyResultSet:
            _fill(queryset, compiler, [])
            continue
        compilers[place] = compiler
        parts.append(part)
        params += values
    found = [0] * len(querysets)
    for place, rows, count in _asked(" UNION ALL ".join(parts), params) if parts else ():
        _fill(querysets[place], compilers[place], json.loads(rows or "[]"))
        found[place] = count
    return found


def _part(place: int, queryset: QuerySet, compiler: Any, of: QuerySet | None) -> tuple[str, list[Any]]:
    rows, values = compiler.as_sql()
    columns = ", ".join(f"c{number}" for number, _ in enumerate(compiler.select))
    count, further = "count(*)", ()
    if of is not None:
        every, further = of.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
        full = queryset.query.high_mark
        count = f"CASE WHEN count(*) < {full} THEN count(*) ELSE (SELECT count(*) FROM ({every}) AS every) END"  # noqa: S608 - compiled by Django
    return f"SELECT {place}, json_agg(r)::text, {count} FROM ({rows}) AS r ({columns})", [*further, *values]  # noqa: S608


def _asked(statement: str, params: list[Any]) -> list[tuple[int, str | None, int]]:
    with connection_now().cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def _fill(queryset: QuerySet, compiler: Any, found: list[dict[str, Any]]) -> None:
    """By Django's own way from rows to models: only where the rows come from is another."""
    if not hasattr(compiler, "select"):
        compiler.setup_query()
    fields = [expression.output_field for expression, *_ in compiler.select[: compiler.col_count]]
    rows = [tuple(_read(row[f"c{number}"], field) for number, field in enumerate(fields)) for row in found]
    compiler.execute_sql = lambda *_how, **_named: [rows]
    queryset.query.get_compiler = lambda *_which, **_named: compiler  # type: ignore[method-assign]
    queryset._fetch_all()
    del queryset.query.get_compiler


def _read(value: Any, field: Any) -> Any:
    """JSON that is in a column is read once more by its field, which expects the text."""
    if value is None:
        return None
    return json.dumps(value) if isinstance(field, JSONField) else field.to_python(value)
