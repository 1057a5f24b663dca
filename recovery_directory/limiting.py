"""Limiting: so many requests from one client in a while, and nobody written down.

A client is counted under a digest of its address with a key that is random, lives in
the cache and is another every day: no address is stored, and after that day nobody can
find out who a digest was. Of an IPv6 address the first half counts, which one household
or office shares. Where the cache is the memory of each process, each counts for itself.
"""

import hashlib
import secrets
import time
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from recovery_directory.configuration import Rate

DAY = 24 * 60 * 60


def seconds_to_wait(request: HttpRequest, purpose: str, rate: Rate | None) -> int:
    """Count this request, and return after how long the client may ask again.

    0 while it is within ``rate``. Each ``purpose`` is counted for itself.
    """
    if rate is None:
        return 0
    now = time.time()
    window = int(now // rate.seconds)
    key = f"limit:{purpose}:{window}:{_digest(request)}"
    if cache.add(key, 1, timeout=rate.seconds * 2):
        return 0
    try:
        count = cache.incr(key)
    except ValueError:  # dropped by the cache in between
        return 0
    return 0 if count <= rate.most else int((window + 1) * rate.seconds - now) + 1


def _digest(request: HttpRequest) -> str:
    key = _key_of_the_day().encode()
    told = _network(client_address(request)).encode()
    return hashlib.blake2b(told, key=key, digest_size=16).hexdigest()


def _key_of_the_day() -> str:
    name = f"limit:key:{timezone.now():%Y-%m-%d}"
    return cache.get_or_set(name, lambda: secrets.token_hex(32), timeout=DAY)


def client_address(request: HttpRequest) -> str:
    """Return who asks: the address that the nearest trusted proxy saw, if there is one.

    Each proxy adds whom it saw at the end of ``X-Forwarded-For``; what stands before
    the last address that is no proxy of ours is hearsay.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address in settings.TRUSTED_PROXIES and told:
        before = told.pop().strip()
        if not _is_address(before):
            break
        address = before
    return address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _network(address: str) -> str:
    """Return what of an address counts as one client."""
    if not _is_address(address):
        return ""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64)
    return str(parsed)
