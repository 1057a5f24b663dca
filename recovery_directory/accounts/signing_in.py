"""Signing in: who tries is limited, and a second step may follow the password.

Ten wrong passwords for one name from one network close that pair for a quarter of an
hour. Name *and* network: somebody who guesses locks out neither a curator elsewhere nor
the colleagues at the same place. Fifty for any names close the network, to whoever goes
through names. A network is one address, of IPv6 the first half; where a proxy does not
say who asks, a name is closed to all of whom that is not said, and to nobody else.

Attempts are the one thing about people that is written down (name, network, time);
``forget_sign_ins`` forgets them after 30 days. The second step is asked for by the same
form, so that nobody is ever half signed in.
"""

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_otp.forms import OTPAuthenticationFormMixin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from recovery_directory.accounts import two_factor

MOST_FROM_NETWORK = 50
"""Wrong passwords from one network, for whatever names, before it is closed."""


def nobody(*args) -> str:
    """Return how the log names whoever signs in: not at all."""
    return "somebody"


class SignInHandler(AxesDatabaseHandler):
    """Counts attempts by name and network, and writes nothing else down."""

    def is_locked(self, request, credentials=None):
        """Whether this name is closed from here, or all names are."""
        return super().is_locked(request, credentials) or network_is_closed(request)

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Count a wrong password."""
        _forget_browser(request)
        super().user_login_failed(sender, credentials, request, **kwargs)

    def user_logged_in(self, sender, request, user, **kwargs):
        """Remember that somebody came in, and forget wrong passwords before."""
        _forget_browser(request)
        super().user_logged_in(sender, request, user, **kwargs)


def _forget_browser(request: HttpRequest | None) -> None:
    if request is not None:
        request.axes_user_agent = request.axes_http_accept = ""


def network_is_closed(request: HttpRequest) -> bool:
    """Whether too many wrong passwords came from this network, for whatever names."""
    if request.axes_ip_address is None:
        return False
    lately = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,
        attempt_time__gte=request.axes_attempt_time - get_cool_off(request),
    )
    count = lately.aggregate(all=Sum("failures_since_start"))["all"] or 0
    return count >= MOST_FROM_NETWORK


def locked_out(request: HttpRequest, response, credentials=None) -> HttpResponse:
    """Say for how long, and what really helps."""
    context = {
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "network_is_closed": network_is_closed(request),
    }
    answer = render(request, "admin/locked_out.html", context, status=429)
    wait = settings.AXES_COOLOFF_TIME.total_seconds()
    answer.headers["Retry-After"] = str(int(wait))
    return answer


def forget_guesses(user) -> None:
    """Forget wrong passwords for somebody who has shown who they are."""
    AxesProxyHandler.reset_attempts(username=user.get_username())


class SignInForm(OTPAuthenticationFormMixin, AdminAuthenticationForm):
    """Name and password, and a code from whoever has set up a second step."""

    otp_token = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        help_text=_("Only if you have set up two-step sign-in."),
    )
    otp_error_messages = OTPAuthenticationFormMixin.otp_error_messages | {
        "token_required": _(
            "This account has a second step: enter your password again, with the code "
            "that your telephone shows now or one of your recovery codes."
        ),
        "invalid_token": _(
            "This code is wrong, used or too old: enter the one that your telephone "
            "shows now, or another recovery code."
        ),
        "n_failed_attempts": ngettext_lazy(
            "A wrong code was entered, so none is taken for a moment: wait, then enter "
            "the one that your telephone shows. Lost your telephone, and the recovery "
            "codes? An administrator lets you in again.",
            "%(failure_count)d wrong codes were entered, so none is taken for a while, "
            "longer after each. Wait, then enter the one that your telephone shows. "
            "Lost your telephone, and the recovery codes? An administrator lets you in "
            "again.",
            "failure_count",
        ),
    }

    def clean(self):
        """Check the password, then the code."""
        cleaned = super().clean()
        user = self.get_user()
        if user is not None and two_factor.is_set_up(user):
            self.clean_otp(user)
        return cleaned

    def _chosen_device(self, user):
        """Return what the code comes from: digits from a telephone, else paper."""
        token = self.cleaned_data.get("otp_token", "").replace(" ", "").lower()
        self.cleaned_data["otp_token"] = token
        return two_factor.locked_device(
            TOTPDevice if token.isdigit() else StaticDevice, user
        )
