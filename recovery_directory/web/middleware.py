"""What holds for every request, whatever the page."""

import logging
import traceback
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from recovery_directory.web.problem_details import (
    OPEN_DATA,
    is_for_programs,
    problem_response,
)
from recovery_directory.web.trackers import without_trackers

Handler = Callable[[HttpRequest], HttpResponse]

UNUSED = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media"),
        *("fullscreen", "geolocation", "gyroscope", "hid", "idle-detection"),
        *("magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
        *("publickey-credentials-get", "screen-wake-lock", "serial", "usb"),
        "xr-spatial-tracking",
    )
)
"""What browsers offer to pages, and no page of this site asks for."""

LONGEST_ADDRESS = 8 * 1024
"""Bytes of path and query together; a longer address gets 414."""

MOST_VALUES = 1000
"""Parameters in one address; more get 400."""

NO_ANSWER = (DataError, OverflowError, ValidationError, ValueError)
"""What is raised where a value of an address cannot be looked up."""

DATABASE_CODE = "django.db."
"""Whose code finds out that a value cannot be looked up; drivers raise through it. What
any other code raises is a fault of the site, whatever the address."""

BROKEN_PATTERN = "user-defined function raised exception"
"""How SQLite says so of a regular expression. Any other operational error is the
database's own: it is away, or busy."""

log = logging.getLogger(__name__)

LARGEST_FORM = 1024 * 1024
"""Bytes that a visitor may send; more get 413."""

LARGEST_ADMIN_FORM = 5 * 1024 * 1024
"""Bytes of a form of the admin: a record with all its rows."""

LARGEST_UPLOAD = 20 * 1024 * 1024
"""Bytes that the admin takes where a file is uploaded, and nowhere else."""

UPLOADS = "/import/"
"""How the addresses end where the admin takes a file."""


def state_boundaries(get_response: Handler) -> Handler:
    """Tell browsers that no other site may embed a page, nor a page use a device.

    Open data says of itself that others may read it, and keeps its word.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", UNUSED)
        return response

    return middleware


def limit_address(get_response: Handler) -> Handler:
    """Answer 414 to an address over 8 KB and 400 to too many values in one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        address = request.META.get("PATH_INFO", "") + query
        if len(address.encode("utf-8", "surrogateescape")) > LONGEST_ADDRESS:
            reason = _("The link holds more than this site reads (8 KB).")
            return _refuse(request, 414, _("This address is too long"), reason)
        if query.count("&") >= MOST_VALUES:
            reason = _("At most 1,000 are read. Take some away.")
            return _refuse(
                request, 400, _("This address holds too many values"), reason
            )
        return get_response(request)

    return middleware


def drop_trackers(get_response: Handler) -> Handler:
    """Take what marks a click, for others to count, out of an address for people.

    Newsletters and social sites add it to links. A page must neither name it as a
    mistake nor pass it on in its own addresses, so no page ever sees it. Programs write
    their addresses themselves: to them it is unknown, as any other parameter.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        private = (*OPEN_DATA, reverse("admin:index"))
        if query and not request.path.startswith(private):
            request.META["QUERY_STRING"] = without_trackers(query)
        return get_response(request)

    return middleware


def limit_body(get_response: Handler) -> Handler:
    """Answer 413 to a body that is too large, before any of it is read.

    A body in chunks does not say how long it is, and Django would read nothing of it:
    an answer to an empty question would look like one to the question that was asked.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "HTTP_TRANSFER_ENCODING" in request.META or not _is_number(length):
            reason = _(
                "Send it whole, with its length in bytes (Content-Length) and not in "
                "chunks (Transfer-Encoding)."
            )
            return _refuse(request, 411, _("This does not say how long it is"), reason)
        most = LARGEST_FORM
        if request.path.startswith(reverse("admin:index")):
            is_upload = request.path.endswith(UPLOADS)
            most = LARGEST_UPLOAD if is_upload else LARGEST_ADMIN_FORM
        if int(length) > most:
            reason = _("At most %(megabytes)d MB are read. Send less.") % {
                "megabytes": most // 1024 // 1024
            }
            return _refuse(request, 413, _("This is too large"), reason)
        return get_response(request)

    return middleware


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def answer_made_up_addresses(get_response: Handler) -> Handler:
    """Answer 400 where an address asks the admin for what no database can look up.

    Lists take any look-up from their address: a year beyond the calendar, a broken
    pattern, a number too large, a text with a NUL. Only the database finds out. What
    was raised is in the log, and nothing was changed: such addresses only read.
    Whatever else goes wrong is a fault of the site: 500, and in the log as an error.
    """

    def process_exception(request: HttpRequest, error: Exception):
        in_admin = request.path.startswith(reverse("admin:index"))
        asks = request.method in {"GET", "HEAD"} and (
            request.META.get("QUERY_STRING")
            or (request.resolver_match and request.resolver_match.kwargs)
        )
        if not (in_admin and asks and _is_of_the_address(error)):
            return None
        log.warning("400 to an address made by hand: %s", error, exc_info=error)
        reason = _("It holds a value that nothing here can be compared with.")
        return _refuse(request, 400, _("This address cannot be answered"), reason)

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _is_of_the_address(error: Exception) -> bool:
    if isinstance(error, OperationalError):
        return str(error) == BROKEN_PATTERN
    return isinstance(error, NO_ANSWER) and _raised_in(error).startswith(DATABASE_CODE)


def _raised_in(error: Exception) -> str:
    """Return the name of the module whose code raised ``error``."""
    frames = [frame for frame, _line in traceback.walk_tb(error.__traceback__)]
    return f"{frames[-1].f_globals.get('__name__', '')}." if frames else ""


def _refuse(request: HttpRequest, status: int, title: str, reason: str) -> HttpResponse:
    """Say what is wrong with an address: to people as a page, to programs as data."""
    if is_for_programs(request):
        return problem_response(status, f"{title}. {reason}")
    context = {"title": title, "reason": reason}
    return render(request, "error.html", context, status=status)


def keep_private(get_response: Handler) -> Handler:
    """Keep what a signed-in person sees out of every cache.

    A request that brings a session cookie may get drafts and notices; its response
    is never stored, by the browser or on the way.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            add_never_cache_headers(response)
        return response

    return middleware


def refer_within_admin(get_response: Handler) -> Handler:
    """Let the admin's own forms name the page they came from, and no other page.

    Public pages send no referrer at all. A browser that is told so also hides the
    origin of a form, which Django's protection of the admin's forms has to see.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(reverse("admin:index")):
            response.headers["Referrer-Policy"] = "same-origin"
        return response

    return middleware
