"""What the API says of records is fetched here, in a constant number of queries.

Which records a request gets, and in which order, is for ``outlines`` to say.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Prefetch, QuerySet

from evidence.models import OutcomeRating, Source
from organizations.catalog.facets import FacetValues
from organizations.choices import RelationshipKind
from organizations.models import (
    GovernanceStyle,
    Organization,
    OrganizationType,
    Relationship,
    Taxonomy,
    TaxonomyTerm,
    last_changes,
)
from organizations.models.querysets import ways
from organizations.open_data.parameters import FILTERS
from organizations.open_data.public_records import public_terms
from recovery_directory.web.data_version import State

CHUNK = 50
"""Organizations in memory at a time, while a stream is written."""


def for_services(queryset: QuerySet[Organization]) -> QuerySet[Organization]:
    """Fetch what lists and services say of an organization."""
    parents = Relationship.objects.filter(kind=RelationshipKind.PART_OF)
    return _with_parts(queryset).prefetch_related(
        Prefetch("relationships", parents.select_related("other"))
    )


def for_api(queryset: QuerySet[Organization]) -> QuerySet[Organization]:
    """Fetch everything that the API says of an organization."""
    return (
        _with_parts(queryset)
        .select_related(
            "headquarters_country__taxonomy", "headquarters_country__broader"
        )
        .prefetch_related(
            Prefetch("relationships", Relationship.objects.select_related("other")),
            "size_estimates",
            "literature",
            Prefetch("evidence_summary__sources", Source.objects.published()),
        )
    )


def _with_parts(queryset: QuerySet[Organization]) -> QuerySet[Organization]:
    return queryset.select_related(
        "organization_type", "governance_style", "evidence_summary"
    ).prefetch_related(
        "alternate_names",
        *ways(),
        "verifications",
        "citations",
        "terms",
        # Terms are shared: each is made once, however many organizations carry it.
        Prefetch(
            "terms__term", TaxonomyTerm.objects.select_related("taxonomy", "broader")
        ),
        Prefetch(
            "evidence_summary__ratings",
            OutcomeRating.objects.select_related("outcome"),
        ),
    )


@dataclass(frozen=True)
class Fetched:
    """Organizations, and the published sources that they cite."""

    organizations: dict[uuid.UUID, Organization]
    sources: dict[uuid.UUID, Source]


def fetch(ids: Iterable[uuid.UUID], state: State, *, is_full: bool) -> Fetched:
    """Return the organizations of these ids that are still published.

    ``is_full`` fetches everything; otherwise what lists and services need. ``state`` is
    that of the data when the answer was begun.
    """
    queryset = Organization.objects.published().filter(pk__in=list(ids))
    queryset = for_api(queryset) if is_full else for_services(queryset)
    found = {organization.pk: organization for organization in queryset}
    moments = last_changes.of(Organization, found)
    for organization in found.values():
        newest = moments.get(organization.pk, organization.updated_at)
        organization.last_modified = last_changes.vouched_for(newest, state)
    cited = {organization.medication_document_id for organization in found.values()}
    for organization in found.values() if is_full else ():
        for rows in (
            organization.alternate_names,
            organization.urls,
            organization.terms,
            organization.size_estimates,
            organization.relationships,
            organization.literature,
            organization.citations,
        ):
            cited.update(row.source_id for row in rows.all())
    sources = Source.objects.published().in_bulk(list(cited - {None}))
    return Fetched(found, sources)


def chunks(rows: Iterable, size: int = CHUNK) -> Iterator[list]:
    """Yield the rows of an outline, so many at a time."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


# Taxonomies


def taxonomies() -> list[Taxonomy]:
    """Return the published vocabularies of curators."""
    return list(Taxonomy.objects.published())


def terms(pk: uuid.UUID | None = None) -> list[TaxonomyTerm]:
    """Return the published terms of published vocabularies, or the one of this id."""
    rows = public_terms() if pk is None else public_terms().filter(pk=pk)
    return list(
        rows.select_related("taxonomy", "broader").order_by(
            "taxonomy__position", "taxonomy__slug", "position", "name", "pk"
        )
    )


def types_and_styles() -> list[OrganizationType | GovernanceStyle]:
    """Return what stands for terms of the vocabularies type and governance."""
    return [
        *OrganizationType.objects.published(),
        *GovernanceStyle.objects.published(),
    ]


def filter_values() -> dict[str, list[str]]:
    """Return the values that each of the directory's own filters takes now.

    A curator may add terms, so they are read from the directory; former slugs are
    understood too and are not listed.
    """
    labels = FacetValues().labels
    return {
        name: list(labels["format" if name == "meeting_format" else name])
        for name in FILTERS
    }
