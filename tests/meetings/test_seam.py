"""Between organizations and their meetings: one provider, and no word in any record."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from meetings.models import Feed, Meeting
from organizations import meeting_lists
from organizations.merging import merge
from organizations.models import Organization
from recovery_directory.records import revisions
from recovery_directory.records.revisions import Revision
from recovery_directory.web import data_version
from tests import factories
from tests.everything_public import answers_about, unpacked
from tests.meetings.lists_of_meetings import accepted, feed, many, row

pytestmark = pytest.mark.django_db

SENTINEL = "Xanthippe"


def counts() -> dict:
    """Return how many meetings organizations are told of, by slug."""
    slugs = dict(Organization.objects.values_list("pk", "slug"))
    return {slugs[pk]: count for pk, count in meeting_lists.counts().items()}


@pytest.fixture
def harbor():
    return factories.organization(slug="harbor", name="Harbor", published=True)


@pytest.fixture
def haven():
    return factories.organization(slug="haven", name="Haven", published=True)


def test_an_organization_is_told_how_many_meetings_it_has_to_show(harbor, haven):
    accepted(feed(harbor), *many(5))
    Meeting.objects.filter(feed_key="meeting-1").update(is_hidden=True)
    assert counts() == {"harbor": 4}


def test_a_withdrawn_organization_hides_its_meetings(harbor):
    accepted(feed(harbor), *many(3))
    before = data_version.fresh()
    harbor.withdraw(by=None, reason="It ended.")
    assert counts() == {}
    assert data_version.fresh() != before
    harbor.restore(by=None)
    harbor.publish(by=None)
    assert counts() == {"harbor": 3}


def test_the_lists_of_a_merged_organization_follow_it(harbor, haven):
    accepted(feed(harbor), *many(3))
    accepted(feed(haven, name="Other office"), row(20), row(21))
    before = data_version.fresh()
    merge(survivor=harbor, duplicate=haven, by=None)
    assert counts() == {"harbor": 5}
    assert data_version.fresh() != before


def test_two_lists_of_one_name_become_two_of_the_survivor(harbor, haven):
    accepted(feed(harbor), *many(3))
    accepted(feed(haven), *many(4))
    merge(survivor=harbor, duplicate=haven, by=None)
    assert set(Feed.objects.values_list("organization__slug", flat=True)) == {"harbor"}
    # What both lists have is shown once.
    assert counts() == {"harbor": 4}


def test_the_meetings_of_a_merged_term_follow_it():
    women = factories.term(taxonomy="audience", slug="women", published=True)
    ladies = factories.term(taxonomy="audience", slug="ladies", published=True)
    accepted(feed(), *many(3))
    first, second, third = Meeting.objects.order_by("feed_key")
    first.terms.set([ladies])
    second.terms.set([ladies, women])
    merge(survivor=women, duplicate=ladies, by=None)
    told = [list(one.terms.all()) for one in (first, second, third)]
    assert told == [[women], [women], []]


def test_deleting_an_organization_takes_its_lists_along():
    draft = factories.organization()
    accepted(feed(draft), *many(3))
    revisions.remove(draft, by=None)
    assert not Feed.objects.exists()
    assert not Meeting.objects.exists()


def test_a_gathering_is_shown_by_the_second_list_once_the_first_is_too_old(harbor):
    first, second = feed(harbor), feed(harbor, name="Other office")
    for one in (first, second):
        accepted(one, *many(3))
    assert counts() == {"harbor": 3}
    shown = Meeting.objects.shown(timezone.now())
    assert set(shown.values_list("feed", flat=True)) == {first.pk}
    Feed.objects.filter(pk=first.pk).update(hidden_at=timezone.now())
    assert set(shown.values_list("feed", flat=True)) == {first.pk}
    shown = Meeting.objects.shown(timezone.now())
    assert set(shown.values_list("feed", flat=True)) == {second.pk}


def test_what_is_hidden_in_one_list_is_hidden_in_all(harbor):
    first, second = feed(harbor), feed(harbor, name="Other office")
    for one in (first, second, first):
        accepted(one, *many(3))
    Meeting.objects.filter(feed=first, feed_key="meeting-1").update(is_hidden=True)
    accepted(second, *many(3))
    assert counts() == {"harbor": 2}


def test_no_meeting_is_in_any_record_dump_or_answer(client, harbor, tmp_path):
    a_feed = feed(harbor, name=f"{SENTINEL} office", attribution=SENTINEL)
    accepted(a_feed, row(1, name=f"{SENTINEL} group", group=SENTINEL))
    assert counts() == {"harbor": 1}
    asked = answers_about(harbor, client)
    assert any(where.startswith("/api/hsds/organizations/") for where, _body in asked)
    for where, body in asked:
        assert SENTINEL.lower().encode() not in unpacked(body).lower(), where
    call_command("export_directory", tmp_path, stdout=io.StringIO())
    files = [path.read_text() for path in tmp_path.rglob("*.yaml")]
    assert len(files) > 1
    assert not [text for text in files if SENTINEL in text]
    before = Revision.objects.count()
    harbor.withdraw(by=None, reason="Listed twice.")
    assert Revision.objects.count() == before + 1
    assert not [kept for kept in Revision.objects.all() if SENTINEL in str(kept.record)]
