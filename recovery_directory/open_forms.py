"""Forms that anybody may send: no account, no cookie, no puzzle.

Three quiet questions keep most robots out: did somebody look at the form for a moment,
did they leave alone the field that nobody sees, and did not one place send too many?
Whoever is refused finds everything that they typed, and what to do. No address is
stored: the count is kept in the cache under a hash whose random key lasts one day.
"""

import hashlib
import hmac
import ipaddress
import secrets
import time

from django import forms
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from recovery_directory.visitors import address_of

SECONDS_TO_READ = 3
"""Nobody reads and fills in a form sooner."""
LONGEST_OPEN = 24 * 60 * 60
"""Seconds after which a form is sent again, so that a stamp cannot be used for ever."""
MOST_FROM_ONE = 5
MOST_FROM_ALL = 60
WINDOW = 60 * 60
"""So many from one place, and from all together, within so many seconds."""
KEY_LASTS = 24 * 60 * 60

_signer = signing.Signer(salt="open-forms")


def new_stamp(*, ready: bool = False) -> str:
    """Return a signed "the form was opened now"; ``ready`` to be sent at once."""
    return _signer.sign(str(int(time.time()) - (SECONDS_TO_READ if ready else 0)))


def seconds_since(stamp: str) -> float:
    """Return how long ago the form of ``stamp`` was opened; not ours: for ever ago."""
    try:
        return time.time() - int(_signer.unsign(stamp))
    except (signing.BadSignature, ValueError):
        return float("inf")


class OpenForm(forms.Form):
    """A form that anybody may send, with the fields that robots stumble over."""

    use_required_attribute = False

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    leave_empty = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, **kwargs):
        """Stamp a form that is shown for the first time."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("stamp", new_stamp())

    def clean(self):
        """Refuse, kindly, what came too fast, too late or from a robot."""
        cleaned = super().clean()
        seconds = seconds_since(cleaned.get("stamp", ""))
        if cleaned.get("leave_empty"):
            self.add_error(
                None,
                _("The field “Leave this empty” has to stay empty: it stops robots."),
            )
        elif seconds < SECONDS_TO_READ:
            self.add_error(
                None,
                _("That was very fast. Please read it once more and send it again."),
            )
        elif seconds > LONGEST_OPEN:
            self.add_error(
                None,
                _(
                    "This form was open for more than a day. All you wrote is still "
                    "here: please send it again."
                ),
            )
            self.data = self.data.copy()
            self.data[self.add_prefix("stamp")] = new_stamp(ready=True)
        return cleaned

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        """Return the fields that a person fills in."""
        return [
            field
            for field in self.visible_fields()
            if field.name not in OpenForm.base_fields
        ]


def too_many(request: HttpRequest) -> bool:
    """Count one more from where ``request`` comes from; whether that is too many."""
    one = _count(f"open-forms:{_hash(address_of(request))}") > MOST_FROM_ONE
    return one or _count("open-forms:all") > MOST_FROM_ALL


def _count(key: str) -> int:
    cache.add(key, 0, timeout=WINDOW)
    try:
        return cache.incr(key)
    except ValueError:
        # It ended between the two calls: a new hour begins.
        cache.set(key, 1, timeout=WINDOW)
        return 1


def _hash(address: str) -> str:
    """Return what stands for ``address`` until the random key is gone.

    Of an IPv6 address the network: one household has millions of addresses.
    """
    key = cache.get_or_set("open-forms:key", lambda: secrets.token_hex(32), KEY_LASTS)
    place = address
    try:
        if ipaddress.ip_address(address).version == 6:
            place = str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        pass
    return hmac.new(key.encode(), place.encode(), hashlib.sha256).hexdigest()
