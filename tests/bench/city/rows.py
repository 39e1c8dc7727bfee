"""Rows by the hundred thousand: `INSERT … SELECT`, and whatever a table asks for besides is filled in blank."""

from functools import cache

from django.db import connection

# Of a column that must not be null, has no default and was not given.
BLANK = {
    "character varying": "''",
    "text": "''",
    "jsonb": "'{}'::jsonb",
    "bigint": "0",
    "integer": "0",
    "smallint": "0",
    "numeric": "0",
    "boolean": "false",
    "date": "current_date",
    "timestamp with time zone": "now()",
    "time without time zone": "'09:00'::time",
    "bytea": "''::bytea",
    "ARRAY": "'{}'",
    "uuid": "gen_random_uuid()",
}
# Lists, where an object would be none.
STEPS = ("_steps", "pauses")


def insert(table: str, source: str, /, **columns: object) -> int:
    """Into `table`, for each row of `source` (what stands after FROM), these columns as SQL; how many rows."""
    asked = {name: blank for name, blank in _asked(table).items() if name not in columns}
    given = {name: str(value) for name, value in columns.items()} | asked
    names = ", ".join(f'"{name}"' for name in given)
    return run(f"INSERT INTO {table} ({names}) SELECT {', '.join(given.values())} FROM {source}")


def run(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


@cache
def _asked(table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
            " AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
            [table],
        )
        return {name: "'[]'::jsonb" if name.endswith(STEPS) else BLANK[kind] for name, kind in cursor.fetchall()}


def chance(key: str, salt: int) -> str:
    """A number from 0 to 99 that belongs to this key for good, whatever else is made of it."""
    return dice(key, salt, 100)


def dice(key: str, salt: int, sides: int) -> str:
    return f"(abs(hashint8({key} * 64 + {salt})::bigint) %% {sides})".replace("%%", "%")


def one_of(values: tuple[str, ...], key: str, salt: int) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + {dice(key, salt, len(values))}]"
