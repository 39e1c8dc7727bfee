"""The whole portal in one terminal, for `make run`: servers, database, demo data, web, worker and beat."""

import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from deploy.embedded import demo
from deploy.embedded.children import MARK, Child, end, end_leftovers
from deploy.embedded.engines import SetupError, tail, wait_until
from deploy.embedded.servers import Servers
from deploy.embedded.sharing import open_lock, try_lock

ROOT = Path(__file__).resolve().parents[2]
HEAL_SECONDS = 5
READY_SECONDS = 90


def run(folder: Path) -> None:
    port = chosen_port()
    lock = open_lock(folder / "run.lock")
    # The run before may still be on its way out: with its terminal or `make` gone, it stops by itself.
    if not wait_until(lambda: try_lock(lock), 3) and (is_taken(port) or not wait_until(lambda: try_lock(lock), 60)):
        raise SetupError("门户已在此目录中运行。请先在其终端按 Ctrl-C 停止，再重新启动。")
    end_leftovers(folder)
    if not wait_until(lambda: not is_taken(port), 3):  # a killed process lets go of its port a moment later
        raise SetupError(f"端口 {port} 已被其他程序占用。请停止该程序，或换一个端口：make run PORT={port + 1}")
    with Servers(folder, durable=True) as servers:
        environment = os.environ | demo.environment(folder) | servers.environment() | {MARK: str(folder)}
        environment.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
        prepare(folder, environment)
        children = portal_processes(port, folder, environment | working(servers, environment))
        try:
            for child in children:
                child.start(servers.descriptors())
            watch(children, servers, port, environment["DEMO_PASSWORD"])
        finally:
            end(children)


def chosen_port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise SetupError(f"PORT 必须是 1 至 65535 之间的整数，不能是“{given}”。")
    return int(given)


def is_taken(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise SetupError(f"当前账户无权使用端口 {port}，请换一个大于 1023 的端口。") from error
        except OSError:
            return True
    return False


def prepare(folder: Path, environment: dict[str, str]) -> None:
    """Schema every time; demo data and static files only when they are not there yet or no longer fit."""
    manage(environment, "正在更新数据库结构……", "migrate", "--noinput", "--verbosity=0")
    demo.provide(folder, environment, manage)
    wanted, stamp = static_fingerprint(), folder / "static.stamp"
    if not (folder / "static").is_dir() or not stamp.exists() or stamp.read_text() != wanted:
        manage(environment, "正在整理静态文件……", "collectstatic", "--noinput", "--verbosity=0")
        stamp.write_text(wanted)


def working(servers: Servers, environment: dict[str, str]) -> dict[str, str]:
    """The private database is worked in by an account that owns nothing; whoever brings a database says with whose account."""
    if "DATABASE_URL" not in servers.engines:
        return {}
    manage(environment, "正在更新数据库授权……", "grant_roles", "--verbosity=0")
    return servers.working_environment()


def manage(environment: dict[str, str], announcement: str, *words: str) -> None:
    say(announcement)
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment)
    if done.returncode:
        raise SetupError(f"manage.py {words[0]} 未能完成（状态 {done.returncode}），原因见上文。")


def static_fingerprint() -> str:
    """Changes with every file that collectstatic reads, directly or through a locked package."""
    files = [ROOT / "package-lock.json", ROOT / "requirements/run.txt", ROOT / "zhengzhou_ideology/settings.py"]
    files += sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    facts = [f"{path.relative_to(ROOT)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def portal_processes(port: int, folder: Path, environment: dict[str, str]) -> list[Child]:
    python = [sys.executable, "-m"]
    web = f"gunicorn zhengzhou_ideology.wsgi --workers=2 --bind=127.0.0.1:{port} --timeout=120 --no-control-socket"
    celery = "celery --app=zhengzhou_ideology"
    commands = {
        "web": [*python, *web.split(), "--access-logfile=-", "--logger-class=zhengzhou_ideology.access_log.AccessLog"],
        "worker": [*python, *celery.split(), "worker", "--concurrency=2", "--loglevel=INFO", "--without-mingle"],
        "beat": [*python, *celery.split(), "beat", f"--schedule={folder / 'beat-schedule'}", "--pidfile="],
    }
    return [
        Child(
            name,
            words,
            cwd=ROOT,
            environment=environment | ({"DATABASE_POOL": "1"} if name == "web" else {}),
            log=folder / "log" / f"{name}.log",
        )
        for name, words in commands.items()
    ]


def watch(children: list[Child], servers: Servers, port: int, password: str) -> None:
    """Say READY once the web answers, then keep everything alive until somebody stops it."""
    parent, ready = os.getppid(), False
    started = healed = time.monotonic()
    while True:
        time.sleep(0.25)
        for child in children:
            for error in child.errors():
                say(error)
            if child.is_dead():
                say(f"{child.name} 已退出（状态 {child.process.returncode}），正在重新启动。")
                child.count_death()
                child.start(servers.descriptors())
        now = time.monotonic()
        if now - healed > HEAL_SECONDS:
            healed = now
            servers.heal()
        if not ready and answers(port):
            ready = True
            demo.announce(password)
            say(f"READY http://127.0.0.1:{port}")
        elif not ready and now - started > READY_SECONDS:
            raise SetupError(f"网站在 {READY_SECONDS} 秒内没有应答，日志末尾：\n{tail(children[0].log)}")
        if "MAKELEVEL" in os.environ and os.getppid() != parent:
            return  # `make` was killed: nobody is left to press Ctrl-C


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def say(line: str) -> None:
    print(line, flush=True)
