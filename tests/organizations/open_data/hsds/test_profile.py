"""The profile is where the standard looks for it, whole and valid."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from organizations.open_data.hsds import schemas
from tests.organizations.open_data.hsds.conftest import API

pytestmark = pytest.mark.django_db

FRICTIONLESS = Path(__file__).parents[1] / "dumps"


@pytest.fixture
def listed(ask) -> dict:
    """Return the profile as its address describes it."""
    return ask("/profile/")


def test_every_address_that_the_profile_lists_answers(client, listed, settings):
    addresses = [
        *listed["profile"],
        *listed["schema"],
        listed["datapackage"],
        listed["openapi_url"],
    ]
    for address in addresses:
        response = client.get(address.removeprefix(settings.SITE_URL))
        assert response.status_code == 200, address
        assert response["Access-Control-Allow-Origin"] == "*"


def test_the_files_lie_below_the_address_of_the_profile_too(ask):
    for name in (*schemas.PATCHED, "openapi"):
        assert ask(f"/profile/profile/{name}.json") == ask(f"/profile/{name}.json")
    for name in (*schemas.file_names(), "openapi"):
        assert ask(f"/profile/schema/{name}.json") == ask(f"/schema/{name}.json")


def test_a_patch_over_the_standard_gives_what_is_served(ask):
    for name in schemas.PATCHED:
        merged = schemas.merge(
            schemas.standard()[name], ask(f"/profile/profile/{name}.json")
        )
        served = ask(f"/profile/schema/{name}.json")
        Draft202012Validator.check_schema(served)
        assert set(merged["properties"]) == set(served["properties"])
    merged = schemas.merge(schemas.standard_openapi(), ask("/profile/openapi.json"))
    assert merged == ask("/openapi.json")


def test_the_profile_is_a_valid_tabular_data_package(ask):
    package = ask("/profile/datapackage.json")
    schema = json.loads((FRICTIONLESS / "tabular-data-package.json").read_text())
    assert list(Draft4Validator(schema).iter_errors(package)) == []
    tables = {table["name"]: table["schema"] for table in package["resources"]}
    assert {"organization", "service", "phone", "taxonomy_term"} <= set(tables)
    fields = {field["name"]: field for field in tables["organization"]["fields"]}
    assert fields["operating_status"]["constraints"]["enum"][0] == "active"
    assert fields["id"]["constraints"] == {"required": True, "unique": True}
    for table in tables.values():
        for key in table.get("foreignKeys", []):
            assert key["reference"]["resource"] in tables


def test_no_other_file_is_there(client):
    for path in ("profile/service.json", "schema/page.json", "profile/profile/x.json"):
        assert client.get(f"{API}/{path}").status_code == 404
