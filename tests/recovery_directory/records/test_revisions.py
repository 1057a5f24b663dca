"""Revisions: one change leaves the whole record once, and nothing is overwritten."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evidence.models import Source
from organizations.models import Url
from recovery_directory.records import format_of, revisions
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.revisions import (
    Action,
    Conflict,
    Revision,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    """Return a source at version 1."""
    return factories.source(slug="a-book", title="A book")


def change_title(source, title, **options):
    """Change the title of a source."""
    options = {"by": None, "action": Action.EDIT} | options
    with revisions.change(source, **options):
        source.title = title
        source.save()


def versions(record) -> list[int]:
    """Return the numbers of the revisions of a record, newest first."""
    return [revision.number for revision in revisions.history(record)]


# One change, one revision


def test_a_new_record_has_revision_one(source):
    [revision] = revisions.history(source)
    assert (revision.number, source.version) == (1, 1)
    assert revision.record == format_of(Source).read(source.pk)


def test_a_change_keeps_who_when_why_and_how(source, curator):
    change_title(source, "Another", by=curator, reason="The cover says so.")
    revision = revisions.history(source).first()
    assert (revision.number, revision.made_by) == (2, curator)
    assert (revision.action, revision.reason) == ("edit", "The cover says so.")
    source.refresh_from_db()
    assert (source.version, source.updated_by) == (2, curator)
    assert source.updated_at == revision.made_at


def test_a_revision_holds_the_record_as_it_then_stood(source):
    change_title(source, "Another")
    titles = [revision.record["title"] for revision in revisions.history(source)]
    assert titles == ["Another", "A book"]


def test_nothing_is_written_when_nothing_changed(source):
    change_title(source, "A book")
    assert versions(source) == [1]
    source.refresh_from_db()
    assert source.version == 1


def test_children_belong_to_the_revision():
    harbor = factories.organization()
    with revisions.change(harbor, by=None, action=Action.EDIT):
        for path in ("one", "two"):
            url = f"https://x.example/{path}"
            Url.objects.create(organization=harbor, kind="website", url=url)
        harbor.summary = "People meet at the harbor."
        harbor.save()
    assert versions(harbor) == [2, 1]
    record = revisions.history(harbor).first().record
    assert [row["url"] for row in record["urls"]] == [
        "https://x.example/one",
        "https://x.example/two",
    ]


def test_a_child_taken_away_is_a_change():
    harbor = factories.organization(
        urls=[{"kind": "website", "url": "https://x.example/"}]
    )
    with revisions.change(harbor, by=None, action=Action.EDIT):
        harbor.urls.all().delete()
    assert versions(harbor) == [2, 1]
    assert "urls" not in revisions.history(harbor).first().record


def test_lists_of_other_records_belong_to_the_revision(source):
    summary = factories.evidence_summary()
    with revisions.change(summary, by=None, action=Action.EDIT):
        summary.sources.set([source])
    assert revisions.history(summary).first().record["sources"] == ["a-book"]


def test_a_change_inside_a_change_is_not_kept_twice(source):
    with revisions.change(source, by=None, action=Action.EDIT):
        change_title(source, "Inside")
    assert versions(source) == [2, 1]


def test_a_change_that_goes_on_after_one_inside_it_is_numbered_on(source):
    with revisions.change(source, by=None, action=Action.EDIT):
        change_title(source, "Inside")
        source.title = "Outside"
        source.save()
    assert versions(source) == [3, 2, 1]


def test_renaming_another_record_is_no_change_of_those_that_name_it(source):
    harbor = factories.organization(citations=[{"fact": "summary", "source": source}])
    with revisions.change(source, by=None, action=Action.EDIT):
        source.slug = "renamed"
        source.save()
    with revisions.change(harbor, by=None, action=Action.EDIT):
        harbor.save()
    assert versions(harbor) == [1]


def test_a_long_reason_is_cut(source):
    change_title(source, "Another", reason="x" * 500)
    assert len(revisions.history(source).first().reason) == 300


def test_what_fails_inside_a_change_leaves_nothing(source):
    def fail_half_way():
        with revisions.change(source, by=None, action=Action.EDIT):
            source.title = "Half done"
            source.save()
            raise ValidationError("no")

    with pytest.raises(ValidationError):
        fail_half_way()
    source.refresh_from_db()
    assert (source.title, versions(source)) == ("A book", [1])


def test_the_history_survives_the_person_who_made_it(source, curator):
    change_title(source, "Another", by=curator)
    curator.delete()
    assert revisions.history(source).first().made_by is None


# Conflicts


def test_a_change_from_the_present_version_is_kept(source):
    change_title(source, "Another", expected_version=1)
    assert versions(source) == [2, 1]


def test_a_change_from_an_older_version_is_refused_and_writes_nothing(source):
    stale = Source.objects.get(pk=source.pk)
    change_title(source, "First")
    with pytest.raises(Conflict) as refusal:
        change_title(stale, "Second", expected_version=1)
    assert (refusal.value.expected, refusal.value.found) == (1, 2)
    assert "at version 2; this change was made from version 1" in str(refusal.value)
    source.refresh_from_db()
    assert (source.title, versions(source)) == ("First", [2, 1])


def test_a_new_record_is_expected_at_version_zero():
    source = Source(slug="new", kind="book", title="New")
    change_title(source, "New", expected_version=0)
    assert source.version == 1
    other = Source(slug="newer", kind="book", title="Newer")
    with pytest.raises(Conflict):
        change_title(other, "Newer", expected_version=3)
    assert not Source.objects.filter(slug="newer").exists()


def test_two_revisions_never_have_one_number(source):
    [first] = revisions.history(source)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()


def test_an_unknown_action_is_refused_by_the_database(source):
    with pytest.raises(IntegrityError), transaction.atomic():
        change_title(source, "Another", action="whim")


# Former slugs


def test_a_new_slug_leaves_the_old_one(source):
    with revisions.change(source, by=None, action=Action.EDIT):
        source.slug = "new-name"
        source.save()
    former = FormerSlug.objects.get()
    assert (former.record_kind, former.slug) == ("source", "a-book")
    assert former.record_id == source.pk
    assert revisions.history(source).first().record["former_slugs"] == ["a-book"]


def test_every_former_slug_leads_to_the_record_at_once(source):
    for slug in ("second", "third"):
        with revisions.change(source, by=None, action=Action.EDIT):
            source.slug = slug
            source.save()
    slugs = FormerSlug.objects.filter(record_id=source.pk)
    assert {former.slug for former in slugs} == {"a-book", "second"}


def test_one_slug_may_be_former_in_two_kinds_of_record(source):
    kind = factories.organization_type(slug="a-book")
    for record in (source, kind):
        with revisions.change(record, by=None, action=Action.EDIT):
            record.slug = "new-name"
            record.save()
    assert FormerSlug.objects.filter(slug="a-book").count() == 2


def test_an_old_slug_of_a_term_is_kept_with_its_vocabulary():
    for vocabulary in ("focus", "audience"):
        term = factories.term(taxonomy=vocabulary, slug="old")
        with revisions.change(term, by=None, action=Action.EDIT):
            term.slug = "new"
            term.save()
    assert {former.slug for former in FormerSlug.objects.all()} == {
        "audience/old",
        "focus/old",
    }


def test_the_old_address_of_another_record_cannot_be_taken(source):
    with revisions.change(source, by=None, action=Action.EDIT):
        source.slug = "new-name"
        source.save()
    with pytest.raises(ValidationError, match="old address of another record"):
        factories.source(slug="a-book")
    source.slug = "a-book"
    source.full_clean()


def test_a_revision_and_a_former_slug_say_what_they_are(source):
    assert str(Revision.objects.get()) == "source a-book, version 1"
    assert str(FormerSlug(slug="old")) == "old"
