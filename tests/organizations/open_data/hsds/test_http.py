"""The API over HTTP: refusals, caches, other origins, POST."""

import datetime
import json

import pytest
import time_machine
from django.utils import timezone

from recovery_directory.records import revisions
from tests import factories
from tests.organizations.open_data.hsds.conftest import API

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


def problem(response, status: int, *parameters: str) -> dict:
    """Return the problem of a response, with the parameters that it names."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    body = response.json()
    assert body["status"] == status
    assert [error["parameter"] for error in body.get("errors", [])] == [*parameters]
    return body


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=two", "page"),
        ("page=1&page=2", "page"),
        ("page=%D9%A1", "page"),
        ("per_page=201", "per_page"),
        ("per_page=0", "per_page"),
        ("format=xml", "format"),
        ("full=yes", "full"),
        ("minimal=1", "minimal"),
        ("organization_id=smart-recovery", "organization_id"),
        ("taxonomy_id=%7B", "taxonomy_id"),
        ("modified_after=yesterday", "modified_after"),
        ("modified_after=2026-02-31", "modified_after"),
        ("modified_after=0001-01-01T00:00:00%2B14:00", "modified_after"),
        ("postcode=02114", "postcode"),
        ("proximity=500", "proximity"),
        ("colour=blue", "colour"),
        ("q=weed", "q"),
        ("type=buddhist", "type"),
        ("type=", "type"),
        ("sort=strength", "sort"),
        ("meeting_format=%00", "meeting_format"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(client, query, parameter):
    body = problem(client.get(f"{API}/services?{query}"), 400, parameter)
    assert parameter in body["detail"]


def test_all_parameters_at_fault_are_named_at_once(client):
    problem(
        client.get(f"{API}/organizations?page=x&full=x&a=b"), 400, "page", "full", "a"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/services?page=2",
        "/services/3f0c4f6e-0000-4000-8000-000000000000",
        "/services/smart-recovery",
        "/organizations/3F0C4F6E-0000-4000-8000-000000000000",
        "/service_at_locations/x",
        "/taxonomies/x",
        "/taxonomy_terms/x",
        "/services/",
        "/places",
        "/profile/service.json",
        "/schema/nothing.json",
        "/organizations/%00",
    ],
)
def test_what_is_not_there_is_a_404_problem(client, path):
    response = client.get(f"{API}{path}")
    problem(response, 404, *(["page"] if "page=" in path else []))


def test_other_methods_are_refused_with_those_that_work(client):
    response = client.delete(f"{API}/services")
    problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"
    problem(client.post(f"{API}/"), 405)
    problem(client.generic("TRACE", f"{API}/services"), 405)


def test_a_client_that_takes_no_json_gets_none(client):
    problem(client.get(f"{API}/services", HTTP_ACCEPT="text/csv"), 406)
    for accept in ("application/json", "text/html, */*;q=0.1", ""):
        response = client.get(f"{API}/services", HTTP_ACCEPT=accept or "*/*")
        assert response.status_code == 200


def test_a_body_is_refused_where_it_is_too_large_or_no_form(client):
    large = json.dumps({"search": "x" * 70_000})
    problem(client.post(f"{API}/services", large, content_type="application/json"), 413)
    problem(client.post(f"{API}/services", "<a/>", content_type="text/xml"), 415)
    problem(client.post(f"{API}/services", {"search": "x"}), 415)


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ("{", []),
        ("[]", []),
        ("[" * 30_000, []),
        ('{"page": "1"}', ["page"]),
        ('{"page": true}', ["page"]),
        ('{"page": 1e30}', ["page"]),
        ('{"full": "true"}', ["full"]),
        ('{"search": null}', ["search"]),
        ('{"type": "secular"}', ["type"]),
        ('{"type": [1]}', ["type"]),
        ('{"\\ud800": "x"}', ["?"]),
        (b"\xff\xfe", []),
    ],
)
def test_a_json_body_that_cannot_be_read_is_a_400(client, body, parameters):
    response = client.post(f"{API}/services", body, content_type="application/json")
    problem(response, 400, *parameters)


@pytest.mark.parametrize(
    "query",
    [
        "search=%00",
        "search=%ff%fe",
        "search=" + "x" * 7000,
        "search=%F0%9F%8D%BA",
        "modified_after=9999-12-31T23:59:59.999999Z",
        "modified_after=2026-01-01T00:00:00+02:00",
        "page=1&" + "type=secular&" * 400,
    ],
)
def test_odd_values_are_answered(client, query):
    factories.shared(factories.organization_type, slug="secular")
    factories.organization(published=True)
    assert client.get(f"{API}/services?{query}").status_code == 200


def test_an_odd_encoding_of_the_request_changes_nothing(client):
    factories.organization(published=True)
    for charset in ("utf-16", "nonsense"):
        response = client.get(
            f"{API}/services?search=%41", CONTENT_TYPE=f"text/plain; charset={charset}"
        )
        assert response.status_code == 200


def test_more_than_a_thousand_values_are_refused(client):
    body = "a=b&" * 1001
    problem(client.post(f"{API}/services", body, content_type=FORM), 400)


# POST


def test_post_asks_the_same_as_get(client):
    for name in ("Harbor", "Lantern"):
        factories.organization(name=name, published=True)
    asked = {"search": "harbor", "per_page": 1, "full": True, "status": ["active"]}
    by_address = client.get(
        f"{API}/organizations?search=harbor&per_page=1&full=true&status=active"
    ).json()
    assert by_address["total_items"] == 1
    by_json = client.post(
        f"{API}/organizations", json.dumps(asked), content_type="application/json"
    )
    by_form = client.post(
        f"{API}/organizations",
        "search=harbor&per_page=1&full=true&status=active",
        content_type=FORM,
    )
    assert by_json.json() == by_form.json() == by_address


def test_the_body_replaces_the_address(client):
    factories.organization(name="Harbor", published=True)
    response = client.post(
        f"{API}/organizations?search=nothing", "search=harbor", content_type=FORM
    )
    assert response.json()["total_items"] == 1


def test_post_needs_no_token_and_sets_no_cookie():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(
        f"{API}/services", "", content_type=FORM
    )
    assert response.status_code == 200
    assert not response.cookies


def test_a_question_is_never_stored(client):
    assert client.get(f"{API}/services?search=weed")["Cache-Control"] == "no-store"
    response = client.post(f"{API}/services", "search=weed", content_type=FORM)
    assert response["Cache-Control"] == "no-store"
    assert "weed" not in response["Link"]


# Caches, links, other origins


def test_what_a_client_has_already_is_a_304_until_something_changes(client):
    organization = factories.organization(published=True)
    first = client.get(f"{API}/organizations")
    assert first["Cache-Control"] == "public, max-age=60"
    same = client.get(f"{API}/organizations", HTTP_IF_NONE_MATCH=first["ETag"])
    assert same.status_code == 304
    assert same.content == b""
    with revisions.change(organization, by=None, action=revisions.Action.EDIT):
        organization.summary = "People meet."
        organization.save()
    changed = client.get(f"{API}/organizations", HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200


def test_two_changes_within_a_second_are_told_apart_without_a_tag(client):
    """Last-Modified holds whole seconds: it is given once the second is long over."""
    organization = factories.organization(published=True)
    address = f"{API}/organizations"
    assert "Last-Modified" not in client.get(address)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2)):
        stated = client.get(address)["Last-Modified"]
        same = client.get(address, HTTP_IF_MODIFIED_SINCE=stated)
        assert same.status_code == 304
        with revisions.change(organization, by=None, action=revisions.Action.EDIT):
            organization.summary = "People meet."
            organization.save()
        changed = client.get(address, HTTP_IF_MODIFIED_SINCE=stated)
        assert changed.status_code == 200
        assert "Last-Modified" not in changed


def test_a_withdrawn_organization_leaves_the_cached_list(client):
    organization = factories.organization(published=True)
    first = client.get(f"{API}/organizations")
    organization.withdraw(by=None, reason="Listed twice.")
    response = client.get(f"{API}/organizations", HTTP_IF_NONE_MATCH=first["ETag"])
    assert response.json()["empty"] is True


def test_links_lead_to_the_other_pages(client, settings):
    for _number in range(5):
        factories.organization(published=True)
    response = client.get(f"{API}/organizations?per_page=2&page=2&status=active")
    links = response["Link"]
    base = f"{settings.SITE_URL}{API}/organizations?per_page=2&status=active"
    for page, relation in ((1, "first"), (1, "prev"), (3, "next"), (3, "last")):
        assert f'<{base}&page={page}>; rel="{relation}"' in links
    assert 'rel="service-desc"' in links


def test_head_answers_as_get_without_the_body(client):
    factories.organization(published=True)
    for path in ("/", "/services", "/services?format=ndjson"):
        get, head = client.get(f"{API}{path}"), client.head(f"{API}{path}")
        assert head.status_code == 200
        assert b"".join(head) == b""
        assert head.headers.get("ETag") == get.headers.get("ETag")


def test_other_origins_may_read_and_ask_before(client):
    response = client.options(
        f"{API}/services",
        HTTP_ORIGIN="https://clinic.example",
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
    )
    assert response.status_code == 204
    assert "POST" in response["Access-Control-Allow-Methods"]
    assert "Content-Type" in response["Access-Control-Allow-Headers"]
    assert client.get(f"{API}/")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_a_signed_in_curator_sees_what_everybody_sees(curator_client, client):
    draft = factories.organization()
    assert curator_client.get(f"{API}/organizations/{draft.pk}").status_code == 404
    response = curator_client.get(f"{API}/organizations")
    assert "no-store" in response["Cache-Control"]
    assert response.json() == client.get(f"{API}/organizations").json()
