"""The private PostgreSQL and Redis: they keep data, survive kill -9, serve several commands, live in deep folders."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SHARED = (
    "from redis import Redis; import environ, os, psycopg; d = environ.Env.db_url_config(os.environ['DATABASE_URL']); "
)
CONNECT = (
    SHARED + "sql = psycopg.connect(host=d['HOST'], user=d['USER'], dbname=d['NAME'], autocommit=True).execute; "
    "redis = Redis.from_url(os.environ['REDIS_URL']); "
)
WRITE = CONNECT + "sql('CREATE TABLE kept AS SELECT 94 AS number'); redis.set('kept', '94')"
READ = CONNECT + "print(sql('SELECT number FROM kept').fetchone()[0], redis.get('kept').decode())"
TWO_ACCOUNTS = """
import pathlib, sys, environ, psycopg
from deploy.embedded.servers import Servers, prepare_folder

def connect(urls):
    found = environ.Env.db_url_config(urls["DATABASE_URL"])
    return psycopg.connect(host=found["HOST"], user=found["USER"], dbname=found["NAME"], autocommit=True)

folder = pathlib.Path(sys.argv[1])
prepare_folder(folder)
with Servers(folder, durable=False) as servers:
    owner = connect(servers.environment())
    owner.execute("CREATE ROLE portal_application")
    owner.execute("CREATE TABLE kept AS SELECT 94 AS number")
    owner.execute("GRANT SELECT ON kept TO portal_application")
    servers.working_environment()
    portal = connect(servers.working_environment())
    print(*portal.execute("SELECT current_user, number FROM kept").fetchone())
    try:
        portal.execute("TRUNCATE kept")
    except psycopg.errors.InsufficientPrivilege as refusal:
        print(str(refusal))
"""
# What the tests themselves run with.
INHERITED = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
# Says that it is there, then stays until somebody closes its input.
STAY = "import sys; print('up', flush=True); sys.stdin.read()"


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / "var"
    for process in servers_in(tmp_path / "var"):
        process.kill()


def servers_in(folder: Path) -> list[psutil.Process]:
    homes = {str(folder / "postgresql"), str(folder / "redis")}
    return [process for process in psutil.process_iter(["cwd", "name"]) if process.info["cwd"] in homes]


def words(folder: Path, script: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "deploy.embedded",
        "--folder",
        str(folder),
        "--",
        sys.executable,
        "-c",
        script,
    ]


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in INHERITED} | more


def command(folder: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words(folder, script), cwd=ROOT, env=environment(**more), capture_output=True, text=True, timeout=90
    )


@pytest.fixture
def staying(folder):
    """Starts commands that hold the servers until they are let go."""
    started = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            words(folder, STAY), cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def let_go(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def test_data_survive_a_restart(folder):
    first = command(folder, WRITE)
    left_running = servers_in(folder)

    second = command(folder, READ)

    assert (first.returncode, left_running) == (0, [])
    assert (second.returncode, second.stdout) == (0, "94 94\n")


def test_a_kill_of_everything_blocks_no_later_start(folder, staying):
    written = command(folder, WRITE)
    holder = staying()
    for process in [psutil.Process(holder.pid), *psutil.Process(holder.pid).children(), *servers_in(folder)]:
        process.kill()
    # What a number that now belongs to somebody else would do: PostgreSQL alone would refuse to start.
    left = folder / "postgresql" / "postmaster.pid"
    left.write_text(left.read_text().replace(left.read_text().split("\n")[0], str(os.getpid()), 1))

    again = command(folder, READ)

    assert written.returncode == 0
    assert (again.returncode, again.stdout) == (0, "94 94\n")
    assert servers_in(folder) == []


def test_an_initdb_that_was_killed_is_done_again(folder):
    unfinished = folder / "postgresql.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    done = command(folder, WRITE)

    assert (done.returncode, unfinished.exists()) == (0, False)


def test_two_commands_share_the_servers_and_the_last_one_stops_them(folder, staying):
    first, second = staying(), staying()
    shared = {
        process.pid for process in servers_in(folder) if process.ppid() not in {p.pid for p in servers_in(folder)}
    }

    first_status = let_go(first)
    after_first = {process.pid for process in servers_in(folder)}
    second_status = let_go(second)

    assert len(shared) == 2
    assert shared <= after_first
    assert (first_status, second_status, servers_in(folder)) == (0, 0, [])


def test_a_command_whose_wrapper_was_killed_keeps_its_servers(folder, staying):
    wrapper = staying()
    [orphan] = [child for child in psutil.Process(wrapper.pid).children() if "-c" in child.cmdline()]
    wrapper.kill()

    passing_by = command(folder, "")
    kept = servers_in(folder)
    orphan.kill()
    last = command(folder, "")

    assert (passing_by.returncode, last.returncode) == (0, 0)
    assert kept != []
    assert servers_in(folder) == []


def test_a_deep_checkout_and_a_deep_temporary_folder_work(tmp_path, folder):
    deep = tmp_path / ("很深的目录" * 4) / ("with a space" * 8)
    deep.mkdir(parents=True)

    done = command(deep / "var", "import os; print(os.environ['REDIS_URL'])", TMPDIR=str(deep))

    assert done.returncode == 0, done.stderr
    assert len(done.stdout) < 80
    assert servers_in(deep / "var") == []


def test_the_portal_works_in_tables_that_its_account_does_not_own(folder):
    done = subprocess.run(
        [sys.executable, "-c", TWO_ACCOUNTS, str(folder)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=90,
    )

    assert done.stdout == "portal 94\npermission denied for table kept\n"


def test_urls_of_the_environment_replace_each_server_on_its_own(folder):
    done = command(
        folder,
        "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'][:8])",
        DATABASE_URL="postgres://db.example.org/portal",
    )

    assert done.stdout == "postgres://db.example.org/portal unix:///\n"
    assert (folder / "redis").is_dir()
    assert not (folder / "postgresql").exists()


def test_a_command_chooses_its_own_settings(folder):
    done = command(
        folder,
        "import os; print(os.environ.get('DJANGO_SETTINGS_MODULE'))",
        DATABASE_URL="postgres:///x",
        REDIS_URL="redis:///",
    )

    assert done.stdout == "None\n"


def test_terminating_a_command_stops_the_servers_and_keeps_its_status(folder, staying):
    process = staying()

    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)  # to close its input before would end it by itself

    assert (process.returncode, servers_in(folder)) == (128 + signal.SIGTERM, [])


def test_a_command_learns_secrets_that_only_its_owner_may_read_and_that_stay_the_same(folder):
    script = "import os; print(os.environ['SECRET_KEY'], os.environ['DEMO_PASSWORD'], os.environ['DEMO'])"

    first = command(
        folder, script, DATABASE_URL="postgres:///x", REDIS_URL="redis:///", SECRET_KEY="", DEMO_PASSWORD=""
    )
    second = command(
        folder, script, DATABASE_URL="postgres:///x", REDIS_URL="redis:///", SECRET_KEY="", DEMO_PASSWORD=""
    )

    assert first.stdout == second.stdout
    assert [len(word) for word in first.stdout.split()] == [67, 12, 1]
    modes = {stat.S_IMODE((folder / name).stat().st_mode) for name in ("secret_key", "demo_password")}
    assert modes == {0o600}


def test_a_taken_port_is_named_in_one_line(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "deploy.embedded", "--folder", str(folder), "run"],
            cwd=ROOT,
            env=environment(PORT=port),
            capture_output=True,
            text=True,
        )

    assert done.returncode == 1
    assert done.stderr == f"端口 {port} 已被其他程序占用。请停止该程序，或换一个端口：make run PORT={int(port) + 1}\n"
    assert time.monotonic() - started < 10
