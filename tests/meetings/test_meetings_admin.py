"""The admin of meetings: curators decide about lists, and nobody reads a key."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from meetings import fetching, receiving
from meetings.list_work import WORK
from meetings.models import Feed, Meeting, Run, RunState
from organizations import meeting_lists
from recovery_directory.curation.roles import ADMINISTRATOR, CONTRIBUTOR, CURATOR
from recovery_directory.web import data_version
from tests import factories
from tests.admin_forms import address, list_address, typed
from tests.meetings.lists_of_meetings import accepted, data, feed, many, row

pytestmark = pytest.mark.django_db

KEY = "sesame-1935"


def shown() -> int:
    return Meeting.objects.shown(timezone.now()).count()


def kept(client, record, **changes):
    """Save the form of ``record`` with these changes."""
    page = client.get(address(record))
    return client.post(address(record), {**typed(page), **changes})


# Feeds


def test_a_curator_writes_down_a_feed_with_its_permission(signed_in):
    organization = factories.organization(published=True)
    client = signed_in(CURATOR)
    sent = {
        "organization": organization.pk,
        "name": "Boston office",
        "permitted_by": "Boston office",
        "permitted_on": "2026-11-01",
        "format": "meeting-guide",
        "url": "https://meetings.example.org/list.json",
        "zone": "America/New_York",
        "fetch_every": "1 00:00:00",
        "stale_after": "14 00:00:00",
    }
    page = client.post(list_address(Feed, "add"), sent)
    assert page.status_code == 302, page.context["adminform"].form.errors
    a_feed = Feed.objects.get()
    assert (a_feed.permitted_by, a_feed.allows_notes) == ("Boston office", False)
    assert "first name alone cannot be found" in client.get(address(a_feed)).text


@pytest.mark.parametrize("state", ["draft", "withdrawn", "historic"])
def test_only_what_is_published_and_active_gets_a_feed(signed_in, state):
    fields = {
        "draft": {},
        "withdrawn": {"withdrawn": True},
        "historic": {"published": True, "operating_status": "historic"},
    }[state]
    a_feed = feed()
    other = factories.organization(**fields)
    page = kept(signed_in(CURATOR), a_feed, organization=other.pk)
    assert "published and active" in page.text
    a_feed.refresh_from_db()
    assert a_feed.organization != other


def test_a_key_is_written_by_administrators_and_read_by_nobody(signed_in):
    a_feed = feed()
    administrator, curator = signed_in(ADMINISTRATOR), signed_in(CURATOR)
    assert kept(administrator, a_feed, new_key=KEY).status_code == 302
    a_feed.refresh_from_db()
    assert a_feed.key == KEY
    for client in (administrator, curator):
        for page in ("change", "history", "fetch", "upload", "delete"):
            assert KEY not in client.get(address(a_feed, page)).text
    assert "new_key" not in client.get(address(a_feed)).text
    kept(administrator, a_feed, name="Other name")
    kept(curator, a_feed, new_key="stolen", name="Third name")
    a_feed.refresh_from_db()
    assert (a_feed.key, a_feed.name) == (KEY, "Third name")
    kept(administrator, a_feed, forget_key="on")
    a_feed.refresh_from_db()
    assert a_feed.key == ""


def test_no_key_goes_to_a_host_that_it_was_not_given_for(signed_in):
    a_feed = feed(key=KEY)
    kept(signed_in(CURATOR), a_feed, url="https://meetings.example.org/other.json")
    a_feed.refresh_from_db()
    assert a_feed.key == KEY
    kept(signed_in(ADMINISTRATOR), a_feed, url="https://elsewhere.example/list.json")
    a_feed.refresh_from_db()
    assert a_feed.key == ""


def test_a_list_that_is_read_otherwise_is_asked_for_anew(signed_in):
    a_feed = feed(allows_notes=True)
    accepted(a_feed, row(1, notes="Enter from the parking lot."))
    Feed.objects.update(etag='"1"', due_at=timezone.now())
    a_feed.refresh_from_db()
    page = signed_in(CURATOR)
    sent = typed(page.get(address(a_feed)))
    del sent["allows_notes"]
    assert page.post(address(a_feed), sent).status_code == 302
    a_feed.refresh_from_db()
    assert (a_feed.etag, a_feed.due_at) == ("", None)
    assert Meeting.objects.get().notes == ""


def test_fetching_by_button_says_what_became_of_the_list(signed_in, monkeypatch):
    a_feed = feed()
    answers = [fetching.Download(data(*many(3)))]
    monkeypatch.setattr(fetching, "asked", lambda *args, **options: answers[0])
    client = signed_in(CURATOR)
    assert client.get(address(a_feed, "fetch")).status_code == 200
    assert not Run.objects.exists()
    page = client.post(address(a_feed, "fetch"), follow=True)
    assert "held for a curator" in page.text
    assert Run.objects.get().state == RunState.HELD


def test_deleting_a_feed_takes_its_meetings_along(signed_in):
    a_feed = feed()
    accepted(a_feed, *many(4))
    before = data_version.fresh()
    client = signed_in(CURATOR)
    assert "4 meetings go with it" in client.get(address(a_feed, "delete")).text
    client.post(address(a_feed, "delete"), {"post": "yes"})
    assert not Meeting.objects.exists()
    assert data_version.fresh() != before


# Runs


def test_a_file_is_looked_at_before_anything_changes(signed_in):
    a_feed = feed(url="")
    accepted(a_feed, *many(12))
    client = signed_in(CURATOR)
    rows = [*many(11), row(30, name="New Dawn", notes="Ring twice", time="whenever")]
    rows.append(row(31, name="Late Light", types=["QQ"], notes="Ring twice"))
    file = SimpleUploadedFile("list.json", data(*rows))
    page = client.post(address(a_feed, "upload"), {"file": file}, follow=True)
    for said in ("sent by hand", "Late Light", "Ring twice", "QQ", "no time of day"):
        assert said in page.text
    assert shown() == 12
    run = Run.objects.held().get()
    assert "1 new" in client.get(address(run, "accept")).text
    assert shown() == 12
    client.post(address(run, "accept"))
    run.refresh_from_db()
    assert (shown(), run.state, run.decided_by.username) == (
        *(13, RunState.APPLIED),
        "some-curator",
    )
    page = client.post(address(run, "drop"), follow=True)
    assert "somebody has decided" in page.text


def test_a_dropped_list_changes_nothing(signed_in):
    a_feed = feed()
    run = receiving.receive(a_feed, data(*many(3)))
    signed_in(CURATOR).post(address(run, "drop"))
    assert (shown(), Run.objects.held().count()) == (0, 0)


# Meetings


def test_a_meeting_is_hidden_for_good(signed_in):
    a_feed = feed()
    accepted(a_feed, *many(3))
    before = data_version.fresh()
    meeting = Meeting.objects.get(feed_key="meeting-1")
    assert kept(signed_in(CURATOR), meeting, is_hidden="on").status_code == 302
    assert shown() == 2
    assert data_version.fresh() != before
    accepted(a_feed, *many(3))
    assert shown() == 2


def test_weeks_are_confirmed_where_a_list_names_some(signed_in):
    accepted(feed(), row(1, day=1, notes="1st Monday"), row(2))
    named = Meeting.objects.get(feed_key="meeting-1")
    other = Meeting.objects.get(feed_key="meeting-2")
    client = signed_in(CURATOR)
    kept(client, named, weeks_confirmed="on")
    assert "none to confirm" in kept(client, other, weeks_confirmed="on").text
    named.refresh_from_db()
    assert (named.weeks, named.weeks_confirmed) == ([1], True)


def test_the_link_into_a_meeting_is_on_no_page(signed_in):
    link = "https://us02web.zoom.us/j/99905952078"
    accepted(feed(), row(1, conference_url=link, types=["ONL"]))
    meeting = Meeting.objects.get()
    assert meeting.link == link
    client = signed_in(CURATOR)
    for page in (list_address(Meeting), address(meeting), address(Run.objects.get())):
        assert "99905952078" not in client.get(page).text


def test_contributors_see_none_of_it(signed_in):
    accepted(feed(), *many(1))
    client = signed_in(CONTRIBUTOR)
    index = client.get("/admin/").text
    for model in (Feed, Meeting, Run):
        assert client.get(list_address(model)).status_code == 403
        assert list_address(model) not in index


# The desk, coverage


def test_the_desk_counts_what_is_held_failing_and_stale(curator_client):
    accepted(feed(name="Fresh"), *many(1))
    receiving.receive(feed(name="Held"), data(*many(1)))
    Feed.objects.filter(pk=feed(name="Failing").pk).update(failures=2)
    stale = feed(name="Stale")
    accepted(stale, *many(1))
    Feed.objects.filter(pk=stale.pk).update(stale_at=timezone.now())
    index = curator_client.get("/admin/").text
    for label in (work.label for work in WORK):
        assert f'count">1</span> <span class="desk__label">{label}<' in index


def test_coverage_says_which_organizations_have_no_list(curator_client):
    covered, missing = feed(), factories.organization(name="Bare", published=True)
    accepted(covered, *many(3))
    page = curator_client.get(list_address(Feed, "coverage"))
    assert page.context["covered"] == [(covered.organization, [covered], 3)]
    assert page.context["missing"] == [missing]
    assert dict(meeting_lists.counts()) == {covered.organization_id: 3}
