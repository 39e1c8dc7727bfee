"""A database for each size of city, filled once and kept as long as the migrations and the filling stay as they are."""

import hashlib
import inspect
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.template_database import fingerprint, template_database

PREFIX = "portal_bench_"
CITY = Path(__file__).parent / "city"  # what other fillings are made of, too


def city_database(size: int, fill: Callable[[int], object]) -> None:
    """Connect to the database that `fill` fills for this size; built first if there is none of this state of the code."""
    name, state = f"{PREFIX}{fill.__module__.rpartition('.')[2]}_{size}", _state(fill)
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        known = cursor.fetchone()
    if known is None or known[0] != state:
        template = template_database()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        _connect(name)
        fill(size)
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {name} IS '{state}'")
    _connect(name)


def _state(fill: Callable[[int], object]) -> str:
    files = sorted({Path(inspect.getfile(fill)), *CITY.glob("*.py")})
    return f"{fingerprint()} {hashlib.sha256(b''.join(one.read_bytes() for one in files)).hexdigest()[:8]}"


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def used_up() -> None:
    """The next run fills this database anew: what a case leaves there for good would not be new a second time."""
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {connection.settings_dict['NAME']} IS NULL")
