"""Signs of life of beat and of the workers: beat sends one task every half minute, a worker carries it out."""

from datetime import datetime

import redis
from django.conf import settings
from django.core.cache import cache

KEY = "heartbeat"
QUEUES = ("default", "mail", "print")
EVERY_SECONDS = 30.0
SILENT_SECONDS = 180
KEPT_SECONDS = 7 * 24 * 3600
WAIT_SECONDS = 2


def beat(now: datetime) -> None:
    cache.set(KEY, now.timestamp(), KEPT_SECONDS)


def age(now: datetime) -> float | None:
    """Seconds since the last one; None if there was none within a week."""
    last: float | None = cache.get(KEY)
    return None if last is None else max(0.0, now.timestamp() - last)


def queued() -> int:
    """How many tasks wait: many and no sign of life means that no worker runs, none and no sign of life that beat does not."""
    with redis.Redis.from_url(
        settings.CACHE_URL, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS
    ) as line:
        return sum(int(line.llen(name)) for name in QUEUES)  # type: ignore[arg-type] # the client that waits gives the number itself
