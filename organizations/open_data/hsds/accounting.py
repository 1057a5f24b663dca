"""Which field went where: every field of an organization is served or withheld.

A test holds this list against the models, so that a new field is either mapped or
withheld for a reason that somebody wrote down.
"""

from organizations.models import (
    AlternateName,
    Citation,
    HandoutText,
    LiteratureItem,
    Organization,
    OrganizationTerm,
    Phone,
    Relationship,
    SizeEstimate,
    TaxonomyTerm,
    Url,
    Verification,
)
from organizations.models.handout import HANDOUT_WORD_LIMITS
from organizations.records import FIGURE

NESTED = "says by its place inside the organization"

SOURCED = {"was_seen": "was_seen", "checked_on": "checked_on", "source": "source_id"}

SERVED: dict[type, dict[str, str]] = {
    Organization: {
        "id": "organization.id",
        "slug": "organization.uri",
        "name": "organization.name",
        "kind": "organization.attributes (taxonomy kind)",
        "organization_type": "organization.attributes (taxonomy type)",
        "operating_status": "service.status, organization.operating_status",
        "status_note": "service.alert, organization.status_note",
        "summary": "organization.description",
        "philosophy": "organization.philosophy",
        "eligibility_description": "service.eligibility_description",
        "first_meeting": "organization.first_meeting",
        "how_to_start": "service.application_process",
        "fees_description": "service.fees_description",
        "is_free": "service.cost_options",
        "meeting_description": "service.description, organization.meetings.description",
        "meeting_minutes_min": "service.schedules, organization.meetings.minutes_min",
        "meeting_minutes_max": "service.schedules, organization.meetings.minutes_max",
        "meeting_length_note": "service.schedules, organization.meetings.length_note",
        "online_meetings_sanctioned": "organization.meetings.runs_online",
        "online_meetings_description": "organization.meetings.online_description",
        "facilitation_description": "organization.meetings.facilitation_description",
        "uses_sponsorship": "organization.sponsorship.is_used",
        "sponsorship_term": "organization.sponsorship.term",
        "sponsorship_description": "organization.sponsorship.description",
        "recovery_goal": "organization.recovery_goal.goal, attributes",
        "recovery_goal_description": "organization.recovery_goal.description",
        "spirituality": "organization.spirituality.place, attributes",
        "spirituality_tradition": "organization.spirituality.tradition",
        "spirituality_description": "organization.spirituality.description",
        "medication_stance": "organization.medication.stance, attributes",
        "medication_document": "organization.medication.document",
        "medication_covers": "organization.medication.covers",
        "medication_description": "organization.medication.description",
        "governance_style": "organization.governance.style, attributes",
        "governance_description": "organization.governance.description",
        "founded": "organization.founding.date",
        "founded_place": "organization.founding.place",
        "founders": "organization.founding.founders",
        "founding_description": "organization.founding.description",
        "headquarters": "organization.locations.description",
        "headquarters_country": "organization.locations.attributes",
        "is_worldwide": "service.service_areas, organization.is_worldwide",
        "size_note": "organization.size_note",
        "email": "organization.email, service.email",
        "evidence_summary": "organization.evidence, attributes",
        "updated_at": "service.last_modified, organization.last_modified",
    },
    AlternateName: {
        "id": "id",
        "kind": "organization.alternate_names.kind",
        "name": "organization.alternate_names.name, organization.alternate_name",
        "language": "organization.alternate_names.language",
        **SOURCED,
    },
    Url: {
        "id": "id",
        "kind": "which field it is in: website, additional_websites, service.url",
        "url": "organization.website, additional_websites.url, service.url",
        "label": "additional_websites.label",
        **SOURCED,
    },
    Phone: {
        "id": "id",
        "number": "phones.number, phones.extension",
        "kind": "which service it belongs to, phones.description",
        "description": "phones.description",
        "verified_on": "whether the number is served",
    },
    OrganizationTerm: {
        "term": "attributes.taxonomy_term, service.languages, service.service_areas",
        "note": "attributes.value, languages.note, service_areas.description",
        **SOURCED,
    },
    SizeEstimate: {
        "id": "id",
        **{name: f"organization.size_estimates.{name}" for name in FIGURE},
        **SOURCED,
    },
    Relationship: {
        "id": "id",
        "kind": "organization.relationships.kind",
        "other": "organization.relationships.organization_id, parent_organization_id",
        "other_name": "organization.relationships.name",
        "note": "organization.relationships.note",
        **SOURCED,
    },
    LiteratureItem: {
        "id": "id",
        "position": "order of organization.literature",
        **{
            name: f"organization.literature.{name}"
            for name in ("title", "author", "year", "note")
        },
        **SOURCED,
    },
    Citation: {
        "id": "id",
        "fact": "organization.citations.fact",
        "position": "order of organization.citations",
        **SOURCED,
        "source": "organization.citations.source",
    },
    Verification: {
        "id": "id",
        "part": "organization.verifications.part",
        "verified_on": "service.assured_date, organization.verifications.verified_on",
        "method": "organization.verifications.method",
    },
    HandoutText: {},
    TaxonomyTerm: {
        "id": "taxonomy_term.id",
        "slug": "taxonomy_term.code",
        "name": "taxonomy_term.name",
        "definition": "taxonomy_term.description",
        "synonyms": "taxonomy_term.synonyms",
        "broader": "taxonomy_term.parent_id",
        "taxonomy": "taxonomy_term.taxonomy_id, taxonomy, taxonomy_detail",
        "position": "order of /taxonomy_terms",
    },
}
"""Where each field is served."""

UNPUBLISHED = "what is not published does not exist for the API"
EDITING = "says how the record was edited; last_modified says when"
PAPER = "short texts for one sheet of paper; the fields they shorten are served"

WITHHELD: dict[type, dict[str, str]] = {
    Organization: {
        "sort_name": "only orders lists, which come in this order",
        "publication_state": UNPUBLISHED,
        "state_reason": "a note among curators",
        "version": EDITING,
        "updated_by": "names a person",
        "curator_note": "a note among curators, never public",
    },
    Phone: dict.fromkeys(
        (*SOURCED, "verified_how"), "a number is served once a curator verified it"
    ),
    OrganizationTerm: {
        "id": "attributes have ids of their own, derived from what they link",
    },
    Citation: {
        "organization_type": "set only where a type is cited, not an organization",
        "governance_style": "set only where a governance style is cited",
        "passage": "set only where a passage of a page is cited",
    },
    Verification: {
        "verified_by": "names a person",
        "note": "a note among curators",
    },
    HandoutText: dict.fromkeys(
        ("id", "language", *HANDOUT_WORD_LIMITS, "translated_on"), PAPER
    ),
    TaxonomyTerm: {
        "search_words": "a note among curators: words by which a term is found",
        "publication_state": UNPUBLISHED,
        "state_reason": "a note among curators",
        "version": EDITING,
        "updated_at": EDITING,
        "updated_by": "names a person",
    },
}
"""Why each other field is not served."""

for _model in SERVED:
    if _model not in {Organization, TaxonomyTerm}:
        WITHHELD.setdefault(_model, {})["organization"] = NESTED
