"""Rate limits: so many requests from one client in a while, and nobody written down.

A client is counted under a digest of its address with a key that is random, lives in
the cache and is another every day: no address is stored, and after that day nobody can
find out who a digest was. Of an IPv6 address the first half counts, which one household
or office shares. Where LIMITS_CACHE_URL is not set each process counts for itself.
"""

import hashlib
import secrets
import time

from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from recovery_directory.configuration import Rate
from recovery_directory.web.trusted_proxies import network_of

DAY = 24 * 60 * 60

LIMITS = "limits"
"""The cache that counts live in: nothing else does, so nothing pushes them out."""


def seconds_to_wait(request: HttpRequest, purpose: str, rate: Rate | None) -> int:
    """Count this request, and return after how long the client may ask again.

    0 while it is within ``rate``. Each ``purpose`` is counted for itself. A client of
    whom nobody knows the address is not counted: it would be one with all such.
    """
    network = network_of(request)
    return seconds_to_wait_for(network, purpose, rate) if network and rate else 0


def seconds_to_wait_for(whom: str, purpose: str, rate: Rate) -> int:
    """Count one more for ``whom``, and return after how long there may be another."""
    return _count(f"{purpose}:{_digest(whom)}", rate)


def seconds_to_wait_for_all(purpose: str, rate: Rate) -> int:
    """Count one more from whomever, and return after how long there may be another."""
    return _count(f"{purpose}:all", rate)


def _count(whom: str, rate: Rate) -> int:
    now = time.time()
    window = int(now // rate.seconds)
    key = f"limit:{window}:{whom}"
    cache = caches[LIMITS]
    if cache.add(key, 1, timeout=rate.seconds * 2):
        return 0
    try:
        count = cache.incr(key)
    except ValueError:  # dropped by the cache in between
        return 0
    return 0 if count <= rate.most else int((window + 1) * rate.seconds - now) + 1


def _digest(whom: str) -> str:
    """Return what stands for an address; nobody finds out which after that day."""
    key = _key_of_the_day().encode()
    return hashlib.blake2b(whom.encode(), key=key, digest_size=16).hexdigest()


def _key_of_the_day() -> str:
    name = f"limit:key:{timezone.now():%Y-%m-%d}"
    return caches[LIMITS].get_or_set(name, lambda: secrets.token_hex(32), timeout=DAY)
