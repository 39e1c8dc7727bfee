"""Signs of life of beat and of the workers: beat sends one task to each queue every half minute, a worker carries it out."""

from collections.abc import Iterable
from datetime import datetime

import redis
from django.conf import settings
from django.core.cache import cache

KEY = "heartbeat"
EVERY_SECONDS = 30.0
# After how long nobody serves a queue: behind paper a sign of life waits for minutes.
SILENT_SECONDS = {"default": 180, "mail": 180, "print": 900}
QUEUES = tuple(SILENT_SECONDS)
KEPT_SECONDS = 7 * 24 * 3600
WAIT_SECONDS = 2


def beat(now: datetime, queues: Iterable[str] = QUEUES) -> None:
    cache.set_many({f"{KEY}:{queue}": now.timestamp() for queue in queues}, KEPT_SECONDS)


def ages(now: datetime) -> dict[str, float | None]:
    """By queue, seconds since the last one; None if there was none within a week."""
    queue_of = {f"{KEY}:{queue}": queue for queue in SILENT_SECONDS}
    last = cache.get_many(queue_of)
    return {queue: max(0.0, now.timestamp() - last[key]) if key in last else None for key, queue in queue_of.items()}


def queued() -> int:
    """How many tasks wait: many and no sign of life means that no worker runs, none and no sign of life that beat does not."""
    with redis.Redis.from_url(
        settings.CACHE_URL, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS
    ) as line:
        return sum(int(line.llen(name)) for name in QUEUES)  # type: ignore[arg-type] # the client that waits gives the number itself
