"""The database is away, keeps a lock or takes too long; the disk is full: each answered with a sentence and in time."""

import errno
import json
import os
import socket
import subprocess
import sys

import environ
import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from zhengzhou_ideology import databases
from zhengzhou_ideology.edge.failures import RETRY_SECONDS


def full(request) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


def broken(request) -> HttpResponse:
    raise ZeroDivisionError


handler500 = "zhengzhou_ideology.edge.failures.failed"
urlpatterns = [path("full/", login_not_required(full)), path("broken/", login_not_required(broken))]


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_a_lock_that_is_kept_ends_in_a_page_that_says_so(browser):
    address = connection.settings_dict
    names = {"host": address["HOST"], "port": address["PORT"], "user": address["USER"], "password": address["PASSWORD"]}
    with psycopg.connect(dbname=address["NAME"], **names) as other:
        other.execute("LOCK TABLE reports_annualstatement IN ACCESS EXCLUSIVE MODE NOWAIT")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")

        answer = browser.get("/verify/abc/")

        other.rollback()
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert "系统暂时繁忙" in answer.content.decode()


@pytest.mark.urls("tests.edge.test_failures")
@pytest.mark.parametrize(
    ("place", "status", "said"),
    [("/full/", 507, "服务器存储空间不足"), ("/broken/", 500, "系统出现故障")],
)
def test_other_failures_have_their_own_page(browser, db, place, status, said):
    answer = browser.get(place)

    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    assert "Retry-After" not in answer


AWAY = """
import json
from zhengzhou_ideology.wsgi import application
from django.conf import settings
from django.test import Client
limits = [part for part in settings.DATABASES["default"]["OPTIONS"]["options"].split() if "timeout" in part]
client = Client(raise_request_exception=False, SERVER_NAME="localhost")
alive = client.get("/healthz/")
client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
page = client.get("/reports/")
print(json.dumps([alive.status_code, page.status_code, page.get("Retry-After"), "系统暂时繁忙" in page.content.decode(), limits]))
"""


def test_without_a_database_a_web_process_says_so_at_once():
    """A real process with the pool on: nothing waits for 30 seconds, and no statement and no lock longer than it may."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        variables = {
            **{name: os.environ[name] for name in ("PATH", "REDIS_URL") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "zhengzhou_ideology.settings_test",
            "DATABASE_URL": f"postgres://portal@127.0.0.1:{port}/portal",
            "DATABASE_POOL": "1",
            "LOCK_TIMEOUT": "3",
            "LOG_LEVEL": "CRITICAL",
        }
        ran = subprocess.run(
            [sys.executable, "-c", AWAY],
            cwd=settings.BASE_DIR,
            env=variables,
            capture_output=True,
            text=True,
            timeout=60,
        )

    said = json.loads(ran.stdout.splitlines()[-1])
    assert said == [200, 503, str(RETRY_SECONDS), True, ["statement_timeout=30000", "lock_timeout=3000"]]


@pytest.fixture
def variables(monkeypatch):
    for name in ("DATABASE_POOL", "PORTAL_WEB", "STATEMENT_TIMEOUT", "LOCK_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgres://portal@db.example.org/portal")
    return monkeypatch


def options() -> dict:
    return databases.configured(environ.Env())["default"]["OPTIONS"]


def test_a_web_process_gives_up_soon(variables):
    variables.setenv("PORTAL_WEB", "1")
    variables.setenv("DATABASE_POOL", "1")
    variables.setenv("LOCK_TIMEOUT", "4")

    assert options() == {
        "application_name": "portal",
        "connect_timeout": 3,
        "options": "-c pgtrigger.ignore={} -c jit=off -c statement_timeout=30000 -c lock_timeout=4000",
        "pool": {"min_size": 1, "max_size": 4, "timeout": 3},
    }


def test_commands_migrations_and_workers_take_their_time(variables):
    assert options() == {"application_name": "portal", "options": "-c pgtrigger.ignore={} -c jit=off"}


def test_the_server_understands_the_limits(db):
    address = connection.settings_dict
    names = {"host": address["HOST"], "port": address["PORT"], "user": address["USER"], "password": address["PASSWORD"]}
    with psycopg.connect(dbname="postgres", options=databases.limits(30, 5), **names) as asked:
        found = [asked.execute(f"SHOW {name}").fetchone()[0] for name in ("statement_timeout", "lock_timeout")]

    assert found == ["30s", "5s"]


def test_nothing_is_compiled_for_a_list(db):
    """Where PostgreSQL takes its own estimate for large, it compiles for longer than it would have read."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone()[0] == "off"
