"""Who is looking: a visitor leaves no trace, a signed-in curator sees drafts."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest


def viewer(request: HttpRequest):
    """Return the signed-in user, or an anonymous one without opening a session.

    Public pages ask here and never touch ``request.user``: a request without a
    session cookie then stays one that any cache may keep. Where a second step of
    signing in is required, nobody is a curator before it.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return AnonymousUser()
    if settings.REQUIRE_TWO_FACTOR and not request.user.is_verified():
        return AnonymousUser()
    return request.user
