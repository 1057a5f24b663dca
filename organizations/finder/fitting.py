"""Who fits an answer, and how surely: sets of the catalog in tiers, best first.

What a record does not state counts as possible, in a tier below; who states the
opposite is in none. Accepting medicine for mental health is never taken for accepting
methadone or buprenorphine: only a document that names them does.
"""

from collections.abc import Sequence

from django.conf import settings

from organizations.catalog.snapshot import Catalog
from organizations.catalog.standing import HAS_WAY_IN, WAY_IN
from organizations.choices import (
    NOT_RECORDED,
    NOT_STATED,
    IsFor,
    MedicationStance,
    OperatingStatus,
)
from organizations.finder.questions import FinderAnswer
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


def made_for(catalog: Catalog, problems: Sequence[str], among: int) -> int:
    """Return the one of ``among`` that is made for a problem, where there is one.

    It is named after the problem; of several the one with the fewest other subjects,
    then the first in the list.
    """
    named = union(catalog.placing("focus", one)[Closeness.NAMED] for one in problems)
    subjects = [
        catalog.filed_under("focus", slug) for slug in catalog.values.labels["focus"]
    ]
    ones = [1 << number for number in catalog.ordered(among & named, "relevance")]
    return min(ones, key=lambda one: sum(bool(one & s) for s in subjects), default=0)


def families_with_problems(catalog: Catalog, problems: Sequence[str]) -> Tiers:
    """Return who is for families, those of other problems last, and none left out."""
    named = with_problems(catalog, problems)
    anything = union(
        catalog.having("focus", slug) for slug in catalog.values.labels["focus"]
    )
    left = catalog.everyone & ~union(named)
    return [*named, left & ~anything, left & anything]


# What it is like


def stated_or_not(catalog: Catalog, facet: str, answer: FinderAnswer) -> Tiers:
    """Return who states an answer itself, who allows it, and who states nothing."""
    stated = union(catalog.filed_under(facet, value) for _f, value in answer.parameters)
    unstated = catalog.filed_under(facet, NOT_STATED) & ~stated
    if not answer.itself:
        return [stated, unstated]
    itself = catalog.filed_under(facet, answer.itself)
    return [itself, stated & ~itself, unstated]


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


def to_be_met(catalog: Catalog) -> Tiers:
    """Return who surely runs, with a known way to meet and to get there; the others."""
    surely = catalog.filed_under("status", OperatingStatus.ACTIVE)
    surely &= catalog.having(WAY_IN, HAS_WAY_IN) & ~without_format(catalog)
    return [surely, catalog.everyone & ~surely]
