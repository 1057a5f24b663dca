"""Wrong and hostile requests get a clear answer, never a server error."""

import random
from http import HTTPStatus

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.test import Client

from recovery_directory.web.content_type import readable_type
from tests import factories
from tests.whole_site.routes import public_routes

pytestmark = pytest.mark.django_db

ALLOWED = {200, 301, 302, 304, 400, 404, 405, 406, 410, 414}
PARAMETERS = [
    "q",
    "type",
    "governance",
    "focus",
    "audience",
    "format",
    "spirituality",
    "goal",
    "medication",
    "facilitation",
    "evidence",
    "language",
    "country",
    "status",
    "sort",
    "page",
    "organization",
    "paper",
    "large",
    "discreet",
    "plan",
    "research",
    "prepared_by",
    "lang",
    "as",
    "who",
    "with",
    "faith",
    "how",
    "kind",
    "design",
    "year",
    "official",
    "subject",
    "outcome",
    "strength",
    "view",
    "search",
    "per_page",
    "taxonomy_id",
    "modified_after",
    "minimal",
    "full",
]
HOSTILE = (
    "%00",
    "%FF%FE",
    "%ED%A0%80",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%F0%9F%98%80",
    "../../etc/passwd",
    "-1",
    "99999999999999999999",
    "%25",
    "{{7*7}}",
    "x" * 300,
    "",
    "%",
    "%zz",
    "\u202e",
)


def test_an_address_over_8_kilobytes_is_414(client):
    response = client.get("/organizations/?q=" + "x" * 8200)
    assert response.status_code == 414
    assert "too long" in response.content.decode()


def test_more_than_1000_values_are_400(client):
    response = client.get("/organizations/?" + "&".join(["q="] * 1001))
    assert response.status_code == 400
    assert "1,000" in response.content.decode()


def test_hostile_query_strings_get_a_clear_answer_at_every_public_address(
    settings, soak
):
    factories.organization(slug="open-door", published=True)
    client = Client(raise_request_exception=False)
    addresses = [
        address
        for route in public_routes()
        if (address := route.filled(slug="open-door"))
    ]
    dice = random.Random(20261123)
    times = soak.size("requests to each address", sample=40, full=400)
    for address in addresses:
        for _time in range(times):
            pairs = [
                f"{dice.choice(PARAMETERS)}={dice.choice(HOSTILE)}"
                for _pair in range(dice.randint(1, 6))
            ]
            asked = f"{address}?{'&'.join(pairs)}"
            response = client.get(asked)
            assert response.status_code in ALLOWED, asked
            if response.get("Content-Type", "").startswith("text/html"):
                assert b"<script>alert" not in response.content, asked


def test_hostile_slugs_are_not_found(settings):
    client = Client(raise_request_exception=False)
    for slug in ("%00", "a%00b", "%FF", "..", "x" * 500, "<script>"):
        for place in ("organizations", "types", "evidence", "evidence/sources"):
            assert client.get(f"/{place}/{slug}/").status_code in {404, 400}, slug


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("text/plain; charset=base64", "text/plain"),
        ("text/plain; charset=no-such", "text/plain"),
        ("application/json; charset=utf-8", "application/json; charset=utf-8"),
        ("application/json", "application/json"),
        ("", ""),
    ],
)
def test_a_made_up_charset_is_dropped_before_it_can_break_anything(given, read):
    assert readable_type(given) == read


def test_the_admin_takes_large_bodies_only_where_a_file_is_uploaded(curator_client):
    for place, statuses in (("", {413}), ("import/", {200, 302, 400})):
        address = f"/admin/organizations/organization/{place}"
        answer = curator_client.post(
            address, b"x" * 6 * 1024 * 1024, content_type="text/plain"
        )
        assert answer.status_code in statuses, address


class Unwell(Exception):
    """What breaks inside."""


@pytest.mark.parametrize(
    ("address", "broken_by", "status"),
    [
        ("/api/no-such-standard/", None, 404),
        ("/data/no-such-table.csv", None, 404),
        ("/feeds/no-such-feed", None, 404),
        ("/api/hsds/services", Unwell(), 500),
        ("/feeds/changes/", Unwell(), 500),
        ("/api/hsds/services", OperationalError(), 503),
        ("/data/organizations.csv", OperationalError(), 503),
        ("/api/hsds/services", PermissionDenied(), 403),
        ("/api/hsds/services", BadRequest(), 400),
        ("/api/hsds/services?search=" + "x" * 8200, None, 414),
        ("/api/hsds/services?" + "&" * 1000, None, 400),
        ("/api/hsds/services?colour=blue", None, 400),
        ("/api/hsds/nothing", None, 404),
    ],
)
def test_programs_get_every_error_in_one_form(
    db, monkeypatch, address, broken_by, status
):
    if broken_by:

        def broken(*args, **kwargs):
            raise broken_by

        monkeypatch.setattr(
            "organizations.open_data.resources.data_version.state", broken
        )
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"] == HTTPStatus(status).phrase
    assert problem["detail"]
    assert ("Retry-After" in response) == (status == 503)
