"""The directory: one noun a file."""

from organizations.models.citation import Citation, Sourced
from organizations.models.classification import GovernanceStyle, OrganizationType
from organizations.models.contact import AlternateName, Phone, Url
from organizations.models.crisis_phrase import CrisisPhrase
from organizations.models.handout import HandoutText
from organizations.models.literature import LiteratureItem
from organizations.models.local_note import LocalNote
from organizations.models.not_duplicate import NotDuplicate
from organizations.models.organization import Organization
from organizations.models.passage import Passage
from organizations.models.relationship import Relationship
from organizations.models.search_index import (
    Closeness,
    FacetValue,
    SearchField,
    SearchToken,
)
from organizations.models.short_answer import ShortAnswer
from organizations.models.size import SizeEstimate
from organizations.models.taxonomy import OrganizationTerm, Taxonomy, TaxonomyTerm
from organizations.models.verification import Verification

__all__ = [
    "AlternateName",
    "Citation",
    "Closeness",
    "CrisisPhrase",
    "FacetValue",
    "GovernanceStyle",
    "HandoutText",
    "LiteratureItem",
    "LocalNote",
    "NotDuplicate",
    "Organization",
    "OrganizationTerm",
    "OrganizationType",
    "Passage",
    "Phone",
    "Relationship",
    "SearchField",
    "SearchToken",
    "ShortAnswer",
    "SizeEstimate",
    "Sourced",
    "Taxonomy",
    "TaxonomyTerm",
    "Url",
    "Verification",
]
