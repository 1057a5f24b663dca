"""Standing: who comes first among organizations that fit a request equally well.

Active before uncertain; listed in the operator's country or worldwide before not
recorded before elsewhere; then by the power of ten of the count of groups, unknown
last. It rests on the records and on ``COUNTRY`` alone, never on a request, and says
nothing about how good anybody is; strength of evidence has no part in it. Those of
equal standing take turns by type: who they are depends on what was asked, so that is
done where a list is made.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from organizations.choices import (
    FAMILY_AND_FRIENDS,
    NOT_RECORDED,
    IsFor,
    OperatingStatus,
)

REACH = "reach"
"""Under this facet stands the power of ten of somebody's count of groups."""

WAY_IN = "way-in"
"""Under this facet stands who has an address that leads to a meeting."""

HAS_WAY_IN = "yes"
"""Its one value."""

ONLY_FOR = "only-for"
"""Under this facet stands for which people, and no others, somebody is."""

MADE_FOR = "made-for"
"""Under this facet stands for which people somebody is made: others may be welcome."""


def refined(sets: Iterable[int], parts: Sequence[int]) -> list[int]:
    """Return each of ``sets`` cut up by ``parts``, in order; who is in none is last."""
    found = []
    for bits in sets:
        left = bits
        for part in parts:
            if both := left & part:
                found.append(both)
                left &= ~both
        if left:
            found.append(left)
    return found


def sets_of_equals(catalog, country: str) -> list[int]:
    """Return everybody in sets of equal standing, the best first."""
    statuses = [catalog.filed_under("status", status) for status in OperatingStatus]
    places = [
        catalog.chosen("country", [country]),
        catalog.having("country", NOT_RECORDED),
    ]
    powers = {int(value) for facet, value in catalog.placings if facet == REACH}
    reaches = [
        catalog.having(REACH, str(power)) for power in sorted(powers, reverse=True)
    ]
    equals = [catalog.everyone]
    for parts in (statuses, places, reaches):
        equals = refined(equals, parts)
    return equals


def only_for_others(catalog, people: Iterable[str]) -> int:
    """Return who is only for people other than ``people``, slugs of audiences.

    Relatives are people of their own: who is for them alone is for others where nobody
    asks for them, and so is who is for the person alone where somebody does.
    """
    audiences = catalog.values.vocabulary.by_facet.get("audience", {})
    named = set(people)
    for term in [audiences[slug] for slug in named if slug in audiences]:
        named |= {above.slug for above in catalog.values.vocabulary.broader_than(term)}
    asks_for_family = FAMILY_AND_FRIENDS in named
    others = catalog.having("is_for", IsFor.PERSON if asks_for_family else IsFor.FAMILY)
    for slug in audiences:
        if slug not in named:
            others |= catalog.having(ONLY_FOR, slug)
    return others


def in_turns(catalog, bits: int) -> Iterator[int]:
    """Yield the numbers of equals: one of each type in turn.

    Within a type those with a way to a meeting come first, then by name.
    """
    types = [
        catalog.filed_under("type", slug) for slug in catalog.values.labels["type"]
    ]
    ways = [catalog.having(WAY_IN, HAS_WAY_IN)]
    queues = [
        chain.from_iterable(
            catalog.ordered(part, "name") for part in refined([of_type], ways)
        )
        for of_type in refined([bits], types)
    ]
    for turn in zip_longest(*queues):
        yield from (number for number in turn if number is not None)
