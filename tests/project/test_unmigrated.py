"""A database that was never migrated: every command says so in one line and ends with 2."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "数据库尚未建好或者版本较旧，请先执行 manage.py migrate。\n"


@pytest.fixture
def empty_database(django_db_blocker, worker_id):
    """The address of one without a table, on the server of the tests."""
    with django_db_blocker.unblock():
        parameters = connection.get_connection_params()
    name = f"portal_empty_{worker_id}"
    reached = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    host, port = reached.get("host", ""), reached.get("port", "")
    where = f"/{host}" if host.startswith("/") else f"{host}:{port}" if port else host
    with psycopg.connect(dbname="postgres", autocommit=True, **reached) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{reached['user']}@{where}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    "words",
    [
        ["open_period", "2026", "4"],
        ["sweep", "--dry-run"],
        ["import_registry", "tests/data/registry_small.xlsx", "--dry-run"],
        ["annual_statement", "51410100MJ0000001X", "2026", "--out", "never.pdf"],
        ["explain_due", "quarterly_report", "2026-09-30"],
        ["verify_audit"],
        ["seed_demo", "--organizations", "2"],
    ],
)
def test_commands_name_the_missing_migration_in_one_line(empty_database, words):
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }

    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment | {"PORTAL_ENV": "demo", "DEMO": "1", "DEMO_PASSWORD": "demo", "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (2, SENTENCE)
