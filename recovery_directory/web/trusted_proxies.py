"""Proxies: who asks, and by which scheme, as told by a proxy that may be believed.

Anybody can write ``X-Forwarded-For`` and ``X-Forwarded-Proto``. Here they are taken
away unless the request comes from one of TRUSTED_PROXIES; then ``REMOTE_ADDR`` becomes
the address of whoever asked that proxy. So everything behind this point reads one
address and one scheme, and neither can be made up.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
Address = IPv4Address | IPv6Address

TOLD = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


def believe_named_proxies(get_response: Handler) -> Handler:
    """Read forwarded headers from named proxies and forget all others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sender = read_address(request.META.get("REMOTE_ADDR", ""))
        if is_proxy(sender):
            told = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = str(_farthest(told) or sender)
        else:
            for name in TOLD:
                request.META.pop(name, None)
        return get_response(request)

    return middleware


def network_of(request: HttpRequest) -> str | None:
    """Return what counts as one client: an address, of IPv6 the first half.

    None where a proxy did not say who asked it (``unknown``, garbage, nothing): its own
    address would stand for everybody behind it.
    """
    address = read_address(request.META.get("REMOTE_ADDR", ""))
    if address is None or is_proxy(address):
        return None
    if isinstance(address, IPv6Address):
        address = IPv6Address(int(address) >> 64 << 64)
    return str(address)


def is_proxy(address: Address | None) -> bool:
    """Whether this is one of the proxies that may be believed."""
    return str(address) in settings.TRUSTED_PROXIES


def read_address(text: str) -> Address | None:
    """Return an address as proxies write it: alone, ``ip:port`` or ``[v6]:port``.

    One and the same machine is one address, also where IPv6 carries an IPv4 address.
    """
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _farthest(forwarded: str) -> Address | None:
    """Return the last address in the chain that is no proxy of ours.

    Each proxy adds whom it saw at the end, so what stands before the last unknown
    address is hearsay.
    """
    for told in reversed(forwarded.split(",")):
        address = read_address(told)
        if not is_proxy(address):
            return address
    return None
