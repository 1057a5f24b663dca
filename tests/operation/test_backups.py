"""Backups that restore: made and put back while the site runs, on both databases."""

import contextlib
import filecmp
import os
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing

from tests.operation.conftest import ROOT, environment, manage, rename, run, wait_until
from tests.operation.editing import ACTS

HARBOR = "/organizations/harbor-1/"


def page(node, address: str = HARBOR) -> str:
    with urllib.request.urlopen(node.address + address) as answer:
        return answer.read().decode()


def test_a_backup_restores_what_was_there_while_the_site_runs(
    url, tmp_path, start_node
):
    node = start_node(url)
    file = tmp_path / "backup"
    assert "read back" in manage(url, "backup", str(file))
    assert "is there already" in manage(url, "backup", str(file), fails=True)
    rename(url, "harbor-1", "Lost Harbor")
    wait_until(lambda: "Lost Harbor" in page(node), "the new name", 2)

    assert "add --replace" in manage(url, "restore", str(file), fails=True)
    assert "Lost Harbor" in page(node)
    restored = manage(url, "restore", "--replace", str(file))

    assert "organization 6\n" in restored
    assert run(url, "-m", "tests.operation.filling", "meetings") == "7\n"
    wait_until(lambda: "Lost Harbor" not in page(node), "the old name", 2)
    assert "Harbor 1" in page(node)
    rename(url, "harbor-1", "Found Harbor")
    wait_until(lambda: "Found Harbor" in page(node), "a save after a restore", 2)
    assert '"error":' not in node.log.read_text()
    assert [entry.name for entry in tmp_path.iterdir() if "trial" in entry.name] == []


def test_a_backup_is_its_owners_from_the_first_byte(url, tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    modes = set()
    before = os.umask(0)
    try:
        backing = subprocess.Popen(
            [sys.executable, "manage.py", "backup", str(made / "backup")],
            cwd=ROOT,
            env=environment(url),
        )
        while backing.poll() is None:
            for file in made.iterdir():
                with contextlib.suppress(FileNotFoundError):
                    modes.add(file.stat().st_mode & 0o777)
    finally:
        os.umask(before)
    assert (made / "backup").stat().st_mode & 0o777 == 0o600
    assert modes == {0o600}


def test_a_backup_goes_into_an_empty_database_without_being_asked(sqlite_url, tmp_path):
    file = tmp_path / "backup"
    manage(sqlite_url, "backup", str(file))
    empty = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    assert "organization 6" in manage(empty, "restore", str(file))


def test_a_damaged_backup_changes_nothing(url, tmp_path):
    file = tmp_path / "backup"
    manage(url, "backup", str(file))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    said = manage(url, "restore", "--replace", str(file), fails=True)
    assert said.startswith("CommandError: ")
    assert "Traceback" not in said
    assert "organization 6" in manage(url, "verify_database")


def test_a_backup_that_contradicts_its_history_changes_nothing(sqlite_url, tmp_path):
    file = tmp_path / "backup"
    manage(sqlite_url, "backup", str(file))
    with closing(sqlite3.connect(file)) as database:
        database.execute(
            "UPDATE organizations_organization SET name = 'Forged' "
            "WHERE slug = 'harbor-1'"
        )
        database.commit()
    said = manage(sqlite_url, "restore", "--replace", str(file), fails=True)
    assert "organization harbor-1: name: is not what the newest revision says" in said


def test_a_backup_is_whole_after_everything_that_the_admin_offers(url, tmp_path):
    said = run(url, "-m", "tests.operation.editing")
    assert said.split() == [act.__name__ for act in ACTS]
    counted = manage(url, "verify_database")
    file = tmp_path / "backup"
    manage(url, "backup", str(file))
    rename(url, "renamed-001", "Lost Harbor")
    assert manage(url, "restore", "--replace", str(file)) == counted
    assert manage(url, "verify_database") == counted


def test_a_site_moves_from_sqlite_to_postgresql_by_export_and_load(
    sqlite_url, postgresql, tmp_path
):
    postgresql.execute("DROP DATABASE IF EXISTS moved WITH (FORCE)")
    postgresql.execute("CREATE DATABASE moved")
    there = postgresql.url("moved")
    manage(there, "migrate", "--verbosity=0")
    manage(sqlite_url, "export_directory", str(tmp_path / "here"))
    manage(there, "load_directory", str(tmp_path / "here"))
    manage(there, "export_directory", str(tmp_path / "there"))
    assert differences(filecmp.dircmp(tmp_path / "here", tmp_path / "there")) == []
    records = list((tmp_path / "there").rglob("*.yaml"))
    assert len(records) > 20


def differences(compared: filecmp.dircmp) -> list[str]:
    """Return the files that are not the same in both folders."""
    found = [*compared.left_only, *compared.right_only, *compared.diff_files]
    for below in compared.subdirs.values():
        found += differences(below)
    return found


def test_migrations_go_back_and_forth_on_a_filled_database(url):
    listed = manage(url, "showmigrations", "--plan").splitlines()
    steps = [line.split()[-1].partition(".") for line in listed]
    for app in ("recovery_directory", "organizations"):
        first = next(name for label, _dot, name in steps if label == app)
        manage(url, "migrate", app, first, "--verbosity=0")
    manage(url, "migrate", "--verbosity=0")
    assert "organization 6" in manage(url, "verify_database")
