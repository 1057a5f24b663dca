"""One version of the code: stated once, dated in the changelog, shown where asked."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]


def stated() -> str:
    """Return the version in the one place where people write it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return project["project"]["version"]


def test_the_newest_dated_heading_of_the_changelog_is_the_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased, newest, *_older = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert unreleased == "Unreleased"
    assert re.fullmatch(rf"{re.escape(stated())} \(\d{{4}}-\d\d-\d\d\)", newest)


def test_the_code_runs_under_the_version_that_is_stated():
    assert stated() == settings.VERSION


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/about/data/", "Version 98.7.6 of the software."),
        ("/healthz", "alive, version 98.7.6\n"),
        ("/api/hsds/", '"software_version":"98.7.6"'),
    ],
)
def test_pages_and_programs_are_told_the_version(client, settings, address, words):
    settings.VERSION = "98.7.6"
    assert words in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_description_of_the_api_knows_what_the_root_says(client):
    described = client.get("/api/hsds/openapi.json").json()
    root = described["components"]["schemas"]["root_3_2"]["properties"]
    assert set(client.get("/api/hsds/").json()) <= set(root)
