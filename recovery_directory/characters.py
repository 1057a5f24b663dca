"""Characters: what a text may hold, whoever typed or sent it.

Control characters break feeds and spreadsheets, noncharacters stand for nothing, and
one letter written in two ways is found only in one of them. No form, file or command
takes the first two, and all keep a text in one form (NFC) with plain line ends. What
was saved before this rule is mended on its way out.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_ENDS_OF_PLANES = "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
_REFUSED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    f"{_ENDS_OF_PLANES}]"
)
_BETWEEN_WORDS = "\x0b\x0c\x1c\x1d\x1e\x1f\x85"
"""Refused characters that part words: a line end of another program."""

_INVISIBLE = re.compile(
    "[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f"
    "\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff]"
)
"""What nobody sees: soft hyphens, joiners, marks of direction, selectors."""

_NAMES = {
    0x00: "null",
    0x08: "backspace",
    0x0B: "vertical tab",
    0x0C: "form feed",
    0x1B: "escape",
    0x7F: "delete",
    0x85: "next line",
}


def normal(text: str) -> str:
    """Return ``text`` in its one form: composed (NFC), with plain line ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def normal_in(value: Any) -> Any:
    """Return ``value`` with every text in it in its one form."""
    return with_texts(normal, value, and_keys=True)


def mended(value: Any) -> Any:
    """Return ``value`` with every text in it free of what no text may hold.

    For what was saved before this rule, on its way out to a file or a feed.
    """
    return with_texts(_mended, value, and_keys=True)


def _mended(text: str) -> str:
    return _REFUSED.sub(
        lambda match: " " if match[0] in _BETWEEN_WORDS else "", normal(text)
    )


def with_texts(
    change: Callable[[str], str], value: Any, *, and_keys: bool = False
) -> Any:
    """Return ``value`` with every text in it changed, however deep it stands."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [with_texts(change, entry, and_keys=and_keys) for entry in value]
    if isinstance(value, dict):
        return {
            change(key) if and_keys else key: with_texts(
                change, entry, and_keys=and_keys
            )
            for key, entry in value.items()
        }
    return value


def problem_in(value: Any) -> str:
    """Return which character ``value`` may not hold and where, or nothing."""
    if isinstance(value, str):
        found = _REFUSED.search(value)
        return _problem(value, found.start()) if found else ""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        return next(filter(None, map(problem_in, value)), "")
    return ""


def _problem(text: str, place: int) -> str:
    code = ord(text[place])
    name = _NAMES.get(code) or (
        _("half a character")
        if 0xD800 <= code <= 0xDFFF
        else _("control character")
        if code < 0xA0
        else _("noncharacter")
    )
    before = " ".join(_mended(text[max(0, place - 20) : place]).split())
    named = {"code": f"U+{code:04X}", "name": name, "before": before}
    if before:
        reason = _("holds %(code)s (%(name)s) after “%(before)s”; take it out")
    else:
        reason = _("begins with %(code)s (%(name)s); take it out")
    return reason % named


def validate(value: Any) -> None:
    """Raise ValidationError where a text in ``value`` holds what no text may hold."""
    if reason := problem_in(value):
        raise ValidationError(
            _("This text %(reason)s."), code="character", params={"reason": reason}
        )


def folded(text: str) -> str:
    """Return ``text`` without case, accents and what nobody sees, as people type it."""
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text.casefold()))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


class PlainTexts(forms.BaseForm):
    """A form whose texts follow the rule. Name it first among the bases.

    Passwords are left alone: they are compared as they were typed.
    """

    def clean(self):
        """Bring each text into its one form; refuse what no text may hold."""
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for name, value in list(cleaned.items()):
            if isinstance(self.fields[name].widget, forms.PasswordInput):
                continue
            value = cleaned[name] = normal_in(value)
            try:
                validate(value)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned
