"""Everything served is valid HSDS, and every key of it is declared."""

import copy
import functools
import json

import pytest
from jsonschema import Draft202012Validator

from organizations.open_data.hsds import schemas
from tests import factories
from tests.organizations.open_data.hsds.conftest import API, FOLDER

LISTS = [
    ("/services", {}, "service_list_item"),
    ("/services", {"full": "true"}, "service_full"),
    ("/services", {"minimal": "true"}, "service_list_item"),
    ("/organizations", {}, "organization_list_item"),
    ("/organizations", {"full": "true"}, "organization_full"),
    ("/organizations", {"full_service": "true"}, "organization_full"),
    ("/service_at_locations", {}, "service_at_location_list_item"),
    ("/service_at_locations", {"full": "true"}, "service_at_location_full"),
    ("/taxonomies", {}, "taxonomy"),
    ("/taxonomy_terms", {}, "taxonomy_term"),
]

PAGES = {
    "/services": "page_of_services",
    "/organizations": "page_of_organizations",
    "/service_at_locations": "page_of_service_at_locations",
    "/taxonomies": "page_of_taxonomies",
    "/taxonomy_terms": "page_of_taxonomy_terms",
}

DETAILS = [
    ("/services", "service_full"),
    ("/organizations", "organization_full"),
    ("/service_at_locations", "service_at_location_full"),
    ("/taxonomies", "taxonomy"),
    ("/taxonomy_terms", "taxonomy_term"),
]


def closed(schema):
    """Return a schema that refuses every key that it does not name."""
    if isinstance(schema, list):
        return [closed(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {name: closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "allOf" not in schema:
        changed["additionalProperties"] = False
    return changed


@pytest.fixture(scope="module")
def undeclared():
    """Return the keys of a value that neither HSDS nor the profile declares."""
    definitions = {"$defs": closed(schemas.profile())}

    @functools.cache
    def validator(name: str) -> Draft202012Validator:
        return Draft202012Validator(definitions | {"$ref": f"#/$defs/{name}"})

    def keys(name: str, value) -> list[str]:
        return [
            f"{error.json_path}: {error.message[:200]}"
            for error in validator(name).iter_errors(value)
            if error.validator == "additionalProperties"
        ]

    return keys


@pytest.mark.parametrize(("path", "parameters", "schema"), LISTS)
@pytest.mark.django_db
def test_every_shipped_record_in_every_list_is_valid_and_declared(
    shipped, every, problems_of, undeclared, path, parameters, schema
):
    records = every(path, **parameters)
    assert records
    for record in records:
        assert problems_of(schema, record) == []
        assert undeclared(schema, record) == []


@pytest.mark.parametrize(("path", "schema"), DETAILS)
@pytest.mark.django_db
def test_every_shipped_record_at_its_own_address_is_valid_and_declared(
    shipped, every, ask, problems_of, undeclared, path, schema
):
    records = every(path)
    ids = [record["id"] for record in records]
    assert len(set(ids)) == len(ids)
    for pk in ids:
        record = ask(f"{path}/{pk}")
        assert record["id"] == pk
        assert problems_of(schema, record) == []
        assert undeclared(schema, record) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.django_db
def test_pages_and_streams_are_valid(shipped, client, ask, problems_of, path):
    assert problems_of(PAGES[path], ask(path)) == []
    lines = b"".join(client.get(f"{API}{path}?format=ndjson").streaming_content)
    assert len(lines.splitlines()) == ask(path)["total_items"]


@pytest.mark.django_db
def test_the_root_is_valid(ask, problems_of):
    root = ask("/")
    assert problems_of("root_3_2", root) == []
    assert root["version"] == "3.2"
    assert root["profile"].endswith("/api/hsds/profile/")


@pytest.mark.django_db
def test_what_says_everything_is_valid_and_declared(
    everything, every, ask, problems_of, undeclared
):
    for path, schema in DETAILS[:3]:
        for listed in every(path):
            record = ask(f"{path}/{listed['id']}")
            assert problems_of(schema, record) == []
            assert undeclared(schema, record) == []


@pytest.mark.parametrize(
    ("plant", "complaint"),
    [
        (lambda record: record | {"email": None}, "email"),
        (lambda record: {k: record[k] for k in record if k != "description"}, "descri"),
        (lambda record: record | {"id": "smart-recovery"}, "uuid"),
        (lambda record: record | {"website": "no address"}, "uri"),
    ],
)
@pytest.mark.django_db
def test_a_planted_fault_is_seen(ask, problems_of, plant, complaint):
    organization = factories.organization(published=True)
    record = ask(f"/organizations/{organization.pk}")
    assert problems_of("organization_full", record) == []
    found = problems_of("organization_full", plant(copy.deepcopy(record)))
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.django_db
def test_a_planted_key_is_seen(ask, undeclared):
    organization = factories.organization(published=True)
    record = ask(f"/organizations/{organization.pk}") | {"secret": "x"}
    assert undeclared("organization_full", record)


def test_the_standard_in_use_is_the_standard_as_tested():
    tested = json.loads((FOLDER / "hsds-3.1.1-bundle.json").read_text())["$defs"]
    assert schemas.standard() == tested
    assert schemas.standard_openapi() == json.loads(
        (FOLDER / "hsds-3.2-openapi.json").read_text()
    )


def test_the_license_lies_beside_every_copy_of_the_standard():
    for folder in (FOLDER, schemas.STANDARD):
        assert "Share-Alike 4.0" in (folder / "LICENSE").read_text()


def test_merged_schemas_are_valid_schemas():
    for name in schemas.file_names():
        Draft202012Validator.check_schema(schemas.profile()[name])


def test_the_profile_changes_no_field_of_the_standard():
    for name in schemas.PATCHED:
        patch = schemas.patch(name)
        assert set(patch) == {"properties"}
        assert not set(patch["properties"]) & set(
            schemas.standard()[name]["properties"]
        )


def test_a_merge_patch_follows_the_examples_of_its_standard():
    """RFC 7386, appendix A."""
    for target, patch, result in (
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ):
        assert schemas.merge(target, patch) == result
