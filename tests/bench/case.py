"""A case of the benchmark: what the portal does beside the least that anybody could do for the same, in turns."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction


class Undone(Exception):
    """Ends a transaction that is to leave nothing behind."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def nothing() -> None:
    return


@dataclass(frozen=True)
class Case:
    """`product` against `bare`, which `beside` names. `limit` is the ratio that is to be kept, `at_most` seconds.

    `prepare` and `restore` stand before and after each run of either and are not counted. What commits by itself is not
    `undone` but restored. `rounds` are those of a small city; what takes long is run less often, see `Case.times`.
    """

    name: str
    product: Callable[[], object]
    beside: str = ""
    bare: Callable[[], object] | None = None
    limit: float | None = None
    at_most: float | None = None
    rounds: int = 20
    prepare: Callable[[], object] = nothing
    restore: Callable[[], object] = nothing
    rolls_back: bool = True
    remark: str = ""


@dataclass
class Result:
    case: Case
    size: int
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    memory: float = 0.0  # MB that a run of the portal's needed beyond what was there

    @property
    def seconds(self) -> float:
        return statistics.median(self.ours)

    @property
    def bare_seconds(self) -> float | None:
        return statistics.median(self.theirs) if self.theirs else None

    @property
    def ratio(self) -> float | None:
        return self.seconds / self.bare_seconds if self.bare_seconds else None

    @property
    def kept(self) -> bool:
        case = self.case
        in_ratio = case.limit is None or self.ratio is None or self.ratio <= case.limit
        return in_ratio and (case.at_most is None or self.seconds <= case.at_most)


def run(case: Case, size: int, *, patience: float) -> Result:
    """In turns, so that a noisy minute falls on both. A first run of each warms caches and is not counted.

    No fewer than three rounds; more only as long as `patience` seconds have not gone by.
    """
    result = Result(case, size)
    began = time.monotonic()
    _once(case, case.product)
    if case.bare:
        _once(case, case.bare)
    for done in range(case.rounds):
        if done >= 3 and time.monotonic() - began > patience:
            break
        seconds, memory = _once(case, case.product)
        result.ours.append(seconds)
        result.memory = max(result.memory, memory)
        if case.bare:
            result.theirs.append(_once(case, case.bare)[0])
    return result


def _once(case: Case, way: Callable[[], object]) -> tuple[float, float]:
    case.prepare()
    gc.collect()
    before = _held()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    if case.rolls_back:
        with undone():
            began = worked()
            way()
            seconds = worked() - began
    else:
        began = worked()
        way()
        seconds = worked() - began
    memory = _held("VmHWM:") - before
    case.restore()
    return seconds, memory


def _held(line: str = "VmRSS:") -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(line)[2].split()[0]) / 1024


def worked() -> float:
    """Seconds on a processor so far, of this process and of the backend that serves it (same machine).

    The clock on the wall of a busy machine would measure its other work.
    """
    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(backend.split()[0]) / 1e9


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def fetched(statement: str, parameters: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or [])
        return cursor.fetchall()
