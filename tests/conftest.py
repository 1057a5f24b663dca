"""What all tests share: settings, no network, the database, a curator.

The database is empty at the start of a test, and a test fills it with factories; what
it writes is rolled back. A test about the shipped directory asks for the fixture
``shipped``: all such tests run after all others (sorted here), and the directory is
loaded for good once, before the first of them. So nobody waits for the directory who
does not need it, every test states what it sees, and it is the same on SQLite and on
PostgreSQL and in each process of ``pytest -n``. Loading takes about ten seconds.

Tests in a browser have a site of their own: ``tests/browser/conftest.py``.
"""

import functools
import io
import ipaddress
import socket

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from organizations.catalog import keeping

TRANSACTIONAL = {"transactional_db", "django_db_reset_sequences", "live_server"}

_loaded = pytest.StashKey[bool]()


# Network


def _is_on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _only_to_this_machine(connect):
    @functools.wraps(connect)
    def guarded(self, address):
        if self.family != socket.AF_UNIX and not _is_on_this_machine(address[0]):
            raise RuntimeError(f"Tests reach no other machine; this is {address[0]}.")
        return connect(self, address)

    return guarded


socket.socket.connect = _only_to_this_machine(socket.socket.connect)
socket.socket.connect_ex = _only_to_this_machine(socket.socket.connect_ex)


# Settings


@pytest.fixture(scope="session", autouse=True)
def _settings_for_tests():
    """Ask for no collected static files, and hash passwords quickly."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {
                "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
            },
        },
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """Start with nothing in the cache, and with a catalog that is not read yet."""
    cache.clear()
    keeping.forget()


# Database


def pytest_report_header() -> str:
    """Say which database the tests run on."""
    return f"database: {connection.vendor}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the quick loop leave out the tests about the shipped directory."""
    parser.addoption("--unit", action="store_true", help="only tests of made records")


def _is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(TRANSACTIONAL & set(item.fixturenames)) or bool(
        marker and (marker.args[:1] == (True,) or marker.kwargs.get("transaction"))
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Move the tests about the shipped directory to the end, in their order."""
    for item in items:
        if "shipped" in item.fixturenames and _is_transactional(item):
            raise pytest.UsageError(
                f"{item.nodeid} empties the database at its end, so it cannot use "
                "`shipped`: let it load the records that it needs."
            )
    items.sort(key=lambda item: "shipped" in item.fixturenames)
    if config.getoption("--unit"):
        unit = [item for item in items if "shipped" not in item.fixturenames]
        config.hook.pytest_deselected(items=items[len(unit) :])
        items[:] = unit


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse an order (as of --failed-first) that gives a test the wrong database."""
    uses_database = item.get_closest_marker("django_db") or "db" in item.fixturenames
    if (
        item.config.stash.get(_loaded, False)
        and uses_database
        and "shipped" not in item.fixturenames
    ):
        pytest.fail("The shipped directory is already loaded: keep the tests in order.")


@pytest.fixture(scope="session")
def shipped(pytestconfig, django_db_setup, django_db_blocker):
    """Load the shipped directory; a test asks for ``db`` or its mark besides."""
    with django_db_blocker.unblock():
        call_command("load_directory", stdout=io.StringIO())
    pytestconfig.stash[_loaded] = True


# People


@pytest.fixture
def curator(db, django_user_model):
    """Return somebody who may do everything in the admin."""
    return django_user_model.objects.create_superuser("curator", password="curator")


@pytest.fixture
def curator_client(curator) -> Client:
    """Return a client in which the curator is signed in."""
    client = Client()
    client.force_login(curator)
    return client
