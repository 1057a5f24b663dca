"""Telephones: what a written number is to a telephone, in one place for the whole site.

A number is read as somebody in ``COUNTRY`` would dial it: with or without its country
code, with letters for digits (``1-800-GAMBLER``), with an extension behind it
(``212-555-0100 ext. 214``), or as one of the short numbers of that country (988,
116 123). What is written is what readers see; what is dialled is E.164 with the
extension, and a short number as it is typed. The data is that of *phonenumbers*. What
is not understood in full is no number: no part of a text is ever dialled by itself.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumber, PhoneNumberFormat, shortnumberinfo

LONGEST = 60
"""Signs of the longest text that may be a number."""

LONGEST_MESSAGE = 40
"""Signs of the longest word that a line asks to be texted."""

_PLAIN = {
    ord(sign): plain
    for signs, plain in (("‐‑‒–—―−", "-"), ("\u00a0\u2007\u2009\u202f", " "))
    for sign in signs
}
"""Hyphens and spaces that come along when a number is copied from a page."""

_NUMBER = re.compile(r"\+?\(?[0-9][0-9A-Za-z ().\-/]*")
_EXTENSION = re.compile(
    r"[ (]{0,2}(?:;ext=|,{1,3}|#|(?<![a-z])(?:x|ext|extn|extension|extensión|int)\b)"
    r"[ .:]{0,3}([0-9]{1,7})\)?\Z"
    r"|[ (]{0,2}(?<![a-z])(?:x|ext)([0-9]{1,7})\)?\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Telephone:
    """A number that a telephone can dial."""

    number: str
    """As the world writes it, ``+1-212-555-0100``; a short one as it is typed."""
    extension: str = ""

    @property
    def href(self) -> str:
        """Return the address that dials it (RFC 3966): E.164 and the extension."""
        dialled = re.sub(r"[^+0-9]", "", self.number)
        return f"tel:{dialled}" + (f";ext={self.extension}" if self.extension else "")

    @property
    def in_full(self) -> str:
        """Return number and extension in one text, as RFC 3966 writes them."""
        return self.number + (f";ext={self.extension}" if self.extension else "")


def parse(written: str) -> Telephone | None:
    """Return the telephone behind ``written``; None where nobody could dial it."""
    return parse_in(settings.COUNTRY, written)


@lru_cache(maxsize=4096)
def parse_in(
    country: str, written: str, *, is_stated: bool = False
) -> Telephone | None:
    """Return what ``written`` dials in ``country``.

    ``is_stated`` takes the word of whoever writes it that there is this number: only
    its length is judged then, as the data does not know every short number.
    """
    text = written.translate(_PLAIN).strip()
    if len(text) > LONGEST:
        return None
    region = country.upper()
    if found := _number(text, region, is_stated) or _short(text, region, is_stated):
        return Telephone(found)
    extension = _EXTENSION.search(text)
    if extension is None:
        return None
    found = _number(text[: extension.start()], region, is_stated)
    return Telephone(found, extension[1] or extension[2]) if found else None


def _number(text: str, region: str, is_stated: bool) -> str:
    """Return a whole number as the world writes it, or an empty text."""
    if not _NUMBER.fullmatch(text):
        return ""
    digits = phonenumbers.convert_alpha_characters_in_number(text)
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return ""
    if not (_is_valid(number, is_stated) or _loses_letters_only(number, text)):
        return ""
    written = phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
    return written.removeprefix("tel:")


def _is_valid(number: PhoneNumber, is_stated: bool) -> bool:
    if is_stated:
        reason = phonenumbers.is_possible_number_with_reason(number)
        return reason == phonenumbers.ValidationResult.IS_POSSIBLE
    return phonenumbers.is_valid_number(number)


def _loses_letters_only(number: PhoneNumber, text: str) -> bool:
    """Whether ``number`` is right without the last letters of its last word.

    ``1-866-4-U-TREVOR`` has one letter too many; telephones ignore it.
    """
    length = len(str(number.national_number))
    if not phonenumbers.truncate_too_long_number(number):
        return False
    surplus = length - len(str(number.national_number))
    last = text[-surplus - 1 :]
    return last.isascii() and last.isalpha()


def _short(text: str, region: str, is_stated: bool) -> str:
    """Return a short number of the country as it is typed, or an empty text.

    Hyphens are for numbers of which some is missing: 212-555 is no short number.
    """
    if not re.fullmatch(r"[0-9][0-9 ]*", text):
        return ""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    judge = (
        shortnumberinfo.is_possible_short_number_for_region
        if is_stated
        else shortnumberinfo.is_valid_short_number_for_region
    )
    return text if judge(number, region) else ""


def href(written: str) -> str:
    """Return the address that dials ``written``, or an empty text."""
    telephone = parse(written)
    return telephone.href if telephone else ""


def with_digits(written: str) -> str:
    """Return ``written``, and the digits behind it where letters stand for them."""
    telephone = parse(written)
    if telephone is None or not re.search("[A-Za-z]", _EXTENSION.sub("", written)):
        return written
    return f"{written} ({telephone.number})"


def validate(written: str) -> None:
    """Raise ValidationError for what no telephone can dial."""
    if parse(written) is None:
        raise ValidationError(
            _(
                "“%(number)s” cannot be dialled. Write it as +1-212-555-0100 or "
                "212-555-0100 ext. 214, with nothing else beside it."
            ),
            code="telephone",
            params={"number": written},
        )


# Lines to call or to text


@dataclass(frozen=True)
class CrisisLine:
    """How a line is reached: called, or sent a word as a text message."""

    written: str
    href: str
    message: str | None = None
    """What is texted, perhaps nothing; None where the line is called."""

    @property
    def shown(self) -> str:
        """Return what a reader is told to do with it."""
        if self.message is None:
            return self.written
        said = {"message": self.message, "number": self.written}
        if not self.message:
            return _("text %(number)s") % said
        return _("text %(message)s to %(number)s") % said


def line_in(country: str, written: str) -> CrisisLine | None:
    """Return what reaches a line from ``country``; None where nothing could.

    ``sms:741741?body=HOME`` is a line that is texted, and ``tel:188`` a short number
    that whoever writes it knows to be one.
    """
    scheme, colon, stated = written.partition(":")
    scheme = scheme.strip().lower() if colon else ""
    if scheme == "sms":
        return _text_line(country, stated.strip())
    number = stated.strip() if scheme == "tel" else written
    telephone = parse_in(country, number, is_stated=scheme == "tel")
    return telephone and CrisisLine(number, telephone.href)


def _text_line(country: str, stated: str) -> CrisisLine | None:
    number, asks, query = stated.partition("?")
    telephone = parse_in(country, number, is_stated=True)
    name, _equals, message = query.partition("=")
    message = unquote(message).strip()
    if telephone is None or telephone.extension:
        return None
    address = f"sms:{telephone.href.removeprefix('tel:')}"
    if not asks:
        return CrisisLine(number, address, "")
    if name != "body" or "&" in message or not message.isprintable():
        return None
    if not 0 < len(message) <= LONGEST_MESSAGE:
        return None
    return CrisisLine(number, f"{address}?body={quote(message)}", message)


def crisis_lines() -> list[dict[str, str]]:
    """Return the operator's crisis lines as they are shown: name, number, note, link.

    Those of the United States are known in every language that sheets are in.
    """
    shown = []
    for line in settings.CRISIS_LINES:
        way = line_in(settings.COUNTRY, line["number"])
        words = {key: _(line[key]) if line[key] else "" for key in ("name", "note")}
        shown.append(
            words
            | {
                "number": way.shown if way else line["number"],
                "href": way.href if way else "",
            }
        )
    return shown


# Emergencies

_BRING_AN_AMBULANCE = ("123", "120", "995", "000", "111", "119", "999", "112", "911")
"""Emergency numbers in the order in which one is named, where a country has several."""


def emergency_number(country: str) -> str:
    """Return the number that brings an ambulance in a country.

    The library knows which numbers are for emergencies, not which service answers.
    """
    region = country.upper()
    if phonenumbers.country_code_for_region(region) == 1:
        return "911"
    is_known = phonenumbers.is_emergency_number
    known = (one for one in _BRING_AN_AMBULANCE if is_known(one, region))
    metadata = phonenumbers.PhoneMetadata.short_metadata_for_region(region)
    emergency = metadata.emergency if metadata else None
    return next(known, emergency.example_number if emergency else None) or "112"
