"""Backing up and restoring: the whole database as one file, while the site runs.

A backup is what the database's own tools make of one moment: a database file (SQLite)
or an archive of ``pg_dump`` (PostgreSQL). It is read back before it counts as made.

A restore first tries the backup in a database beside this one: it must open, fit this
version of the site (an older one is brought up to date), and every record in it must be
what its newest revision says (``records.whole``). Only then it takes the place of what
is here, in one step: visitors see the old records or the restored ones, never half, and
a backup that is no good changes nothing.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from recovery_directory.configuration import private_file
from recovery_directory.records import formats
from recovery_directory.records.integrity import violations
from recovery_directory.records.revisions import Revision
from recovery_directory.web import data_version


class BackupError(Exception):
    """A backup cannot be made or restored; says why, and what to do."""


# Both ways


def back_up(file: Path) -> None:
    """Write the database as it stands at this moment to ``file``; all or nothing."""
    unfinished = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}")
    try:
        private_file(unfinished)
        if connection.vendor == "sqlite":
            _copy_sqlite(_database()["NAME"], unfinished)
            _join_journal(unfinished)
            _read_sqlite(unfinished)
        else:
            _run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-acl",
                "--file",
                unfinished,
            )
            _run("pg_restore", "--list", unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(file: Path) -> dict[str, int]:
    """Put the backup in the place of what is here, and return what it holds."""
    with _tried(file) as (trial, counts):
        if connection.vendor == "sqlite":
            connection.close()
            _copy_sqlite(trial, _database()["NAME"])
        else:
            _replace_tables(file)
            call_command("migrate", verbosity=0)
    # A number that no version had: pages kept under an earlier one are not these.
    data_version.start_over()
    cache.clear()
    if verify() != counts:
        raise BackupError("What was restored is not what was tried: restore again.")
    return counts


def verify() -> dict[str, int]:
    """Return how many rows of each kind there are; raises BackupError for a wrong one.

    Every record has to be what its newest revision says.
    """
    if connection.vendor == "sqlite":
        _read_sqlite(_database()["NAME"])
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise BackupError(
                "The database is older than this version: run manage.py migrate."
            )
        unknown = set(executor.loader.applied_migrations) - set(
            executor.loader.disk_migrations
        )
        ours = {label for label, _name in executor.loader.disk_migrations}
        if any(label in ours for label, _name in unknown):
            raise BackupError(
                "The database is of a newer version of the site: upgrade first."
            )
        counts = {
            "revisions": Revision.objects.count(),
            "people": get_user_model().objects.count(),
        }
        return counts | _verify_records()
    except DatabaseError as error:
        raise BackupError(f"The database cannot be read: {error}".strip()) from error


def is_empty() -> bool:
    """Whether there is nothing here that a restore could overwrite."""
    if not connection.introspection.table_names():
        return True
    try:
        return not Revision.objects.exists() and not get_user_model().objects.exists()
    except DatabaseError:
        return False


def _verify_records() -> dict[str, int]:
    """Return how many records of each kind there are; all have to be whole."""
    problems = list(violations())
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise BackupError(
            f"{problems[0]}{more}. The records and their history disagree: take an "
            "earlier backup."
        )
    return {one.kind: one.model._base_manager.count() for one in formats()}


# The trial


@contextmanager
def _tried(file: Path) -> Iterator[tuple[Path, dict[str, int]]]:
    """Restore the backup beside this database and verify it there."""
    if connection.vendor == "sqlite":
        live = Path(_database()["NAME"])
        trial = live.with_name(f"{live.name}.{uuid.uuid4().hex[:8]}.trial")
        try:
            _read_sqlite(file)
            private_file(trial)
            _copy_sqlite(file, trial)
            yield trial, _verified(f"sqlite:///{trial}")
        finally:
            for part in (trial, Path(f"{trial}-wal"), Path(f"{trial}-shm")):
                part.unlink(missing_ok=True)
        return
    name = f"trial_{uuid.uuid4().hex[:8]}"
    _run("pg_restore", "--list", file)
    try:
        _run("createdb", name, database=None)
    except BackupError as error:
        raise BackupError(
            f"{error} A backup is tried in a database beside this one: let the user of "
            "DATABASE_URL make one (ALTER ROLE … CREATEDB)."
        ) from error
    try:
        _run(
            "pg_restore",
            "--no-owner",
            "--no-acl",
            "--exit-on-error",
            file,
            database=name,
        )
        yield file, _verified(_postgres_address(name))
    finally:
        _run("dropdb", "--force", name, database=None)


def _verified(address: str) -> dict[str, int]:
    """Bring the database at ``address`` up to date, verify it, return its counts."""
    environment = os.environ | {"DATABASE_URL": address, "LOG_REQUESTS": "off"}
    for command in ("migrate", "verify_database"):
        done = subprocess.run(
            [sys.executable, "manage.py", command, "--verbosity=0"],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last = (done.stderr.strip() or "It cannot be read.").splitlines()[-1]
            raise BackupError(f"{last} Nothing here was changed.")
    lines = (line.rsplit(" ", 1) for line in done.stdout.splitlines())
    return {kind: int(count) for kind, count in lines}


# SQLite


def _copy_sqlite(source: str | Path, target: str | Path) -> None:
    """Copy a database, page by page, while others read and write it."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=30)) as old,
            closing(sqlite3.connect(target, timeout=30)) as new,
        ):
            old.backup(new)
    except sqlite3.Error as error:
        raise BackupError(
            f"{target} cannot be written from {source}: {error}."
        ) from error


def _join_journal(file: Path) -> None:
    """Make the copy one file, without a journal beside it."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")


def _read_sqlite(file: str | Path) -> None:
    """Raise BackupError unless the file is a whole database."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            found = database.execute("PRAGMA integrity_check").fetchone()[0]
            astray = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{file} is no whole database: {error}.") from error
    if found != "ok" or astray:
        raise BackupError(f"{file} is damaged: take an earlier backup.")


# PostgreSQL


def _replace_tables(file: Path) -> None:
    """Drop every table and restore, in one transaction that others see at once."""
    tables = ", ".join(
        connection.ops.quote_name(name)
        for name in connection.introspection.table_names()
    )
    connection.close()
    script = _run("pg_restore", "--no-owner", "--no-acl", "--file=-", file)
    drop = f"DROP TABLE IF EXISTS {tables} CASCADE;\n" if tables else ""
    _run(
        *("psql", "--quiet", "--single-transaction", "--no-psqlrc"),
        *("--set", "ON_ERROR_STOP=1", "--output", os.devnull),
        given=drop + script,
    )


def _run(program: str, *arguments, database: str | None = "", given: str = "") -> str:
    """Run one of PostgreSQL's programs on this server; raises BackupError.

    The password goes by the environment, where no list of processes shows it.
    """
    if shutil.which(program) is None:
        raise BackupError(
            f"{program} is missing: install PostgreSQL's client programs."
        )
    config = _database()
    environment = os.environ | {
        "PGHOST": str(config.get("HOST") or ""),
        "PGPORT": str(config.get("PORT") or ""),
        "PGUSER": str(config.get("USER") or ""),
        "PGPASSWORD": str(config.get("PASSWORD") or ""),
        "PGDATABASE": str(config["NAME"] if database == "" else database or "postgres"),
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    named = ["--dbname", database] if program == "pg_restore" and database else []
    done = subprocess.run(
        [program, *named, *map(str, arguments)],
        env={name: value for name, value in environment.items() if value},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or "it failed").splitlines()[0]
        raise BackupError(f"{program}: {last}.")
    return done.stdout


def _postgres_address(name: str) -> str:
    """Return the DATABASE_URL of another database on this server."""
    config = _database()
    user = quote(config.get("USER") or "", safe="")
    password = quote(config.get("PASSWORD") or "", safe="")
    host = quote(config.get("HOST") or "", safe="")
    return f"postgres://{user}:{password}@{host}:{config.get('PORT') or 5432}/{name}"


def _database() -> dict[str, Any]:
    return connection.settings_dict
