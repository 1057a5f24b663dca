"""A process killed in the middle of saves, loads, imports leaves whole records."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def database(tmp_path, django_db_setup, django_db_blocker):
    """Yield the address of an empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        return
    name = f"killed_{uuid.uuid4().hex}"
    given = connection.settings_dict
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        yield (
            f"postgres://{given['USER']}:{given['PASSWORD']}"
            f"@{given['HOST']}:{given['PORT']}/{name}"
        )
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(database: str, *arguments: str, **options) -> subprocess.Popen:
    """Start Python with ``arguments`` on this database."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database},
        text=True,
        **options,
    )


def test_records_are_whole_however_often_their_writer_is_killed(
    database, tmp_path, soak
):
    assert run(database, "manage.py", "migrate", "--verbosity=0").wait() == 0
    kills, saves = soak.size("kills", sample=3, full=50), 0
    for kill in range(kills + 1):
        log = tmp_path / "log"
        with (
            log.open("w") as errors,
            run(
                database, "-m", "tests.saving", stdout=subprocess.PIPE, stderr=errors
            ) as writer,
        ):
            assert writer.stdout.readline() == "whole\n", log.read_text()
            if kill < kills:
                assert writer.stdout.readline() == "0\n", log.read_text()
                time.sleep(random.uniform(0, 1.5))
                saves += 1
            assert writer.poll() is None, log.read_text()
            writer.send_signal(signal.SIGKILL)
            saves += len(writer.stdout.readlines())
    soak.say(f"amid {saves} saves, loads and imports")
