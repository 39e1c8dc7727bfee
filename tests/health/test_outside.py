"""What an operator is told of the servers around the portal: each of them well, and each at fault."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.conf import settings as portal

from tests.notices.conftest import sink  # noqa: F401 - a fixture
from tests.server import environment
from zhengzhou_ideology.health import rounds
from zhengzhou_ideology.health.findings import Finding


def told(name: str, now) -> Finding:
    """The finding of this round, as `doctor` has it."""
    (finding,) = rounds.look(now, tuple(one for one in rounds.DEEP if one.name == name))
    return finding


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def test_mail_server_that_lets_us_in_is_well(sink, now):  # noqa: F811
    assert (told("mail", now).state, sink.received) == ("well", [])


def test_mail_server_that_is_away_or_has_no_name_is_told(settings, now):
    unset = told("mail", now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    away = told("mail", now)

    assert [unset.state, away.state] == ["warning", "fault"]
    assert (unset.said, away.said) == ("没有配置邮件服务器，邮件不会发出", "不可用（ConnectionRefusedError）")
    assert all("EMAIL_URL" in finding.repair for finding in (unset, away))


@contextmanager
def clamd(settings, reply: bytes) -> Iterator[list[bytes]]:
    """Answers one question."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), []

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            heard.append(line.recv(16))
            line.sendall(reply)

    settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    thread = Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield heard
        thread.join(5)


@pytest.mark.parametrize(("reply", "state"), [(b"PONG\0", "well"), (b"COMMAND READ TIMED OUT\0", "fault")])
def test_scanner_is_asked_whether_it_answers(settings, now, reply, state):
    with clamd(settings, reply) as heard:
        assert told("scanner", now).state == state

    assert heard == [b"zPING\0"]


@pytest.mark.parametrize(("address", "state"), [("none", "warning"), ("closed", "fault"), ("nonsense", "fault")])
def test_scanner_that_is_away_or_none_is_told(settings, now, address, state):
    settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{closed_port()}" if address == "closed" else address

    finding = told("scanner", now)

    assert (finding.state, "CLAMAV_ADDRESS" in finding.repair) == (state, True)


def test_without_a_replica_there_is_nothing_to_say(db, now):
    assert told("replica", now).said == "没有设置只读副本"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("place", "said"),
    [("", "REPLICA_URL 指向的数据库不是副本"), ("nobody", "不可用（OperationalError）")],
)
def test_replica_that_follows_nobody_or_is_away_is_a_fault(place, said, tmp_path):
    """One that follows, lags and dies is asked in tests/machines/test_replica.py."""
    own = environment(MEDIA_ROOT=str(tmp_path))
    database = f"postgres://postgres@127.0.0.1:{closed_port()}/portal" if place else own["DATABASE_URL"]
    words = [sys.executable, "manage.py", "doctor", "--json"]
    ran = subprocess.run(words, cwd=portal.BASE_DIR, env=own | {"REPLICA_URL": database}, capture_output=True)

    (finding,) = [row for row in json.loads(ran.stdout) if row["name"] == "replica"]
    assert (ran.returncode, finding["state"], finding["said"]) == (1, "fault", said)
