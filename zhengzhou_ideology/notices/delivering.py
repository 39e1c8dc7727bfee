"""Carrying out what is due: a few rows in one short transaction, locked while they are sent.

Any number of workers may run at once: a row that one of them holds is skipped by the others, and a row that was
sent is seen as sent. If a worker dies after the mail server took a mail and before its row is committed, the mails of
these few rows go out again, under the same Message-IDs; nothing else does, and nothing is lost. A mail that went out whole
and was never answered is tried once more and then left, marked as one that may have arrived.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.notices import planning
from zhengzhou_ideology.notices.channels import Channel, Postponed, Uncertain, Undeliverable, Unreachable
from zhengzhou_ideology.notices.enums import SendState, Way
from zhengzhou_ideology.notices.groups import GroupChat
from zhengzhou_ideology.notices.mail import DigestMail, NoticeMail
from zhengzhou_ideology.notices.models import (
    MAX_ERROR_LENGTH,
    UNCERTAIN,
    Delivery,
    Digest,
    GroupPost,
    Sending,
    SendingQuerySet,
)
from zhengzhou_ideology.notices.sms import ShortMessage

logger = logging.getLogger(__name__)

BATCH = 200
TOGETHER = 20  # rows under one lock: a commit for each would cost as much as sending it
PATIENCE = 3  # times that a channel may close on a row in one run
GIVE_UP_AFTER = timedelta(days=7)


def deliver(now: datetime) -> None:
    """Send what is due at `now`; safe to run twice, at once, or late."""
    planning.plan(now)
    planning.open_digests(now)
    mails = Delivery.objects.by_way(Way.EMAIL).for_sending().due(now)
    digests = Digest.objects.of_day(day_of(now)).for_sending().due(now)
    short_messages = Delivery.objects.by_way(Way.SMS).for_sending().due(now)
    drain(mails, NoticeMail(), now)
    drain(digests, DigestMail(now), now)
    drain(short_messages, ShortMessage(), now)
    drain(GroupPost.objects.for_sending().due(now), GroupChat(), now)


def drain(due: SendingQuerySet, channel: Channel, now: datetime) -> None:
    """Send all that is due, up to `BATCH` rows over one opening of the channel.

    A channel that does not open postpones all its rows at once. One that closes on a row postpones that row and is
    opened again for the others, so that a message which the server cannot bear never holds up the rest.
    """
    setbacks = 0
    while setbacks < PATIENCE and (chosen := list(due.values_list("pk", flat=True)[:BATCH])):
        try:
            channel.open()
        except Unreachable as error:
            logger.warning("%s: %s", channel.__class__.__name__, error)
            _postpone_all(due, now, str(error))
            return
        try:
            if not sum(_send(due, chosen[at : at + TOGETHER], channel, now) for at in range(0, BATCH, TOGETHER)):
                return  # others are at it
        except Unreachable as error:
            logger.warning("%s: %s", channel.__class__.__name__, error)
            setbacks += 1
        finally:
            channel.close()


def try_anew(stuck: SendingQuerySet, *, now: datetime) -> int:
    """Those that somebody has seen to are due at once, as if for the first time; returns how many they are."""
    return stuck.retry(now)


def _send(due: SendingQuerySet, keys: list[int], channel: Channel, now: datetime) -> int:
    """Send these rows, but for those that somebody else holds or has sent meanwhile; returns how many were left.

    They are looked up by their keys: choosing "the first that are due" each time would sort all that are due as long as
    the planner does not know how many there are.
    """
    closed: Unreachable | None = None
    sent: list[int] = []
    unneeded: list[int] = []
    with transaction.atomic():
        rows = list(due.filter(pk__in=keys).select_for_update(skip_locked=True, of=("self",)))
        for row in rows:
            try:
                (sent if channel.send(row) else unneeded).append(row.pk)
            except Undeliverable as error:
                _settle(due, [row.pk], SendState.FAILED, error=str(error))
            except Uncertain as error:
                closed = error
                _doubt(due, row, now, str(error))
                break
            except Unreachable as error:
                closed = error
                _try_again(due, row, now, str(error))
                break
            except Postponed as error:
                _try_again(due, row, now, str(error))
            except Exception as error:
                logger.exception("%s %s", row._meta.label, row.pk)
                _try_again(due, row, now, f"{error.__class__.__name__}: {error}")
        _settle(due, sent, SendState.SENT, sent_at=now)
        _settle(due, unneeded, SendState.UNNEEDED)
    if closed:
        raise closed
    return len(rows)


@transaction.atomic
def _postpone_all(due: SendingQuerySet, now: datetime, error: str) -> None:
    """What another worker holds is left to it: two of them never wait for each other."""
    free = list(due.select_related(None).select_for_update(skip_locked=True).values_list("pk", flat=True))
    due.model._default_manager.filter(pk__in=free).postpone(now, error)  # type: ignore[attr-defined]


def _settle(
    due: SendingQuerySet, keys: list[int], state: SendState, *, error: str = "", sent_at: datetime | None = None
) -> None:
    if keys:
        rows = due.model._default_manager.filter(pk__in=keys)
        rows.update(state=state, sent_at=sent_at, last_error=error[:MAX_ERROR_LENGTH], attempts=F("attempts") + 1)


def _doubt(due: SendingQuerySet, row: Sending, now: datetime, error: str) -> None:
    """A relay that takes each mail and never says so would get it every half hour for a week."""
    if row.may_have_arrived:
        _settle(due, [row.pk], SendState.FAILED, error=f"{UNCERTAIN}两次都没有得到答复，不再重发。{error}")
    else:
        due.model._default_manager.filter(pk=row.pk).doubt(now, error)  # type: ignore[attr-defined]


def _try_again(due: SendingQuerySet, row: Sending, now: datetime, error: str) -> None:
    if now - row.created_at > GIVE_UP_AFTER:
        _settle(due, [row.pk], SendState.FAILED, error=error)
    else:
        due.model._default_manager.filter(pk=row.pk).postpone(now, error)  # type: ignore[attr-defined]
