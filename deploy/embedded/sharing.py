"""Who is using the private servers: locks that the kernel drops when their holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int) -> bool:
    """Take the lock for oneself if nobody else has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait for one's turn, and hold it."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Usage:
    """A share in the servers, which a child that is handed `descriptor` goes on holding if its parent is killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = open_lock(path)
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def end(self) -> bool:
        """Give the share back, and say whether it was the last one."""
        os.close(self.descriptor)
        descriptor = open_lock(self.path)
        try:
            return try_lock(descriptor)
        finally:
            os.close(descriptor)
