"""Sizes: how many groups organizations have, as bars beside their "as of".

For each organization the newest figure that has a date, else its largest without one;
figures of different years and places stand side by side, so each says its own.
"""

from dataclasses import dataclass

from organizations.choices import SizeMetric
from organizations.models import Organization, SizeEstimate


@dataclass(frozen=True)
class Size:
    """One organization's figure; ``share`` is that in percent of the largest."""

    organization: Organization
    estimate: SizeEstimate
    share: float


def numbers_of_groups(organizations) -> list[Size]:
    """Return the figure of each of ``organizations``, the largest first: one query."""
    estimates = (
        SizeEstimate.objects.filter(
            organization__in=organizations,
            metric=SizeMetric.GROUPS,
            value__isnull=False,
        )
        .select_related(
            "organization__governance_style",
            "organization__organization_type",
            "source",
        )
        .order_by("as_of", "value", "scope", "pk")
    )
    newest = {estimate.organization_id: estimate for estimate in estimates}
    by_size = sorted(
        newest.values(),
        key=lambda one: (-one.value, one.organization.sort_name, one.organization.slug),
    )
    largest = max((estimate.value for estimate in by_size), default=0) or 1
    return [
        Size(estimate.organization, estimate, round(100 * estimate.value / largest, 2))
        for estimate in by_size
    ]
