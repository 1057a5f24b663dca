"""Documents that list things list all of them, and nothing that is gone."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GLOSSARY = (ROOT / "docs/glossary.md").read_text()
MODELS = {
    model.__name__
    for label in ("meetings", "organizations", "evidence", "recovery_directory")
    for model in apps.get_app_config(label).get_models()
}
DERIVED = {"DataVersion", "FacetValue", "FormerSlug", "OrganizationTerm", "SearchToken"}
"""Tables that nobody speaks of: a count, links, redirects and search."""
PARTS = {"LiteratureItem", "OutcomeRating", "SummaryStatement"}
"""Rows that are named by the record they belong to."""


def test_the_glossary_has_every_model():
    named = set(re.findall(r"`(\w+)[.`]", GLOSSARY))
    assert named >= MODELS - DERIVED - PARTS


def test_the_glossary_names_only_what_there_is():
    for name in re.findall(r"\| `([A-Z]\w+)(?:\.\w+)?`", GLOSSARY):
        found = name in MODELS or any(
            hasattr(import_module(module), name)
            for module in (
                "organizations.catalog.snapshot",
                "organizations.models",
                "evidence.choices",
                "meetings.list_readers.meeting_rows",
                "meetings.models",
                "recovery_directory.records.publication",
                "recovery_directory.records",
                "recovery_directory.settings",
            )
        )
        assert found, name


def test_the_readme_explains_every_variable_that_is_read():
    code = "".join(
        (ROOT / "recovery_directory" / name).read_text()
        for name in ("settings.py", "configuration.py")
    )
    read = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", code))
    explained = set(re.findall(r"`([A-Z_]{4,})`", (ROOT / "README.md").read_text()))
    assert read - explained == set()
    assert read


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_between_documents_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text()):
        assert (ROOT / target).exists(), target
