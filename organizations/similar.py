"""Organizations like this one, for a reader whom this one does not fit.

Only what a reader would take for the same help is named at all: for the same kind of
people, for the same problem, near in faith and in goal; better none than one that gives
offence. Of these the most alike comes first, then the order of every list decides.
Organizations that a relationship already names are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from organizations.catalog import loading
from organizations.catalog.results import Results
from organizations.catalog.snapshot import Catalog
from organizations.catalog.standing import MADE_FOR, ONLY_FOR
from organizations.choices import (
    IsFor,
    OperatingStatus,
    RecoveryGoal,
    Spirituality,
)
from organizations.models import (
    Closeness,
    FacetValue,
    Organization,
    OrganizationTerm,
)
from organizations.search.matching import union

WEIGHTS = {
    "focus": 4,
    MADE_FOR: 3,
    "goal": 2,
    "spirituality": 2,
    "audience": 1,
    "format": 1,
}
"""How much each value that both have makes two organizations alike."""

MOST = 4

NEAR_PEOPLE = {
    IsFor.PERSON: (IsFor.PERSON, IsFor.BOTH),
    IsFor.FAMILY: (IsFor.FAMILY, IsFor.BOTH),
    IsFor.BOTH: tuple(IsFor),
}

NEAR_FAITH = {
    Spirituality.NONE: (Spirituality.NONE, Spirituality.OPTIONAL),
    Spirituality.OPTIONAL: (
        Spirituality.NONE,
        Spirituality.OPTIONAL,
        Spirituality.SPIRITUAL,
    ),
    Spirituality.SPIRITUAL: (Spirituality.OPTIONAL, Spirituality.SPIRITUAL),
    Spirituality.RELIGIOUS: (Spirituality.RELIGIOUS,),
    Spirituality.NOT_STATED: (Spirituality.NOT_STATED,),
}

NEAR_GOAL = {
    RecoveryGoal.ABSTINENCE: (
        RecoveryGoal.ABSTINENCE,
        RecoveryGoal.SELF_CHOSEN,
        RecoveryGoal.NOT_STATED,
    ),
    RecoveryGoal.MODERATION: (RecoveryGoal.MODERATION, RecoveryGoal.SELF_CHOSEN),
    RecoveryGoal.SELF_CHOSEN: (
        RecoveryGoal.ABSTINENCE,
        RecoveryGoal.MODERATION,
        RecoveryGoal.SELF_CHOSEN,
        RecoveryGoal.NOT_STATED,
    ),
    RecoveryGoal.OTHER: (RecoveryGoal.OTHER,),
    RecoveryGoal.NOT_STATED: (
        RecoveryGoal.ABSTINENCE,
        RecoveryGoal.SELF_CHOSEN,
        RecoveryGoal.NOT_STATED,
    ),
}
"""What goes with a goal. Cutting down is named only beside a goal that is known to
allow it: members of a group that states none may need to stop."""

NEAR = (("is_for", NEAR_PEOPLE), ("spirituality", NEAR_FAITH), ("goal", NEAR_GOAL))

SAME = ("focus", "type")
"""Of these both have a value: the problem, and what is taught about it."""


@dataclass(frozen=True)
class Similar:
    """Another organization, and the terms that both have."""

    organization: Organization
    shared: list[str]


def similar_to(organization: Organization, *, beside: Iterable) -> list[Similar]:
    """Return at most four organizations like this one, the most alike first.

    ``beside`` are ids that are named elsewhere on the page.
    """
    catalog = loading.current()
    own: dict[str, set[str]] = {}
    rows = FacetValue.objects.filter(organization=organization)
    for facet, value in rows.exclude(closeness=Closeness.BROADER).values_list(
        "facet", "value"
    ):
        own.setdefault(facet, set()).add(value)
    others = _near(catalog, own)
    for pk in (organization.pk, *beside):
        if pk in catalog.numbers:
            others &= ~(1 << catalog.numbers[pk])
    mine = [
        row.term_id
        for row in organization.terms.all()
        if row.term.taxonomy.slug in WEIGHTS
    ]
    shared = OrganizationTerm.objects.filter(term__in=mine).select_related("term")
    fetched = Organization.objects.only(
        "name", "slug", "publication_state"
    ).prefetch_related(
        Prefetch("terms", shared.only("organization", "term__name"), to_attr="shared")
    )
    levels = _most_alike_first(catalog, own, others)
    return [
        Similar(other, [row.term.name for row in other.shared])
        for other in Results(catalog, levels, "relevance", fetched)[:MOST]
    ]


def _near(catalog: Catalog, own: dict[str, set[str]]) -> int:
    """Return who is near enough to somebody with the values ``own`` to be named."""
    near = catalog.everyone & ~catalog.filed_under("status", OperatingStatus.HISTORIC)
    for facet in SAME:
        near &= _with_any(catalog, facet, own.get(facet, set()))
    for facet, neighbors in NEAR:
        wanted = {
            str(one) for value in own.get(facet, ()) for one in neighbors.get(value, ())
        }
        near &= _with_any(catalog, facet, wanted)
    return near & _for_the_same_people(catalog, own.get(MADE_FOR, set()))


def _for_the_same_people(catalog: Catalog, people: set[str]) -> int:
    """Return who is for ``people``, for whom somebody is made, and made for no others.

    Where somebody is made for nobody in particular, so are they.
    """
    audiences = catalog.values.labels["audience"]
    everybody = catalog.everyone & ~_with_any(catalog, MADE_FOR, audiences)
    found = everybody | _with_any(catalog, MADE_FOR, people)
    if people:
        found &= _with_any(catalog, "audience", people)
    return found & ~_with_any(catalog, ONLY_FOR, set(audiences) - people)


def _with_any(catalog: Catalog, facet: str, values: Iterable[str]) -> int:
    """Return who has any of ``values`` directly."""
    return union(catalog.filed_under(facet, value) for value in values)


def _most_alike_first(
    catalog: Catalog, own: dict[str, set[str]], others: int
) -> list[int]:
    """Return ``others`` in levels, by the weight of what they have in common."""
    alike = {0: others}
    for facet, weight in WEIGHTS.items():
        for value in own.get(facet, ()):
            holders = catalog.filed_under(facet, value)
            now: dict[int, int] = {}
            for likeness, bits in alike.items():
                more = likeness + weight
                now[more] = now.get(more, 0) | bits & holders
                now[likeness] = now.get(likeness, 0) | bits & ~holders
            alike = now
    return [alike[likeness] for likeness in sorted(alike, reverse=True)]
