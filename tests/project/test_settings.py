"""Production refuses to start half configured, and the page for operators names every variable there is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from zhengzhou_ideology.environment import Env
from zhengzhou_ideology.health.configuration import _numbers, configured

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "".join(chr(ord("!") + number) for number in range(64)),
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://portal@db.example.org/portal",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "SITE_URL": "https://portal.example.org",
    "EMAIL_URL": "smtp+tls://portal:password@mail.example.org:587",
}
CLAMAV = {"CLAMAV_ADDRESS": "unix:///run/clamav/clamd.ctl"}
# Each of these once started in silence.
WRONG = {
    "DATABASE_URL": ("foo", "E001"),
    "REDIS_URL": ("http://redis.example.org", "E002"),
    "ALLOWED_HOSTS": ("*", "E003"),
    "SITE_URL": ("http://127.0.0.1:8000", "E005"),
    "MONITOR_ADDRESSES": ("prometheus", "E007"),
    "MEDIA_ROOT": ("/nonexistent/place", "E009"),
    "CLAMAV_ADDRESS": (":::", "E010"),
    "DEFAULT_FROM_EMAIL": ("nonsense", "E011"),
    "SMS_PROVIDER": ("foo.Bar", "E012"),
    "ATTACHMENT_MAX_MB": ("0", "E013"),
    "INVITATION_DAYS": ("-3", "E013"),
    "BACKUP_FOLDER": ("/nonexistent/backup", "E015"),
    "CSRF_TRUSTED_ORIGINS": ("portal.example.org", "4_0.E001"),
    "SECRET_KEY": ("abc", "security.W009"),
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


@pytest.fixture(scope="module")
def trail(tmp_path_factory) -> dict[str, str]:
    """What the audit trail of a production host takes: a key, and two places for its heads."""
    folder = tmp_path_factory.mktemp("trail")
    key = folder / "audit" / "key.pem"
    manage("make_audit_key", str(key))
    return {
        "AUDIT_KEY_FILE": str(key),
        "AUDIT_ANCHOR_FILE": str(folder / "anchors.jsonl"),
        "AUDIT_ANCHOR_MAIL": "audit@example.org",
    }


def test_deployment_check_has_no_warning(trail, tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **trail, **CLAMAV, MEDIA_ROOT=str(tmp_path))

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {
                "AUDIT_KEY_FILE": None,
                "AUDIT_ANCHOR_FILE": "/nonexistent/anchors.jsonl",
                "AUDIT_ANCHOR_SYSLOG": "log.example.org",
            },
            [
                "(audit.E001) 没有审计签名密钥",
                "(audit.E002) 外部存证目录 /nonexistent 不存在",
                "(audit.E003) 日志服务器地址“log.example.org”缺少端口",
            ],
        ),
        (
            {"AUDIT_KEY_FILE": "manage.py", "AUDIT_ANCHOR_MAIL": None},
            ["(audit.E001) 审计签名密钥 manage.py 不能打开", "(audit.W001) 封存结果没有送往至少两处外部存证"],
        ),
    ],
)
def test_deployment_check_names_what_the_audit_trail_lacks(changes, said, trail):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **{**trail, **changes})

    assert done.returncode != 0
    assert [words for words in said if words not in done.stderr] == []


def test_deployment_check_refuses_each_wrong_value(tmp_path):
    """All at once: a process each would take half a minute."""
    done = manage("check", "--deploy", **{name: value for name, (value, _number) in WRONG.items()})

    said = done.stderr
    assert done.returncode == 1
    numbers = {number if "." in number else f"portal.{number}" for _value, number in WRONG.values()}
    assert {number for number in numbers if f"({number})" not in said} == set(), said
    assert ("ATTACHMENT_MAX_MB 应在" in said, "INVITATION_DAYS 应在" in said) == (True, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SITE_URL": "portal.example.org"}, ["portal.E004"]),
        ({"SITE_URL": "https://portal.example.org/path"}, ["portal.E004"]),
        ({"SITE_URL": "http://portal.example.org"}, ["portal.E006"]),
        ({"REDIS_URL": "foo"}, ["portal.E002"]),
        ({"CLAMAV_ADDRESS": ""}, ["portal.W001"]),
        ({"CLAMAV_ADDRESS": "none"}, []),
        ({"API_LOG_DAYS": 0}, ["portal.E013"]),
        ({"WEBHOOK_HOSTS": ["receiver.example.org", "receiver.example.org:8443", "[::1]:80"]}, []),
        ({"WEBHOOK_HOSTS": ["https://receiver.example.org"]}, ["portal.E016"]),
        ({"GROUP_HOSTS": ["chat.example.org/hook"]}, ["portal.E016"]),
        ({"WEBHOOK_CA_FILE": "/nonexistent/ca.pem"}, ["portal.E017"]),
        ({"BACKUP_FOLDER": "/nonexistent/backup"}, ["portal.E015"]),
        ({"STORAGES": {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}}, ["portal.E008"]),
    ],
)
def test_deployment_check_of_one_value(settings, tmp_path, monkeypatch, change, said):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    good = {"SITE_URL": "https://portal.example.org", "CLAMAV_ADDRESS": "tcp://127.0.0.1:3310", "MEDIA_ROOT": tmp_path}
    for name, value in {**good, **change}.items():
        setattr(settings, name, value)

    assert [message.id for message in configured(None)] == said


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("STATEMENT_TIMEOUT", "-1", ["portal.E013"]),
        ("STATEMENT_TIMEOUT", "30", []),
        ("LOCK_TIMEOUT", "abc", ["portal.E013"]),
        ("DATABASE_POOL_SIZE", "0", ["portal.E013"]),
        ("CONN_MAX_AGE", "86400", ["portal.E013"]),
    ],
)
def test_deployment_check_bounds_what_web_processes_alone_read(variable, value, said, monkeypatch):
    monkeypatch.setenv(variable, value)

    assert [message.id for message in _numbers()] == said


@pytest.mark.parametrize("variable", sorted(COMPLETE))
@pytest.mark.parametrize("value", [None, ""])
def test_production_refuses_to_start_without(variable, value):
    done = manage("check", **{variable: value})

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith(f"ImproperlyConfigured: 生产环境缺少环境变量：{variable}。")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SESSION_COOKIE_AGE", "abc", "环境变量 SESSION_COOKIE_AGE 应为整数"),
        ("TRUSTED_PROXY_COUNT", "x", "环境变量 TRUSTED_PROXY_COUNT 应为整数"),
        ("SECURE_SSL_REDIRECT", "maybe", "环境变量 SECURE_SSL_REDIRECT 应为0 或 1"),
        ("LOG_LEVEL", "LOUD", "环境变量 LOG_LEVEL 只能是 INFO、"),
        ("EMAIL_URL", "mail.example.org", "环境变量 EMAIL_URL 应为 smtp://"),
        ("DATABASE_URL", "mysql://portal:secret@db.example.org/portal", "环境变量 DATABASE_URL 不是 postgres://"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_with_a_sentence(monkeypatch, variable, value, said):
    """Each ended in a traceback of some library; what a password may stand in is not repeated."""
    monkeypatch.setenv(variable, value)
    read = {
        "LOG_LEVEL": lambda env: env.one_of(variable, "INFO", "DEBUG"),
        "EMAIL_URL": lambda env: env.email(variable),
        "DATABASE_URL": lambda env: env.db(variable),
        "SECURE_SSL_REDIRECT": lambda env: env.bool(variable, default=True),
    }.get(variable, lambda env: env.int(variable, 5))

    with pytest.raises(ImproperlyConfigured) as refused:
        read(Env())

    assert str(refused.value).startswith(said)
    assert "secret" not in str(refused.value)


def test_the_settings_are_read_so():
    """One of them in a real process: the others go through the same reader."""
    done = manage("check", LOG_LEVEL="LOUD")

    assert done.returncode != 0
    assert "只能是 INFO、DEBUG" in done.stderr.splitlines()[-1]


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
    where = ("settings.py", "audit/configuration.py", "databases.py", "sign_in.py", "files/storages.py")
    settings = "".join((ROOT / "zhengzhou_ideology" / path).read_text() for path in where)
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]*)"', settings)) | set(COMPLETE)
    page = (ROOT / "docs/operations.md").read_text()
    table = page.split("## Environment variables")[1].split("\n## ")[0]

    documented = re.findall(r"^\| `([A-Z][A-Z0-9_]*)` \|", table, flags=re.MULTILINE)

    assert sorted(documented) == sorted(read)
