"""Signing in: who tries is limited, and a second step may follow the password.

Ten wrong passwords for one name from one address close that pair for a quarter of an
hour. Name *and* address: somebody who guesses locks out neither a curator elsewhere nor
the colleagues behind the same address. Attempts are the one thing about people that is
written down (name, address, time); ``forget_sign_ins`` forgets them after 30 days.

The second step is asked for by the same form, so that nobody is ever half signed in.
"""

from axes.handlers.database import AxesDatabaseHandler
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user
from django_otp.forms import OTPAuthenticationFormMixin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice


def address_of(request: HttpRequest) -> str | None:
    """Return who asks; ``recovery_directory.proxies`` sees to it that it is true."""
    return request.META.get("REMOTE_ADDR") or None


def nobody(*args) -> str:
    """Return how the log names whoever signs in: not at all."""
    return "somebody"


class SignInHandler(AxesDatabaseHandler):
    """Counts attempts by name and address, and writes nothing else down."""

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
    }

    def clean(self):
        """Check the password, then the code."""
        cleaned = super().clean()
        user = self.get_user()
        if user is not None and any(devices_for_user(user)):
            self.clean_otp(user)
        return cleaned

    def _chosen_device(self, user):
        """Return what the code comes from: digits from a telephone, else paper."""
        token = self.cleaned_data.get("otp_token", "").replace(" ", "").lower()
        self.cleaned_data["otp_token"] = token
        kind = TOTPDevice if token.isdigit() else StaticDevice
        return kind.objects.devices_for_user(user, confirmed=True).first()
