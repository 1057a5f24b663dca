"""Organizations like this one, for a reader whom this one does not fit.

Likeness is what a reader would call it: helping with the same problem, for the same
people, in the same way. Terms of focus count most, then audience, then how people meet
and the place of faith. Organizations that a relationship already names are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from organizations.catalog import loading
from organizations.catalog.results import Results
from organizations.choices import OperatingStatus
from organizations.models import (
    Closeness,
    FacetValue,
    Organization,
    OrganizationTerm,
)

WEIGHTS = {"focus": 4, "audience": 3, "spirituality": 1, "format": 1}
MOST = 4


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
    own = list(
        FacetValue.objects.filter(organization=organization, facet__in=WEIGHTS)
        .exclude(closeness=Closeness.BROADER)
        .values_list("facet", "value")
    )
    if not any(facet in {"focus", "audience"} for facet, _value in own):
        return []
    others = catalog.everyone & ~catalog.filed_under("status", OperatingStatus.HISTORIC)
    for pk in (organization.pk, *beside):
        if pk in catalog.numbers:
            others &= ~(1 << catalog.numbers[pk])
    alike = {0: others}
    for facet, value in own:
        holders = catalog.filed_under(facet, value)
        now: dict[int, int] = {}
        for likeness, bits in alike.items():
            more = likeness + WEIGHTS[facet]
            now[more] = now.get(more, 0) | bits & holders
            now[likeness] = now.get(likeness, 0) | bits & ~holders
        alike = now
    levels = [
        alike[likeness]
        for likeness in sorted(alike, reverse=True)
        if likeness > WEIGHTS["focus"]
    ]
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
    return [
        Similar(other, [row.term.name for row in other.shared])
        for other in Results(catalog, levels, "name", fetched)[:MOST]
    ]
