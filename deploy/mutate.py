"""Do the tests notice? Each small wrong of `tests/mutants.toml` is done to a copy of the checkout, and its tests must fail.

`python -m deploy.mutate [WORD …]`, with the test servers up; words choose the mutants whose file or text holds one of them.
"""

import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from deploy.embedded.sharing import alone

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tests/mutants.toml"
WORKERS = 2
# Whoever turns a loop endless has been noticed too.
LONGEST_SECONDS = 240
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", ".*_cache", ".hypothesis")
Ended: TypeAlias = subprocess.CompletedProcess[str] | None
KILLED, SURVIVED, EQUIVALENT, STALE, BROKEN = "杀死", "存活", "等价", "过时", "无效"


@dataclass(frozen=True)
class Mutant:
    """`old` stands once in `file`; with `new` in its place one of `tests` must fail, unless nobody could tell (`equivalent`)."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    equivalent: str = ""

    def __str__(self) -> str:
        return f"{self.file}：{self.old.strip()} → {self.new.strip() or '（删除）'}"

    def fits(self, root: Path) -> bool:
        path = root / self.file
        return path.is_file() and path.read_text(encoding="utf-8").count(self.old) == 1


def listed() -> list[Mutant]:
    rows = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]
    return [Mutant(**{**row, "tests": tuple(row["tests"])}) for row in rows]


class Workshop:
    """Copies of the checkout, one for each worker, and a database of the same name; whoever takes one has it alone."""

    def __init__(self, place: Path) -> None:
        self.free: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(WORKERS):
            copy = place / f"mutant{number}"
            # Times are kept, so that the compiled files of the copy stay valid.
            shutil.copytree(ROOT, copy, ignore=LEFT_OUT, symlinks=True)
            self.free.put(copy)

    @contextmanager
    def copy(self) -> Iterator[Path]:
        copy = self.free.get()
        try:
            yield copy
        finally:
            self.free.put(copy)

    def untouched(self, tests: list[str]) -> Ended:
        """How the tests end without any mutant; whatever they compile is compiled for all that follow."""
        with self.copy() as copy:
            return examined(copy, tests)

    def fate(self, mutant: Mutant) -> str:
        with self.copy() as copy:
            if not mutant.fits(copy):
                return STALE
            with mutated(copy / mutant.file, mutant):
                # Nothing is compiled for keeps: a file that changes twice a second passes for the same.
                ended = examined(copy, mutant.tests, seconds=LONGEST_SECONDS, PYTHONDONTWRITEBYTECODE="1")
        if ended and not ended.returncode:
            return EQUIVALENT if mutant.equivalent else SURVIVED
        # What cannot even be imported ends in 1 as well, but in no test.
        return KILLED if ended is None or re.search(r"\b1 (failed|error)\b.* in ", ended.stdout) else BROKEN


@contextmanager
def mutated(path: Path, mutant: Mutant) -> Iterator[None]:
    text, times = path.read_bytes(), path.stat()
    path.write_bytes(text.replace(mutant.old.encode(), mutant.new.encode()))
    try:
        yield
    finally:
        path.write_bytes(text)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def examined(copy: Path, tests: Iterable[str], *, seconds: int | None = None, **more: str) -> Ended:
    """What pytest came to: 1 if a test failed; None if it never came to an end."""
    steady = ("-p", "no:cacheprovider", "--hypothesis-profile=ci")  # a busy machine must not pass for a failed test
    command = [sys.executable, "-m", "pytest", "-x", "-q", *steady, *tests]
    database = {"DATABASE_URL": re.sub(r"[^/]+?(\?.*)?$", rf"{copy.name}\1", os.environ["DATABASE_URL"])}
    try:
        return subprocess.run(
            command, cwd=copy, env=os.environ | database | more, timeout=seconds, capture_output=True, text=True
        )
    except subprocess.TimeoutExpired:
        return None


def main(words: list[str]) -> int:
    began = time.monotonic()
    mutants = [mutant for mutant in listed() if not words or any(word in str(mutant) for word in words)]
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    fates: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="portal-mutants-") as place, ThreadPoolExecutor(WORKERS) as pool:
        workshop = Workshop(Path(place))
        print(f"先运行未改动的代码：{len(tests)} 组测试。", flush=True)
        for ended in pool.map(workshop.untouched, filter(None, (tests[n::WORKERS] for n in range(WORKERS)))):
            if ended is None or ended.returncode:
                print(f"{ended and ended.stdout}\n未改动的代码就有测试不通过，请先修复。", file=sys.stderr)
                return 1
        for mutant, fate in zip(mutants, pool.map(workshop.fate, mutants), strict=True):
            print(f"{fate}  {mutant}" + (f"（{mutant.equivalent}）" if fate == EQUIVALENT else ""), flush=True)
            fates[fate] += 1
    told = "，".join(f"{fate} {fates[fate]}" for fate in (KILLED, EQUIVALENT, SURVIVED, STALE, BROKEN))
    score = f"{fates[KILLED]}/{fates[KILLED] + fates[SURVIVED]}"
    print(f"共 {len(mutants)} 个变异：{told}。得分 {score}，用时 {round(time.monotonic() - began)} 秒。")
    if fates[SURVIVED]:
        print("存活：没有测试发现。请补测试；确实无从发现的，在 tests/mutants.toml 中写明 equivalent 的理由。")
    if fates[STALE] or fates[BROKEN]:
        print("过时：原文在文件中不是恰好出现一次；无效：改动后测试无法运行。请修改 tests/mutants.toml。")
    return 1 if fates[SURVIVED] or fates[STALE] or fates[BROKEN] else 0


if __name__ == "__main__":
    try:
        (ROOT / "var").mkdir(exist_ok=True)
        with alone(ROOT / "var/mutants.lock"):  # for two runs at once would share their databases
            sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("已中断。")
