"""Every field of an organization is served, or withheld for a reason."""

import json

import pytest

from organizations.models import Organization, TaxonomyTerm
from organizations.open_data.hsds.accounting import SERVED, WITHHELD
from organizations.records import ORGANIZATION

MODELS = [Organization, *(child.model for child in ORGANIZATION.children), TaxonomyTerm]


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_served_or_withheld(model):
    fields = {field.name for field in model._meta.concrete_fields}
    served, withheld = set(SERVED[model]), set(WITHHELD.get(model, {}))
    assert served | withheld == fields
    assert not served & withheld


def test_every_withheld_field_has_a_reason():
    assert all(len(reason) > 10 for of in WITHHELD.values() for reason in of.values())


@pytest.fixture
def served(everything, client):
    """Return all that the API says of that organization."""
    organization = client.get(
        f"/api/hsds/organizations/{everything.pk}?full_service=true"
    ).content.decode()
    services = client.get(
        f"/api/hsds/services?full=true&organization_id={everything.pk}"
    ).content.decode()
    return organization + services


def test_every_text_that_counts_as_served_is_served(everything, served):
    texts = {
        name
        for name in SERVED[Organization]
        if str(getattr(everything, name)).startswith("Says ")
    }
    assert len(texts) > 20
    missing = [name for name in texts if f"Says {name}." not in served]
    assert missing == []


def test_what_children_say_is_served(everything, served):
    children = ORGANIZATION.read(everything.pk)
    said = [
        value
        for rows in children.values()
        if isinstance(rows, list)
        for row in rows
        if isinstance(row, dict)
        for value in row.values()
        if isinstance(value, str) and value.startswith("Says ")
    ]
    assert len(said) > 10
    assert [text for text in said if text not in served] == []
    for value in ("12345", "1939", "2013", "1935-06", "+1-212-555-0100", "psychiatric"):
        assert value in served


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
