"""Fetching: whatever the other side does, the old rows stay and the desk says why."""

import datetime
import ipaddress

import pytest
from django.core.management import call_command
from django.utils import timezone

from meetings import fetching
from meetings.models import Feed, FeedState, Meeting, RunState
from tests import misbehaving
from tests.meetings.lists_of_meetings import accepted, data, feed, many
from tests.misbehaving import answer

pytestmark = pytest.mark.django_db(transaction=True)

PRIVATE = [ipaddress.ip_network("127.0.0.2/32")]
"""The server of these tests is on this machine, so only its neighbor is private."""


class Lists(misbehaving.Behavior):
    """A server of lists: each path one way to behave."""

    def whole(self, method):
        if self.headers.get("if-none-match") == '"1"':
            self.send(answer("304 Not Modified"))
        else:
            self.send(answer("200 OK", 'ETag: "1"', body=data(*many(40))))

    def login(self, method):
        self.send(answer("200 OK", body=b"<!doctype html><title>Sign in</title>"))

    def half(self, method):
        body = data(*many(40))
        self.send(answer("200 OK", body=body)[: -len(body) // 2])

    def large(self, method):
        self.send(answer("200 OK", body=b"[" + b" " * 30_000_000 + b"]"))

    def renamed(self, method):
        rows = [{**one, "slug": f"new-{one['slug']}"} for one in many(40)]
        self.send(answer("200 OK", body=data(*rows)))

    def lost(self, method):
        self.send(answer("200 OK", body=data(*many(30))))

    def empty(self, method):
        self.send(answer("200 OK", body=b"[]"))

    def asks_for_a_key(self, method):
        is_known = b"key=sesame" in self.server.asked[-1][1].encode()
        self.send(answer("200 OK" if is_known else "401 No", body=data(*many(40))))


@pytest.fixture
def server():
    with misbehaving.running(behavior=Lists) as running:
        yield running


def fetched(a_feed: Feed):
    """Fetch what is due; return the run and the feed as it stands."""
    (pair,) = fetching.fetch_due(refused=PRIVATE)
    a_feed.refresh_from_db()
    return pair[1]


def shown() -> int:
    """Return how many meetings the public may see."""
    return Meeting.objects.shown(timezone.now()).count()


def established(server, path: str, **fields) -> Feed:
    """Return a feed of forty meetings that is asked at ``path`` from here on."""
    a_feed = feed(url=server.at(path), **fields)
    accepted(a_feed, *many(40))
    a_feed.refresh_from_db()
    return a_feed


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("login", "web page"),
        ("half", "hung up"),
        ("large", "larger than 20 MB"),
        ("to-private", "private network"),
        ("circle", "on and on"),
        ("gone", "error (404)"),
        ("error", "error (500)"),
        ("reset", "hung up"),
        ("babble", "hung up"),
    ],
)
def test_what_goes_wrong_is_said_and_the_old_rows_stay(server, path, said):
    a_feed = established(server, path)
    run = fetched(a_feed)
    assert (run.state, shown()) == (RunState.REFUSED, 40)
    assert said in a_feed.failure
    assert (a_feed.state, a_feed.failures) == (FeedState.FAILING, 1)
    assert a_feed.due_at > timezone.now()


def test_a_server_that_never_ends_is_left_in_time(server, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 1)
    a_feed = established(server, "drip")
    assert "in 1 seconds" in fetched(a_feed).reasons[0]


@pytest.mark.parametrize(
    ("path", "said"), [("lost", "missing"), ("empty", "no meeting")]
)
def test_a_list_that_lost_too_much_waits_and_the_old_rows_stay(server, path, said):
    a_feed = established(server, path)
    run = fetched(a_feed)
    assert (run.state, shown()) == (RunState.HELD, 40)
    assert said in " ".join(run.reasons)
    assert a_feed.state == FeedState.HELD


def test_renamed_keys_make_no_new_meetings(server):
    a_feed = established(server, "renamed")
    before = set(Meeting.objects.values_list("pk", flat=True))
    fetched(a_feed)
    run = a_feed.runs.held().get()
    assert "changed" in " ".join(run.reasons)
    assert (run.added, set(Meeting.objects.values_list("pk", flat=True))) == (0, before)


def test_a_list_is_asked_for_only_what_is_new(server):
    a_feed = established(server, "whole")
    assert fetched(a_feed).state == RunState.APPLIED
    Feed.objects.update(due_at=None)
    confirmed = a_feed.confirmed_at
    assert fetched(a_feed) is None
    assert a_feed.confirmed_at > confirmed


def test_a_feed_that_fails_is_asked_later_and_later(server):
    a_feed = established(server, "gone")
    waits = []
    for _again in range(3):
        Feed.objects.update(due_at=None)
        fetched(a_feed)
        waits.append(a_feed.due_at - timezone.now())
    assert waits[0] < waits[1] < waits[2] < fetching.LONGEST_BACKOFF
    assert round(waits[1] / waits[0]) == 2


def test_one_bad_feed_does_not_keep_others_from_coming(server):
    established(server, "gone")
    other = feed(name="Another", url=server.at("whole"))
    runs = dict(fetching.fetch_due(refused=PRIVATE))
    assert {run.state for run in runs.values()} == {RunState.REFUSED, RunState.HELD}
    assert other.runs.held().exists()


def test_a_key_goes_into_the_request_and_nowhere_else(server, capsys):
    a_feed = established(server, "asks-for-a-key", key="sesame")
    assert fetched(a_feed).state == RunState.APPLIED
    Feed.objects.update(due_at=None, url=server.at("gone"))
    call_command("fetch_meetings", "--dry-run")
    fetched(a_feed)
    told = (
        repr([*a_feed.runs.values()])
        + repr(a_feed.failure)
        + "".join(capsys.readouterr())
    )
    assert "sesame" not in told


def test_what_is_not_due_is_not_asked(server):
    a_feed = established(server, "whole")
    later = timezone.now() + datetime.timedelta(hours=1)
    Feed.objects.filter(pk=a_feed.pk).update(due_at=later)
    assert list(fetching.fetch_due(refused=PRIVATE)) == []
    assert server.asked == []
