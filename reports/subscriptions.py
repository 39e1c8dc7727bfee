"""Making, replacing and revoking the secret address of a calendar feed."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from organizations.models import User
from reports.models import CalendarFeed

TOKEN_BYTES = 32


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def subscribe(user: User, *, now: datetime) -> str:
    """A new token, shown now or never; an earlier one stops working. The lock makes two clicks one after the other."""
    User.objects.select_for_update().get(pk=user.pk)
    unsubscribe(user, now=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.create(user=user, token_sha256=token_hash(token))
    return token


def unsubscribe(user: User, *, now: datetime) -> None:
    user.calendar_feeds.filter(revoked_at__isnull=True).update(revoked_at=now)


def fetched(token: str, *, now: datetime) -> CalendarFeed | None:
    """The live feed of this token, marked as read now."""
    feed = CalendarFeed.objects.live().select_related("user").filter(token_sha256=token_hash(token)).first()
    if feed:
        CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=now)
    return feed
