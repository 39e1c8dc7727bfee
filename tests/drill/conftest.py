"""Run by `make drill` alone: minutes, root, and a host that is thrown away."""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.drill.box import Box, lacking
from tests.drill.page import ROOT


@pytest.fixture(scope="session", autouse=True)
def django_db_setup() -> None:
    """The hosts have databases of their own."""


@pytest.fixture(scope="session", autouse=True)
def nobody_stays_connected() -> None:
    """Nobody was connected."""


@pytest.fixture(scope="session")
def carried(tmp_path_factory) -> Path:
    """What is carried to the host: the archive of `make bundle`, the repository, and npm's packages."""
    if reason := lacking():
        pytest.skip(f"no host to drill on: {reason}")
    folder = tmp_path_factory.mktemp("carried")
    subprocess.run([ROOT / ".venv/bin/python", "deploy/bundle.py"], cwd=ROOT, check=True)
    archive = max((ROOT / "dist").glob("portal-*.tar"), key=lambda one: one.stat().st_mtime)
    shutil.copy(archive, folder / "portal.tar")
    with tarfile.open(archive) as opened:
        opened.extractall(folder / "open", filter="data")
    [unpacked] = (folder / "open").iterdir()
    (unpacked / "wheels").rename(folder / "wheels")
    shutil.rmtree(folder / "open")
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, folder / "portal.git"], check=True)
    state = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    git = ("git", "--git-dir", folder / "portal.git")
    subprocess.run([*git, "update-ref", "refs/heads/main", state], check=True)
    subprocess.run([*git, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    npm = folder / "npm-project"
    npm.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, npm)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--silent", "--cache", folder / "npm"],
        cwd=npm, check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    shutil.rmtree(npm)
    for place in (folder, *folder.rglob("*")):
        os.chmod(place, 0o755 if place.is_dir() else 0o644)
    for parent in folder.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o755 if parent != Path("/tmp") else parent.stat().st_mode)
    return folder


@pytest.fixture
def box(carried, tmp_path) -> Iterator[Box]:
    """A fresh host: Debian, its own empty PostgreSQL and Redis, and registries that are folders of it."""
    with _host(tmp_path / "host", carried) as host:
        yield host


@pytest.fixture
def second(carried, tmp_path) -> Iterator[Box]:
    """Another such host, on which no server runs."""
    with _host(tmp_path / "second", carried) as host:
        _connected(host)
        yield host


@contextmanager
def _host(place: Path, carried: Path) -> Iterator[Box]:
    with Box(place / "root", carried) as host:
        host.run("install -d -o www-data -g adm /var/log/nginx; install -d -o redis -g redis /run/redis")
        yield host
    (place / "said.log").write_text("\n".join(host.said))


def _connected(box: Box) -> None:
    """With the registries that setting up asks."""
    box.run(
        "printf '[global]\\nno-index = true\\nfind-links = /srv/drill/wheels\\n' > /etc/pip.conf\n"
        "mkdir -p /opt/npm && cp -r /srv/drill/npm/. /opt/npm && printf 'cache=/opt/npm\\noffline=true\\n' > /root/.npmrc\n"
        "git config --global --add safe.directory '*'"
    )


@pytest.fixture
def servers(box) -> Box:
    """As a bureau has them before it installs the portal."""
    _connected(box)
    box.run(
        "major=$(ls /usr/lib/postgresql | sort -n | tail -1)\n"
        "pg_createcluster --encoding=UTF8 $major main\n"
        "systemctl start postgresql@$major-main redis-server\n"
        "rm -f /etc/nginx/sites-enabled/*\n"
        "install -d /etc/ssl/portal && openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=portal.example.org"
        " -addext subjectAltName=DNS:portal.example.org -keyout /etc/ssl/portal/privkey.pem -out /etc/ssl/portal/fullchain.pem"
    )
    return box
