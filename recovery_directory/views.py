"""Pages that belong to no record: errors, stale forms, whether the site is well."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from recovery_directory.accounts.password_hashers import TooManyAtOnce
from recovery_directory.web import data_version, health
from recovery_directory.web.problem_details import is_for_programs, problem_response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 in the site's own words."""
    reason = _("The address or the form holds something that this site cannot use.")
    if is_for_programs(request):
        return problem_response(400, reason)
    context = {"title": _("This request could not be read"), "reason": reason}
    return render(request, "error.html", context, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 in the site's own words."""
    title = _("This is not open to you")
    if is_for_programs(request):
        return problem_response(403, f"{title}.")
    reason = _("Sign in with an account that may do this.")
    context = {"title": title, "reason": reason}
    return render(request, "error.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 in the site's own words, with ways on."""
    if is_for_programs(request):
        return problem_response(404, _("There is nothing at this address."))
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a page that needs nothing that may be broken.

    Where the database did not answer, or too many signed in at once, it passes: 503.
    """
    if _passes(sys.exception()):
        return busy(request)
    if is_for_programs(request):
        return problem_response(
            500, _("Something broke here. It is in the log. Try again later.")
        )
    return render(request, "500.html", status=500)


def _passes(error: BaseException | None) -> bool:
    """Whether the same may work in a moment."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError | TooManyAtOnce):
            return True
        error = error.__cause__ or error.__context__
    return False


def busy(request: HttpRequest) -> HttpResponse:
    """Answer 503: nothing was changed, and what was typed can be sent again."""
    headers = {"Retry-After": "5", "Cache-Control": "no-store"}
    if is_for_programs(request):
        detail = _("The database does not answer. Try again in a moment.")
        return problem_response(503, detail, headers=headers)
    page = render_to_string("503.html", {"typed": _typed(request)}, request)
    return HttpResponse(page, status=503, headers=headers)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form held, to be sent again; never a password."""
    return [(name, value) for name, value in _sent(request) if "password" not in name]


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values]


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form of the admin whose stamp does not fit (CSRF).

    Mostly somebody signed in once more in another tab, which makes forms that are open
    stale: what they typed stands in this page, to be looked at and sent again. What
    another site may have sent is not offered: a click would do what that site wants.
    """
    came_from_here = _is_sent_from_here(request)
    is_whole = not request.FILES and _typed(request) == _sent(request)
    context = {
        "title": _("Nothing was saved yet"),
        "came_from_here": came_from_here,
        "can_be_sent": came_from_here and is_whole,
        "typed": [
            (name, value)
            for name, value in _typed(request)
            if name != "csrfmiddlewaretoken"
        ],
    }
    answer = render(request, "admin/stale_form.html", context, status=403)
    add_never_cache_headers(answer)
    return answer


def _is_sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") in {here, settings.SITE_URL}


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs, and which version of the code."""
    body = f"alive, version {settings.VERSION}\n"
    return HttpResponse(body, content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Answer whether pages can be made here: 503 with the reason where they cannot."""
    reason = health.what_is_missing()
    if reason:
        return HttpResponse(
            f"not ready: {reason}\n", status=503, content_type="text/plain"
        )
    version = data_version.fresh()
    return HttpResponse(f"ready, data version {version}\n", content_type="text/plain")


def icon(request: HttpRequest) -> HttpResponse:
    """Lead a browser that asks for the icon by its old address to the drawn mark."""
    return HttpResponsePermanentRedirect(static("img/mark.svg"))
