"""Planning and applying: what loading files does to the records that are here."""

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.records import revisions
from recovery_directory.records.applying import apply
from recovery_directory.records.parsing import parse_directory
from recovery_directory.records.planning import Step, plan
from recovery_directory.records.problems import RefusedFiles
from tests import factories
from tests.record_files import (
    everything,
    export_one,
    load,
    organization_file,
    record_file,
    refused,
    source_file,
)

pytestmark = pytest.mark.django_db


# Create, unchanged, update


def test_a_new_record_is_created_in_the_state_of_its_file(tmp_path):
    data = source_file(tmp_path)
    assert load(tmp_path) == [
        "create: sources/a-book.yaml",
        "1 create, 0 update, 0 unchanged, 0 conflict",
    ]
    source = Source.objects.get(pk=data["id"])
    assert (source.is_published, source.version) == (True, 1)
    [revision] = revisions.history(source)
    assert (revision.action, revision.made_by, revision.record) == ("load", None, data)


def test_loading_twice_changes_nothing(tmp_path):
    factories.term(taxonomy="focus", slug="alcohol")
    source_file(tmp_path)
    organization_file(tmp_path, terms=[{"term": "focus/alcohol", "source": "a-book"}])
    load(tmp_path)
    before = everything()
    assert load(tmp_path) == ["0 create, 0 update, 2 unchanged, 0 conflict"]
    assert everything() == before


def test_a_changed_file_updates_its_record_as_one_revision(tmp_path):
    organization_file(
        tmp_path,
        literature=[{"title": "One"}, {"title": "Two"}],
        urls=[{"kind": "website", "url": "https://old.example.org/"}],
    )
    load(tmp_path)
    data = organization_file(
        tmp_path,
        literature=[{"title": "Two"}, {"title": "Three"}],
        founders=["Ann"],
    )
    assert load(tmp_path)[-1] == "0 create, 1 update, 0 unchanged, 0 conflict"
    harbor = Organization.objects.get(slug="harbor")
    assert [item.title for item in harbor.literature.all()] == ["Two", "Three"]
    assert not harbor.urls.exists()
    assert harbor.version == 2
    last = revisions.history(harbor).first()
    assert last.record == data | {"publication_state": "draft"}


def test_a_child_keeps_its_id_when_its_details_change(tmp_path):
    link = {"kind": "website", "url": "https://example.org/"}
    organization_file(tmp_path, urls=[link])
    load(tmp_path)
    before = Organization.objects.get(slug="harbor").urls.get()
    organization_file(tmp_path, urls=[link | {"label": "Home"}])
    load(tmp_path)
    after = Organization.objects.get(slug="harbor").urls.get()
    assert (after.pk, after.label) == (before.pk, "Home")


def test_a_dry_run_says_what_would_happen_and_changes_nothing(tmp_path):
    record = factories.source(title="Here")
    export_one(tmp_path, record)
    source_file(tmp_path)
    before = everything()
    assert load(tmp_path, dry_run=True) == [
        "create: sources/a-book.yaml",
        "would: 1 create, 0 update, 1 unchanged, 0 conflict",
    ]
    assert everything() == before


def test_a_dry_run_lets_the_database_have_its_say(tmp_path):
    organization_file(tmp_path, meeting_minutes_min=90, meeting_minutes_max=60)
    with pytest.raises(CommandError, match="cannot be longer than the longest"):
        load(tmp_path, dry_run=True)


def test_new_records_may_refer_to_each_other_in_a_circle(tmp_path):
    source_file(tmp_path, "first", superseded_by="second")
    source_file(tmp_path, "second", superseded_by="first")
    for slug, other in (("harbor", "lighthouse"), ("lighthouse", "harbor")):
        organization_file(
            tmp_path, slug, relationships=[{"kind": "related", "other": other}]
        )
    assert load(tmp_path)[-1] == "4 create, 0 update, 0 unchanged, 0 conflict"
    lighthouse = Organization.objects.get(slug="lighthouse")
    assert lighthouse.relationships.get().other.slug == "harbor"
    assert Source.objects.get(slug="first").superseded_by.superseded_by.slug == "first"


# Conflicts


def test_a_record_changed_here_since_loading_is_a_conflict_and_kept(tmp_path):
    source_file(tmp_path)
    source_file(tmp_path, "b-book")
    load(tmp_path)
    source = Source.objects.get(slug="a-book")
    with revisions.change(source, by=None, action="edit"):
        source.title = "Changed by a curator"
        source.save()
    source_file(tmp_path, title="Changed in the file")
    source_file(tmp_path, "b-book", title="Changed in the file")
    assert load(tmp_path) == [
        (
            "conflict: sources/a-book.yaml: changed here since it was loaded; "
            "the record here was kept"
        ),
        "update: sources/b-book.yaml",
        "0 create, 1 update, 0 unchanged, 1 conflict",
    ]
    source.refresh_from_db()
    assert (source.title, source.version) == ("Changed by a curator", 2)
    assert Source.objects.get(slug="b-book").title == "Changed in the file"


def test_a_record_made_here_is_not_overwritten_by_a_file_of_its_id(tmp_path):
    record = factories.source(title="Here")
    data = export_one(tmp_path, record)
    record_file(tmp_path, "sources", **data | {"title": "In the file"})
    assert load(tmp_path)[-1] == "0 create, 0 update, 0 unchanged, 1 conflict"
    record.refresh_from_db()
    assert record.title == "Here"


def test_a_change_that_was_taken_back_is_no_conflict(tmp_path):
    data = source_file(tmp_path)
    load(tmp_path)
    source = Source.objects.get(slug="a-book")
    for title in ("Changed by a curator", data["title"]):
        with revisions.change(source, by=None, action="edit"):
            source.title = title
            source.save()
    source_file(tmp_path, title="Changed in the file")
    assert load(tmp_path)[-1] == "0 create, 1 update, 0 unchanged, 0 conflict"


def test_a_value_that_a_conflict_keeps_is_taken(tmp_path):
    source_file(tmp_path)
    load(tmp_path)
    source = Source.objects.get(slug="a-book")
    with revisions.change(source, by=None, action="edit"):
        source.doi = "10.1000/kept"
        source.save()
    source_file(tmp_path, title="Changed in the file")
    source_file(tmp_path, "b-book", doi="10.1000/kept")
    assert refused(tmp_path) == [
        "sources/b-book.yaml: doi: 10.1000/kept is that of sources/a-book.yaml too"
    ]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_record_changed_between_plan_and_apply_is_not_overwritten(tmp_path, is_new):
    data = source_file(tmp_path)
    if not is_new:
        load(tmp_path)
        source_file(tmp_path, title="Changed in the file")
    planned = plan(parse_directory(tmp_path))
    source = Source(**data) if is_new else Source.objects.get(slug="a-book")
    with revisions.change(source, by=None, action="edit"):
        source.title = "Changed by a curator"
        source.save()
    with pytest.raises(RefusedFiles, match="changed this record just now; load again"):
        apply(planned)
    source.refresh_from_db()
    assert source.title == "Changed by a curator"


# How


def test_planning_costs_no_more_queries_for_more_records(
    tmp_path, django_assert_num_queries
):
    source_file(tmp_path)
    parsed = parse_directory(tmp_path)
    with CaptureQueriesContext(connection) as one:
        plan(parsed)
    for number in range(10):
        source_file(tmp_path, f"book-{number}")
    parsed = parse_directory(tmp_path)
    with django_assert_num_queries(len(one)):
        assert {entry.step for entry in plan(parsed)} == {Step.CREATE}
