"""What a way out has to be able to do, and how it says that it could not."""

from typing import Any, Protocol


class Undeliverable(Exception):
    """This message will never arrive: a bad address, a message that the other side refuses."""


class Unreachable(Exception):
    """The way itself is closed: no message can go now, none is at fault."""


class Uncertain(Unreachable):
    """The message went out, and whether it was taken was never said: once more at most, or it comes again and again."""


class Postponed(Exception):
    """The other side does not take this message now and may later."""


class Channel(Protocol):
    """Opened once for a batch, then one `send` for each row.

    `send` returns False when there is nothing to be sent any more; if it writes, then in a transaction of its own,
    so that its failure can still be noted on the row.
    """

    def open(self) -> None: ...

    def send(self, row: Any) -> bool: ...

    def close(self) -> None: ...
