"""A mail server that remembers what it was asked to deliver, and deliverers that speak to it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests.machines.servers import ROOT, Servers

# At noon of the day after: nothing waits for the morning.
DELIVER = """
import django
django.setup()
from datetime import timedelta
from django.utils.timezone import localtime
from zhengzhou_ideology.notices import delivering
delivering.deliver((localtime() + timedelta(days=1)).replace(hour=12))
"""


class Relay:
    """`got` holds the Message-ID of each mail, `port` is where it listens."""

    def __init__(self, port: int) -> None:
        self.got: list[str] = []
        self.port = port

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.got.append(message_from_bytes(envelope.content)["Message-ID"])
        return "250 OK"


@contextmanager
def relay() -> Iterator[Relay]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        made = Relay(free.getsockname()[1])
    controller = Controller(made, hostname="127.0.0.1", port=made.port)
    controller.start()
    try:
        yield made
    finally:
        controller.stop()


def deliverer(stack: Servers, port: int) -> "subprocess.Popen[bytes]":
    environment = stack.environment() | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    return subprocess.Popen([sys.executable, "-c", DELIVER], cwd=ROOT, env=environment)
