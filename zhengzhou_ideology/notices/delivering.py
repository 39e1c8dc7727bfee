"""Carrying out what is due: each row in its own short transaction, locked while it is sent.

Any number of workers may run at once: a row that one of them holds is skipped by the others, and a row that was
sent is seen as sent. If a worker dies after the mail server took a mail and before the row is committed, that one
mail goes out again, under the same Message-ID; nothing else does, and nothing is lost.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.notices import planning
from zhengzhou_ideology.notices.channels import Channel, Postponed, Undeliverable, Unreachable
from zhengzhou_ideology.notices.enums import SendState, Way
from zhengzhou_ideology.notices.groups import GroupChat
from zhengzhou_ideology.notices.mail import DigestMail, NoticeMail
from zhengzhou_ideology.notices.models import MAX_ERROR_LENGTH, Delivery, Digest, GroupPost, Sending, SendingQuerySet
from zhengzhou_ideology.notices.sms import ShortMessage

logger = logging.getLogger(__name__)

BATCH = 200
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
            if not sum(_send(due, pk, channel, now) for pk in chosen):
                return  # others are at it
        except Unreachable as error:
            logger.warning("%s: %s", channel.__class__.__name__, error)
            setbacks += 1
        finally:
            channel.close()


def try_anew(stuck: SendingQuerySet, *, now: datetime) -> int:
    """Those that somebody has seen to are due at once, as if for the first time; returns how many they are."""
    return stuck.retry(now)


def _send(due: SendingQuerySet, pk: int, channel: Channel, now: datetime) -> bool:
    """Send this row, unless somebody else holds it or has sent it meanwhile; False then.

    The row is looked up by its key: choosing "the first that is due" each time would sort all that are due for
    each mail as long as the planner does not know how many there are.
    """
    closed = None
    with transaction.atomic():
        row = due.filter(pk=pk).select_for_update(skip_locked=True, of=("self",)).first()
        if row is None:
            return False
        try:
            needed = channel.send(row)
        except Undeliverable as error:
            _settle(row, SendState.FAILED, error=str(error))
        except Unreachable as error:
            closed = error
            _try_again(row, now, str(error))
        except Postponed as error:
            _try_again(row, now, str(error))
        except Exception as error:
            logger.exception("%s %s", row._meta.label, row.pk)
            _try_again(row, now, f"{error.__class__.__name__}: {error}")
        else:
            _settle(row, SendState.SENT if needed else SendState.UNNEEDED, sent_at=now if needed else None)
    if closed:
        raise closed
    return True


@transaction.atomic
def _postpone_all(due: SendingQuerySet, now: datetime, error: str) -> None:
    """What another worker holds is left to it: two of them never wait for each other."""
    free = list(due.select_related(None).select_for_update(skip_locked=True).values_list("pk", flat=True))
    due.model._default_manager.filter(pk__in=free).postpone(now, error)  # type: ignore[attr-defined]


def _settle(row: Sending, state: SendState, *, error: str = "", sent_at: datetime | None = None) -> None:
    row.state, row.sent_at, row.last_error = state, sent_at, error[:MAX_ERROR_LENGTH]
    row.attempts += 1
    row.save(update_fields=["state", "sent_at", "last_error", "attempts"])


def _try_again(row: Sending, now: datetime, error: str) -> None:
    if now - row.created_at > GIVE_UP_AFTER:
        _settle(row, SendState.FAILED, error=error)
    else:
        type(row)._default_manager.filter(pk=row.pk).postpone(now, error)  # type: ignore[attr-defined]
