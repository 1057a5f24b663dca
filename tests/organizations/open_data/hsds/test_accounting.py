"""Every field of an organization is served, or withheld for a reason."""

import datetime
import json
import uuid

import pytest
from django.db import models

from organizations.models import Organization, Phone, TaxonomyTerm, Url
from organizations.records import ORGANIZATION
from tests import factories
from tests.organizations.open_data.hsds.accounting import SERVED, WITHHELD, OrderOf

MODELS = [Organization, *(child.model for child in ORGANIZATION.children), TaxonomyTerm]


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_served_or_withheld(model):
    fields = {field.name for field in model._meta.concrete_fields}
    served, withheld = set(SERVED[model]), set(WITHHELD.get(model, {}))
    assert served | withheld == fields
    assert not served & withheld


def test_every_withheld_field_has_a_reason():
    assert all(len(reason) > 10 for of in WITHHELD.values() for reason in of.values())


# What the answers hold


@pytest.fixture
def answers(everything, ask):
    """Return all that the API says of that organization with its services."""
    whole = ask(f"/organizations/{everything.pk}", full_service="true")
    services = ask("/services", full="true", organization_id=everything.pk)
    return {"organization": [whole], "service": services["contents"]}


@pytest.fixture
def served(answers):
    """Return the same as text."""
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))


def standing_at(answers: dict, path: str) -> list:
    """Return every value that the answers hold at a path, lists looked into."""
    found, *names = path.split(".")
    values = answers[found]
    for name in names:
        values = [value[name] for value in values if name in value]
        values = [
            one
            for value in values
            for one in (value if isinstance(value, list) else [value])
        ]
    return values


def as_json(row: models.Model, name: str):
    """Return the value of a field as JSON holds it; several words as their list."""
    value = getattr(row, row._meta.get_field(name).attname)
    if isinstance(value, uuid.UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def rows_of(model: type[models.Model], everything: Organization) -> list[models.Model]:
    """Return the rows of one kind that the answers list.

    A number that nobody verified is held back; the web site is told by itself.
    """
    if model is Organization:
        return [everything]
    rows = model.objects.filter(organization=everything)
    if model is Phone:
        rows = rows.exclude(verified_on=None)
    if model is Url:
        rows = rows.exclude(kind="website")
    return list(rows)


def misplaced(rows: list[models.Model], fields: dict, answers: dict) -> list[str]:
    """Return every field that is not where the accounting says, or proves nothing."""
    wrong = []
    for name, places in fields.items():
        said = [row for row in rows if as_json(row, name) not in (None, "", [])]
        if not any(as_json(row, name) is not False for row in said):
            wrong.append(f"{name}: no row says anything")
        for place in places:
            standing = standing_at(answers, place.path)
            if isinstance(place, OrderOf):
                ordered = sorted(rows, key=lambda row: row.position)
                is_there = standing == [str(row.pk) for row in ordered]
            else:
                values = [
                    place.made(row) if place.made else as_json(row, name)
                    for row in said
                ]
                wanted = [
                    one
                    for value in values
                    for one in (value if isinstance(value, list) else [value])
                ]
                is_there = all(one in standing for one in wanted)
            if not is_there:
                wrong.append(f"{name}: not at {place.path}")
    return wrong


@pytest.mark.parametrize("model", [one for one in MODELS if one is not TaxonomyTerm])
def test_each_value_stands_where_the_accounting_says(model, everything, answers):
    rows = rows_of(model, everything)
    assert misplaced(rows, SERVED[model], answers) == []


def test_the_web_site_is_told_by_itself(everything, answers):
    website = everything.urls.get(kind="website")
    assert standing_at(answers, "organization.website") == [website.url]


def test_each_value_of_a_term_stands_where_the_accounting_says(db, ask):
    vocabulary = factories.taxonomy(slug="focus", published=True)
    broader = factories.term(taxonomy=vocabulary, position=3, published=True)
    terms = [
        factories.term(
            taxonomy=vocabulary,
            broader=broader,
            synonyms=["pot", "weed"],
            position=position,
            published=True,
        )
        for position in (2, 1)
    ]
    terms.append(broader)
    given = ask("/taxonomy_terms", taxonomy_id=vocabulary.pk)["contents"]
    assert misplaced(terms, SERVED[TaxonomyTerm], {"term": given}) == []


def test_what_is_withheld_is_not_served(served):
    for text in ("Says curator_note.", "Says sort_name.", "Kept", "+1-212-555-0199"):
        assert text not in served


def test_nothing_is_null_or_empty(served):
    assert ":null" not in served
    assert ":[]" not in served
    assert ":{}" not in served
    assert ':""' not in served


def test_the_verification_is_carried(everything, ask):
    services = ask("/services", organization_id=everything.pk)["contents"]
    assert {service["assured_date"] for service in services} == {"2026-06-01"}


def test_the_assurer_is_the_operators_mailbox(everything, ask, settings):
    settings.OPERATOR_CONTACT = "desk@operator.example"
    service = ask("/services", organization_id=everything.pk)["contents"][0]
    assert service["assurer_email"] == "desk@operator.example"
    assert "Kept person" not in json.dumps(service)
