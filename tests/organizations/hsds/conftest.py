"""The standard as its own files state it: schemas with formats, endpoints."""

import datetime
import functools
import json
from pathlib import Path

import pytest
from django.db.models import CharField, SlugField, TextField, URLField
from jsonschema import Draft202012Validator, FormatChecker

from organizations.models import Organization
from tests import factories

FOLDER = Path(__file__).parent
API = "/api/hsds"


def _with_formats(schema):
    """Check dates too: the bundle marks them only for its tabular form."""
    if isinstance(schema, dict):
        formats = {"date": "date", "datetime": "date-time", "time": "time"}
        added = formats.get(schema.get("datapackage_type", ""))
        changed = {name: _with_formats(value) for name, value in schema.items()}
        return {"format": added} | changed if added else changed
    if isinstance(schema, list):
        return [_with_formats(value) for value in schema]
    return schema


@pytest.fixture(scope="session")
def bundle() -> dict:
    """Return the standard's schemas."""
    return _with_formats(json.loads((FOLDER / "hsds-3.1.1-bundle.json").read_text()))


@pytest.fixture(scope="session")
def problems_of(bundle):
    """Return what is wrong with a value by one schema of the standard."""
    checker = FormatChecker()
    assert {"uri", "uuid", "date", "date-time", "email"} <= set(checker.checkers)

    @functools.cache
    def validator(name: str) -> Draft202012Validator:
        schema = bundle | {"$ref": f"#/$defs/{name}"}
        return Draft202012Validator(schema, format_checker=checker)

    def problems(name: str, value) -> list[str]:
        return [
            f"{error.json_path}: {error.message[:200]}"
            for error in validator(name).iter_errors(value)
        ]

    return problems


@pytest.fixture
def ask(client):
    """Return the JSON of an address of the API that answers 200."""

    def asked(path: str, **parameters):
        response = client.get(f"{API}{path}", parameters)
        assert response.status_code == 200, response.content[:500]
        return response.json()

    return asked


@pytest.fixture
def every(ask):
    """Return all records of a list, page by page."""

    def all_of(path: str, **parameters) -> list[dict]:
        records, page = [], 1
        while True:
            answer = ask(path, page=page, per_page=200, **parameters)
            records += answer["contents"]
            if answer["last_page"]:
                assert len(records) == answer["total_items"]
                return records
            page += 1

    return all_of


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
    return factories.organization(
        **texts,
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
        is_worldwide=True,
        founded="1935-06",
        founders=["Says founders."],
        headquarters_country=us,
        email="says@email.example",
        evidence_summary=summary,
        alternate_names=[{"kind": "acronym", "name": "Says alternate"}],
        urls=[
            {"kind": "website", "url": "https://says.example/"},
            {
                "kind": "online-meetings",
                "url": "https://says.example/online",
                "label": "Says label.",
            },
        ],
        phones=[
            {
                "number": "+1-212-555-0100",
                "kind": "helpline",
                "description": "Says phone.",
                "verified_on": datetime.date(2026, 5, 1),
            },
            {"number": "+1-212-555-0199", "kind": "office"},
        ],
        terms=[{"term": term, "note": f"Says {term.slug}."} for term in terms],
        size_estimates=[
            {
                "metric": "groups",
                "value": 12345,
                "qualifier": "Says qualifier.",
                "scope": "Says scope.",
                "as_of": "2013",
                "note": "Says note.",
            }
        ],
        relationships=[
            {"kind": "part-of", "other": parent, "note": "Says relationship."},
            {"kind": "related", "other_name": "Says other name."},
        ],
        literature=[
            {
                "title": "Says title.",
                "author": "Says author.",
                "year": 1939,
                "note": "Says text.",
            }
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
