"""Where a gathering takes place, by code and by words.

Lists keep an old online link for years, mark a closed building as a closed meeting, and
say "no longer hybrid" in the notes while a code says hybrid. What a list states in
words about the present weighs more than a code that nobody took away; where both cannot
be true, the venue is not known.
"""

import re
from dataclasses import dataclass

from meetings.choices import Venue

_SUSPENDED = re.compile(
    r"\b(?:suspended|cancell?ed|on hold|no longer meet(?:s|ing)?|disbanded"
    r"|temporarily (?:closed|suspended|not meeting)|not meeting)\b",
    re.IGNORECASE,
)
_BUILDING = re.compile(r"\b(?:location|building|church|site|venue) (?:is )?\Z", re.I)
_NOT = re.compile(r"\b(?:no longer|not|never|no)(?: a| an| on)?\s\Z", re.IGNORECASE)
_HYBRID = re.compile(r"\bhybrid\b", re.IGNORECASE)
_IN_PERSON_ONLY = re.compile(
    r"\b(?:in[ -]person only|only in[ -]person|no (?:zoom|online)\b)", re.IGNORECASE
)
_ONLINE_ONLY = re.compile(
    r"\b(?:(?:zoom|online|virtual|phone|telephone) only|only (?:on )?(?:zoom|online)"
    r"|fully online|virtual only)\b",
    re.IGNORECASE,
)
_FOR_A_TIME = re.compile(
    r"\b(?:zoom|online|virtual|closed|suspended|cancell?ed)[^.;\n]{0,20}\buntil\b", re.I
)


@dataclass(frozen=True)
class VenueWords:
    """What a row says of its venue."""

    code: Venue | None
    """By its own field or codes; None where it has none."""
    is_closed: bool
    """The building is closed (the code TC)."""
    has_way_online: bool
    has_address: bool
    words: tuple[str, ...] = ()


def of(said: VenueWords) -> Venue:
    """Return where people meet; unknown where the row contradicts itself."""
    words = "\n".join(said.words)
    if _says(_SUSPENDED, words):
        return Venue.SUSPENDED
    if _FOR_A_TIME.search(words):
        return Venue.UNKNOWN
    if _IN_PERSON_ONLY.search(words) or _is_denied(_HYBRID, words):
        return Venue.IN_PERSON if said.has_address else Venue.UNKNOWN
    if _ONLINE_ONLY.search(words):
        return Venue.ONLINE
    if said.is_closed or said.code == Venue.SUSPENDED:
        is_online = said.has_way_online or said.code == Venue.ONLINE
        return Venue.ONLINE if is_online else Venue.SUSPENDED
    if _says(_HYBRID, words) and said.has_address:
        return Venue.HYBRID
    if said.code:
        return said.code
    if said.has_way_online and said.has_address:
        return Venue.HYBRID
    if said.has_way_online:
        return Venue.ONLINE
    return Venue.IN_PERSON if said.has_address else Venue.UNKNOWN


def _says(pattern: re.Pattern, words: str) -> bool:
    """Whether it stands there, not denied, and not of the building alone."""
    return any(
        not _NOT.search(words[: found.start()])
        and not _BUILDING.search(words[: found.start()])
        for found in pattern.finditer(words)
    )


def _is_denied(pattern: re.Pattern, words: str) -> bool:
    return any(_NOT.search(words[: found.start()]) for found in pattern.finditer(words))
