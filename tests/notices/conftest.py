"""Kinds of notice for the tests, moments of a week, and a mail server that really receives."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import create_server
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from tests.factories import UserFactory
from zhengzhou_ideology.notices import kinds, outbox
from zhengzhou_ideology.notices.models import Notice

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The sink's threads would go on logging into the capture of a test that is over.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


def at(hour: int, minute: int = 0, *, day: int = 21) -> datetime:
    """A moment of October 2026, in which the 21st is a Wednesday, the 24th a Saturday, and the 1st to the 7th are a holiday."""
    return datetime(2026, 10, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch):
    for kind in (
        kinds.Kind("matter", "日常事项"),
        kinds.Kind("account", "账号安全", digestible=False),
        kinds.Kind("paper", "处理文书", legal_paper=True),
    ):
        monkeypatch.setitem(kinds.REGISTRY, kind.key, kind)


@dataclass
class Sink:
    """An SMTP server on a port of its own; `answer` may say something other than 250 to one mail."""

    received: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: Callable[[EmailMessage], str] = lambda message: "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        answer = self.answer(message)
        if answer.startswith("250"):
            self.received.append(message)
        return answer

    @property
    def recipients(self) -> list[str]:
        return sorted(message["To"] for message in self.received)

    @property
    def subjects(self) -> list[str]:
        return [message["Subject"].strip() for message in self.received]  # a long subject begins on a line of its own


def part(message: EmailMessage, kind: str) -> str:
    """The text or the HTML of a mail, without the line ends of the wire."""
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


@pytest.fixture
def sink(settings):
    handler = Sink()
    with create_server(("127.0.0.1", 0)) as free:  # the controller cannot be told to choose a port itself
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "zhengzhou_ideology.notices.smtp.PatientBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()


def told(*users, subject="第三季度报告被退回", kind="matter", key="k", when=None, **more) -> list[Notice]:
    """Post to these users, as of a moment."""
    outbox.post(users, kind=kind, subject=subject, body=more.pop("body", "请于7日内更正。"), key=key, **more)
    notices = Notice.objects.filter(key=key, recipient__in=users).order_by("pk")
    if when:
        notices.update(created_at=when)
    return list(notices)


@pytest.fixture
def user(db):
    return UserFactory(username="wang", name="王某某")


@pytest.fixture
def robot(settings):
    """A group's robot that keeps what it hears, on a host that the operator allows."""
    heard = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(robot_status[0])
            self.end_headers()

        def log_message(self, *args):
            return

    robot_status = [200]
    server = HTTPServer(("127.0.0.1", 0), Robot)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.GROUP_HOSTS = [f"127.0.0.1:{server.server_port}"]
    yield f"json://127.0.0.1:{server.server_port}/", heard, robot_status
    server.shutdown()
    server.server_close()
