"""Who fits an answer, and how surely: sets of the catalog in tiers, best first.

What a record does not state counts as possible, in a tier below; who states the
opposite is in none. Accepting medicine for mental health is never taken for accepting
methadone or buprenorphine: only a document that names them does.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings

from organizations.catalog.snapshot import Catalog
from organizations.choices import (
    NOT_RECORDED,
    NOT_STATED,
    IsFor,
    MedicationStance,
    OperatingStatus,
)
from organizations.models import Closeness
from organizations.search.matching import union

Tiers = Sequence[int]
"""Sets of the catalog; whoever is in a later one fits less surely."""

FAMILY, YOUNG = "family-and-friends", "young-people"

COVERS = {"psychiatric": "psychiatric", "agonist": "opioid-agonist"}
"""The kind of medicine that an answer is about, as documents name it."""


def summed(levels: Tiers, tiers: Tiers) -> list[int]:
    """Return ``levels`` after one more answer: each tier below costs one level."""
    found = [0] * (len(levels) + len(tiers) - 1)
    for level, bits in enumerate(levels):
        for tier, fitting in enumerate(tiers):
            found[level + tier] |= bits & fitting
    return found


# Who it is for


def for_families(catalog: Catalog) -> int:
    """Return who is for family and friends alone."""
    return catalog.filed_under("is_for", IsFor.FAMILY)


def open_to_families(catalog: Catalog) -> int:
    """Return who has a place for family and friends among others."""
    both = catalog.filed_under("is_for", IsFor.BOTH)
    return (both | catalog.having("audience", FAMILY)) & ~for_families(catalog)


def for_the_young(catalog: Catalog) -> Tiers:
    """Return who is made for the young, who has meetings for them, and the others."""
    placing = catalog.placing("audience", YOUNG)
    made = placing[Closeness.NAMED] | placing[Closeness.ONLY]
    some = union(placing) & ~made
    return [made, some, catalog.everyone & ~(made | some)]


# What it helps with


def with_problems(catalog: Catalog, problems: Sequence[str]) -> Tiers:
    """Return who names a problem itself, or a broader one; of several at least one."""
    levels = [union(catalog.having("focus", one) for one in problems)]
    for one in problems:
        direct = catalog.filed_under("focus", one)
        broader = catalog.having("focus", one) & ~direct
        levels = summed(
            levels, [direct, broader, catalog.everyone & ~direct & ~broader]
        )
    return levels


def families_with_problems(catalog: Catalog, problems: Sequence[str]) -> Tiers:
    """Return who is for families, those of other problems last, and none left out."""
    named = with_problems(catalog, problems)
    anything = union(
        catalog.having("focus", slug) for slug in catalog.values.labels["focus"]
    )
    left = catalog.everyone & ~union(named)
    return [*named, left & ~anything, left & anything]


# What it is like


def stated_or_not(catalog: Catalog, facet: str, values: Iterable[str]) -> Tiers:
    """Return who states one of ``values``, and of whom nobody knows."""
    stated = union(catalog.filed_under(facet, value) for value in values)
    return [stated, catalog.filed_under(facet, NOT_STATED) & ~stated]


def meeting(catalog: Catalog, wanted: str) -> Tiers:
    """Return who meets in a way, and of whom no way is known.

    Who is listed in other countries alone hardly meets anybody here in person.
    """
    meets = catalog.filed_under("format", wanted)
    unknown = without_format(catalog)
    if wanted != "in-person":
        return [meets, unknown]
    far = elsewhere(catalog)
    return [meets & ~far, unknown & ~far, (meets | unknown) & far]


def without_format(catalog: Catalog) -> int:
    """Return those of whom no way to meet is recorded."""
    formats = catalog.values.labels["format"]
    return catalog.everyone & ~union(catalog.having("format", one) for one in formats)


def elsewhere(catalog: Catalog) -> int:
    """Return who is listed in other countries than the operator's, and there only."""
    here = catalog.chosen("country", [settings.COUNTRY])
    return catalog.everyone & ~here & ~catalog.having("country", NOT_RECORDED)


def accepting(catalog: Catalog, answer: str) -> Tiers:
    """Return whose document names the medicine, and whose says nothing against it."""
    named = catalog.filed_under("covers", COVERS[answer])
    against = catalog.filed_under("medication", MedicationStance.RESTRICTIVE)
    return [named, catalog.everyone & ~named & ~against]


def running(catalog: Catalog) -> Tiers:
    """Return who runs and meets; and of whom one of the two is uncertain."""
    surely = catalog.filed_under("status", OperatingStatus.ACTIVE)
    surely &= ~without_format(catalog)
    return [surely, catalog.everyone & ~surely]
