"""Forms that anybody may send: no account, no cookie, no puzzle.

Three quiet questions keep most robots out: did somebody look at the form for a moment,
did they leave alone the field that nobody sees, and did not one place send too many?
Whoever is refused finds everything that they typed, and what to do. No address is
stored: see ``limiting``.
"""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from recovery_directory.characters import PlainTexts
from recovery_directory.configuration import Rate
from recovery_directory.web import rate_limits

SECONDS_TO_READ = 3
"""Nobody reads and fills in a form sooner."""
LONGEST_OPEN = 24 * 60 * 60
"""Seconds after which a form is sent again, so that a stamp cannot be used for ever."""
FROM_ONE = Rate(5, 60 * 60)
FROM_ALL = Rate(60, 60 * 60)
"""So many in so many seconds, from one place and from all together."""

_signer = signing.Signer(salt="open-forms")


def new_stamp(*, ready: bool = False) -> str:
    """Return a signed "the form was opened now"; ``ready`` to be sent at once.

    No two are alike: by its stamp a form is known that is sent twice.
    """
    opened = int(time.time()) - (SECONDS_TO_READ if ready else 0)
    return _signer.sign(f"{opened}.{secrets.token_urlsafe(9)}")


def seconds_since(stamp: str) -> float:
    """Return how long ago the form of ``stamp`` was opened; not ours: for ever ago."""
    try:
        return time.time() - int(_signer.unsign(stamp).partition(".")[0])
    except (signing.BadSignature, ValueError):
        return float("inf")


class OpenForm(PlainTexts, forms.Form):
    """A form that anybody may send, with the fields that robots stumble over."""

    data: Any
    use_required_attribute = False

    stamp = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    leave_empty = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=500,
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
            said = _("The field “Leave this empty” has to stay empty: it stops robots.")
        elif seconds < SECONDS_TO_READ:
            said = _("That was very fast. Please read it once more and send it again.")
        elif seconds > LONGEST_OPEN:
            said = _(
                "This form was open for more than a day. All you wrote is still here: "
                "please send it again."
            )
            self.data = self.data.copy()
            self.data[self.add_prefix("stamp")] = new_stamp(ready=True)
        else:
            return cleaned
        self.add_error(None, said)
        return cleaned

    @property
    def ticket(self) -> str:
        """Return what a proposal made of this form is called.

        The same form sent again, by a second click or a browser that repeats what it
        got no answer to, has the same; nobody else can work it out.
        """
        typed = {name: self.cleaned_data[name] for name in sorted(self.cleaned_data)}
        text = json.dumps([type(self).__name__, self.about_record, typed], default=str)
        digest = salted_hmac("open-forms.ticket", text, algorithm="sha256").digest()
        return urlsafe_b64encode(digest[:16]).decode().rstrip("=")

    @property
    def about_record(self) -> str:
        """Return the id of the record that the form is about; empty for none."""
        return ""

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        """Return the fields that a person fills in."""
        return [
            field
            for field in self.visible_fields()
            if field.name not in OpenForm.base_fields
        ]


def seconds_to_wait(request: HttpRequest) -> int:
    """Count one more from whoever asks; after how long another is taken, 0 for now.

    What is refused to one counts for nobody else.
    """
    return rate_limits.seconds_to_wait(
        request, "open-forms", FROM_ONE
    ) or rate_limits.seconds_to_wait_for_all("open-forms", FROM_ALL)
