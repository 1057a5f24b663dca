"""Changes in the order in which they are committed: whoever keeps a copy misses none.

What is written side by side is really committed here, in threads with connections of
their own. Readers ask through the client, as a program that keeps a copy does.
"""

import datetime
import json
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from organizations.catalog import loading
from organizations.models import Organization
from recovery_directory.records import revisions, stamping
from recovery_directory.web import data_version
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ORGANIZATIONS = "/api/hsds/organizations"
TAGGED = (
    "/data/organizations.csv",
    "/data/organizations.json",
    "/data/records.zip",
    f"{ORGANIZATIONS}?format=ndjson",
    "/api/hsds/services?format=ndjson&full=true",
    ORGANIZATIONS,
    "/feeds/changes/",
    "/feeds/changes.json",
    "/organizations/",
)


@pytest.fixture(autouse=True)
def _one_database_for_all_threads(transactional_db, settings, tmp_path, monkeypatch):
    """Let threads write and read side by side: on SQLite in a file, as a site does."""
    settings.PAGES_ARE_KEPT = True
    monkeypatch.setattr(data_version, "REMEMBERED_FOR", 0)
    if connection.vendor != "sqlite":
        yield
        return
    in_memory, file = connections["default"], str(tmp_path / "directory.sqlite3")
    with closing(sqlite3.connect(file)) as copy:
        in_memory.connection.backup(copy)
    monkeypatch.setitem(connections.settings["default"], "NAME", file)
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = in_memory


@contextmanager
def at_the_same_time(act: Callable[[], None]) -> Iterator[None]:
    """Run ``act`` in a thread with a database connection of its own."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join(30)
    assert not failed, failed
    assert not thread.is_alive()


def edit(record, summary: str) -> None:
    """Change a text of a record as one revision."""
    with revisions.change(record, by=None, action="edit"):
        record.summary = summary
        record.save()


def newest_of(answer) -> str:
    """Return the newest moment that a page of records holds."""
    return max(one["last_modified"] for one in answer.json()["contents"])


class Copy:
    """A program that keeps a copy: it asks for what changed since what it holds."""

    def __init__(self):
        """Take everything once."""
        self.client, self.said = Client(), {}
        self.ask_next = ""
        self.poll()

    def poll(self) -> None:
        """Take what changed since the newest change that is held."""
        query = {"modified_after": self.ask_next} if self.ask_next else {}
        answer = self.client.get(ORGANIZATIONS, query)
        for one in answer.json()["contents"]:
            self.said[one["name"]] = one["description"]
        if answer.json()["contents"]:
            self.ask_next = newest_of(answer)


# One after the other, whatever overtakes what


@pytest.mark.parametrize("waits", ["before its moment", "after its moment"])
def test_a_change_that_began_earlier_and_is_committed_later_is_seen(waits):
    """PostgreSQL lets one transaction overtake another; on SQLite the other one waits.

    Nobody overtakes whoever has a moment and is not committed yet.
    """
    early = factories.organization(name="Early", slug="early", published=True)
    late = factories.organization(name="Late", slug="late", published=True)
    copy, written, go_on = Copy(), threading.Event(), threading.Event()
    overtaken = threading.Event()
    tags = {address: copy.client.get(address)["ETag"] for address in TAGGED}

    def slow() -> None:
        at_the_end = (
            stamping.at_the_end if waits == "before its moment" else nullcontext
        )
        with transaction.atomic(), at_the_end():
            edit(Organization.objects.get(pk=early.pk), "It began first.")
            written.set()
            assert go_on.wait(20)

    def quick() -> None:
        edit(Organization.objects.get(pk=late.pk), "It began second.")
        overtaken.set()

    with at_the_same_time(slow):
        assert written.wait(20)
        with at_the_same_time(quick):
            can_overtake = connection.vendor == "postgresql"
            expected = can_overtake and waits == "before its moment"
            assert overtaken.wait(20 if expected else 1) == expected
            copy.poll()
            assert copy.said["Early"] != "It began first."
            assert (copy.said["Late"] == "It began second.") == expected
            for address in TAGGED:
                then = {"if-none-match": tags[address]}
                answer = copy.client.get(address, headers=then)
                assert answer.status_code == (200 if expected else 304), address
                tags[address] = answer["ETag"]
            newest = copy.client.get("/feeds/changes.json").json()["items"][0]
            go_on.set()
    copy.poll()
    assert copy.said["Early"] == "It began first."
    assert copy.said["Late"] == "It began second."
    for address in TAGGED:
        answer = copy.client.get(address, headers={"if-none-match": tags[address]})
        assert answer.status_code == 200, address
    since = {"modified_after": newest["date_published"]}
    feed = copy.client.get("/feeds/changes.json", since).json()
    assert "Early: what it is changed" in [one["title"] for one in feed["items"]]
    first = copy.client.get("/feeds/changes.json").json()["items"][0]["title"]
    assert first == ("Early" if expected else "Late") + ": what it is changed"


def test_a_program_that_polls_during_a_long_import_misses_nothing(tmp_path):
    """The import carries the moment of its end, and nobody waits for it to read."""
    pier = factories.organization(name="Pier", slug="pier", published=True)
    call_command("export_directory", str(tmp_path), verbosity=0)
    exported = (tmp_path / "organizations" / "pier.yaml").read_text()
    for number in range(4):
        text = exported.replace(str(pier.pk), str(uuid.uuid4()))
        text = text.replace("Pier", f"Quay {number}").replace("pier", f"quay-{number}")
        (tmp_path / "organizations" / f"quay-{number}.yaml").write_text(text)
    copy, halfway, go_on = Copy(), threading.Event(), threading.Event()
    write, load = (
        revisions._write,
        lambda: call_command("load_directory", str(tmp_path)),
    )

    def slowly(record, *args):
        write(record, *args)
        if not halfway.is_set():
            halfway.set()
            assert go_on.wait(20)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(revisions, "_write", slowly)
        with at_the_same_time(load):
            assert halfway.wait(20)
            copy.poll()
            assert set(copy.said) == {"Pier"}
            before_the_end = timezone.now()
            go_on.set()
    imported = Organization.objects.filter(name__startswith="Quay")
    [moment] = set(imported.values_list("updated_at", flat=True))
    assert moment > before_the_end
    copy.poll()
    assert set(copy.said) == {"Pier", *(f"Quay {number}" for number in range(4))}
    assert loading.current().state == data_version.state()


# The moment itself


def test_a_clock_that_is_set_back_makes_no_change_older_than_the_last(monkeypatch):
    pier = factories.organization(published=True)
    before = pier.updated_at
    an_hour_ago = before - datetime.timedelta(hours=1)
    monkeypatch.setattr(data_version.timezone, "now", lambda: an_hour_ago)
    edit(pier, "The clock was set back.")
    assert pier.updated_at > before
    assert revisions.history(pier).first().made_at == pier.updated_at


def test_all_that_one_transaction_changes_has_the_moment_of_its_end():
    pier, quay = (factories.organization(published=True) for _number in range(2))
    with transaction.atomic(), stamping.at_the_end():
        edit(pier, "First.")
        edit(quay, "Second.")
        between = timezone.now()
    for record in (pier, quay):
        record.refresh_from_db()
        assert record.updated_at > between
        assert revisions.history(record).first().made_at == record.updated_at
    assert pier.updated_at == quay.updated_at == data_version.state().changed_at


def test_what_was_taken_back_inside_a_longer_change_is_not_stamped():
    pier, quay = (factories.organization(published=True) for _number in range(2))
    unchanged = quay.updated_at
    with transaction.atomic(), stamping.at_the_end():
        edit(pier, "First.")
        with transaction.atomic():
            edit(quay, "Second.")
            transaction.set_rollback(True)
    quay.refresh_from_db()
    assert quay.updated_at == unchanged
    assert quay.summary != "Second."


@pytest.mark.parametrize("address", TAGGED[:6])
def test_an_answer_says_from_where_to_ask_next(client, address):
    pier = factories.organization(name="Pier", slug="pier", published=True)
    factories.organization(name="Quay", slug="quay", published=True)
    ask_next = client.get(address)["Modified-After"]
    assert datetime.datetime.fromisoformat(ask_next) <= data_version.state().changed_at
    edit(pier, "Changed afterwards.")
    found = client.get(ORGANIZATIONS, {"modified_after": ask_next}).json()["contents"]
    assert "Changed afterwards." in [one["description"] for one in found]
    assert Client().get(address)["Modified-After"] > ask_next


def test_what_changes_while_an_answer_is_read_is_not_called_older_by_it(
    client, monkeypatch
):
    """The second of two changes is in the answer, and the first is not."""
    pier = factories.organization(name="Pier", slug="pier", published=True)
    quay = factories.organization(name="Quay", slug="quay", published=True)
    monkeypatch.setattr(
        "organizations.open_data.hsds.queries.chunks.__defaults__", (1,)
    )
    answer = client.get(f"{ORGANIZATIONS}?format=ndjson&sort=name")
    lines = iter(answer.streaming_content)
    held = [next(lines)]
    edit(pier, "The first change.")
    edit(quay, "The second change.")
    held += lines
    said = b"".join(held).decode()
    assert "The second change." in said
    assert "The first change." not in said
    newest = max(json.loads(line)["last_modified"] for line in said.splitlines())
    found = client.get(ORGANIZATIONS, {"modified_after": newest}).json()["contents"]
    assert "The first change." in [one["description"] for one in found]
