"""Which field went where: every field of an organization is served or withheld.

A test holds this list against the models, so that a new field is either mapped or
withheld for a reason that somebody wrote down, and against answers of the API, so that
what the list says is there is there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
from organizations.open_data.hsds.parts import moment
from organizations.records import FIGURE

NESTED = "says by its place inside the organization"


@dataclass(frozen=True)
class At:
    """A path in the answers, and what stands there for a row: its value, or another."""

    path: str
    made: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class OrderOf:
    """A path to the ids of rows, which the field puts in order."""

    path: str


Place = At | OrderOf
Places = tuple[Place, ...]


def at(*paths: str) -> Places:
    """Return places that hold the value of the field itself."""
    return tuple(At(path) for path in paths)


def own(name: str, *fields: str) -> dict[str, Places]:
    """Return the fields of rows that the organization lists under one name."""
    return {field: at(f"organization.{name}.{field}") for field in fields}


def sourced(name: str) -> dict[str, Places]:
    """Return the fields that say on what such a row rests."""
    return {
        **own(name, "was_seen", "checked_on"),
        "source": at(f"organization.{name}.source_id"),
    }


CODES = "organization.attributes.taxonomy_term.code"
TERMS = "organization.attributes.taxonomy_term.id"


def _noted(row: OrganizationTerm) -> str:
    return row.note if row.was_seen else f"{row.note}; not yet checked"


def _described(row: Phone) -> str:
    return f"{row.description}; only for {row.area}"


def _minutes(record: Organization) -> str:
    return f"{record.meeting_minutes_min} to {record.meeting_minutes_max} minutes"


SERVED: dict[type, dict[str, Places]] = {
    Organization: {
        "id": at("organization.id", "service.organization_id"),
        "slug": (
            At(
                "organization.uri",
                lambda record: f"http://127.0.0.1:8000/organizations/{record.slug}/",
            ),
        ),
        "name": at("organization.name", "service.organization.name"),
        "kind": at(CODES),
        "organization_type": at(TERMS),
        "operating_status": (
            At("service.status", lambda record: "active"),
            *at("organization.operating_status"),
        ),
        "status_note": at("service.alert", "organization.status_note"),
        "summary": at("organization.description"),
        "philosophy": at("organization.philosophy"),
        "eligibility_description": at("service.eligibility_description"),
        "is_for": at("organization.is_for"),
        "first_meeting": at("organization.first_meeting"),
        "how_to_start": at("service.application_process"),
        "fees_description": at("service.fees_description"),
        "is_free": (At("service.cost_options.amount", lambda record: 0),),
        "proof_of_attendance": at("organization.proof_of_attendance.answer"),
        "proof_of_attendance_description": at(
            "organization.proof_of_attendance.description"
        ),
        "meeting_description": at(
            "service.description", "organization.meetings.description"
        ),
        "meeting_minutes_min": (
            At("service.schedules.description", _minutes),
            *at("organization.meetings.minutes_min"),
        ),
        "meeting_minutes_max": (
            At("service.schedules.description", _minutes),
            *at("organization.meetings.minutes_max"),
        ),
        "meeting_length_note": at(
            "service.schedules.notes", "organization.meetings.length_note"
        ),
        "online_meetings_sanctioned": at("organization.meetings.runs_online"),
        "online_meetings_description": at(
            "service.description", "organization.meetings.online_description"
        ),
        "facilitation_description": at(
            "organization.meetings.facilitation_description"
        ),
        "uses_sponsorship": at("organization.sponsorship.is_used"),
        "sponsorship_term": at("organization.sponsorship.term"),
        "sponsorship_description": at("organization.sponsorship.description"),
        "recovery_goal": at("organization.recovery_goal.goal", CODES),
        "recovery_goal_description": at("organization.recovery_goal.description"),
        "spirituality": at("organization.spirituality.place", CODES),
        "spirituality_tradition": at("organization.spirituality.tradition"),
        "spirituality_description": at("organization.spirituality.description"),
        "medication_stance": at("organization.medication.stance", CODES),
        "medication_document": at("organization.medication.document.id"),
        "medication_covers": at("organization.medication.covers"),
        "medication_description": at("organization.medication.description"),
        "governance_style": (
            At(
                "organization.governance.style",
                lambda record: record.governance_style.slug,
            ),
            *at(TERMS),
        ),
        "governance_description": at("organization.governance.description"),
        "founded": at("organization.founding.date"),
        "founded_place": at("organization.founding.place"),
        "founders": at("organization.founding.founders"),
        "founding_description": at("organization.founding.description"),
        "headquarters": at("organization.locations.description"),
        "headquarters_country": at(
            "organization.locations.attributes.taxonomy_term.id"
        ),
        "is_worldwide": (
            At("service.service_areas.name", lambda record: "Worldwide"),
            *at("organization.is_worldwide"),
        ),
        "size_note": at("organization.size_note"),
        "email": at("organization.email", "service.email"),
        "evidence_summary": at("organization.evidence.id"),
        "updated_at": tuple(
            At(path, lambda record: moment(record.updated_at))
            for path in ("service.last_modified", "organization.last_modified")
        ),
    },
    AlternateName: {
        **own("alternate_names", "id", "kind", "language"),
        "name": at("organization.alternate_names.name"),
        **sourced("alternate_names"),
    },
    Url: {
        **own("additional_websites", "id", "url", "label"),
        "kind": (At("service.url", lambda row: row.url),),
        **sourced("additional_websites"),
    },
    Phone: {
        "id": at("organization.phones.id"),
        "number": at("organization.phones.number", "service.phones.number"),
        "kind": (At("service.phones.id", lambda row: str(row.pk)),),
        "description": (At("organization.phones.description", _described),),
        "area": (At("organization.phones.description", _described),),
        "verified_on": (At("organization.phones.id", lambda row: str(row.pk)),),
    },
    OrganizationTerm: {
        "term": at(TERMS),
        "fit": at("organization.attributes.fit"),
        "note": at("organization.attributes.value"),
        "was_seen": at("organization.attributes.was_seen"),
        "checked_on": at("organization.attributes.checked_on"),
        "source": at("organization.attributes.source_id"),
    },
    SizeEstimate: {
        **own("size_estimates", "id", *FIGURE),
        **sourced("size_estimates"),
    },
    Relationship: {
        **own("relationships", "id", "kind", "note"),
        "other": at(
            "organization.relationships.organization_id",
        ),
        "other_name": at("organization.relationships.name"),
        **sourced("relationships"),
    },
    LiteratureItem: {
        **own("literature", "id", "title", "author", "year", "note"),
        "position": (OrderOf("organization.literature.id"),),
        **sourced("literature"),
    },
    Citation: {
        **own("citations", "id", "fact"),
        "position": (OrderOf("organization.citations.id"),),
        **sourced("citations"),
        "source": at("organization.citations.source.id"),
    },
    Verification: {
        **own("verifications", "id", "part", "method"),
        "verified_on": at(
            "organization.verifications.verified_on", "service.assured_date"
        ),
    },
    HandoutText: {},
    TaxonomyTerm: {
        "id": at("term.id"),
        "slug": at("term.code"),
        "name": at("term.name"),
        "definition": at("term.description"),
        "synonyms": at("term.synonyms"),
        "broader": at("term.parent_id"),
        "taxonomy": at("term.taxonomy_id", "term.taxonomy_detail.id"),
        "position": (OrderOf("term.id"),),
    },
}
"""Where each field is served: in an organization, a service in full, or a term."""

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
    Phone: {
        "verified_how": "the record files say how; here a number is verified or absent",
        **dict.fromkeys(
            ("was_seen", "checked_on", "source"),
            "whose page it was seen on, and when, stands in its description",
        ),
    },
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
        "publication_state": UNPUBLISHED,
        "search_words": "a note among curators: words by which a term is found",
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
