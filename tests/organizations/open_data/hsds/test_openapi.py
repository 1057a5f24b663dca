"""The description of the API is valid, complete, and true of what runs."""

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from organizations.open_data.hsds import schemas
from organizations.open_data.hsds.endpoints import ENDPOINTS
from tests import factories
from tests.organizations.open_data.hsds.conftest import API

pytestmark = pytest.mark.django_db

EXAMPLES = 15
"""Requests made up for each operation in each run of the suite."""


@pytest.fixture
def document(ask):
    """Return the OpenAPI file as it is served."""
    return ask("/openapi.json")


def operations(document: dict) -> list[dict]:
    """Return all operations."""
    return [
        operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in {"get", "post"}
    ]


def test_the_description_is_valid_openapi(shipped, document):
    assert document["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_operation_ids_are_unique_and_tags_say_what_is_required(document):
    found = operations(document)
    ids = [operation["operationId"] for operation in found]
    assert len(set(ids)) == len(ids)
    required = {
        path
        for path, methods in document["paths"].items()
        if methods["get"]["tags"] == ["required"]
    }
    assert required == {"/", "/services", "/services/{id}"}
    assert all(operation["tags"][0] in {"required", "optional"} for operation in found)


def test_every_endpoint_of_the_standard_is_there(document):
    standard = schemas.standard_openapi()["paths"]
    assert set(standard) == set(document["paths"])
    assert set(standard) == {"/", *(endpoint.path for endpoint in ENDPOINTS)}
    for path, methods in standard.items():
        assert set(methods) - {"parameters"} <= set(document["paths"][path])


def test_the_profile_makes_this_description_of_the_standards(shipped, document, ask):
    patch = ask("/profile/openapi.json")
    assert schemas.merge(schemas.standard_openapi(), patch) == document


def test_patches_and_merged_schemas_are_served(ask, client):
    index = ask("/profile/")
    for address in index["profile"] + index["schema"]:
        response = client.get(address[address.index(API) :])
        assert response.status_code == 200
        assert response["Content-Type"] == "application/json"
    merged = ask("/schema/organization.json")
    assert {"description", "evidence", "medication"} <= set(merged["properties"])
    assert merged["properties"]["phones"]["items"] == {"$ref": "phone.json"}
    assert "CC BY-SA 4.0" in merged["$comment"]


# What runs is what is described


@pytest.fixture
def api():
    """Return the API as its description gives it, over a small directory."""
    online = factories.term(taxonomy="format", slug="online", published=True)
    for vocabulary in ("focus", "audience", "facilitation", "language", "country"):
        factories.term(taxonomy=vocabulary, published=True)
    factories.shared(factories.governance_style)
    for _number in range(3):
        factories.organization(
            terms=[online],
            urls=[{"kind": "website", "url": "https://a.example/"}],
            published=True,
        )
    # A request of its own would close the connection, and the test's data with it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    config = SchemathesisConfig.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2xx", "404"]}
            },
        }
    )
    schema = schemathesis.openapi.from_wsgi(
        f"{API}/openapi.json", get_wsgi_application(), config=config
    )

    @schema.hook
    def map_case(context, case):
        """Leave out what the description can say in words only: one of the two."""
        parts = [part for part in (case.query, case.body) if isinstance(part, dict)]
        if any(part.get("top_only") in (True, "true") for part in parts):
            for part in parts:
                part.pop("parent_id", None)
        return case

    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


OPERATIONS = [
    ("/", "get"),
    *((endpoint.path, "get") for endpoint in ENDPOINTS),
    *((endpoint.path, "post") for endpoint in ENDPOINTS if endpoint.is_list),
]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_what_runs_is_what_is_described(api, mode):
    for path, method in OPERATIONS:
        if mode is not GenerationMode.NEGATIVE or path != "/":
            assert_answers_as_described(api[path][method], mode)
        # The first address takes nothing that could be wrong.


def assert_answers_as_described(operation, mode: GenerationMode) -> None:
    """Send requests made up from the description of one operation."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers_as_described(case):
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    answers_as_described()
