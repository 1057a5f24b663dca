"""Alive, ready, busy: what machines and people are told when something is missing."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from organizations.open_data.hsds import views
from organizations.views.organization_views import (
    OrganizationDetail,
    OrganizationList,
)
from recovery_directory.web import health

pytestmark = pytest.mark.django_db


def test_alive_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert answer.content == f"alive, version {settings.VERSION}\n".encode()
    assert "no-store" in answer["Cache-Control"]


def test_ready_says_the_version_of_the_data(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.content.startswith(b"ready, data version ")


def test_a_missing_migration_is_said(client, monkeypatch):
    monkeypatch.setattr(health, "_fits", set())
    monkeypatch.setattr(
        health.MigrationExecutor, "migration_plan", lambda *given: ["a step"]
    )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"not ready: migrations are missing\n"


@pytest.fixture
def _database_is_gone(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("connection to 10.1.2.3 as directory failed")

    monkeypatch.setattr(connection, "ensure_connection", fail)
    for view in (OrganizationDetail, OrganizationList):
        monkeypatch.setattr(view, "get", fail)


@pytest.mark.usefixtures("_database_is_gone")
def test_a_database_that_is_gone_is_said_without_its_address(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"not ready: the database does not answer\n"


@pytest.mark.usefixtures("_database_is_gone")
def test_a_page_says_that_the_site_is_busy_and_where_help_is():
    answer = Client(raise_request_exception=False).get("/organizations/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    page = answer.content.decode()
    assert "try again in a moment" in page
    assert "988" in page
    assert "10.1.2.3" not in page


def test_what_was_typed_can_be_sent_again(monkeypatch, curator):
    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.contrib.auth.models.User.has_perm", fail)
    client = Client(raise_request_exception=False)
    client.force_login(curator)
    typed = {"name": 'Harbor "House"', "password": "secret"}
    answer = client.post("/admin/organizations/organization/add/", typed)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert 'name="name" value="Harbor &quot;House&quot;"' in page
    assert "secret" not in page


def test_a_program_gets_a_problem(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(views.ServiceListing, "dispatch", fail)
    answer = Client(raise_request_exception=False).get("/api/hsds/services")
    assert answer.status_code == 503
    assert answer.json()["title"] == "Service Unavailable"
