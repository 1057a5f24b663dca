"""The feeds: what changed in public, in words, and nothing else."""

import datetime
import json
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Organization
from organizations.open_data.feeds import entries
from recovery_directory.records import format_of, revisions
from recovery_directory.records.saving import rewrite
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
FEEDS = ("/feeds/changes/", "/feeds/changes.json")


def edit(record, **fields) -> None:
    """Change fields of a record as one revision."""
    with revisions.change(record, by=None, action=revisions.Action.EDIT):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def verify_number(organization) -> None:
    """Verify the only telephone number of an organization."""
    record_format = format_of(Organization)
    record = record_format.read(organization.pk)
    record["phones"][0]["verified_on"] = "2026-05-01"
    rewrite(record_format, record, by=None, action=revisions.Action.VERIFY)


@pytest.fixture
def items(client):
    """Return the items of the JSON feed, following its pages."""

    def all_items(query: str = "") -> list[dict]:
        found, address = [], f"/feeds/changes.json{query}"
        while address:
            feed = client.get(address).json()
            assert feed["version"] == "https://jsonfeed.org/version/1.1"
            found += feed["items"]
            address = feed.get("next_url")
        return found

    return all_items


@pytest.fixture
def titles(items):
    """Return the titles of the JSON feed."""
    return lambda query="": [item["title"] for item in items(query)]


@pytest.fixture
def harbor():
    """Return a published organization."""
    return factories.organization(name="Harbor", slug="harbor", published=True)


# Words


def test_a_change_is_told_in_words_the_newest_first(harbor, titles):
    edit(harbor, fees_description="A dollar.")
    edit(harbor, fees_description="Two dollars.", philosophy="Stay.")
    assert titles() == [
        "Harbor: cost changed, philosophy added",
        "Harbor: cost added",
        "Harbor: now listed",
    ]


def test_what_a_sheet_prints_is_marked(harbor, items):
    edit(harbor, philosophy="Stay.")
    edit(harbor, how_to_start="Ring the bell.")
    sheet, other, listed = items()
    assert sheet["tags"] == ["changed", "on-sheet"]
    assert "print them again" in sheet["content_text"]
    assert other["tags"] == ["changed"]
    assert listed["tags"] == ["listed"]
    assert sheet["_recovery_directory"] == {
        "about": "http://127.0.0.1:8000/about/data/#changes",
        "organization_id": str(harbor.pk),
        "is_withdrawn": False,
        "version": harbor.version,
        "changes": [{"words": "how to start changed", "is_on_sheet": True}],
    }


def test_what_was_done_before_publishing_appears_once(titles):
    harbor = factories.organization(
        name="Harbor", first_meeting="Come.", how_to_start="Ring."
    )
    for summary in ("They meet.", "They meet daily."):
        edit(harbor, summary=summary)
    assert titles() == []
    factories.add(harbor, "citations", fact="summary")
    for fact in ("first_meeting", "how_to_start"):
        factories.add(harbor, "citations", fact=fact)
    harbor.publish(by=None)
    assert titles() == ["Harbor: now listed"]


def test_a_name_changed_says_what_it_was(harbor, items):
    edit(harbor, name="Safe Harbor")
    [renamed, _listed] = items()
    assert renamed["title"] == "Safe Harbor: name changed"
    assert "It was called “Harbor” before." in renamed["content_text"]


def test_an_address_changed_is_told_and_the_old_feed_leads_to_the_new(
    client, harbor, titles
):
    edit(harbor, slug="safe-harbor")
    assert titles()[0] == "Harbor: address of the page changed"
    response = client.get("/organizations/harbor/changes/")
    assert response.status_code == 301
    assert response["Location"] == "/organizations/safe-harbor/changes/"


def test_a_new_word_of_research_concerns_the_sheet(items):
    summary = factories.evidence_summary(published=True)
    factories.organization(name="Harbor", evidence_summary=summary, published=True)
    edit(summary, plain_statement="More people stayed.")
    edit(summary, detail="Nothing that a sheet prints.")
    [research, _listed] = items()
    assert research["title"] == "Harbor: what research says changed"
    assert research["tags"] == ["changed", "on-sheet"]


# What nobody may see


def test_notes_and_numbers_not_verified_are_no_changes(harbor, titles):
    edit(harbor, curator_note="Call again.")
    factories.add(harbor, "phones", number="+1-212-555-0100", kind="helpline")
    assert titles() == ["Harbor: now listed"]
    verify_number(harbor)
    assert titles() == ["Harbor: helpline added", "Harbor: now listed"]


def test_a_tie_to_what_is_not_public_is_no_change(harbor, titles):
    factories.add(
        harbor,
        "relationships",
        kind="related",
        other=(factories.organization(name="Hidden")),
    )
    factories.add(harbor, "terms", term=factories.term(taxonomy="focus"))
    assert titles() == ["Harbor: now listed"]


def test_a_withdrawn_organization_leaves_a_tombstone_without_its_name(
    client, harbor, items
):
    edit(harbor, philosophy="Stay.")
    harbor.withdraw(by=None, reason="Harbor closed.")
    [tombstone] = items()
    assert tombstone["tags"] == ["withdrawn"]
    assert tombstone["_recovery_directory"]["organization_id"] == str(harbor.pk)
    assert tombstone["_recovery_directory"]["is_withdrawn"] is True
    atom = client.get("/feeds/changes/").content
    [deleted] = ElementTree.fromstring(atom).findall(DELETED)
    assert deleted.get("ref") == f"urn:uuid:{harbor.pk}"
    assert datetime.datetime.fromisoformat(deleted.get("when"))
    for text in (json.dumps(tombstone), atom.decode()):
        assert "arbor" not in text
    assert client.get("/organizations/harbor/changes/").status_code == 410


def test_listed_again_takes_the_tombstone_away(harbor, titles):
    harbor.withdraw(by=None, reason="A mistake.")
    harbor.restore(by=None)
    edit(harbor, summary="They meet again.")
    assert titles() == ["An organization is no longer listed"]
    harbor.publish(by=None)
    assert titles() == ["Harbor: listed again", "Harbor: now listed"]


def test_a_draft_has_no_feed_for_anybody(client, curator_client):
    factories.organization(slug="draft")
    for one in (client, curator_client):
        assert one.get("/organizations/draft/changes/").status_code == 404


# One organization


def test_one_organization_has_a_feed_of_its_own(client, harbor):
    other = factories.organization(name="Lantern", published=True)
    edit(other, philosophy="Shine.")
    edit(harbor, philosophy="Stay.")
    feed = ElementTree.fromstring(client.get("/organizations/harbor/changes/").content)
    assert feed.findtext(f"{ATOM}title") == "Harbor: changes"
    found = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert found == ["Harbor: philosophy added", "Harbor: now listed"]


# Since when, pages


def test_modified_after_gives_what_changed_since(harbor, titles):
    edit(harbor, philosophy="Stay.")
    since = harbor.updated_at.isoformat().replace("+00:00", "Z")
    edit(harbor, size_note="Counted.")
    gone = factories.organization(name="Gone", published=True)
    gone.withdraw(by=None, reason="Twice.")
    assert titles(f"?modified_after={since}") == [
        "An organization is no longer listed",
        "Harbor: figures added",
        "Harbor: philosophy added",
    ]


def test_pages_hold_every_change_once(monkeypatch, client, harbor, items, titles):
    for number in range(12):
        edit(harbor, philosophy=f"Stay {number}.")
    whole = titles()
    since = Organization.objects.get().updated_at - datetime.timedelta(days=1)
    monkeypatch.setattr(entries, "ENTRIES_ON_A_PAGE", 5)
    monkeypatch.setattr(entries, "REVISIONS_AT_ONCE", 3)
    assert titles() == whole
    assert titles(f"?modified_after={since.date()}") == whole
    assert len({item["id"] for item in items()}) == len(whole) == 13
    atom = ElementTree.fromstring(client.get("/feeds/changes/").content)
    links = {link.get("rel"): link.get("href") for link in atom.findall(f"{ATOM}link")}
    assert "before=" in links["next"]


@pytest.mark.parametrize("path", [*FEEDS, "/organizations/harbor/changes/"])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("modified_after=yesterday", "modified_after"),
        ("before=x", "before"),
        ("colour=blue", "colour"),
    ],
)
def test_what_a_feed_cannot_read_is_named(client, harbor, path, query, parameter):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert [one["parameter"] for one in response.json()["errors"]] == [parameter]


def test_edits_of_internal_notes_push_nothing_out_of_the_newest_page(
    monkeypatch, client, harbor
):
    monkeypatch.setattr(entries, "ENTRIES_ON_A_PAGE", 5)
    monkeypatch.setattr(entries, "REVISIONS_AT_ONCE", 3)
    edit(harbor, philosophy="Stay.")
    other = factories.organization(name="Quay", published=True)
    draft = factories.organization(name="Draft")
    summary = factories.evidence_summary(published=True)
    for number in range(4):
        edit(other, curator_note=f"Call again, {number}.")
        edit(draft, summary=f"Nobody sees it, {number}.")
        edit(summary, detail=f"Nothing that a sheet prints, {number}.")
        factories.add(other, "phones", number=f"+1-212-555-010{number}", kind="office")
    feed = client.get("/feeds/changes.json").json()
    told = [item["title"] for item in feed["items"]]
    assert told == [
        "Quay: now listed",
        "Harbor: philosophy added",
        "Harbor: now listed",
    ]
    assert "next_url" not in feed


def test_ties_to_what_is_not_public_push_nothing_out_either(
    monkeypatch, client, harbor
):
    monkeypatch.setattr(entries, "ENTRIES_ON_A_PAGE", 5)
    monkeypatch.setattr(entries, "REVISIONS_AT_ONCE", 3)
    for _number in range(8):
        factories.add(harbor, "terms", term=factories.term(taxonomy="focus"))
    feed = client.get("/feeds/changes.json").json()
    assert [item["title"] for item in feed["items"]] == ["Harbor: now listed"]


def test_a_feed_costs_the_same_however_much_was_edited_that_is_no_news(client, harbor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/feeds/changes/")
        return len(captured)

    few = queries()
    for number in range(2 * entries.REVISIONS_AT_ONCE):
        edit(harbor, curator_note=f"Call again, {number}.")
    assert queries() == few


def test_the_next_page_begins_where_the_last_one_ended_however_revisions_are_numbered(
    monkeypatch, client, harbor
):
    """One may be numbered early and committed late: its moment counts."""
    edit(harbor, philosophy="Stay.")
    edit(harbor, philosophy="Stay on.")
    late = revisions.history(harbor).get(number=harbor.version - 1)
    late.pk, made_at = late.pk + 1000, late.made_at
    revisions.Revision._base_manager.filter(
        record_id=late.record_id, number=late.number
    ).update(id=late.pk)
    monkeypatch.setattr(entries, "ENTRIES_ON_A_PAGE", 1)
    seen, address = [], "/feeds/changes.json"
    while address:
        feed = client.get(address).json()
        seen += [item["date_published"] for item in feed["items"]]
        address = feed.get("next_url")
    assert seen == sorted(seen, reverse=True)
    assert made_at.isoformat() in seen
    assert len(seen) == 3


def test_a_record_that_was_deleted_while_it_was_public_leaves_a_tombstone(
    harbor, titles
):
    revisions.remove(harbor, by=None)
    assert titles() == ["An organization is no longer listed"]


# Form


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize(
    "odd",
    ["\x00", "\x0b", "\x1b[31m", "\x7f\x85", "]]>", "\ud800", "\ufffe\uffff", "\u202e"],
    ids=ascii,
)
def test_whatever_text_was_ever_saved_a_feed_is_valid(
    client, harbor, path, odd, monkeypatch
):
    """Some databases take such texts, and some of them were saved once."""
    monkeypatch.setattr(
        entries.FeedEntry,
        "title",
        property(lambda entry: f"Harbor {odd}: <changed> & so"),
    )
    monkeypatch.setattr(
        entries.FeedEntry, "text", property(lambda entry: f"It was {odd}.")
    )
    response = client.get(path)
    assert response.status_code == 200
    text = response.content.decode()
    if path == "/feeds/changes/":
        feed = ElementTree.fromstring(response.content)
        title = feed.findtext(f"{ATOM}entry/{ATOM}title")
        assert title.startswith("Harbor ")
        assert title.endswith(": <changed> & so")
    else:
        assert json.loads(text)["items"][0]["title"].startswith("Harbor ")


@pytest.mark.parametrize("path", FEEDS)
def test_a_name_that_no_form_would_take_today_leaves_a_valid_feed(client, harbor, path):
    odd = "Har\x0bbor \ufffe ]]>"
    edit(harbor, name=odd)
    edit(harbor, name="Harbor")
    response = client.get(path)
    assert response.status_code == 200
    if path == "/feeds/changes/":
        assert "]]" in "".join(ElementTree.fromstring(response.content).itertext())
    else:
        assert "Har" in response.json()["items"][0]["content_text"]


@pytest.mark.parametrize("path", [*FEEDS, "/organizations/harbor/changes/"])
def test_a_feed_is_the_same_until_something_changes(client, harbor, path):
    first = client.get(path)
    assert client.get(path).content == first.content
    same = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert same.status_code == 304
    edit(harbor, philosophy="Stay.")
    assert client.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_an_atom_feed_has_what_its_standard_asks_for(client, harbor):
    edit(harbor, name="Harbor & <b>Friends</b>")
    response = client.get("/feeds/changes/")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert part.findtext(f"{ATOM}{name}")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    [first, *_rest] = feed.findall(f"{ATOM}entry")
    assert "<b>" not in first.findtext(f"{ATOM}summary")
    assert first.findtext(f"{ATOM}title").startswith("Harbor & <b>Friends</b>:")


def test_an_empty_feed_is_a_feed_too(client):
    assert client.get("/feeds/changes.json").json()["items"] == []
    feed = ElementTree.fromstring(client.get("/feeds/changes/").content)
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_a_feed_costs_the_same_however_much_it_tells(client, harbor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/feeds/changes/")
        return len(captured)

    edit(harbor, philosophy="Stay.")
    few = queries()
    for number in range(5):
        other = factories.organization(published=True)
        edit(other, philosophy=f"Stay {number}.")
    factories.organization(published=True).withdraw(by=None, reason="Twice.")
    assert queries() == few
