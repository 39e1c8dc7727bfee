"""A case of the benchmark: what the portal does beside the least that anybody could do for the same, in turns."""

import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

# How often at least: what takes less than QUICK seconds, and what takes longer.
QUICK, QUICK_RUNS, RUNS = 1, 20, 3


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
    """`product` against `bare`, which `beside` names. `limit` is the ratio that is to be kept and `goal` the one that is aimed
    at where they differ; `at_most` are seconds, `most_memory` the MB of the whole process, `grows` how many times as long it may take as in the smallest city; `must` says what else
    holds where `product` does not return False. Where `bare` is the same in any city, as a floor is, growth is counted in it: `in_bare`.

    `prepare` and `restore` stand before and after each run of either and are not counted. What commits by itself is not
    `undone` but restored. `rounds` are the most; what takes long is run less often, see `run`. What takes
    minutes is not warmed up either. `clock` counts the seconds. `why`: what several cases spend their time on, said once below.
    """

    name: str
    product: Callable[[], object]
    beside: str = ""
    bare: Callable[[], object] | None = None
    limit: float | None = None
    goal: float | None = None
    at_most: float | None = None
    rounds: int = 20
    prepare: Callable[[], object] = nothing
    restore: Callable[[], object] = nothing
    rolls_back: bool = True
    remark: str = ""
    why: str = ""
    most_memory: float | None = None
    grows: float | None = None
    in_bare: bool = False
    must: str = ""
    warmed: bool = True
    clock: Callable[[], float] = field(default_factory=lambda: worked)


@dataclass
class Result:
    case: Case
    size: int
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    memory: float = 0.0  # MB that a run of the portal's needed beyond what was there
    peak: float = 0.0  # MB that the whole process held at most
    held: bool = True  # what `must` says

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
        in_memory = case.most_memory is None or self.peak <= case.most_memory
        return self.held and in_ratio and in_memory and (case.at_most is None or self.seconds <= case.at_most)


def run(case: Case, size: int, *, patience: float) -> Result:
    """In turns, so that a noisy minute falls on both. A first run of each warms caches and is not counted.

    Each way no less often than three times, twenty where it takes less than a second; more only until `patience` seconds
    have gone by.
    """
    result = Result(case, size)
    began = time.monotonic()
    if case.warmed:
        _once(case, case.product)
        if case.bare:
            _once(case, case.bare)

    def again(taken: list[float]) -> bool:
        enough = min(case.rounds, QUICK_RUNS if taken and statistics.median(taken) < QUICK else RUNS)
        return len(taken) < enough or (len(taken) < case.rounds and time.monotonic() - began < patience)

    while again(result.ours):
        seconds, memory, peak, said = _once(case, case.product)
        result.ours.append(seconds)
        result.memory, result.peak = max(result.memory, memory), max(result.peak, peak)
        result.held &= said is not False
        if case.bare and again(result.theirs):
            result.theirs.append(_once(case, case.bare)[0])
    return result


def _once(case: Case, way: Callable[[], object]) -> tuple[float, float, float, object]:
    """Seconds, MB beyond those held before, MB in all, and what the run returned."""
    case.prepare()
    gc.collect()
    before = _held()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    with undone() if case.rolls_back else nullcontext():
        began = case.clock()
        said = way()
        seconds = case.clock() - began
    peak = _held("VmHWM:")
    case.restore()
    return seconds, peak - before, peak, said


def _held(line: str = "VmRSS:") -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(line)[2].split()[0]) / 1024


def worked() -> float:
    """Seconds on a processor so far, of this process, of those that it started and that have ended, and of its database backend.

    The clock on the wall of a busy machine would measure its other work.
    """
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + asked()


def asked() -> float:
    """The same of the backend alone."""
    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return int(backend.split()[0]) / 1e9


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def fetched(statement: str, parameters: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or [])
        return cursor.fetchall()
