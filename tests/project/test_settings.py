"""Production refuses to start half configured, and the page for operators names every variable there is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "".join(chr(ord("!") + number) for number in range(64)),
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://portal@db.example.org/portal",
    "REDIS_URL": "redis://redis.example.org:6379/0",
}


def manage(*words: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """`manage.py` in an environment that holds a complete production configuration, changed as told."""
    variables = {"PATH": os.environ["PATH"], **COMPLETE, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={name: value for name, value in variables.items() if value is not None},
        capture_output=True,
        text=True,
    )


def test_deployment_check_has_no_warning():
    done = manage("check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


@pytest.mark.parametrize("variable", sorted(COMPLETE))
@pytest.mark.parametrize("value", [None, ""])
def test_production_refuses_to_start_without(variable, value):
    done = manage("check", **{variable: value})

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith(f"ImproperlyConfigured: 生产环境缺少环境变量：{variable}。")


@pytest.mark.parametrize("variable", ["DEMO", "DEBUG"])
def test_production_refuses_to_start_with(variable):
    done = manage("check", **{variable: "1"})

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith("ImproperlyConfigured: 生产环境不允许 DEMO=1 或 DEBUG=1。")


def test_an_unknown_kind_of_environment_is_refused():
    done = manage("check", PORTAL_ENV="prod")

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith("不能是“prod”。")


def test_operations_page_names_exactly_the_variables_that_settings_read():
    settings = "".join((ROOT / f"zhengzhou_ideology/{name}.py").read_text() for name in ("settings", "sign_in"))
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]*)"', settings)) | set(COMPLETE)
    page = (ROOT / "docs/operations.md").read_text()
    table = page.split("## Environment variables")[1].split("\n## ")[0]

    documented = re.findall(r"^\| `([A-Z][A-Z0-9_]*)` \|", table, flags=re.MULTILINE)

    assert sorted(documented) == sorted(read)
