"""/: what this is, search, the three types, what the evidence says."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from evidence.choices import Strength
from organizations.handouts.packet import one_of_each
from organizations.models import FacetValue, Organization, OrganizationType
from organizations.open_data.linked_data import linked_website

EXAMPLES = (
    _("alcohol"),
    _("weed"),
    _("my son"),
    _("no religion"),
    _("on methadone"),
    _("cut down"),
)
"""What people type: each is a link that shows how searching works here."""


@dataclass(frozen=True)
class StrengthCount:
    """How many organizations have evidence of their own of one strength.

    ``share`` is that in percent of the largest count, for the length of a bar.
    """

    strength: Strength
    count: int
    share: int


def strength_counts(organizations) -> list[StrengthCount]:
    """Return the count of each strength that any of ``organizations`` has."""
    rows = FacetValue.objects.filter(facet="evidence", organization__in=organizations)
    counts = dict(rows.order_by().values_list("value").annotate(Count("pk")))
    largest = max(counts.values(), default=0)
    return [
        StrengthCount(strength, count, round(100 * count / largest))
        for strength in Strength
        if (count := counts.get(strength.value))
    ]


class Home(TemplateView):
    """The first page."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        """Add types and strengths with their counts, and what people type."""
        listed = Organization.objects.published().operating()
        types = OrganizationType.objects.published().with_counts()
        return super().get_context_data(**kwargs) | {
            "types": types,
            "one_of_each": one_of_each(types),
            "count": listed.count(),
            "examples": EXAMPLES,
            "strengths": strength_counts(listed),
            "linked": linked_website(),
        }
