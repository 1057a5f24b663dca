"""The page about data is written from what runs, and every example on it runs."""

import html
import json
import re
import subprocess
import sys
from collections import Counter

import pytest

from organizations.open_data.hsds.examples import (
    OF_FEEDS,
    OF_FILES,
    OF_OPERATIONS,
)
from recovery_directory.configuration import Rate
from tests import factories

EXAMPLE = re.compile(
    r'<code data-lang="(?P<lang>\w+)">(?P<source>.*?)</code>', re.DOTALL
)


def examples(page: str) -> list[tuple[str, str]]:
    """Return language and text of every example that a page shows."""
    found = EXAMPLE.findall(page)
    return [(lang, html.unescape(source)) for lang, source in found]


@pytest.fixture
def served(live_server, settings, transactional_db):
    """Serve a small directory at its own address."""
    settings.SITE_URL = live_server.url
    online = factories.term(taxonomy="format", slug="online", published=True)
    harbor = factories.organization(name="Harbor", terms=[online], published=True)
    factories.organization(name="Lantern", published=True).withdraw(
        by=None, reason="Twice."
    )
    factories.add(
        harbor, "urls", kind="meeting-finder", url="https://harbor.example/find"
    )


def test_every_example_of_the_page_runs(client, served, tmp_path):
    shown = examples(client.get("/about/data/").content.decode())
    assert Counter(lang for lang, _source in shown) == {"Shell": 5, "Python": 4}
    said = ""
    for number, (lang, source) in enumerate(shown):
        folder = tmp_path / str(number)
        folder.mkdir()
        command = ["sh", "-e", "-c"] if lang == "Shell" else [sys.executable, "-c"]
        ran = subprocess.run(
            [*command, source],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ran.returncode == 0, (source, ran.stderr)
        files = [path for path in folder.iterdir() if path.stat().st_size]
        assert ran.stdout or files, source
        said += ran.stdout
    assert '"name":"Harbor: meetings online"' in said
    assert "1 services" in said
    assert "Print again: Harbor: address of the meeting finder added" in said
    assert re.search(r"Forget [0-9a-f-]{36}", said)
    [archive] = tmp_path.glob("*/records.zip")
    assert not archive.with_name("new.zip").exists()


@pytest.mark.django_db
def test_the_page_shows_the_examples_of_the_description(client):
    document = client.get("/api/hsds/openapi.json").json()
    described = [
        (sample["lang"], sample["source"])
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
        for sample in operation.get("x-codeSamples", ())
    ]
    shown = examples(client.get("/about/data/").content.decode())
    assert set(described) <= set(shown)
    ours = [
        *OF_FILES,
        *OF_FEEDS,
        *(one for few in OF_OPERATIONS.values() for one in few),
    ]
    assert len(shown) == len(ours)


@pytest.mark.django_db
def test_the_page_names_every_address_parameter_and_error(client):
    document = client.get("/api/hsds/openapi.json").json()
    page = html.unescape(client.get("/about/data/").content.decode())
    for path, operations in document["paths"].items():
        assert f"<code>{path}</code>" in page
        for parameter in operations["get"].get("parameters", ()):
            name = parameter.get("name") or parameter["$ref"].rpartition("/")[2]
            assert f"<code>{name.removeprefix('filter_')}</code>" in page
    for status in ("400", "404", "405", "406", "413", "414", "415", "429"):
        assert f"<dt>{status}</dt>" in page


@pytest.mark.django_db
def test_the_page_says_how_often_one_may_ask(client, settings):
    settings.API_RATE = Rate(7, 60)
    assert (
        "may ask 7 times in 60 seconds" in client.get("/about/data/").content.decode()
    )


@pytest.mark.django_db
def test_the_page_describes_the_data_set_to_search_engines(client, settings):
    factories.organization(published=True)
    page = client.get("/about/data/").content.decode()
    [block] = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL
    )
    described = json.loads(block)
    assert described["@type"] == "Dataset"
    assert 50 <= len(described["description"]) <= 5000
    assert described["license"].startswith("https://creativecommons.org/")
    for download in described["distribution"]:
        path = download["contentUrl"].removeprefix(settings.SITE_URL)
        response = client.get(path)
        assert response.status_code == 200, path
        assert response["Content-Type"].partition(";")[0] == download["encodingFormat"]
