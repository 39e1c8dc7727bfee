"""The outbox, as it stands in production, into a local sink that takes everything and notes each Message-ID, against smtplib over one connection with the same messages."""

import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from organizations.models import User
from tests.bench.case import Case, fetched, sql
from zhengzhou_ideology.notices import delivering, outbox
from zhengzhou_ideology.notices.mail import NoticeLetters
from zhengzhou_ideology.notices.models import Delivery

# A process of its own, so that its time is not the sender's.
SINK = """
import asyncio, os, re, sys
taken = os.open(sys.argv[2], os.O_CREAT | os.O_APPEND | os.O_WRONLY)
async def take(reader, writer):
    say = lambda line: writer.write(line + b"\\r\\n")
    say(b"220 sink")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            say(b"354 go on"); await writer.drain()
            mail = await reader.readuntil(b"\\r\\n.\\r\\n")
            os.write(taken, re.search(rb"(?im)^message-id: *(\\S+)", mail)[1] + b"\\n"); say(b"250 OK")
        elif word == b"QUIT":
            say(b"221 bye"); await writer.drain(); break
        else:
            say(b"250 OK")
        await writer.drain()
    writer.close()
async def main():
    async with await asyncio.start_server(take, "127.0.0.1", int(sys.argv[1]), limit=2**20) as server:
        await server.serve_forever()
asyncio.run(main())
"""
MOST = 10_000


@contextmanager
def sink(taken: Path) -> Iterator[int]:
    """Its port; the Message-IDs that it has taken stand in a file, a line each."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SINK, str(port), str(taken)])
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def cases(size: int) -> Iterator[Case]:
    with TemporaryDirectory() as folder:
        yield from outbox_into(Path(folder), size)


def outbox_into(folder: Path, size: int) -> Iterator[Case]:
    count, now = min(size // 5, MOST), timezone.now().replace(hour=4)
    tables = "notices_notice, notices_delivery"
    everybody = User.objects.filter(pk__in=list(User.objects.exclude(email="").values_list("pk", flat=True)[:count]))

    taken = folder / "taken"

    def prepare() -> None:
        taken.write_bytes(b"")
        sql(f"TRUNCATE {tables} CASCADE")
        outbox.post(
            everybody, kind="reminder", subject="季度报告已逾期", body="请尽快填报。", key="bench", url="/reports/"
        )
        delivering.planning.plan(now)
        sql(f"ANALYZE {tables}")

    def product() -> bool:
        delivering.deliver(now)
        (left,) = fetched("SELECT count(*) FROM notices_delivery WHERE state <> 'sent'")[0]
        arrived = taken.read_text(encoding="ascii").split()
        return (left, len(arrived), len(set(arrived))) == (0, count, count)

    def bare() -> None:
        rows = Delivery.objects.filter(
            pk=Delivery.objects.first().pk
        ).for_sending()  # the texts differ in the name only
        message = NoticeLetters().message(rows[0])
        with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as line:
            for _ in range(count):
                built = message.message()
                line.sendmail(message.from_email, message.to, built.as_bytes(linesep="\r\n"))

    with sink(taken) as port:
        settings.EMAIL_BACKEND = "zhengzhou_ideology.notices.smtp.PatientBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert get_connection().open()
        yield Case(
            f"outbox, {count:,} mails",
            product,
            "smtplib over one connection, each message built anew",
            bare,
            limit=1.25,
            must="none lost, none twice",
            rounds=5,
            remark="a quarter of what it takes besides is the database, which takes and marks twenty mails under one lock; the rest writes each message anew for its reader",
            prepare=prepare,
            rolls_back=False,
        )
    sql(f"TRUNCATE {tables} CASCADE")
