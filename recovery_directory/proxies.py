"""Proxies: who asks, and by which scheme, as told by a proxy that may be believed.

Anybody can write ``X-Forwarded-For`` and ``X-Forwarded-Proto``. Here they are taken
away unless the request comes from one of TRUSTED_PROXIES; then ``REMOTE_ADDR`` becomes
the address of whoever asked that proxy. So everything behind this point reads one
address and one scheme, and neither can be made up.
"""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

TOLD = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


def believe_named_proxies(get_response: Handler) -> Handler:
    """Read forwarded headers from named proxies and forget all others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            told = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = _farthest(told) or request.META["REMOTE_ADDR"]
        else:
            for name in TOLD:
                request.META.pop(name, None)
        return get_response(request)

    return middleware


def _farthest(forwarded: str) -> str | None:
    """Return the last address in the chain that is no proxy of ours.

    Each proxy adds whom it saw at the end, so what stands before the last unknown
    address is hearsay.
    """
    for told in reversed(forwarded.split(",")):
        address = told.strip()
        try:
            ip_address(address)
        except ValueError:
            return None
        if address not in settings.TRUSTED_PROXIES:
            return address
    return None
