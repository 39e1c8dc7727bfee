"""What waits at an authority, in rooms that this one does not know: counted, and taken over by its successor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from organizations.models import Authority, User


class Holding(Protocol):
    """Papers of one kind that are not settled yet; the classes stand in `settings.AUTHORITY_HOLDINGS`.

    `moves`: a successor takes them over; else they are settled before the authority can be closed.
    """

    label: str
    moves: bool

    def count(self, authority: Authority) -> int: ...

    def hand_over(self, authority: Authority, successor: Authority, *, by: User, reason: str, now: datetime) -> None:
        """All of them, each with a row in its log; inside the transaction of the closing."""


@dataclass(frozen=True, slots=True)
class Waiting:
    label: str
    number: int
    moves: bool

    def __str__(self) -> str:
        return f"{self.label}{self.number}件"


def sources() -> list[Any]:
    return [import_string(path)() for path in settings.AUTHORITY_HOLDINGS]


def waiting_at(authority: Authority) -> list[Waiting]:
    """One statement for each kind; kinds of which nothing waits are left out."""
    found = [Waiting(one.label, one.count(authority), one.moves) for one in sources()]
    return [one for one in found if one.number]


def worded(waiting: Iterable[Waiting]) -> str:
    return "、".join(map(str, waiting))


def hand_over_all(authority: Authority, successor: Authority, *, by: User, reason: str, now: datetime) -> None:
    for source in sources():
        if source.moves:
            source.hand_over(authority, successor, by=by, reason=reason, now=now)
