"""From the logs to the outbox: each event of a log becomes a delivery for each endpoint that asked for it.

What an act wrote to its log is committed with the act itself, so nothing is lost between the two. Numbers are given out
before their rows are committed; `LogCursor` says how far nothing can appear any more, and what lies beyond is read again:
a delivery is unique by its event, so that reading twice tells once. No log is locked, and no act waits.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from reports.api.enums import SCOPE_OF
from reports.api.event_log import SOURCES, LogSource
from reports.api.models import LogCursor, WebhookDelivery, WebhookEndpoint

ALONE = 94_2020
CHUNK = 1000


@transaction.atomic
def collect(now: datetime) -> None:
    """Safe to run twice, at once, or late: of two at once one leaves the work to the other."""
    if not _is_alone():
        return
    heads = {source.name: source.head(now) for source in SOURCES}
    # The order counts: a row up to a head was numbered by a transaction older than the mark that is taken now.
    oldest, mark = _transactions()
    listening = list(WebhookEndpoint.objects.listening(now).for_listing())
    for source in SOURCES:
        _read_on(source, listening, heads[source.name], oldest, mark, now)


def _read_on(
    source: LogSource, listening: Collection[WebhookEndpoint], head: int, oldest: int, mark: int, now: datetime
) -> None:
    start = {"settled_id": head, "mark_id": head, "mark_xid": mark}
    cursor, is_new = LogCursor.objects.get_or_create(source=source.name, defaults=start)
    if is_new:
        return
    unread = source.ripe(now).filter(pk__gt=cursor.settled_id).order_by("pk")
    for endpoint in listening:
        if source.kind in endpoint.kinds and SCOPE_OF[source.kind] in endpoint.token.scopes:
            heard = source.within(source.since(unread, endpoint.since), endpoint.token.reader)
            WebhookDelivery.objects.bulk_create(
                (_delivery(endpoint, source, row, now) for row in heard), batch_size=CHUNK, ignore_conflicts=True
            )
    if oldest > cursor.mark_xid:
        cursor.settled_id, cursor.mark_id, cursor.mark_xid = cursor.mark_id, head, mark
        cursor.save()


def _delivery(endpoint: WebhookEndpoint, source: LogSource, row: object, now: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint=endpoint,
        event_id=source.event_id(row),
        kind=source.kind,
        body=source.body(row),
        next_at=now,
        since=now,
        created_at=now,
    )


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ALONE])
        return cursor.fetchone()[0]


def _transactions() -> tuple[int, int]:
    """The oldest that still writes, and one that is younger than all that have begun to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint"
        )
        oldest, mark = cursor.fetchone()
    return oldest, mark
