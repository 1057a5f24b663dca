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
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from organizations.catalog import loading
from recovery_directory.curation.roles import assign

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
    """Make every page, count nobody, collect no static files, hash quickly."""
    with override_settings(
        API_RATE=None,
        PAGES_ARE_KEPT=False,
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
    for cache in caches.all(initialized_only=False):
        cache.clear()
    loading.forget()


# Database


def pytest_report_header() -> str:
    """Say which database the tests run on."""
    return f"database: {connection.vendor}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the quick loop and the long proofs."""
    parser.addoption("--unit", action="store_true", help="only the quick loop")
    parser.addoption(
        "--soak", action="store_true", help="only the long proofs, and those in full"
    )


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
    if connection.vendor != "sqlite":
        # What touches no database has run once already, with SQLite.
        _keep(config, items, _uses_database)
    if config.getoption("--unit"):
        _keep(config, items, _is_of_one_unit)
    if config.getoption("--soak"):
        _keep(config, items, lambda item: "soak" in item.fixturenames)


def _uses_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or bool(
        {"db", *TRANSACTIONAL} & set(item.fixturenames)
    )


def _is_of_one_unit(item: pytest.Item) -> bool:
    """Whether a test is short, and about a part of the site, not about all of it."""
    is_long = {"shipped", "soak"} & set(item.fixturenames)
    return not is_long and "whole_site" not in item.path.parts


def _keep(config: pytest.Config, items: list[pytest.Item], is_wanted) -> None:
    """Leave out all other tests, and count them as such."""
    left_out = [item for item in items if not is_wanted(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if is_wanted(item)]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse an order (as of --failed-first) that gives a test the wrong database."""
    if (
        item.config.stash.get(_loaded, False)
        and _uses_database(item)
        and "shipped" not in item.fixturenames
    ):
        pytest.fail("The shipped directory is already loaded: keep the tests in order.")


@pytest.fixture(scope="session")
def shipped(pytestconfig, django_db_setup, django_db_blocker):
    """Load the shipped directory; a test asks for ``db`` or its mark besides."""
    with django_db_blocker.unblock():
        call_command("load_directory", stdout=io.StringIO())
    pytestconfig.stash[_loaded] = True


# Long proofs


class Soak:
    """How much a long proof looks at: a sample in ``make test``, all in ``make soak``.

    It is true in full. Whatever the proof says here is printed at the end of the run,
    so that nobody takes a sample for the whole.
    """

    def __init__(self, item: pytest.Item, is_full: bool):
        """Keep the test, whose report carries what is said."""
        self._item, self._is_full = item, is_full

    def __bool__(self) -> bool:
        """Whether the proof runs in full."""
        return self._is_full

    def say(self, words: str) -> None:
        """Print at the end of the run how much was looked at."""
        self._item.user_properties.append(("looked at", words))

    def size(self, what: str, *, sample: int, full: int) -> int:
        """Return how many of ``what`` to look at, and say so."""
        size = full if self else sample
        self.say(f"{size} {what}" if self else f"{size} {what} (in full {full})")
        return size


@pytest.fixture
def soak(request) -> Soak:
    """Return how much to look at; asking for it makes a test one of the long proofs."""
    return Soak(request.node, request.config.getoption("--soak"))


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Print how much each long proof looked at, in whichever process it ran."""
    said = {
        f"{report.nodeid.partition('[')[0]}: {words}": None
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, words in getattr(report, "user_properties", ())
        if name == "looked at"
    }
    if said:
        in_full = config.getoption("--soak")
        title = "long proofs, in full" if in_full else "long proofs, on a sample"
        terminalreporter.section(title)
        for line in said:
            terminalreporter.write_line(line)


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


@pytest.fixture
def account(db, django_user_model):
    """Return a function that makes somebody with a role, or with none."""

    def make(role: str, name: str = ""):
        name = name or f"some-{role or 'reader'}"
        user = django_user_model.objects.create_user(name, password=name)
        assign(user, role)
        user.is_staff = True
        user.save()
        return user

    return make


@pytest.fixture
def signed_in(account) -> Callable[[str], Client]:
    """Return a function that gives a client in which somebody of a role is."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(account(role))
        return client

    return sign_in
