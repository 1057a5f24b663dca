"""Web addresses: what counts as one, how it is kept, and how people read it.

One rule for every form, file and page. What is kept is plain ASCII: a name in another
script as browsers ask for it (punycode). What people read is the name as it is written.
"""

import ipaddress
import re
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

REASONS = {
    "whole": _("Write it as https://example.org."),
    "scheme": _("Begin it with https:// or http://."),
    "character": _("Take out spaces, backslashes and control characters."),
    "user": _("Leave out the name and password before the @."),
    "port": _("The number after the colon is no port (1 to 65535)."),
    "host": _("“%(host)s” is no name of a site on the web."),
    "inside": _("“%(host)s” lies in a private network: nobody else gets there."),
}

_NEVER = re.compile(
    r"[\s\\\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_HALF_ESCAPE = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
_INSIDE = {"localhost", "local", "localdomain", "internal", "intranet", "lan"}
"""Ends of names that only a machine or a private network knows."""


def normal(address: str) -> str:
    """Return ``address`` as it is kept; raises ValidationError with what to mend."""
    if _NEVER.search(address):
        raise _refused("character")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise _refused("whole") from error
    if parts.scheme not in ("http", "https"):
        raise _refused("scheme")
    if "@" in parts.netloc:
        raise _refused("user")
    host = _host(parts)
    rest = parts._replace(scheme="", netloc="").geturl()
    if rest and rest[0] not in "/?#":
        raise _refused("whole")
    rest = quote(_HALF_ESCAPE.sub("%25", rest), safe="/#%=:;$&()+,!?*@'~")
    return f"{parts.scheme}://{host}{_port(parts)}{rest}"


def _refused(reason: str, **params) -> ValidationError:
    return ValidationError(REASONS[reason], code=f"web_address_{reason}", params=params)


def _port(parts: SplitResult) -> str:
    """Return the port with its colon, or nothing where none is stated."""
    written = parts.netloc.rpartition("]")[2].partition(":")[2]
    if not written:
        return ""
    if not (written.isascii() and written.isdigit() and 0 < int(written[:6]) < 65536):
        raise _refused("port")
    return f":{int(written[:6])}"


def _host(parts: SplitResult) -> str:
    """Return the host in lower case and ASCII."""
    host = (parts.hostname or "").removesuffix(".")
    if not host:
        raise _refused("whole")
    is_bracketed = parts.netloc.startswith("[")
    if is_bracketed or _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _number_of(host, is_bracketed=is_bracketed)
    try:
        name = idna.encode(host, uts46=True, std3_rules=True).decode()
    except idna.IDNAError as error:
        raise _refused("host", host=host[:60]) from error
    end = name.rpartition(".")[2]
    if end in _INSIDE:
        raise _refused("inside", host=host[:60])
    if "." not in name or _NUMBER.fullmatch(end):
        raise _refused("host", host=host[:60])
    return name


def _number_of(host: str, *, is_bracketed: bool) -> str:
    kind = ipaddress.IPv6Address if is_bracketed else ipaddress.IPv4Address
    try:
        address = kind(host)
    except ValueError as error:
        raise _refused("host", host=host[:60]) from error
    if not address.is_global or address.is_multicast or "%" in host:
        raise _refused("inside", host=host[:60])
    return f"[{address}]" if is_bracketed else str(address)


def validate_web_address(address: str) -> None:
    """Raise ValidationError unless ``address`` is one on the web."""
    normal(address)


@lru_cache(maxsize=8192)
def web_address(address: str) -> str:
    """Return ``address`` as it is kept, or nothing where it is no address on the web.

    What was saved under an older rule is asked too before a page, a file or the API
    leads anywhere.
    """
    try:
        return normal(address)
    except ValidationError:
        return ""


def short_form(address: str) -> str:
    """Return a web address without its scheme, www, and a slash at its end."""
    host, slash, rest = address.split("://", 1)[-1].partition("/")
    return f"{_in_script(host)}{slash}{rest}".removeprefix("www.").rstrip("/")


def host_of(address: str) -> str:
    """Return the name of the site of a web address, as people write it."""
    return short_form(address).partition("/")[0]


def as_written(address: str) -> str:
    """Return a whole web address, its name in the script that it is written in."""
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{_in_script(host)}{slash}{path}"


def _in_script(host: str) -> str:
    if "xn--" not in host:
        return host
    name, colon, port = host.partition(":")
    try:
        return f"{idna.decode(name)}{colon}{port}"
    except idna.IDNAError:
        return host


class WebAddressFormField(forms.URLField):
    """A web address in a form, with or without https."""

    default_validators = [validate_web_address]

    def __init__(self, **kwargs):
        """Take a bare name as one with https."""
        super().__init__(**{"assume_scheme": "https", **kwargs})

    def to_python(self, value: Any) -> str:
        """Return the address as it is kept."""
        address = super().to_python(value)
        return normal(address) if address else address


class WebAddressField(models.URLField):
    """A web address of a record; to migrations it is Django's own field."""

    default_validators = (validate_web_address,)

    def clean(self, value: Any, model_instance) -> Any:
        """Return the address as it is kept; raises ValidationError."""
        is_stated = isinstance(value, str) and value
        return super().clean(normal(value) if is_stated else value, model_instance)

    def formfield(self, **kwargs):
        """Edit in a form by the same rule."""
        return super().formfield(**{"form_class": WebAddressFormField, **kwargs})

    def deconstruct(self):
        """Return it as Django's own."""
        name, _path, arguments, named = super().deconstruct()
        return name, "django.db.models.URLField", arguments, named
