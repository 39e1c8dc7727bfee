"""The cache goes on when Redis does not: what limits guesses and uses of a code must not decide whether anybody signs in.

While Redis does not answer, each process keeps what it is told by itself; after `PAUSE` seconds Redis is asked again. So
limits hold for each process alone in that time, which is looser, never absent.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
PAUSE = 10.0


class SteadyRedisCache(RedisCache):
    """Django's cache in Redis, with the memory of the process to stand in for it."""

    down_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._stand_in = LocMemCache(f"beside {server}", {})

    def _steadily(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SteadyRedisCache.down_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                SteadyRedisCache.down_until = time.monotonic() + PAUSE
                logger.warning("Redis does not answer (%s); for now each process remembers by itself", error)
        return getattr(self._stand_in, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._steadily("delete_many", *args, **kwargs)
