"""No row of a record is written in bulk past its history."""

import pytest
from django.db import models, transaction

from evidence.models import Source
from organizations.models import Url
from recovery_directory.records import formats, revisions
from recovery_directory.records.revisions import Revision
from recovery_directory.records.write_guard import (
    GuardedQuerySet,
    UntrackedWrite,
)
from tests import factories

pytestmark = pytest.mark.django_db

CURATED = sorted(
    {Revision}
    | {record_format.model for record_format in formats()}
    | {child.model for record_format in formats() for child in record_format.children},
    key=lambda model: model.__name__,
)
WRITES = {
    "update": lambda rows: rows.update(pk=None),
    "delete": lambda rows: rows.delete(),
    "bulk_create": lambda rows: rows.bulk_create([]),
    "bulk_update": lambda rows: rows.bulk_update([], ["id"]),
}


def test_all_kinds_of_records_and_rows_are_walked():
    assert len(CURATED) > 20


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("model", CURATED, ids=lambda model: model.__name__)
def test_bulk_writes_outside_a_change_are_refused(model, write):
    assert isinstance(model._default_manager.get_queryset(), GuardedQuerySet)
    for rows in (model.objects, model.objects.all(), model.objects.none()):
        if not hasattr(rows, write):
            continue
        with pytest.raises(UntrackedWrite, match="would leave no revision"):
            WRITES[write](rows)


@pytest.mark.parametrize("model", CURATED, ids=lambda model: model.__name__)
def test_every_manager_of_a_curated_model_is_guarded(model):
    for manager in model._meta.managers:
        assert isinstance(manager.get_queryset(), GuardedQuerySet), manager.name


def test_rows_of_a_record_are_guarded_too():
    harbor = factories.organization()
    factories.add(harbor, "phones", number="+1-212-555-0100", kind="office")
    with pytest.raises(UntrackedWrite):
        harbor.phones.update(verified_on="2026-01-01")
    with pytest.raises(UntrackedWrite):
        harbor.phones.all().delete()
    assert harbor.phones.get().verified_on is None


LISTS = [
    (model, field.name) for model in CURATED for field in model._meta.local_many_to_many
]


def test_there_are_lists_of_other_records():
    assert len(LISTS) > 2


@pytest.mark.parametrize(("model", "name"), LISTS)
def test_lists_of_other_records_are_guarded_too(model, name):
    through = model._meta.get_field(name).remote_field.through
    assert isinstance(through._default_manager.get_queryset(), GuardedQuerySet)


def test_a_list_of_other_records_changes_inside_a_change_only():
    summary = factories.evidence_summary(sources=[factories.source()])
    for change in (
        lambda: summary.sources.add(factories.source()),
        lambda: summary.sources.set([]),
        summary.sources.clear,
    ):
        with pytest.raises(UntrackedWrite), transaction.atomic():
            change()
    assert summary.sources.count() == 1


def test_inside_a_change_rows_are_written_and_kept():
    harbor = factories.organization()
    with revisions.change(harbor, by=None, action="edit"):
        for number in ("+1-212-555-0100", "+1-212-555-0101"):
            factories._add(harbor, "phones", {"number": number, "kind": "office"})
        harbor.phones.update(description="Office hours")
    record = revisions.history(harbor)[0].record
    assert [row["description"] for row in record["phones"]] == ["Office hours"] * 2


def test_the_guard_closes_where_a_change_failed():
    source = factories.source()
    with (
        pytest.raises(ValueError, match="no"),
        revisions.change(source, by=None, action="edit"),
    ):
        raise ValueError("no")
    with pytest.raises(UntrackedWrite):
        Source.objects.update(title="Changed")


def test_what_is_rehearsed_is_taken_back():
    source = factories.source(title="A book")
    with transaction.atomic():
        with revisions.rehearsal():
            Source.objects.update(title="Changed")
            assert Source.objects.get().title == "Changed"
        assert Source.objects.get().title == "A book"
    assert revisions.history(source).count() == 1


def test_reading_is_free():
    assert not Url.objects.filter(kind="website").exists()
    assert issubclass(GuardedQuerySet, models.QuerySet)
