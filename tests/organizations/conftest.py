"""An organization that says everything."""

import datetime

import pytest
from django.db.models import CharField, SlugField, TextField, URLField

from organizations.models import Organization
from organizations.models.organization import CITED_TEXTS
from tests import factories


@pytest.fixture
def everything(db):
    """Make an organization in which every field says something of its own."""
    style = factories.shared(factories.governance_style, slug="horizontal")
    document = factories.source(title="The pamphlet", published=True)
    us = factories.term(taxonomy="country", slug="us", published=True)
    parent = factories.organization(name="The parent", published=True)
    summary = factories.evidence_summary(
        published=True,
        ratings=[
            {
                "outcome": factories.shared(factories.outcome),
                "strength": "promising",
                "direction": "favours",
            }
        ],
    )
    terms = [
        factories.term(taxonomy=vocabulary, slug=slug, published=True)
        for vocabulary, slug in (
            ("format", "in-person"),
            ("format", "online"),
            ("audience", "family-and-friends"),
            ("language", "en"),
            ("country", "ca"),
            ("focus", "alcohol"),
        )
    ]
    texts = {
        field.name: f"Says {field.name}."
        for field in Organization._meta.get_fields()
        if isinstance(field, (CharField, TextField))
        and not isinstance(field, (SlugField, URLField))
        and not field.choices
        and field.editable
        and field.name not in {"founded", "email", "state_reason"}
    }
    seen = {"was_seen": True, "checked_on": datetime.date(2026, 5, 2)}
    facts = sorted({fact for _field, fact, _label in CITED_TEXTS})
    return factories.organization(
        **texts,
        citations=[{"fact": fact} | (seen if fact == "cost" else {}) for fact in facts],
        published=True,
        operating_status="uncertain",
        governance_style=style,
        recovery_goal="abstinence",
        spirituality="spiritual",
        medication_stance="supportive",
        medication_document=document,
        medication_covers=["psychiatric"],
        meeting_minutes_min=60,
        meeting_minutes_max=90,
        online_meetings_sanctioned=True,
        uses_sponsorship=True,
        is_free=True,
        is_for="both",
        proof_of_attendance="given",
        is_worldwide=True,
        founded="1935-06",
        founders=["Says founders."],
        headquarters_country=us,
        email="says@email.example",
        evidence_summary=summary,
        alternate_names=[
            {"kind": "acronym", "name": "Says alternate"},
            {"kind": "translated", "name": "Dice", "language": "es", **seen},
        ],
        urls=[
            {"kind": "website", "url": "https://says.example/"},
            {
                "kind": "online-meetings",
                "url": "https://says.example/online",
                "label": "Says label.",
                **seen,
            },
        ],
        phones=[
            {
                "number": "+1-212-555-0100",
                "kind": "helpline",
                "area": "Says area",
                "description": "Says phone.",
                "verified_on": datetime.date(2026, 5, 1),
            },
            {"number": "+1-212-555-0199", "kind": "office"},
        ],
        terms=[
            {"term": term, "note": f"Says {term.slug}."}
            | (seen if term.slug == "alcohol" else {})
            | ({"fit": "made-for"} if term.slug == "family-and-friends" else {})
            for term in terms
        ],
        size_estimates=[
            {
                "metric": "groups",
                "value": 12345,
                "qualifier": "Says qualifier.",
                "scope": "Says scope.",
                "as_of": "2013",
                "note": "Says note.",
                **seen,
            },
            {"metric": "members", "value_text": "Says many.", "scope": "Says where."},
        ],
        relationships=[
            {"kind": "part-of", "other": parent, "note": "Says relationship."},
            {"kind": "related", "other_name": "Says other name.", **seen},
        ],
        literature=[
            {
                "title": "Says title.",
                "author": "Says author.",
                "year": 1939,
                "note": "Says text.",
                **seen,
            },
            {"title": "Says another title."},
        ],
        handout_texts=[{"language": "en", "what": "Kept what."}],
        verifications=[
            {
                "part": "whole",
                "verified_on": datetime.date(2026, 6, 1),
                "verified_by": "Kept person",
                "method": "website",
                "note": "Kept note.",
            }
        ],
    )
