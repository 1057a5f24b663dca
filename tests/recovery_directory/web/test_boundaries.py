"""What every answer tells the browser, and whom the site believes."""

import pytest

from recovery_directory.web.problem_details import OPEN_DATA
from tests import factories
from tests.whole_site.routes import public_routes

pytestmark = pytest.mark.django_db


def directives(response) -> dict[str, str]:
    """Return the policy of an answer by directive."""
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def test_every_public_answer_has_all_boundaries(client):
    factories.organization(slug="open-door", published=True)
    for route in public_routes():
        address = route.filled(slug="open-door")
        if address is None:
            continue
        response = client.get(address)
        policy = directives(response)
        assert policy["default-src"] == "'none'", address
        assert policy["frame-ancestors"] == "'none'", address
        assert "unsafe" not in response["Content-Security-Policy"], address
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["Referrer-Policy"] == "no-referrer", address
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert "camera=()" in response["Permissions-Policy"], address
        shared = address.startswith(OPEN_DATA) or address.endswith("/changes/")
        wanted = "cross-origin" if shared else "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == wanted, address


def test_the_admin_has_the_same_policy(curator_client):
    policy = directives(curator_client.get("/admin/"))
    assert policy["script-src"] == policy["style-src"] == "'self'"


def test_an_error_has_the_same_policy(client):
    assert "default-src 'none'" in client.get("/nowhere/")["Content-Security-Policy"]


# Behind a proxy


@pytest.fixture
def _behind_tls(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1", "10.0.0.2"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.usefixtures("_behind_tls")
@pytest.mark.parametrize(
    ("sender", "status"), [("10.0.0.1", 200), ("203.0.113.9", 301), ("", 301)]
)
def test_only_a_named_proxy_is_believed_that_a_request_came_by_tls(
    client, sender, status
):
    response = client.get(
        "/about/", REMOTE_ADDR=sender, headers={"x-forwarded-proto": "https"}
    )
    assert response.status_code == status


@pytest.mark.usefixtures("_behind_tls")
@pytest.mark.parametrize(
    ("sender", "told", "address"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::9]:4711", "2001:db8::9"),
        ("10.0.0.1", "[2001:DB8::9]", "2001:db8::9"),
        ("10.0.0.1", '"[2001:db8::9]:4711"', "2001:db8::9"),
        ("10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2:443", "203.0.113.9"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("192.0.2.5", "203.0.113.9", "192.0.2.5"),
    ],
)
def test_whoever_asked_is_told_by_named_proxies_only(client, sender, told, address):
    response = client.get(
        "/about/", REMOTE_ADDR=sender, headers={"x-forwarded-for": told}
    )
    assert response.wsgi_request.META["REMOTE_ADDR"] == address
