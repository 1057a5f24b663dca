"""Which organizations carry a term, of curators or of the closed vocabularies."""

import uuid

from django.db.models import F, Q

from evidence.models import EvidenceSummary, OutcomeRating
from organizations.models import GovernanceStyle, OrganizationTerm, OrganizationType
from organizations.open_data.hsds.vocabularies import (
    CLOSED,
    EVIDENCE,
    GOVERNANCE,
    TYPE,
    VALUE_OF_TERM,
)
from organizations.open_data.public_records import public_terms


def _carrying(**which) -> Q:
    carried = OrganizationTerm.objects.filter(term__in=public_terms(), **which)
    return Q(pk__in=carried.values("organization_id"))


def _rated(**which) -> Q:
    """Return the condition of a published summary with such a headline."""
    headlines = OutcomeRating.objects.filter(
        outcome=F("summary__main_outcome"), **which
    )
    summaries = EvidenceSummary.objects.published()
    return Q(
        evidence_summary__in=summaries.filter(pk__in=headlines.values("summary_id"))
    )


def carrying_term(term_id: uuid.UUID) -> Q:
    """Return the condition of carrying the term of this id."""
    if term_id in VALUE_OF_TERM:
        taxonomy, value = VALUE_OF_TERM[term_id]
        if taxonomy is EVIDENCE:
            return _rated(strength=value)
        return Q((taxonomy.field, value))
    return (
        _carrying(term_id=term_id)
        | Q(
            organization_type__in=OrganizationType.objects.published().filter(
                pk=term_id
            )
        )
        | Q(governance_style__in=GovernanceStyle.objects.published().filter(pk=term_id))
    )


def carrying_any_of(taxonomy_id: uuid.UUID) -> Q:
    """Return the condition of carrying any term of the taxonomy of this id."""
    closed = {taxonomy.id: taxonomy for taxonomy in CLOSED}.get(taxonomy_id)
    if closed is None:
        return _carrying(term__taxonomy_id=taxonomy_id)
    if closed is TYPE:
        return Q(organization_type__in=OrganizationType.objects.published())
    if closed is GOVERNANCE:
        return Q(governance_style__in=GovernanceStyle.objects.published())
    if closed is EVIDENCE:
        return _rated(strength__in=EVIDENCE.values)
    return Q((f"{closed.field}__in", closed.values))
