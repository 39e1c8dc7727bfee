"""The portal's own processes on several "hosts": web behind nginx, workers, one beat. Each is a group that can be killed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.machines.servers import ROOT

# Where `deploy/setup.sh dev` puts it if the machine has none.
UNPACKED = ROOT / "var/tools/nginx/usr/sbin/nginx"
PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or (str(UNPACKED) if UNPACKED.exists() else "")
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/nginx-body; proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-f; uwsgi_temp_path {folder}/nginx-u; scgi_temp_path {folder}/nginx-s;
    upstream portal {{ {upstream} }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 120m;
        # A host that does not answer is passed over; a request that it may have begun is never sent to another.
        proxy_next_upstream error timeout;
        proxy_connect_timeout 2s;
        error_page 502 504 =503 /busy;
        location = /busy {{ internal; add_header Retry-After 15 always; return 503; }}
        location / {{
            proxy_pass http://portal;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Request-ID $request_id;
        }}
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def wait_until(fact: Callable[[], object], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        time.sleep(0.05)


class Host:
    """A command with all that it starts."""

    def __init__(self, name: str, words: list[str], environment: dict[str, str], folder: Path) -> None:
        self.name, self.words, self.environment = name, words, environment
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Host":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def kill(self) -> None:
        """With everything that it started, at once."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Web(Host):
    """One gunicorn, as its unit starts it."""

    def __init__(self, name: str, environment: dict[str, str], folder: Path, workers: int = 2) -> None:
        self.port = free_port()
        words = f"gunicorn zhengzhou_ideology.wsgi --bind=127.0.0.1:{self.port} --workers={workers} --timeout=120"
        more = {"DATABASE_POOL": "1", "TRUSTED_PROXY_COUNT": "1"}
        super().__init__(
            name, [sys.executable, "-m", *words.split(), "--no-control-socket"], environment | more, folder
        )

    def answers(self, path: str = "/livez", seconds: float = 5) -> bool:
        return status(f"http://127.0.0.1:{self.port}{path}", seconds) == 200

    def ready(self) -> "Web":
        wait_until(self.answers, 300, f"{self.name}, {self.log.read_text()[-2000:]}")
        return self


def status(address: str, seconds: float = 5) -> int | None:
    """Of the answer; None if there was none in time."""
    try:
        with urllib.request.urlopen(address, timeout=seconds) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def checks(host: Web) -> dict[str, str]:
    """What a monitor is told: the state of each check of `/readyz`."""
    with urllib.request.urlopen(f"http://127.0.0.1:{host.port}/readyz", timeout=20) as answer:
        return {name: seen["state"] for name, seen in json.load(answer)["checks"].items()}


def worker(name: str, environment: dict[str, str], folder: Path, concurrency: int = 2) -> Host:
    words = f"celery --app=zhengzhou_ideology worker --concurrency={concurrency} --loglevel=INFO --hostname={name}@%h"
    return Host(name, [sys.executable, "-m", *words.split()], environment, folder)


def beat(name: str, environment: dict[str, str], folder: Path, app: str = "zhengzhou_ideology") -> Host:
    words = f"celery --app={app} beat --schedule={folder / name}.schedule --pidfile= --loglevel=INFO"
    return Host(name, [sys.executable, "-m", *words.split()], environment, folder)


def doctor(environment: dict[str, str]) -> dict[str, str]:
    """What an operator of a host with this environment is told: the state of each check."""
    said, _ = command(environment, "doctor", "--json").communicate(timeout=180)
    return {row["name"]: row["state"] for row in json.loads(said)}


@contextmanager
def running(*hosts: Host) -> Iterator[None]:
    """Started, and killed in the end."""
    try:
        for host in hosts:
            host.start()
        yield
    finally:
        for host in hosts:
            host.kill()


def command(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """`manage.py WORDS`, under way."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def nginx(port: int, webs: list[Web], folder: Path) -> Host:
    """In front of the web hosts, in their turn."""
    upstream = " ".join(f"server 127.0.0.1:{web.port} max_fails=1 fail_timeout=5s;" for web in webs)
    path = folder / "nginx.conf"
    path.write_text(NGINX.format(folder=folder, upstream=upstream, port=port))
    return Host("nginx", [PROGRAM, "-e", str(folder / "nginx-error.log"), "-c", str(path)], dict(os.environ), folder)
