"""From the outbox to the endpoints: each delivery in its own short transaction, tried until it arrives or a day is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from reports.api.enums import DeliveryState
from reports.api.models import WebhookDelivery, WebhookEndpoint
from reports.api.models.webhooks import MAX_ERROR_LENGTH
from reports.api.posting import NotDelivered, post, signature

BATCH = 100
GIVE_UP_AFTER = timedelta(days=1)
KEEP = timedelta(days=90)


def push(now: datetime) -> None:
    """Send what is due; safe to run twice, at once, or late."""
    _give_up(now)
    due = WebhookDelivery.objects.due(now)
    for endpoint in WebhookEndpoint.objects.listening(now).filter(pk__in=due.order_by().values("endpoint")):
        for key in due.filter(endpoint=endpoint).values_list("pk", flat=True)[:BATCH]:
            if not _send(endpoint, key, now):
                break


def _send(endpoint: WebhookEndpoint, key: int, now: datetime) -> bool:
    """Whether the endpoint is to be asked further now; a row that another worker holds is left to it."""
    with transaction.atomic():
        rows = WebhookDelivery.objects.due(now).filter(pk=key)
        row = rows.select_for_update(skip_locked=True).first()
        if row is None:
            return True
        body = row.body.encode()
        headers = {
            "X-Portal-Event-Id": row.event_id,
            "X-Portal-Signature": signature(endpoint.secret, body, now),
            "User-Agent": "zhengzhou-portal-webhook",
        }
        row.last_status, row.last_error = None, ""
        try:
            row.last_status = post(endpoint.url, body, headers)
        except NotDelivered as error:
            row.last_error = str(error)[:MAX_ERROR_LENGTH]
        return _settle(row, now)


def _settle(row: WebhookDelivery, now: datetime) -> bool:
    arrived = row.last_status is not None and 200 <= row.last_status < 300
    if arrived:
        row.state, row.delivered_at = DeliveryState.DELIVERED, now
    else:
        row.next_at = now + row.pause
        # One that does not answer is not asked once for each event.
        waiting = WebhookDelivery.objects.due(now).filter(endpoint=row.endpoint_id).exclude(pk=row.pk).order_by()
        waiting.update(next_at=row.next_at)
    row.attempts += 1
    row.save()
    return arrived


def _give_up(now: datetime) -> None:
    """After a day of trying in vain, or of nobody listening."""
    old = WebhookDelivery.objects.pending().filter(since__lt=now - GIVE_UP_AFTER)
    deaf = ~Q(endpoint__in=WebhookEndpoint.objects.listening(now))
    old.filter(Q(attempts__gt=0) | deaf).update(state=DeliveryState.GIVEN_UP)


def send_anew(rows: QuerySet[WebhookDelivery], now: datetime) -> int:
    """As if for the first time, under the same id."""
    return rows.update(state=DeliveryState.PENDING, attempts=0, next_at=now, since=now, delivered_at=None)


def discard_old(now: datetime) -> int:
    return WebhookDelivery.objects.settled_before(now - KEEP).delete()[0]
