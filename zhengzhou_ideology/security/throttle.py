"""Slowing those who guess passwords, without locking anybody out.

Counted is what stands in the table of security events, so that nothing of it is lost with the cache. Failures are counted
for an account and an address together: whoever guesses slows down himself, not the account's holder elsewhere. A device
that the account signed in from before is counted by itself, and an address that the account knows is never slowed by
what its neighbours do. After `FREE` failures the wait doubles with each further one, up to `LONGEST`; once an account
is guessed at from many addresses, each of them has `FREE_UNDER_ATTACK`.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.models import SecurityEvent, SecurityEventQuerySet

WINDOW = timedelta(hours=1)
FREE, FREE_UNDER_ATTACK = 5, 1
ATTACK = 20
LONGEST = timedelta(minutes=5)
# An address from which very many fail, whoever they say they are: newcomers there wait a little after each failure.
CROWD, CROWD_WINDOW, CROWD_WAIT = 100, timedelta(minutes=10), timedelta(seconds=5)
KNOWN_ADDRESS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to sign in. `name` is what was typed, folded; `device` is empty unless the account knows it."""

    account: Any
    name: str
    address: str | None
    device: str

    def failures(self) -> SecurityEventQuerySet:
        """All for the account, or for the name if nobody has it."""
        failed = SecurityEvent.objects.of_kind(SecurityEventKind.SIGN_IN_FAILED)
        return failed.of_account(self.account, "" if self.account else self.name)


def folded(name: str) -> str:
    """The same for all spellings: full width, case, spaces around."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:150]


def account_of(name: str) -> Any:
    """Whose user name or e-mail address it is, however it is written; None if nobody's."""
    if not name:
        return None
    # A user name has no @ (see the form of invitations), so at most one of the two is found.
    return get_user_model()._default_manager.filter(Q(username__iexact=name) | Q(email__iexact=name)).first()


def wait(attempt: Attempt, now: datetime) -> timedelta:
    """How long this attempt has still to wait; zero if it may be made now."""
    recent = attempt.failures().since(now - WINDOW)
    own = recent.filter(device=attempt.device) if attempt.device else recent.filter(address=attempt.address, device="")
    came_in = _latest(_successes(attempt))
    if came_in:
        own = own.since(came_in)
    free = FREE_UNDER_ATTACK if not attempt.device and recent.count() >= ATTACK else FREE
    failed = own.count()
    if failed >= free:
        pause = min(timedelta(seconds=2 ** min(failed - free + 1, 20)), LONGEST)
        return _left(own, pause, now)
    return _wait_in_a_crowd(attempt, now)


def _wait_in_a_crowd(attempt: Attempt, now: datetime) -> timedelta:
    if attempt.device or _successes(attempt).since(now - KNOWN_ADDRESS).exists():
        return timedelta()
    failed = SecurityEvent.objects.of_kind(SecurityEventKind.SIGN_IN_FAILED).since(now - CROWD_WINDOW)
    here = failed.filter(address=attempt.address, device="")
    return _left(here, CROWD_WAIT, now) if here[:CROWD].count() >= CROWD else timedelta()


def _successes(attempt: Attempt) -> SecurityEventQuerySet:
    """Of this account from here; none for a name that nobody has."""
    signed_in = SecurityEvent.objects.of_kind(SecurityEventKind.SIGN_IN)
    if attempt.account is None:
        return signed_in.none()
    place = {"device": attempt.device} if attempt.device else {"address": attempt.address}
    return signed_in.filter(account=attempt.account, **place)


def _left(failures: SecurityEventQuerySet, pause: timedelta, now: datetime) -> timedelta:
    latest = _latest(failures)
    return max(latest + pause - now, timedelta()) if latest else timedelta()


def _latest(events: SecurityEventQuerySet) -> datetime | None:
    return events.order_by("-at", "-pk").values_list("at", flat=True).first()
