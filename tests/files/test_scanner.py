"""The virus scanner, played by a socket that speaks its protocol."""

import os
import socket
import struct
from contextlib import contextmanager
from functools import cache
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import override_settings

from tests.factories import UserFactory
from tests.files.samples import pdf, upload
from zhengzhou_ideology.files import intake, scanner
from zhengzhou_ideology.files.models import StoredFile

UNAVAILABLE = "病毒检查服务暂时无法使用，文件没有保存，请稍后再试。"


@contextmanager
def clamd(listener: socket.socket, reply: bytes):
    """Answer one INSTREAM session and remember what came."""
    heard: list[bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as stream:
            heard.append(stream.read(10))
            while size := struct.unpack(">I", stream.read(4))[0]:
                heard.append(stream.read(size))
            connection.sendall(reply)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield heard
        thread.join(5)


def on_tcp(settings) -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    return listener


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        intake.check(upload("报告.pdf", content))
    return caught.value.message


def test_clean_file_passes_and_the_scanner_saw_all_of_it(settings):
    content = pdf() + b"%" * 200_000

    with clamd(on_tcp(settings), b"stream: OK\0") as heard:
        checked = intake.check(upload("报告.pdf", content))

    assert checked.content == content
    assert heard[0] == b"zINSTREAM\0"
    assert b"".join(heard[1:]) == content


def test_unix_socket_works_too(settings, tmp_path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "clamd.sock"))
    listener.listen()
    settings.CLAMAV_ADDRESS = f"unix://{tmp_path}/clamd.sock"

    with clamd(listener, b"stream: OK\0"):
        checked = intake.check(upload("报告.pdf", pdf()))

    assert checked.name == "报告.pdf"


def test_infected_file_is_refused_and_not_stored(settings, db):
    by = UserFactory()

    with (
        clamd(on_tcp(settings), b"stream: Win.Test.EICAR_HDB-1 FOUND\0"),
        pytest.raises(ValidationError, match="文件未通过病毒检查，已拒绝。"),
    ):
        intake.store(upload("报告.pdf", pdf()), by=by)

    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("reply", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: "])
def test_scanner_that_gives_no_verdict_fails_closed(settings, reply):
    with clamd(on_tcp(settings), reply):
        assert refusal(pdf()) == UNAVAILABLE


@pytest.mark.parametrize("scheme", ["tcp", "unix"])
def test_unreachable_scanner_fails_closed(settings, tmp_path, scheme):
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{port}" if scheme == "tcp" else f"unix://{tmp_path}/nobody.sock"

    assert refusal(pdf()) == UNAVAILABLE


def test_nonsense_address_is_the_operators_error(settings):
    settings.CLAMAV_ADDRESS = "localhost"

    with pytest.raises(ImproperlyConfigured, match="CLAMAV_ADDRESS"):
        intake.check(upload("报告.pdf", pdf()))


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
STREAM_LIMIT = 1024 * 1024


class Daemon:
    """A clamd in small: it reads the stream by its chunks, keeps its limit, and looks for the test file."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                connection.sendall(self.verdict(stream))

    def verdict(self, stream) -> bytes:
        if stream.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while size := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(size)
            if len(content) > STREAM_LIMIT:
                return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


DEBIANS = "/run/clamav/clamd.ctl"


@cache
def of_the_host() -> str:
    """The address of a clamd that runs here and lets this account ask; empty if there is none."""
    address = os.environ.get("CLAMAV_TEST_ADDRESS", f"unix://{DEBIANS}")
    with override_settings(CLAMAV_ADDRESS=address):
        try:
            return address if scanner.ping() else ""
        except OSError:
            return ""


@pytest.fixture
def daemon(settings):
    """A clamd of the host where one runs, else the small one."""
    if of_the_host():
        settings.CLAMAV_ADDRESS = of_the_host()
        yield
        return
    listener = on_tcp(settings)
    thread = Thread(target=Daemon(listener).serve, daemon=True)
    thread.start()
    yield
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def with_the_test_file(document):
    document.Root.Note = document.make_stream(EICAR)


def test_scanner_finds_the_test_file_inside_a_pdf_and_takes_the_next_one(daemon):
    infected = pdf(with_the_test_file, compress_streams=False)

    assert EICAR in infected
    assert refusal(infected) == "文件未通过病毒检查，已拒绝。请先在您的电脑上查杀病毒。"
    assert intake.check(upload("报告.pdf", pdf())).name == "报告.pdf"


def test_file_beyond_the_limit_of_the_scanner_is_not_taken_unseen(daemon):
    if of_the_host():
        pytest.skip("the limit is the host's")

    assert refusal(pdf() + b"%" * STREAM_LIMIT) == UNAVAILABLE
