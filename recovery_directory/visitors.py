"""Who is looking: a visitor leaves no trace, a signed-in curator sees drafts."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest


def viewer(request: HttpRequest):
    """Return the signed-in user, or an anonymous one without opening a session.

    Public pages ask here and never touch ``request.user``: a request without a
    session cookie then stays one that any cache may keep.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return request.user
    return AnonymousUser()


def address_of(request: HttpRequest) -> str:
    """Return the network address that a request comes from, to be used, never kept.

    What a proxy forwards is believed from the proxies of the settings only, read from
    its end: the beginning is what a visitor may have made up.
    """
    address = request.META.get("REMOTE_ADDR", "")
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address in settings.TRUSTED_PROXIES and named:
        address = named.pop().strip() or address
    return address
