"""The site as it runs in earnest: processes, servers and files of its own.

Everything is on the loopback and ends with the tests. The programs of PostgreSQL, nginx
and Redis come from ``scripts/test-tools``.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.static_files import collect_once

pytest_sessionstart = collect_once

ROOT = Path(__file__).resolve().parents[2]
CURATOR = {"username": "curator", "password": "a curator of this directory"}


@pytest.fixture
def seconds_of_load(soak) -> int:
    """Return how long a load lasts."""
    return soak.size("seconds of load", sample=5, full=60)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_open(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait until ``condition`` holds; the test fails with ``what`` if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"{what}: not within {seconds} s")
        time.sleep(0.05)


def program(name: str) -> str:
    """Return the path of a program that the tests need."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.fail(f"{name} is missing: scripts/test-tools installs it.")
    return found


# Commands


def environment(url: str, **values: str) -> dict[str, str]:
    """Return what a process of the site sees: nothing of the shell's configuration."""
    kept = ("PATH", "HOME", "LANG")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "recovery_directory.settings",
        **values,
    }


def run(url: str, *arguments: str, fails: bool = False, **values: str) -> str:
    """Run Python with the site on the database at ``url``; return what it says."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(url, **values),
        capture_output=True,
        text=True,
        timeout=180,
    )
    said = done.stdout + done.stderr
    assert (done.returncode != 0) == fails, said
    return said


def manage(url: str, *arguments: str, **options) -> str:
    """Run a command of the site."""
    return run(url, "manage.py", *arguments, **options)


def rename(url: str, slug: str, name: str) -> None:
    """Save an organization under another name, in a process of its own."""
    run(url, "-m", "tests.operation.filling", "rename", slug, name)


# Databases


class PostgreSQL:
    """A throw-away server that can be killed and come back."""

    def __init__(self, folder: Path):
        """Make an empty cluster; root hands it to the server's own user."""
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not programs:
            pytest.fail("PostgreSQL's server is missing: scripts/test-tools has it.")
        self.programs, self.folder, self.port = programs[-1].parent, folder, free_port()
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            folder.chmod(0o711)
            shutil.chown(folder, "postgres", "postgres")
        self._run(
            "initdb", "--auth=trust", "--no-sync", "--username=site", "-E", "UTF8"
        )

    def _run(self, name: str, *arguments: str) -> None:
        command = [self.programs / name, "--pgdata", self.folder / "data", *arguments]
        done = subprocess.run(
            [*self.as_user, *map(str, command)],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 -c fsync=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "--wait", "--log", log, "--options", options)

    def kill(self) -> None:
        """Stop at once, as a crash would."""
        self._run("pg_ctl", "stop", "--mode=immediate")

    def url(self, name: str) -> str:
        """Return the DATABASE_URL of a database."""
        return f"postgres://site@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the owner of everything."""
        import psycopg2

        connection = psycopg2.connect(f"{self.url(database)}")
        connection.autocommit = True
        connection.cursor().execute(statement)
        connection.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Yield a running server."""
    with tempfile.TemporaryDirectory() as folder:
        server = PostgreSQL(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory) -> Path:
    """Return a database file with some records, to be copied."""
    file = tmp_path_factory.mktemp("filled") / "directory.sqlite3"
    url = f"sqlite:///{file}"
    manage(url, "migrate", "--verbosity=0")
    run(url, "-m", "tests.operation.filling", "fill")
    return file


@pytest.fixture(scope="session")
def filled_postgresql(postgresql) -> str:
    """Return the name of a database with some records, to be copied."""
    postgresql.execute("CREATE DATABASE filled")
    url = postgresql.url("filled")
    manage(url, "migrate", "--verbosity=0")
    run(url, "-m", "tests.operation.filling", "fill")
    return "filled"


@pytest.fixture
def sqlite_url(filled_sqlite, tmp_path) -> str:
    """Return the address of a filled database file of the test's own."""
    for file in filled_sqlite.parent.glob(f"{filled_sqlite.name}*"):
        shutil.copy(file, tmp_path / file.name)
    return f"sqlite:///{tmp_path / filled_sqlite.name}"


@pytest.fixture
def postgresql_url(postgresql, filled_postgresql) -> str:
    """Return the address of a filled database of the test's own."""
    postgresql.execute("DROP DATABASE IF EXISTS own WITH (FORCE)")
    postgresql.execute(f"CREATE DATABASE own TEMPLATE {filled_postgresql}")
    return postgresql.url("own")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request) -> str:
    """Return a filled database of each kind."""
    return request.getfixturevalue(f"{request.param}_url")


# Servers


class Node:
    """One gunicorn, as ``scripts/run`` starts it."""

    def __init__(self, url: str, folder: Path, **values: str):
        """Start it and wait until it answers."""
        self.port = free_port()
        self.log = folder / f"node-{self.port}.log"
        values = {"HOST": "127.0.0.1", "PORT": str(self.port)} | values
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "recovery_directory.wsgi"],
                cwd=ROOT,
                env=environment(url, **values),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self.is_up, f"a node on {self.port}")

    @property
    def is_up(self) -> bool:
        """Whether it listens; the test fails where it never will."""
        assert self.process.poll() is None, self.log.read_text()
        return is_open(self.port)

    @property
    def address(self) -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """Return the ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill(self) -> None:
        """End it and its workers at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def start_node(tmp_path) -> Iterator[Callable[..., Node]]:
    """Return a function that starts a node on a database."""
    nodes: list[Node] = []

    def start(url: str, **values: str) -> Node:
        nodes.append(Node(url, tmp_path, **values))
        return nodes[-1]

    yield start
    for node in nodes:
        node.kill()
