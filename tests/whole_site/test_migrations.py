"""Migrations: they make what the models say, have names, and can be taken back."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

APPS = ("meetings", "organizations", "evidence", "recovery_directory")


def migration_files() -> list[Path]:
    """Return every migration of the site's own apps."""
    return [
        path
        for name in APPS
        for path in Path(apps.get_app_config(name).path, "migrations").glob("0*.py")
    ]


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    """Raise SystemExit, with the changes on the screen, where one is."""
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.parametrize("path", migration_files(), ids=lambda path: path.stem)
def test_a_migration_is_named_for_what_it_changes(path):
    assert re.fullmatch(r"\d{4}_[a-z][a-z_]+", path.stem)
    assert "auto" not in path.stem
    assert "initial" not in path.stem


@pytest.mark.parametrize("path", migration_files(), ids=lambda path: path.stem)
def test_a_step_over_data_can_be_taken_back(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("RunPython", "RunSQL")
        ):
            names = {keyword.arg for keyword in node.keywords}
            assert len(node.args) > 1 or names & {"reverse_code", "reverse_sql"}
