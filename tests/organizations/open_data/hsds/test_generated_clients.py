"""Clients that generators write from openapi.json, without a word added by hand."""

import importlib
import subprocess
import sys
from pathlib import Path

import httpx
import openapi_generator_cli
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from tests import factories
from tests.organizations.open_data.hsds.conftest import API

pytestmark = pytest.mark.django_db

LISTS = ["organizations", "services", "service_at_locations"]


@pytest.fixture
def description(client, tmp_path) -> Path:
    """Return openapi.json as a file."""
    path = tmp_path / "openapi.json"
    path.write_bytes(client.get(f"{API}/openapi.json").content)
    return path


@pytest.fixture
def package(description, tmp_path, monkeypatch):
    """Return the package that openapi-python-client writes, without a warning."""
    settings = tmp_path / "settings.yaml"
    settings.write_text("post_hooks: []\npackage_name_override: generated\n")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate"),
            *("--path", description, "--config", settings, "--fail-on-warning"),
            *("--meta", "none", "--output-path", tmp_path / "generated"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("generated")
    for name in [one for one in sys.modules if one.partition(".")[0] == "generated"]:
        del sys.modules[name]


@pytest.fixture
def connected(package):
    """Return the generated client, connected to the site of this process."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    site = httpx.WSGITransport(get_wsgi_application())
    client = package.Client(f"http://localhost{API}", httpx_args={"transport": site})
    with client:
        yield client
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def operation(name: str):
    """Return a function of the generated client, wherever its tag put it."""
    for tag in ("required", "optional"):
        try:
            return importlib.import_module(f"generated.api.{tag}.{name}").sync
        except ModuleNotFoundError:
            continue
    pytest.fail(f"There is no {name}.")


def test_a_generated_client_reads_typed_rows_and_asks_by_post(connected):
    factories.organization(name="Open Door", published=True)
    factories.organization(name="Elsewhere", published=True)
    models = importlib.import_module("generated.models")

    page = operation("get_list_of_organizations")(client=connected)
    assert {row.name for row in page.contents} == {"Open Door", "Elsewhere"}
    assert {type(row) for row in page.contents} == {models.OrganizationFull}

    body = models.PostListOfOrganizationsJsonBody(search="open door", per_page=5)
    found = operation("post_list_of_organizations")(client=connected, body=body)
    assert [row.name for row in found.contents] == ["Open Door"]

    refused = models.PostListOfOrganizationsJsonBody(taxonomy_id="no id")
    problem = operation("post_list_of_organizations")(client=connected, body=refused)
    assert isinstance(problem, models.Problem)

    for name in LISTS:
        assert operation(f"post_list_of_{name}")(client=connected).contents is not None


def test_openapi_generator_takes_the_description(description, tmp_path):
    target = tmp_path / "client"
    arguments = ["generate", "-g", "python", "-i", str(description), "-o", str(target)]
    assert openapi_generator_cli.run(arguments).returncode == 0
    rows = (target / "openapi_client/models/page_of_organizations.py").read_text()
    assert "contents: List[" in rows
