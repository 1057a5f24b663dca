"""Sheet codes, and the square codes that a telephone reads.

A sheet's own address has six characters in the place of the slug, so that neither paper
nor address says which problem a group helps with. The code is computed from the
record's id: the same wherever the record is loaded, and nothing to store or to export.
The letters leave out vowels and whatever looks like another sign, so that a code spells
no word and can be read aloud.
"""

import hashlib
import re
import uuid
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from organizations.models import Organization
from recovery_directory.configuration import LOOPBACK

LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 6
CODES = len(LETTERS) ** LENGTH

_COPIED = re.compile(
    rf"\A[\W_]*(\w{{{LENGTH}}})(?:[\W_]+([0-9]{{1,9}}))?[\W_]*", re.ASCII
)

QUIET_ZONE = 4
"""Modules of white around a square code, as its standard asks."""


def sheet_code(pk: uuid.UUID) -> str:
    """Return the code of the organization with this id."""
    rest = int.from_bytes(hashlib.sha256(pk.bytes).digest(), "big") % CODES
    code = ""
    for _place in range(LENGTH):
        rest, letter = divmod(rest, len(LETTERS))
        code += LETTERS[letter]
    return code


def with_code(code: str, queryset) -> list[uuid.UUID]:
    """Return the ids in ``queryset`` that have this code: none, one, hardly ever two.

    Capitals count as small letters. Computing all codes takes some 20 ms for 10,000
    organizations, so there is no column that could go stale.
    """
    code = code.lower()
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        return []
    ids = queryset.order_by().values_list("pk", flat=True)
    return [pk for pk in ids if sheet_code(pk) == code]


def copied(text: str) -> tuple[str, int | None] | None:
    """Return the code and the version, if any, in what somebody copied off a paper.

    A sentence's full stop, brackets, quotation marks and spaces around either are not
    meant; None if what is left is no code.
    """
    found = _COPIED.fullmatch(text)
    if not found or not set(code := found[1].lower()) <= set(LETTERS):
        return None
    return code, int(found[2]) if found[2] else None


def sheet_address(organization: Organization, *, version: bool = False) -> str:
    """Return the whole address of a sheet, of the version printed if asked."""
    code = sheet_code(organization.pk)
    path = (
        reverse("sheet-version", args=[code, organization.version])
        if version
        else reverse("sheet", args=[code])
    )
    return f"{settings.SITE_URL}{path}"


def works_only_here() -> bool:
    """Whether addresses of this site lead nowhere from a telephone."""
    host = urlsplit(settings.SITE_URL).hostname
    return host in {name.strip("[]") for name in LOOPBACK}


@dataclass(frozen=True)
class SquareCode:
    """A square code, drawn as SVG, and the address that it holds."""

    address: str
    svg: SafeString
    modules: int

    @classmethod
    @lru_cache(maxsize=1000)
    def to(cls, address: str) -> "SquareCode":
        """Draw the code to ``address``; without style attributes, in currentColor.

        Drawings are kept: they never change, and finding the best of eight masks takes
        as long as all queries of a sheet.
        """
        drawn = segno.make(address, error="m", micro=False)
        width, _height = drawn.symbol_size(border=QUIET_ZONE)
        svg = drawn.svg_inline(
            border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None
        )
        return cls(address, SafeString(svg), int(width))

    @property
    def is_dense(self) -> bool:
        """Whether its modules are so many that it must be drawn larger."""
        return self.modules > 45

    @property
    def shown(self) -> str:
        """Return the address as people write it."""
        return self.address.split("://", 1)[-1].rstrip("/")
