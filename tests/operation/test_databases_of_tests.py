"""The PostgreSQL server that a run of the suite has to itself."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operation.conftest import wait_until

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, *command: str) -> subprocess.Popen:
    return subprocess.Popen(
        ["scripts/with-postgresql", *command],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(folder)},
        start_new_session=True,
    )


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder that the server's own user reaches."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        yield Path(name)


def test_what_a_killed_run_left_behind_stops_no_later_run(folder):
    begun = folder / "begun"
    killed = start(folder, "sh", "-c", f"touch {begun}; exec sleep 60")
    wait_until(begun.exists, "a server of its own")
    (left,) = folder.glob("recovery-directory-postgresql.*")
    server = int((left / "data/postmaster.pid").read_text().split()[0])
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()

    assert start(folder, "true").wait(timeout=60) == 0

    assert list(folder.glob("recovery-directory-postgresql.*")) == []
    wait_until(lambda: not Path(f"/proc/{server}").exists(), "the old server's end")
