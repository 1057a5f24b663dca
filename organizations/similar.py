"""Organizations like this one, for a reader whom this one does not fit.

Likeness is what a reader would call it: helping with the same problem, for the same
people, in the same way. Terms of focus count most, then audience, then how people meet
and the place of faith. Organizations that a relationship already names are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Sum, Value, When

from organizations.models import FacetValue, Organization

WEIGHTS = {"focus": 4, "audience": 3, "spirituality": 1, "format": 1}
MOST = 4


@dataclass(frozen=True)
class Similar:
    """Another organization, and the terms that both have."""

    organization: Organization
    shared: list[str]


def similar_to(organization: Organization, *, beside: Iterable) -> list[Similar]:
    """Return at most four organizations like this one, the most alike first.

    ``beside`` are ids that are named elsewhere on the page. Three queries.
    """
    own = list(
        FacetValue.objects.filter(
            organization=organization, facet__in=WEIGHTS, is_indirect=False
        ).values_list("facet", "value")
    )
    if not any(facet in {"focus", "audience"} for facet, _value in own):
        return []
    same = Q()
    for facet, value in own:
        same |= Q(facet=facet, value=value)
    weight = Case(
        *(When(facet=facet, then=Value(points)) for facet, points in WEIGHTS.items()),
        output_field=IntegerField(),
    )
    best = (
        FacetValue.objects.filter(same, is_indirect=False)
        .filter(organization__in=Organization.objects.published().operating())
        .exclude(organization__in=[organization.pk, *beside])
        .values("organization")
        .annotate(likeness=Sum(weight))
        .filter(likeness__gt=WEIGHTS["focus"])
        .order_by("-likeness", "organization__sort_name", "organization")[:MOST]
    )
    ranked = [row["organization"] for row in best]
    found = Organization.objects.published().select_related("organization_type")
    by_id = {
        one.pk: one
        for one in found.filter(pk__in=ranked).prefetch_related("terms__term__taxonomy")
    }
    mine = {row.term_id for row in organization.terms.all()}
    return [
        Similar(
            by_id[pk],
            [
                row.term.name
                for row in by_id[pk].terms.all()
                if row.term_id in mine and row.term.taxonomy.slug in WEIGHTS
            ],
        )
        for pk in ranked
    ]
