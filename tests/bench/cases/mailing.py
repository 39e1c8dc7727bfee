"""The outbox into a local sink that takes everything, against smtplib over one connection with the same messages."""

import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from organizations.models import User
from tests.bench.case import Case, fetched, sql
from zhengzhou_ideology.notices import delivering, outbox
from zhengzhou_ideology.notices.mail import notice_message
from zhengzhou_ideology.notices.models import Delivery

# A process of its own, so that its time is not the sender's.
SINK = """
import asyncio, sys
async def take(reader, writer):
    say = lambda line: writer.write(line + b"\\r\\n")
    say(b"220 sink")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            say(b"354 go on"); await writer.drain()
            await reader.readuntil(b"\\r\\n.\\r\\n"); say(b"250 OK")
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
def sink() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SINK, str(port)])
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
    count, now = min(size // 5, MOST), timezone.now().replace(hour=4)
    tables = "notices_notice, notices_delivery"
    everybody = User.objects.filter(pk__in=list(User.objects.exclude(email="").values_list("pk", flat=True)[:count]))

    def prepare() -> None:
        sql(f"TRUNCATE {tables} CASCADE")
        outbox.post(
            everybody, kind="reminder", subject="季度报告已逾期", body="请尽快填报。", key="bench", url="/reports/"
        )
        delivering.planning.plan(now)
        sql(f"ANALYZE {tables}")

    def product() -> None:
        delivering.deliver(now)
        (left,) = fetched("SELECT count(*) FROM notices_delivery WHERE state <> 'sent'")[0]
        assert not left, f"{left} mails were not sent"

    def bare() -> None:
        rows = Delivery.objects.filter(
            pk=Delivery.objects.first().pk
        ).for_sending()  # the texts differ in the name only
        message = notice_message(rows[0])
        with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as line:
            for _ in range(count):
                built = message.message()
                line.sendmail(message.from_email, message.to, built.as_bytes(linesep="\r\n"))

    with sink() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert get_connection().open()
        yield Case(
            f"outbox, {count:,} mails",
            product,
            "smtplib over one connection, each message built anew",
            bare,
            limit=1.25,
            remark="nine tenths of it are text and HTML rendered for each reader and Django's backend building and sending the message; the database takes a sixteenth",
            rounds=5,
            prepare=prepare,
            rolls_back=False,
        )
    sql(f"TRUNCATE {tables} CASCADE")
