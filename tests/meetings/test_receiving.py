"""Importing: the old rows stay until a list is plainly right, or a curator says so."""

import pytest
from django.utils import timezone

from meetings import receiving
from meetings.models import Meeting, RunState
from organizations.models import TaxonomyTerm
from tests import factories
from tests.meetings.lists_of_meetings import accepted, data, feed, many, row

pytestmark = pytest.mark.django_db


def shown(a_feed) -> list[str]:
    """Return the names of what the public may see of a feed."""
    meetings = Meeting.objects.shown(timezone.now()).filter(feed=a_feed)
    return sorted(meetings.values_list("name", flat=True))


# The first list, and the next


def test_a_first_list_waits_for_a_curator(curator):
    a_feed = feed()
    run = receiving.receive(a_feed, data(*many(3)))
    assert (run.state, run.added, shown(a_feed)) == (RunState.HELD, 3, [])
    receiving.accept(run, by=curator)
    assert len(shown(a_feed)) == 3


def test_a_dropped_list_leaves_everything_as_it_was(curator):
    a_feed = feed()
    run = receiving.receive(a_feed, data(*many(3)))
    receiving.drop(run, by=curator)
    run.refresh_from_db()
    assert (run.state, run.rows, shown(a_feed)) == (RunState.DROPPED, [], [])


def test_a_later_list_takes_the_place_of_one_that_waits():
    a_feed = feed()
    first = receiving.receive(a_feed, data(*many(3)))
    receiving.receive(a_feed, data(*many(4)))
    first.refresh_from_db()
    assert (first.state, first.rows) == (RunState.SUPERSEDED, [])


def test_the_same_list_changes_nothing():
    a_feed = feed()
    accepted(a_feed, *many(5))
    ids = set(Meeting.objects.values_list("pk", flat=True))
    run = receiving.receive(a_feed, data(*many(5)))
    assert (run.state, run.unchanged, run.changed) == (RunState.APPLIED, 5, 0)
    assert set(Meeting.objects.values_list("pk", flat=True)) == ids


def test_one_bad_row_is_set_aside_and_the_others_come():
    a_feed = feed()
    run = accepted(a_feed, row(1), row(2, time="whenever"), row(3))
    assert (run.quarantined, len(shown(a_feed))) == (1, 2)
    assert run.problems[0][:1] == [2]


# Identity


def test_a_meeting_keeps_its_id_when_its_list_renames_its_keys():
    a_feed = feed()
    accepted(a_feed, *many(20))
    before = dict(Meeting.objects.values_list("name", "pk"))
    renamed = [{**one, "slug": f"new-{one['slug']}"} for one in many(20)]
    receiving.receive(a_feed, data(*renamed), is_approved=True)
    assert dict(Meeting.objects.values_list("name", "pk")) == before


def test_a_meeting_keeps_its_id_when_its_hour_changes():
    a_feed = feed()
    accepted(a_feed, *many(10))
    before = Meeting.objects.get(feed_key="meeting-3").pk
    moved = [
        row(3, time="06:15"),
        *[one for one in many(10) if one["slug"] != "meeting-3"],
    ]
    run = receiving.receive(a_feed, data(*moved))
    assert (run.state, run.changed) == (RunState.APPLIED, 1)
    assert Meeting.objects.get(feed_key="meeting-3").pk == before


def test_of_two_that_look_alike_neither_takes_the_others_place():
    a_feed = feed()
    same = {"name": "Twins", "day": 1, "time": "19:00", "formatted_address": "1 Elm St"}
    accepted(a_feed, row(1, **same), row(2, **same))
    run = receiving.receive(
        a_feed, data(row(8, **same), row(9, **same)), is_approved=True
    )
    assert (run.added, run.absent) == (2, 2)


# Gone


def test_what_is_missing_twice_is_gone():
    a_feed = feed()
    accepted(a_feed, *many(5))
    once = receiving.receive(a_feed, data(*many(4)))
    assert (once.state, once.absent, len(shown(a_feed))) == (RunState.APPLIED, 1, 5)
    twice = receiving.receive(a_feed, data(*many(4)))
    assert (twice.gone, len(shown(a_feed))) == (1, 4)


def test_what_comes_back_after_one_absence_was_never_gone():
    a_feed = feed()
    accepted(a_feed, *many(5))
    for rows in (many(4), many(5), many(4)):
        receiving.receive(a_feed, data(*rows))
    assert len(shown(a_feed)) == 5


# Held


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no meeting"),
        (many(40), "missing"),
        ([{**one, "time": "23:15"} for one in many(60)], "changed"),
        ([{**one, "slug": "same", "day": 1} for one in many(60)], "share"),
        ([{**one, "latitude": 10.0} for one in many(60)], "region"),
        ([{**one, "types": ["QQ", "ZZ"]} for one in many(60)], "not known"),
    ],
)
def test_a_list_that_looks_wrong_is_held_and_says_why(rows, said):
    a_feed = feed(south=41, west=-73, north=43, east=-70)
    accepted(a_feed, *many(60))
    run = receiving.receive(a_feed, data(*rows))
    assert run.state == RunState.HELD
    assert said in " ".join(run.reasons)
    assert len(shown(a_feed)) == 60


@pytest.mark.parametrize("sent", [b"<html>Sign in", b'[{"name"', b"{}"])
def test_what_is_no_list_is_refused_and_the_old_rows_stay(sent):
    a_feed = feed()
    accepted(a_feed, *many(3))
    run = receiving.receive(a_feed, sent)
    assert (run.state, len(shown(a_feed))) == (RunState.REFUSED, 3)


def test_one_of_five_may_go_without_anybody_being_asked():
    a_feed = feed()
    accepted(a_feed, *many(5))
    assert receiving.receive(a_feed, data(*many(4))).state == RunState.APPLIED


def test_types_that_a_curator_accepted_once_hold_nothing_again():
    a_feed = feed()
    strange = [{**one, "types": ["QQ"]} for one in many(20)]
    accepted(a_feed, *strange)
    assert receiving.receive(a_feed, data(*strange)).state == RunState.APPLIED


# What a list brings along


def test_terms_are_the_directorys_own_and_follow_its_records():
    women = factories.term(taxonomy="audience", slug="women", published=True)
    a_feed = feed()
    accepted(a_feed, row(1, types=["O", "W"]), row(2))
    meeting = Meeting.objects.get(feed_key="meeting-1")
    assert list(meeting.terms.all()) == [women]
    receiving.receive(a_feed, data(row(1), row(2)), is_approved=True)
    assert not meeting.terms.exists()
    assert TaxonomyTerm.objects.filter(pk=women.pk).exists()


def test_notes_are_kept_only_where_a_curator_allows_them():
    silent, open_feed = feed(), feed(name="Another", allows_notes=True)
    for one in (silent, open_feed):
        accepted(one, row(1, notes="Enter from the parking lot."))
    notes = dict(Meeting.objects.values_list("feed__name", "notes"))
    assert notes == {silent.name: "", "Another": "Enter from the parking lot."}


def test_a_gathering_in_two_lists_of_one_organization_is_shown_once():
    first = feed()
    second = feed(first.organization, name="Online office")
    accepted(first, *many(3))
    accepted(second, *[{**one, "slug": f"x{one['slug']}"} for one in many(4)])
    assert (len(shown(first)), len(shown(second))) == (3, 1)


def test_a_confirmed_rule_ends_when_its_words_change():
    a_feed = feed()
    accepted(a_feed, *many(4), row(9, day=1, notes="1st Monday"))
    meeting = Meeting.objects.get(feed_key="meeting-9")
    Meeting.objects.filter(pk=meeting.pk).update(weeks_confirmed=True)
    receiving.receive(
        a_feed, data(*many(4), row(9, day=1, notes="3rd Monday")), is_approved=True
    )
    meeting.refresh_from_db()
    assert (meeting.weeks, meeting.weeks_confirmed) == ([3], False)


# Who may be seen


def test_meetings_of_an_organization_that_is_not_public_are_hidden():
    a_feed = feed()
    accepted(a_feed, *many(3))
    a_feed.organization.withdraw(by=None, reason="It ended.")
    assert shown(a_feed) == []


def test_a_hidden_meeting_stays_hidden_whatever_its_list_says():
    a_feed = feed()
    accepted(a_feed, *many(3))
    Meeting.objects.filter(feed_key="meeting-1").update(is_hidden=True)
    receiving.receive(a_feed, data(*many(3)))
    assert len(shown(a_feed)) == 2


def test_a_list_older_than_twice_its_days_is_shown_no_more():
    a_feed = feed()
    accepted(a_feed, *many(3))
    a_feed.refresh_from_db()
    a_feed.confirmed_at -= 2 * a_feed.stale_after
    a_feed.save()
    assert shown(a_feed) == []
