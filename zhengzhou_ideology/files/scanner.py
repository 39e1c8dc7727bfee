"""ClamAV over INSTREAM, where the bureau runs one; when it cannot answer, nothing is taken in."""

import logging
import socket
import struct
from contextlib import closing
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError

logger = logging.getLogger(__name__)

TIMEOUT = 30
CHUNK = 64 * 1024
MAX_REPLY = 4096
# Nothing said, or said that there is none.
OFF = ("", "none")


def scan(content: bytes) -> None:
    """Refuse what the scanner finds infected, and everything while it does not answer."""
    if settings.CLAMAV_ADDRESS in OFF:
        return
    try:
        with closing(_connect(settings.CLAMAV_ADDRESS)) as connection:
            reply = _ask(connection, content)
    except OSError as error:
        logger.exception("ClamAV at %s does not answer", settings.CLAMAV_ADDRESS)
        raise _unavailable() from error
    if reply == "stream: OK":
        return
    if reply.endswith(" FOUND"):
        logger.warning("ClamAV: %s", reply)
        raise ValidationError("文件未通过病毒检查，已拒绝。请先在您的电脑上查杀病毒。", code="infected")
    logger.error("ClamAV answers %r", reply)
    raise _unavailable()


def ping() -> bool:
    """Whether it answers at all; `OSError` if nobody is there."""
    with closing(_connect(settings.CLAMAV_ADDRESS)) as connection:
        connection.sendall(b"zPING\0")
        return connection.recv(16).startswith(b"PONG")


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return socket.create_connection((parts.hostname, parts.port), timeout=TIMEOUT)
    if parts.scheme == "unix" and parts.path:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    raise ImproperlyConfigured("CLAMAV_ADDRESS 应为 tcp://主机:端口 或 unix:///路径。")


def _ask(connection: socket.socket, content: bytes) -> str:
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        connection.sendall(struct.pack(">I", len(chunk)) + chunk)
    connection.sendall(struct.pack(">I", 0))
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < MAX_REPLY:
        received = connection.recv(1024)
        if not received:
            break
        reply += received
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")


def _unavailable() -> ValidationError:
    return ValidationError("病毒检查服务暂时无法使用，文件没有保存，请稍后再试。", code="scanner")
