"""The record format of the directory; the engine is the site's."""

from organizations.models import (
    AlternateName,
    Citation,
    GovernanceStyle,
    HandoutText,
    LiteratureItem,
    Organization,
    OrganizationTerm,
    OrganizationType,
    Passage,
    Phone,
    Relationship,
    SizeEstimate,
    Taxonomy,
    TaxonomyTerm,
    Url,
    Verification,
)
from organizations.models.handout import HANDOUT_WORD_LIMITS
from recovery_directory.records import Children, RecordFormat

SOURCED = ("source", "was_seen", "checked_on")
"""What every row that carries its own source ends with."""

FIGURE = ("metric", "value", "value_text", "qualifier", "scope", "as_of", "note")
"""What an estimate of size says."""

CITATIONS = Children(
    name="citations",
    model=Citation,
    fields=("fact", *SOURCED),
    key=("fact", "source"),
    ordered=True,
)

TAXONOMY = RecordFormat(
    model=Taxonomy, folder="taxonomies", fields=("name", "definition", "position")
)

TERM = RecordFormat(
    model=TaxonomyTerm,
    folder="terms",
    fields=(
        "taxonomy",
        "name",
        "definition",
        "synonyms",
        "search_words",
        "broader",
        "position",
    ),
)

ORGANIZATION_TYPE = RecordFormat(
    model=OrganizationType,
    folder="types",
    fields=(
        "name",
        "summary",
        "philosophy",
        "how_it_works",
        "typical_meeting",
        "evidence_summary",
        "position",
    ),
    children=(CITATIONS,),
)

GOVERNANCE_STYLE = RecordFormat(
    model=GovernanceStyle,
    folder="governance",
    fields=("name", "summary", "meaning", "makes_easier", "makes_harder", "position"),
    children=(CITATIONS,),
)

PASSAGE = RecordFormat(
    model=Passage,
    folder="passages",
    fields=("page", "position", "heading", "text", "subjects"),
    children=(CITATIONS,),
)

ORGANIZATION = RecordFormat(
    model=Organization,
    folder="organizations",
    fields=(
        "name",
        "sort_name",
        "kind",
        "organization_type",
        "operating_status",
        "status_note",
        "summary",
        "philosophy",
        "is_for",
        "eligibility_description",
        "first_meeting",
        "how_to_start",
        "fees_description",
        "is_free",
        "proof_of_attendance",
        "proof_of_attendance_description",
        "meeting_description",
        "meeting_minutes_min",
        "meeting_minutes_max",
        "meeting_length_note",
        "online_meetings_sanctioned",
        "online_meetings_description",
        "facilitation_description",
        "uses_sponsorship",
        "sponsorship_term",
        "sponsorship_description",
        "recovery_goal",
        "recovery_goal_description",
        "spirituality",
        "spirituality_tradition",
        "spirituality_description",
        "medication_stance",
        "medication_document",
        "medication_covers",
        "medication_description",
        "governance_style",
        "governance_description",
        "founded",
        "founded_place",
        "founders",
        "founding_description",
        "headquarters",
        "headquarters_country",
        "is_worldwide",
        "size_note",
        "email",
        "evidence_summary",
        "curator_note",
    ),
    children=(
        Children(
            name="alternate_names",
            model=AlternateName,
            fields=("kind", "name", "language", *SOURCED),
            key=("kind", "name", "language"),
        ),
        Children(
            name="urls",
            model=Url,
            fields=("kind", "url", "label", *SOURCED),
            key=("kind", "url"),
        ),
        Children(
            name="phones",
            model=Phone,
            fields=(
                *("number", "kind", "area", "description"),
                *("verified_on", "verified_how"),
                *SOURCED,
            ),
            key=("number",),
        ),
        Children(
            name="terms",
            model=OrganizationTerm,
            fields=("term", "fit", "note", *SOURCED),
            key=("term",),
        ),
        Children(
            name="size_estimates",
            model=SizeEstimate,
            fields=(*FIGURE, *SOURCED),
            key=("metric", "scope", "as_of", "value", "value_text", "source"),
        ),
        Children(
            name="relationships",
            model=Relationship,
            fields=("kind", "other", "other_name", "note", *SOURCED),
            key=("kind", "other", "other_name"),
        ),
        Children(
            name="literature",
            model=LiteratureItem,
            fields=("title", "author", "year", "note", *SOURCED),
            key=("title", "year"),
            ordered=True,
        ),
        CITATIONS,
        Children(
            name="handout_texts",
            model=HandoutText,
            fields=("language", *HANDOUT_WORD_LIMITS, "translated_on"),
            key=("language",),
        ),
        Children(
            name="verifications",
            model=Verification,
            fields=("part", "verified_on", "verified_by", "method", "note"),
            key=("verified_on", "part", "method"),
        ),
    ),
)

FORMATS = (
    TAXONOMY,
    TERM,
    ORGANIZATION_TYPE,
    GOVERNANCE_STYLE,
    PASSAGE,
    ORGANIZATION,
)
