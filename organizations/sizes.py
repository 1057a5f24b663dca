"""Sizes: how many groups organizations have, as bars beside their "as of".

The figure of each is the one that also decides its place in a list. Figures of
different years and places stand side by side, so each says its own.
"""

from collections import defaultdict
from dataclasses import dataclass

from organizations.models import Organization, SizeEstimate
from organizations.models.size import GROUP_METRICS, count_of_groups


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
            metric__in=GROUP_METRICS,
            value__isnull=False,
        )
        .select_related(
            "organization__governance_style",
            "organization__organization_type",
            "source",
        )
        .order_by("pk")
    )
    theirs: dict[object, list[SizeEstimate]] = defaultdict(list)
    for estimate in estimates:
        theirs[estimate.organization_id].append(estimate)
    by_size = sorted(
        filter(None, map(count_of_groups, theirs.values())),
        key=lambda one: (-one.value, one.organization.sort_name, one.organization.slug),
    )
    largest = max((estimate.value for estimate in by_size), default=0) or 1
    return [
        Size(estimate.organization, estimate, round(100 * estimate.value / largest, 2))
        for estimate in by_size
    ]
