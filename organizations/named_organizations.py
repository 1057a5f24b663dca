"""Organizations named in an address: for comparison and for packets of hand-outs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from organizations.models import Organization
from recovery_directory.records.former_slugs import FormerSlug


@dataclass
class NamedOrganizations:
    """The organizations that an address names, in its order, each once.

    ``unknown`` are the slugs that no published organization has; a former slug counts
    as the new one.
    """

    organizations: list[Organization] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, slugs: Iterable[str], queryset) -> "NamedOrganizations":
        """Look the slugs up among the published organizations, in one query or two."""
        slugs = [slug.replace("\0", "") for slug in slugs]
        slugs = list(dict.fromkeys(filter(None, slugs)))
        former = dict(
            FormerSlug.objects.filter(
                record_kind="organization", slug__in=slugs
            ).values_list("slug", "record_id")
        )
        published = queryset.published()
        found = {one.slug: one for one in published.filter(slug__in=slugs)}
        moved = {one.pk: one for one in published.filter(pk__in=former.values())}
        choice = cls()
        for slug in slugs:
            organization = found.get(slug) or moved.get(former.get(slug))
            if organization is None:
                choice.unknown.append(slug[:100])
            elif organization not in choice.organizations:
                choice.organizations.append(organization)
        return choice
