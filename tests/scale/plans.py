"""What a statement reads to answer: its plan as PostgreSQL carried it out, judged by rows and not by time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

# More than a page has any use for: a count stops at 1,001, of which a district has one in sixteen; none grows with the city.
MOST_ROWS = 30_000


@dataclass(frozen=True)
class Scan:
    """One reading of a table: how, and how many rows it looked at."""

    table: str
    how: str
    rows: float


class Recorder:
    """Keeps each statement that goes to the database, as `connection.execute_wrapper` wants it."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, many, context)


def is_reading(sql: str) -> bool:
    return sql.lstrip("( \n").upper().startswith(("SELECT", "WITH")) and "FOR UPDATE" not in sql


WRITING = re.compile(r'[( \n]*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


def written_table(sql: str) -> str:
    """The table that the statement writes; empty if it writes none."""
    found = WRITING.match(sql)
    return found[1] if found else ""


def shape(sql: str) -> str:
    """The statement without how many keys it names."""
    return re.sub(r"\((%s, )*%s\)", "(…)", sql)


def carried_out(sql: str, params: Any) -> list[Scan]:
    """As PostgreSQL answers it in this city, with the rows that it looked at."""
    return list(_scans(_plan("ANALYZE, TIMING OFF, ", sql, params)))


def without_choice(sql: str, params: Any) -> list[Scan]:
    """As it would answer if it read a table from end to end only where no index serves at all."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = list(_scans(_plan("", sql, params)))
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


def _plan(how: str, sql: str, params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({how}FORMAT JSON) {sql}", params)
        return cursor.fetchone()[0][0]["Plan"]


def _scans(node: dict[str, Any]) -> Iterator[Scan]:
    if "Relation Name" in node:
        loops = node.get("Actual Loops", 0)
        left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        yield Scan(node["Relation Name"], node["Node Type"], (node.get("Actual Rows", 0) + left_out) * loops)
    for below in node.get("Plans", []):
        yield from _scans(below)


def growing(least: float) -> dict[str, float]:
    """Tables of at least so many rows, with how many; what is counted in cells does not grow with the city."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND reltuples >= %s AND relname !~ '^(boards_|compliance_(period|dutyyear)count|auth_|django_|organizations_authority)'",
            [least],
        )
        return dict(cursor.fetchall())
