"""A shared cache that may be lost: whoever asks it then finds nothing, and goes on.

What it holds is data, never objects: whoever can write to Redis could else have this
process run whatever they wrote there. See docs/adr/0011.
"""

import json
import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

RESTS_FOR = 2.0
"""Seconds for which a lost cache is not asked again, so that nobody waits for it."""


class UnreadableValue(Exception):
    """What lies in the cache was not written by this site."""


class PlainSerializer:
    """Numbers, bytes, and what JSON can write: a letter before them says which."""

    def dumps(self, value: Any) -> int | bytes:
        """Return what is written; a number stays one, so that Redis can count."""
        if type(value) is int:
            return value
        if isinstance(value, bytes):
            return b"b" + value
        return b"j" + json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """Return the value that was written; raises Unreadable."""
        try:
            match data[:1]:
                case b"b":
                    return data[1:]
                case b"j":
                    return json.loads(data[1:])
            return int(data)
        except (ValueError, RecursionError) as error:
            raise UnreadableValue from error


class ResilientRedisCache(RedisCache):
    """Redis, where every failure is a miss and one line in the log."""

    _rests_until: dict[tuple[str, ...], float] = {}
    """When each server is asked again, for all threads of this process."""

    _options: dict[str, Any]

    def __init__(self, server, params):
        """Take a server and its options; what it holds is plain."""
        super().__init__(server, params)
        self._options = {**self._options, "serializer": PlainSerializer}

    def _try(self, ask, otherwise, *args, **kwargs):
        server = tuple(self._servers)
        if time.monotonic() < self._rests_until.get(server, 0.0):
            return otherwise
        try:
            return ask(*args, **kwargs)
        except RedisError as error:
            self._rests_until[server] = time.monotonic() + RESTS_FOR
            logger.warning("The shared cache is lost: %s.", type(error).__name__)
            return otherwise
        except UnreadableValue:
            return otherwise

    def add(self, key, value, *args, **kwargs):
        """Keep a value unless there is one; lost, it counts as kept."""
        return self._try(super().add, True, key, value, *args, **kwargs)

    def get(self, key, default=None, version=None):
        """Return the kept value, or ``default``."""
        return self._try(super().get, default, key, default=default, version=version)

    def set(self, key, value, *args, **kwargs):
        """Keep a value."""
        return self._try(super().set, None, key, value, *args, **kwargs)

    def touch(self, key, *args, **kwargs):
        """Keep a value for longer."""
        return self._try(super().touch, False, key, *args, **kwargs)

    def delete(self, key, version=None):
        """Forget a value."""
        return self._try(super().delete, False, key, version=version)

    def get_many(self, keys, version=None):
        """Return the kept values among ``keys``."""
        return self._try(super().get_many, {}, keys, version=version)

    def has_key(self, key, version=None):
        """Whether there is a value."""
        return self._try(super().has_key, False, key, version=version)

    def incr(self, key, delta=1, version=None):
        """Count up; a lost count starts anew at ``delta``."""
        return self._try(super().incr, delta, key, delta=delta, version=version)

    def set_many(self, data, *args, **kwargs):
        """Keep several values."""
        return self._try(super().set_many, list(data), data, *args, **kwargs)

    def delete_many(self, keys, version=None):
        """Forget several values."""
        return self._try(super().delete_many, None, keys, version=version)

    def clear(self):
        """Forget everything."""
        return self._try(super().clear, False)
