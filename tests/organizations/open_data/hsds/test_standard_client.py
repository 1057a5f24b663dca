"""A client that knows the standard only: written from its openapi file."""

import datetime
import json
import uuid

import pytest

from organizations.models import Organization
from recovery_directory.records import revisions
from tests.organizations.open_data.hsds.conftest import API, FOLDER

pytestmark = pytest.mark.django_db

STANDARD = json.loads((FOLDER / "hsds-3.2-openapi.json").read_text())


class StandardClient:
    """Reads lists as the standard describes them, and nothing else."""

    def __init__(self, client, *, method: str, per_page: int):
        self.client, self.method, self.per_page = client, method, per_page

    def names(self, path: str) -> set[str]:
        """Return the parameters that the standard gives an endpoint."""
        found = set()
        for parameter in STANDARD["paths"][path][self.method]["parameters"]:
            name = parameter.get("$ref", "").rpartition("/")[2]
            shared = STANDARD["components"]["parameters"].get(name, parameter)
            found.add(shared["name"])
        return found

    def all_of(self, path: str, **parameters) -> list[dict]:
        """Return every record, following the pages."""
        assert set(parameters) <= self.names(path)
        required = set(STANDARD["components"]["schemas"]["Page"]["properties"])
        records, page = [], 1
        while True:
            given = parameters | {"page": page, "per_page": self.per_page}
            answer = self.client.generic(
                self.method.upper(), f"{API}{path}", query_params=given
            ).json()
            assert required <= set(answer)
            assert answer["size"] == len(answer["contents"])
            assert answer["page_number"] == page
            assert answer["first_page"] == (page == 1)
            records += answer["contents"]
            if answer["last_page"]:
                assert answer["total_pages"] == (page if records else 0)
                assert answer["total_items"] == len(records)
                return records
            page += 1


@pytest.fixture(params=[("get", 7), ("get", 200), ("post", 50)])
def standard_client(request, client):
    """Return a client that pages by a few, by many, and with POST."""
    method, per_page = request.param
    return StandardClient(client, method=method, per_page=per_page)


def test_every_published_organization_comes_exactly_once(shipped, standard_client):
    ids = [record["id"] for record in standard_client.all_of("/organizations")]
    published = Organization.objects.published().values_list("pk", flat=True)
    assert sorted(ids) == sorted(map(str, published))


def test_every_service_comes_exactly_once(shipped, standard_client):
    services = standard_client.all_of("/services")
    ids = [service["id"] for service in services]
    assert len(set(ids)) == len(ids)
    offering = {service["organization_id"] for service in services}
    published = Organization.objects.published().values_list("pk", flat=True)
    assert offering == set(map(str, published))
    # The services of each organization are those that the list gives.
    organizations = standard_client.all_of("/organizations", full="true")
    nested = [one["id"] for record in organizations for one in record["services"]]
    assert sorted(nested) == sorted(ids)


def test_modified_after_gives_exactly_the_changed_services(shipped, standard_client):
    before = {one["id"]: one["last_modified"] for one in services_of(standard_client)}
    newest = max(before.values())
    changed = Organization.objects.published()[3]
    with revisions.change(changed, by=None, action=revisions.Action.EDIT):
        changed.size_note = "Counted again."
        changed.save()
    since = changed.updated_at.isoformat()
    found = standard_client.all_of("/services", modified_after=since)
    assert {one["organization_id"] for one in found} == {str(changed.pk)}
    own = [one for one in services_of(standard_client) if one["id"] in before]
    assert {one["id"] for one in found} == {
        one["id"] for one in own if one["last_modified"] != before[one["id"]]
    }
    # On or after: the moment that a client was given finds the record again.
    given = found[0]["last_modified"]
    assert given > newest
    again = standard_client.all_of("/services", modified_after=given)
    assert {one["id"] for one in again} == {one["id"] for one in found}
    later = changed.updated_at + datetime.timedelta(seconds=1)
    assert standard_client.all_of("/services", modified_after=later.isoformat()) == []


def services_of(standard_client) -> list[dict]:
    """Return all services."""
    return standard_client.all_of("/services")


def test_minimal_gives_all_services_on_one_page(shipped, client):
    answer = client.get(f"{API}/services?minimal=true").json()
    assert answer["last_page"]
    assert answer["total_items"] == len(answer["contents"]) > 100
    assert set(answer["contents"][0]) == {"id", "name", "status", "last_modified"}


@pytest.mark.parametrize("path", sorted(STANDARD["paths"]))
def test_every_endpoint_and_parameter_of_the_standard_works(shipped, client, path):
    values = {
        "search": "online",
        "page": "1",
        "per_page": "5",
        "format": "json",
        "taxonomy_term_id": str(uuid.uuid4()),
        "taxonomy_id": str(uuid.uuid4()),
        "organization_id": str(uuid.uuid4()),
        "parent_id": str(uuid.uuid4()),
        "modified_after": "2020-01-01T00:00:00Z",
        "minimal": "true",
        "full": "true",
        "full_service": "true",
        "top_only": "true",
    }
    if path.endswith("{id}"):
        listed = client.get(f"{API}{path.removesuffix('/{id}')}").json()
        path = path.replace("{id}", listed["contents"][0]["id"])
        assert client.get(f"{API}{path}").status_code == 200
        return
    for method, operation in STANDARD["paths"][path].items():
        names = (
            {
                parameter.get("name") or parameter["$ref"].rpartition("/")[2]
                for parameter in operation["parameters"]
            }
            if "parameters" in operation
            else {""}
        )
        for name in names:
            given = {name: values[name]} if name in values else {}
            if name in {"postcode", "proximity"}:
                given = {name: "02114"}
            address = f"{API}{path}"
            response = client.generic(method.upper(), address, query_params=given)
            if name in {"postcode", "proximity"}:
                assert response.status_code == 400
                assert "holds no places" in response.json()["detail"]
            else:
                assert response.status_code == 200, (method, name)
