"""Reading from a copy of the database: what asks for it reads there, as new as the primary was when it was asked.

Nobody sees less than was written before the question: the copy must have replayed as much as the primary had written.
So whoever has just changed something finds the change, on whichever host. A copy that does not catch up in time, has
become a primary itself or does not answer is left alone, and the primary answers.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections
from django.db.models import Model

REPLICA = "replica"
# A page waits no longer than a reader notices, a file in the background as long as a busy copy may need.
PAGE_SECONDS, FILE_SECONDS = 0.1, 10.0
STEP_SECONDS = 0.005
# One that did not answer is not asked at every turn.
PAUSE = 10.0

AWAY = (OperationalError, InterfaceError)
WRITTEN = "SELECT pg_current_wal_flush_lsn()::text"
REPLAYED = "SELECT pg_is_in_recovery() AND coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)"

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
_reading: ContextVar[bool] = ContextVar("reading_replica", default=False)
_down_until = 0.0


class ReplicaRouter:
    """Everything is written to the primary and read there, but inside `answered`."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return REPLICA if _reading.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *objects: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def connection_now() -> Any:
    """For a statement in SQL: where a queryset would read."""
    return connections[REPLICA if _reading.get() else DEFAULT_DB_ALIAS]


def read_from_replica(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Of a view that only reads."""

    @wraps(view)
    def page(*args: Any, **kwargs: Any) -> Answer:
        return answered(lambda: view(*args, **kwargs), PAGE_SECONDS)

    return page


def answered(ask: Callable[[], Answer], seconds: float) -> Answer:
    """What the copy says, or the primary if the copy cannot: `ask` may run twice, and reads only."""
    if not has_caught_up(seconds):
        return ask()
    try:
        with _from_copy():
            return ask()
    except AWAY as error:
        if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            raise  # too slow there, and no faster here
        logger.warning("The replica failed (%s); the primary answers", error)
    _leave()
    return ask()


@contextmanager
def _from_copy() -> Iterator[None]:
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def has_caught_up(seconds: float) -> bool:
    """Whether the copy has within so many seconds what the primary has written by now."""
    if REPLICA not in connections or time.monotonic() < _down_until:
        return False
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(WRITTEN)
        written = cursor.fetchone()[0]
    try:
        return _replays(written, seconds)
    except DatabaseError as error:
        logger.warning("The replica does not answer (%s)", error)
        _leave()
        return False


def _replays(written: str, seconds: float) -> bool:
    end = time.monotonic() + seconds
    with connections[REPLICA].cursor() as cursor:
        while True:
            cursor.execute(REPLAYED, [written])
            if cursor.fetchone()[0]:
                return True
            if time.monotonic() > end:
                return False
            time.sleep(STEP_SECONDS)


def _leave() -> None:
    global _down_until
    _down_until = time.monotonic() + PAUSE
    connections[REPLICA].close()
