"""A database for each size of city, filled once and kept as long as the migrations and the filling stay as they are."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.bench import town
from tests.template_database import fingerprint, template_database

PREFIX = "portal_bench_"


def city_database(size: int) -> None:
    """Connect to the city's database; built first if there is none of this state of the code."""
    name, state = f"{PREFIX}{size}", _state()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        known = cursor.fetchone()
    if known is None or known[0] != state:
        template = template_database()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        _connect(name)
        town.fill(size)
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {name} IS '{state}'")
    _connect(name)


def _state() -> str:
    made = hashlib.sha256(Path(town.__file__).read_bytes()).hexdigest()[:8]
    return f"{fingerprint()} {made}"


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
