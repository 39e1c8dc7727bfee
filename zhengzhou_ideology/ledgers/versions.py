"""Whether tables are as they were: a fingerprint that every insert, update and delete changes, however it is written."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from zhengzhou_ideology.replica import connection_now

WORD = re.compile(r"\w+")


def tables_in(sql: str) -> set[str]:
    """The tables of our models that a statement names, its subqueries too."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return known & set(WORD.findall(sql))


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The tables of the statements that are carried out meanwhile: keys that are read before the rows decide as well."""
    found: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.update(tables_in(sql))
        return execute(sql, params, many, context)

    with connection_now().execute_wrapper(note):
        yield found


def versions_of(tables: Iterable[str]) -> dict[str, str]:
    """For each table how many rows it has, and a sum over where each row lies and which transaction wrote it.

    An update writes the row anew and a delete takes it from the sum, so no change leaves it alone, be it committed in
    whatever order; the greatest number of a history or the time of the last change could miss one that came in late.
    """
    found = {}
    connection = connection_now()
    with connection.cursor() as cursor:
        for table in sorted(set(tables)):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT {VERSION} FROM {name} t")  # noqa: S608 - the name of a table of ours, quoted
            found[table] = cursor.fetchone()[0]
    return found


VERSION = "count(*) || ':' || coalesce(sum(hashtextextended(t.ctid::text || ',' || t.xmin::text, 0)::numeric), 0)"
