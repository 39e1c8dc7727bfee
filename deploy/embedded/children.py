"""The long-lived processes of `make run`: started, listened to, restarted, ended."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from deploy.embedded.engines import LOG_LIMIT, SetupError, tail, wait_until

MARK = "PORTAL_SUPERVISED_IN"
STOP_SECONDS = 20
DEATHS_ALLOWED, DEATHS_SECONDS = 3, 60
# Django writes "2026-11-23 10:00:00,000 ERROR …", gunicorn and celery "[2026-11-23 …": other lines continue the one before.
LOG_LINE = re.compile(r"\[?\d{4}-\d\d-\d\d[ T]")
LOUD = re.compile(r"\b(ERROR|CRITICAL)\b|^Traceback ")


class Child:
    def __init__(self, name: str, words: list[str], *, cwd: Path, environment: dict[str, str], log: Path) -> None:
        self.name, self.words, self.cwd, self.environment, self.log = name, words, cwd, environment, log
        self.deaths: list[float] = []
        self.process: subprocess.Popen[bytes]
        self.loud = False
        self.heard = 0

    def start(self, descriptors: tuple[int, ...]) -> None:
        """In a session of its own: Ctrl-C reaches the supervisor alone, which then ends the children in order."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.heard = log.tell()
            self.process = subprocess.Popen(
                self.words,
                cwd=self.cwd,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=descriptors,
                start_new_session=True,
            )

    def is_dead(self) -> bool:
        return self.process.poll() is not None

    def count_death(self) -> None:
        """One that the kernel killed for want of memory deserves a new start, one that cannot live ends the portal."""
        now = time.monotonic()
        self.deaths = [*(moment for moment in self.deaths if now - moment < DEATHS_SECONDS), now]
        self.kill_group()
        if len(self.deaths) >= DEATHS_ALLOWED:
            raise SetupError(f"{self.name} 反复退出，门户停止。日志 {self.log} 的末尾：\n{tail(self.log)}")

    def errors(self) -> Iterator[str]:
        """What went wrong since the last look, whole tracebacks included."""
        with self.log.open("rb") as log:
            log.seek(self.heard)
            news = log.read()
        news = news[: news.rfind(b"\n") + 1]
        self.heard += len(news)
        for line in news.decode(errors="replace").splitlines():
            if LOG_LINE.match(line) or LOUD.search(line):
                self.loud = bool(LOUD.search(line))
            if self.loud:
                yield f"[{self.name}] {line}"

    def kill_group(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def end(children: list[Child]) -> None:
    """First ask (a worker finishes its task), then insist (the broker hands the task out again), then kill."""
    for request in (signal.SIGTERM, signal.SIGQUIT):
        for child in children:
            if not child.is_dead():
                child.process.send_signal(request)
        if wait_until(lambda: all(child.is_dead() for child in children), STOP_SECONDS):
            break
    for child in children:
        child.kill_group()
        child.process.wait()


def end_leftovers(folder: Path) -> None:
    """After a kill -9 of the supervisor its children go on; they hold the port and would work twice."""

    def leftovers() -> list[psutil.Process]:
        found = psutil.process_iter(["environ"])
        return [process for process in found if (process.info["environ"] or {}).get(MARK) == str(folder)]

    for process in leftovers():
        process.kill()
    wait_until(lambda: not leftovers(), STOP_SECONDS)
