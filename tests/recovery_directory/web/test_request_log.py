"""Logs: words planted in every part of a request are in none of them.

``tests/operation/test_nodes.py`` searches what nginx and gunicorn write.
"""

import io
import json
import logging

import pytest
from django.test import Client

from organizations.views.organization_views import OrganizationDetail
from recovery_directory.web.request_log import JsonLine
from tests import factories

pytestmark = pytest.mark.django_db

PLANTED = "xanthippe"


@pytest.fixture
def log():
    """Return the stream to which everything is logged, as the site writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine())
    root, requests = (
        logging.getLogger(),
        logging.getLogger("recovery_directory.requests"),
    )
    levels = root.level, requests.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    requests.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(levels[0])
    requests.setLevel(levels[1])


def lines(log) -> list[dict]:
    """Return what was logged about requests and errors."""
    logged = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in logged if not line["logger"].startswith("django.db")]


def test_a_request_is_its_method_its_route_and_how_it_went(client, log):
    factories.organization(slug=PLANTED, published=True)
    client.get(f"/organizations/{PLANTED}/")
    line = lines(log)[-1]
    assert line["method"] == "GET"
    assert line["route"] == "organizations/<slug:slug>/"
    assert line["status"] == 200
    assert line["ms"] > 0
    assert line["bytes"] > 1000
    assert set(line) == {
        *("time", "level", "logger", "method", "route", "status", "ms", "bytes")
    }


def test_a_kept_page_is_logged_with_its_route(client, log, settings):
    settings.PAGES_ARE_KEPT = True
    for _time in range(2):
        client.get("/about/privacy/")
    assert [line["route"] for line in lines(log)] == ["about/privacy/"] * 2


def test_nothing_planted_is_logged(log):
    client = Client(
        raise_request_exception=False,
        headers={
            "user-agent": PLANTED,
            "referer": f"https://{PLANTED}.example/",
            "x-forwarded-for": PLANTED,
            "accept-language": PLANTED,
        },
    )
    for address in ("/", "/organizations/", "/find/", "/admin/login/", "/api/hsds/"):
        client.get(f"{address}?q={PLANTED}&{PLANTED}=1")
        client.post(f"{address}?q={PLANTED}", {"username": PLANTED, "text": PLANTED})
        client.generic(PLANTED.upper(), address)
    client.get(f"/{PLANTED}/")
    client.get(f"/organizations/{PLANTED}/")
    client.get("/", headers={"host": f"{PLANTED}.example"})
    client.post("/admin/login/", {"username": PLANTED, "password": PLANTED})
    assert len(lines(log)) > 15
    assert PLANTED not in without_database(log).lower()


def without_database(log) -> str:
    """Return the log without statements, which Django writes only for a test."""
    return "\n".join(
        line for line in log.getvalue().splitlines() if '"django.db' not in line
    )


def test_an_error_is_logged_with_its_places_and_without_its_message(
    log, monkeypatch, settings
):
    def fail(self, request, *args, **kwargs):
        raise ValueError(f"cannot read {request.GET['q']}")

    monkeypatch.setattr(OrganizationDetail, "get", fail)
    client = Client(raise_request_exception=False)
    assert client.get(f"/organizations/a/?q={PLANTED}").status_code == 500
    error = next(line for line in lines(log) if "error" in line)
    assert error["error"] == "ValueError"
    assert error["through"][-1].endswith(" fail")
    assert PLANTED not in without_database(log)


def test_what_the_site_itself_says_is_logged_whole():
    record = logging.LogRecord(
        "recovery_directory.x", logging.WARNING, "", 0, "Lost: %s.", ("cache",), None
    )
    assert json.loads(JsonLine().format(record))["message"] == "Lost: cache."


def test_the_privacy_page_says_what_is_logged(client):
    page = client.get("/about/privacy/").content.decode()
    for said in ("log of requests holds the time", "deleted after 30 days"):
        assert said in page
