"""Tiers: how an organization matches a word, and sets of the catalog by tier."""

from collections.abc import Iterable, Mapping
from enum import IntEnum

from organizations.models import Closeness, SearchField


class Tier(IntEnum):
    """How an organization matches a word, best first."""

    ACRONYM = 0
    NAME = 1
    WHOLE_OTHER_NAME = 2
    NAME_START = 3
    NAME_WORD = 4
    OTHER_NAME = 5
    NAMED_AFTER = 6
    FILED = 7
    PARTLY = 8
    BROADER = 9
    ANY_TROUBLE = 10
    TEXT = 11


BY_CLOSENESS: dict[int, int] = {
    Closeness.NAMED: Tier.NAMED_AFTER,
    Closeness.ONLY: Tier.FILED,
    Closeness.FILED: Tier.FILED,
    Closeness.PARTLY: Tier.PARTLY,
    Closeness.BROADER: Tier.BROADER,
}

BY_FIELD: dict[int, int] = {
    SearchField.ACRONYM: Tier.NAME_START,
    SearchField.WHOLE_NAME: Tier.NAME_START,
    SearchField.NAME: Tier.NAME_WORD,
    SearchField.WHOLE_OTHER_NAME: Tier.OTHER_NAME,
    SearchField.OTHER_NAME: Tier.OTHER_NAME,
}

WHOLE: dict[int, int] = {
    SearchField.ACRONYM: Tier.ACRONYM,
    SearchField.WHOLE_NAME: Tier.NAME,
    SearchField.WHOLE_OTHER_NAME: Tier.WHOLE_OTHER_NAME,
}

Tiers = dict[int, int]
"""Sets of the catalog by tier."""


def best_first(tiers: Mapping[int, int]) -> Tiers:
    """Return ``tiers`` in order, everybody only in the best of theirs."""
    found, seen = {}, 0
    for tier in sorted(tiers):
        if left := tiers[tier] & ~seen:
            found[tier] = left
            seen |= left
    return found


def union(sets: Iterable[int]) -> int:
    """Return everybody who is in any of ``sets``."""
    found = 0
    for bits in sets:
        found |= bits
    return found
