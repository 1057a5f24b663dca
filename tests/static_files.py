"""The static files, for tests that start the site as it runs in earnest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def collect_once(session: pytest.Session) -> None:
    """Collect them at the start of a run, once for all its processes."""
    if not hasattr(session.config, "workerinput"):
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": "sqlite://:memory:"},
            check=True,
        )
