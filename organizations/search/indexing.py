"""Write what finding reads, whenever something that it rests on changes.

``follow_changes`` is told by ``records.change_listeners`` in the transaction of the
change; ``reindex_all`` writes everything again, and must change nothing.
"""

from collections.abc import Iterable

from django.db import models, transaction

from evidence.models import EvidenceSummary
from organizations.catalog.vocabulary import Vocabulary
from organizations.choices import WORLDWIDE
from organizations.models import (
    Closeness,
    FacetValue,
    GovernanceStyle,
    Organization,
    OrganizationType,
    SearchToken,
    Taxonomy,
    TaxonomyTerm,
)
from organizations.search.index_rows import (
    facet_rows,
    organization_tokens,
    term_tokens,
)

FOLLOWED_KINDS = (
    "organization",
    "taxonomy",
    "taxonomyterm",
    "organizationtype",
    "governancestyle",
    "evidencesummary",
)
"""Records on which the index rests."""

BATCH = 200


# Writing


def _with_everything(queryset: models.QuerySet) -> models.QuerySet:
    return queryset.select_related(
        "organization_type", "governance_style", "evidence_summary"
    ).prefetch_related(
        "alternate_names",
        "terms",
        "urls",
        "size_estimates",
        "relationships",
        "literature",
        "evidence_summary__ratings",
    )


@transaction.atomic
def reindex(organizations: Iterable, vocabulary: Vocabulary | None = None) -> None:
    """Write the rows of the organizations with these ids again."""
    ids = sorted(set(organizations), key=str)
    if not ids:
        return
    vocabulary = vocabulary or Vocabulary.read(synonyms=True)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        # Whoever changes one of these at the same moment comes before or after.
        locked = Organization._base_manager.select_for_update().filter(pk__in=batch)
        list(locked.order_by("pk").values_list("pk"))
        facets, tokens = [], []
        for organization in _with_everything(
            Organization._base_manager.filter(pk__in=batch)
        ):
            facets += facet_rows(organization, vocabulary)
            tokens += organization_tokens(organization)
        FacetValue.objects.filter(organization__in=batch).delete()
        SearchToken.objects.filter(organization__in=batch).delete()
        FacetValue.objects.bulk_create(facets, batch_size=1000)
        SearchToken.objects.bulk_create(tokens, batch_size=1000)


def reindex_terms(terms: Iterable) -> None:
    """Write the phrases of the terms with these ids again; only public ones lead on."""
    ids = set(terms)
    tokens = [
        token
        for term in TaxonomyTerm.objects.published().filter(pk__in=ids)
        for token in term_tokens(term)
    ]
    SearchToken.objects.filter(term__in=ids).delete()
    SearchToken.objects.bulk_create(tokens, batch_size=1000)


@transaction.atomic
def reindex_all() -> int:
    """Write every row again and return how many organizations there are."""
    reindex_terms(TaxonomyTerm._base_manager.values_list("pk", flat=True))
    ids = list(Organization._base_manager.values_list("pk", flat=True))
    reindex(ids)
    return len(ids)


# Following changes


def follow_changes(records: list[models.Model]) -> None:
    """Write again what rests on ``records``, which have just changed."""
    ids: dict[type, set] = {}
    for record in records:
        ids.setdefault(type(record), set()).add(record.pk)
    terms = ids.get(TaxonomyTerm, set())
    if Taxonomy in ids:
        terms |= set(
            TaxonomyTerm._base_manager.filter(taxonomy__in=ids[Taxonomy]).values_list(
                "pk", flat=True
            )
        )
    touched = set(ids.get(Organization, ()))
    for model, field in (
        (OrganizationType, "organization_type"),
        (GovernanceStyle, "governance_style"),
        (EvidenceSummary, "evidence_summary"),
    ):
        if model in ids:
            touched |= _organizations(**{f"{field}__in": ids[model]})
    if terms:
        reindex_terms(terms)
        touched |= _organizations_of_terms(terms)
    reindex(touched)


def _organizations(**lookups) -> set:
    return set(
        Organization._base_manager.filter(**lookups).values_list("pk", flat=True)
    )


def _organizations_of_terms(terms: set) -> set:
    """Return whose rows may change with these terms.

    Those that carry one, or a broader one; those that stand under its former place
    (found by the rows); for a country also those with headquarters or figures there.
    """
    rows = TaxonomyTerm._base_manager.values_list("pk", "broader_id", "taxonomy__slug")
    above = {pk: broader for pk, broader, _facet in rows}
    facets = {facet for pk, _broader, facet in rows if pk in terms}
    carried = set()
    for term in terms:
        while term and term not in carried:
            carried.add(term)
            term = above.get(term)
    touched = _organizations(terms__term__in=carried)
    stands_under = FacetValue.objects.filter(
        facet__in=facets, closeness=Closeness.BROADER
    )
    touched |= set(
        stands_under.exclude(value=WORLDWIDE).values_list("organization_id", flat=True)
    )
    if "country" in facets:
        touched |= _organizations(headquarters_country__in=terms)
        touched |= _organizations(size_estimates__isnull=False)
    return touched
