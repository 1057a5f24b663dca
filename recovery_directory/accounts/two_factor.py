"""The second step of signing in: a telephone that shows codes, and codes on paper.

A curator sets it up for themselves, under "Two-step sign-in". Ten recovery codes, shown
once, stand in for a lost telephone; if those are lost too, an administrator says so on
the page of the account (``forget``), and the password alone opens. Where
REQUIRE_TWO_FACTOR is set, whoever has not set it up sees this page and nothing else.
"""

from base64 import b32encode

import segno
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_otp import login as remember_second_step
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
BEING_SET_UP = "two-factor-being-set-up"
"""In a session: the telephone whose key it shows, to nobody else."""


def is_set_up(user) -> bool:
    """Whether a code is asked for: there is a telephone. Paper stands in for one."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def locked_device(kind: type[TOTPDevice | StaticDevice], user):
    """Return somebody's device until the transaction ends: a code opens once.

    Whoever enters the same code at the same time waits here, and finds it used.
    """
    mine = kind.objects.devices_for_user(user, confirmed=True)
    return mine.select_for_update().order_by("pk").first()


def end_sessions(user, *, but: str | None = None) -> None:
    """Sign somebody out everywhere, but for the session with this key."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        is_theirs = session.get_decoded().get(SESSION_KEY) == str(user.pk)
        if is_theirs and session.session_key != but:
            session.delete()


@transaction.atomic
def forget(user) -> None:
    """Take away telephone and recovery codes, both lost; whoever has them is out."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.devices_for_user(user).delete()
    end_sessions(user)


def two_factor(request: HttpRequest) -> HttpResponse:
    """Show whether the second step is set up; set it up, renew its codes, end it."""
    step = {
        "start": _start,
        "confirm": _confirm,
        "renew": _renew,
        "end": _end,
    }.get(request.POST.get("step", ""))
    codes = step(request) if step else []
    is_on = is_set_up(request.user)
    waiting = None if is_on else _being_set_up(request).first()
    context = admin.site.each_context(request) | {
        "title": _("Two-step sign-in"),
        "is_on": is_on,
        "is_required": settings.REQUIRE_TWO_FACTOR,
        "key": _key(waiting) if waiting else "",
        "drawing": _drawing(waiting) if waiting else "",
        "codes": codes,
    }
    return render(request, "admin/two_factor.html", context)


def _start(request: HttpRequest) -> list[str]:
    """Make a key for the telephone; one that another session was shown is void."""
    if not is_set_up(request.user):
        TOTPDevice.objects.devices_for_user(request.user).delete()
        device = TOTPDevice.objects.create(
            user=request.user, name=_("telephone"), confirmed=False
        )
        request.session[BEING_SET_UP] = device.pk
    return []


def _being_set_up(request: HttpRequest) -> QuerySet[TOTPDevice]:
    """Return the telephone that is set up in this session, if one is."""
    mine = TOTPDevice.objects.devices_for_user(request.user, confirmed=False)
    return mine.filter(pk=request.session.get(BEING_SET_UP))


@transaction.atomic
def _confirm(request: HttpRequest) -> list[str]:
    """Turn the second step on, once the telephone shows what it should.

    Other sessions of this person came without it, and end.
    """
    device = _being_set_up(request).select_for_update().first()
    if device is None or not device.verify_token(_code(request)):
        messages.error(
            request, _("This code is wrong or too old: enter the one shown now.")
        )
        return []
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    request.session.cycle_key()
    remember_second_step(request, device)
    end_sessions(request.user, but=request.session.session_key)
    messages.success(
        request, _("Two-step sign-in is on. You are signed out everywhere else.")
    )
    return _new_codes(request)


def _renew(request: HttpRequest) -> list[str]:
    """Replace the recovery codes, for whoever has the telephone at hand."""
    return _new_codes(request) if _has_telephone(request) else []


def _end(request: HttpRequest) -> list[str]:
    """Turn the second step off, for whoever has the telephone at hand."""
    if not settings.REQUIRE_TWO_FACTOR and _has_telephone(request):
        for kind in (TOTPDevice, StaticDevice):
            kind.objects.devices_for_user(request.user).delete()
        messages.success(request, _("Two-step sign-in is off."))
    return []


@transaction.atomic
def _has_telephone(request: HttpRequest) -> bool:
    device = locked_device(TOTPDevice, request.user)
    if device is not None and device.verify_token(_code(request)):
        return True
    messages.error(
        request, _("This code is wrong, used or too old: enter the one shown now.")
    )
    return False


@transaction.atomic
def _new_codes(request: HttpRequest) -> list[str]:
    """Make recovery codes; the old ones are worth nothing from then on."""
    StaticDevice.objects.devices_for_user(request.user).delete()
    device = StaticDevice.objects.create(user=request.user, name=_("recovery codes"))
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=code) for code in codes
    )
    return codes


def _code(request: HttpRequest) -> str:
    return request.POST.get("code", "").replace(" ", "")[:20]


def _key(device: TOTPDevice) -> str:
    """Return the key in groups of four, for whoever types it in."""
    letters = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _drawing(device: TOTPDevice) -> SafeString:
    """Draw the key for the telephone's camera."""
    code = segno.make(device.config_url, error="m", micro=False)
    return SafeString(
        code.svg_inline(scale=5, light="white", svgclass=None, lineclass=None)
    )


def lead_to_second_step(get_response):
    """Where a second step is required, show nothing else to whoever has none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.REQUIRE_TWO_FACTOR or not request.path.startswith(
            reverse("admin:index")
        ):
            return get_response(request)
        open_to_all = {
            reverse(name)
            for name in ("two-factor", "admin:login", "admin:logout", "admin:jsi18n")
        }
        if (
            request.path in open_to_all
            or not request.user.is_authenticated
            or request.user.is_verified()
        ):
            return get_response(request)
        return HttpResponseRedirect(reverse("two-factor"))

    return middleware
