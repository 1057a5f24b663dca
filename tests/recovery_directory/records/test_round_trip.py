"""The record format holds everything: out, in and out again gives the same bytes."""

import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.records import format_of, formats, revisions
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.revisions import Revision
from tests import factories

pytestmark = pytest.mark.django_db

# Fields that belong to this database, not to the record.
WITHHELD = {"id", "version", "updated_at", "updated_by"}


def export(root: Path) -> dict[str, bytes]:
    """Export everything and return the content of each file by its path."""
    call_command("export_directory", root, stdout=StringIO())
    return files_below(root)


def files_below(*roots: Path) -> dict[str, bytes]:
    """Return the content of each record file by its path below its root."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for root in roots
        for path in root.rglob("*.yaml")
    }


def load(root: Path | None = None) -> str:
    """Load a folder, or the shipped directory, and return what is printed."""
    printed = StringIO()
    call_command("load_directory", *([root] if root else []), stdout=printed)
    return printed.getvalue().strip()


def empty_the_database() -> None:
    """Delete every row of the site's own tables; the test takes it back."""
    for name in ("meetings", "organizations", "evidence", "recovery_directory"):
        for model in apps.get_app_config(name).get_models(include_auto_created=True):
            model._base_manager.all()._raw_delete("default")


def shipped_files() -> dict[str, bytes]:
    """Return the files that the project ships."""
    return files_below(
        *(
            Path(apps.get_app_config(app).path) / "data"
            for app in ("organizations", "evidence")
        )
    )


# The shipped directory


def test_the_shipped_files_are_in_the_canonical_form(shipped, tmp_path):
    assert export(tmp_path) == shipped_files()


def test_the_shipped_directory_loads_again_without_a_change(shipped):
    before = Revision.objects.count()
    assert load() == f"0 create, 0 update, {len(shipped_files())} unchanged, 0 conflict"
    assert Revision.objects.count() == before == len(shipped_files())


def test_every_shipped_record_has_its_first_revision(shipped):
    for record_format in formats():
        assert {*record_format.model._base_manager.values_list("version")} == {(1,)}
        kept = Revision.objects.filter(record_kind=record_format.kind)
        stated = {record["id"]: record for record in record_format.read_all()}
        assert {str(row.record_id): row.record for row in kept} == stated


def test_export_load_into_an_empty_database_and_export_give_the_same_bytes(
    shipped, tmp_path
):
    awkward_records()
    first = export(tmp_path / "first")
    assert len(first) > len(shipped_files())
    empty_the_database()
    # Some of the awkward ones name drafts, which loading says first.
    told = load(tmp_path / "first").splitlines()[-1]
    assert told.startswith(f"{len(first)} create, 0 update")
    assert export(tmp_path / "second") == first


# Any directory


def awkward_records() -> None:
    """Make records with every kind of child and texts that are hard to write."""
    renamed = factories.source(
        title="Trailing: colon # and “quotes” – 日本語 🙂",
        authors=[{"given": "no", "family": "true"}, {"literal": "1.5"}],
        issued="1935-06",
        curator_note="one\n\n  two\n- three",
        unchecked_fields=["~", "null", "2013-01"],
        withdrawn=True,
    )
    with revisions.change(renamed, by=None, action="edit"):
        renamed.slug = "renamed-source"
        renamed.save()
    factories.finding(
        source=renamed, effect_measure="MD", estimate=1e-05, ci_low=-0.5, ci_high=1e16
    )
    summary = factories.evidence_summary(sources=[renamed], limitations=["no"])
    factories.add(
        summary,
        "ratings",
        outcome=summary.main_outcome,
        strength="strong",
        direction="mixed",
    )
    for text in ("Zulu.", "Alpha."):
        factories.add(summary, "statements", text=text, sources=[renamed])
    term = factories.term(
        taxonomy="focus", synonyms=["yes", "weed"], search_words=["no", "420"]
    )
    harbor = factories.organization(
        published=True,
        founders=["Ann", "Bob"],
        is_free=False,
        terms=[term],
        evidence_summary=summary,
        alternate_names=[{"kind": "acronym", "name": "NO"}],
        urls=[{"kind": "website", "url": "https://x.example/?a=1&b=2#c"}],
        phones=[
            {
                "kind": "helpline",
                "number": "+1-212-555-0100",
                "verified_on": "2024-02-29",
            }
        ],
        size_estimates=[
            {"metric": "groups", "value": 2**40, "scope": "worldwide"},
            {"metric": "groups", "value_text": "several", "scope": "worldwide"},
        ],
        literature=[{"title": "Second", "year": 2001}, {"title": "First"}],
        handout_texts=[
            {"language": "es", "what": "Qué es."},
            {"language": "en", "what": "What it is."},
        ],
        verifications=[
            {"verified_on": "2024-01-31", "verified_by": "A nurse", "method": "phone"}
        ],
    )
    other = factories.organization(
        relationships=[{"kind": "related", "other": harbor}], in_review=True
    )
    factories.add(harbor, "relationships", kind="related", other=other)


def test_everything_comes_back_from_files_into_an_empty_database(tmp_path):
    awkward_records()
    first = export(tmp_path / "first")
    ids = {*Organization.objects.get(published_name()).urls.values_list("pk")}
    empty_the_database()
    load(tmp_path / "first")
    assert export(tmp_path / "second") == first
    assert {*Organization.objects.get(published_name()).urls.values_list("pk")} == ids


def published_name():
    """Return the condition that finds the one published organization made here."""
    from django.db.models import Q

    return Q(alternate_names__name="NO")


def test_a_former_slug_is_exported(tmp_path):
    source = factories.source(slug="old-name")
    with revisions.change(source, by=None, action="edit"):
        source.slug = "new-name"
        source.save()
    assert b"former_slugs:\n- old-name\n" in export(tmp_path)["sources/new-name.yaml"]
    empty_the_database()
    load(tmp_path)
    assert FormerSlug.objects.get(slug="old-name").record_id == source.pk


def test_the_order_of_keys_in_a_value_is_that_of_the_format_not_of_the_database():
    source = factories.source(authors=[{"given": "John F.", "family": "Kelly"}])
    record = format_of(Source).read(source.pk)
    assert list(record["authors"][0]) == ["family", "given"]


def test_an_export_removes_only_files_that_an_export_wrote(tmp_path):
    factories.source(slug="stays")
    gone = tmp_path / "sources" / "gone.yaml"
    deeper = tmp_path / "sources" / "notes" / "mine.yaml"
    other = tmp_path / "sources" / "readme.txt"
    for path in (gone, deeper, other):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff not a record")
    (tmp_path / "sources" / "stays.yaml").write_bytes(b"\xff broken before")
    export(tmp_path)
    assert not gone.exists()
    assert deeper.exists()
    assert other.exists()
    assert b"slug: stays" in (tmp_path / "sources" / "stays.yaml").read_bytes()


def test_an_export_leaves_a_file_alone_that_is_right_already(tmp_path):
    factories.source(slug="stays")
    export(tmp_path)
    path = tmp_path / "sources" / "stays.yaml"
    path.chmod(0o444)
    before = path.stat().st_mtime_ns
    export(tmp_path)
    assert path.stat().st_mtime_ns == before


def test_an_export_to_a_place_that_is_no_folder_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_directory", tmp_path / "file")


# Completeness


def test_every_field_of_every_model_is_in_the_record_format():
    """A field added to a model is either in the format or named here as withheld."""
    for record_format in formats():
        assert stored_fields(record_format.model) == set(record_format.all_fields)
        for child in record_format.children:
            parents = {
                other.parent_name(child)
                for other in formats()
                if child in other.children
            }
            withheld = parents | ({"position"} if child.ordered else set())
            assert stored_fields(child.model) - withheld == set(child.fields)


def stored_fields(model) -> set[str]:
    """Return the fields of a model that a record could state."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {field.name for field in fields} - WITHHELD


def test_every_model_of_both_apps_belongs_to_a_record():
    kept = {record_format.model for record_format in formats()}
    kept |= {child.model for record in formats() for child in record.children}
    of_this_copy = {"CrisisPhrase", "LocalNote", "NotDuplicate", "ShortAnswer"}
    derived = {"SearchToken", "FacetValue"} | of_this_copy
    for name in ("organizations", "evidence"):
        for model in apps.get_app_config(name).get_models():
            assert model in kept or model.__name__ in derived


def test_reading_costs_no_more_queries_for_more_records():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for record_format in formats():
                list(record_format.read_all())
        return len(captured)

    awkward_records()
    few = queries()
    for _number in range(3):
        factories.finding()
        factories.organization(published=True, terms=[factories.term()])
    assert queries() == few


def test_a_child_has_an_id_made_of_its_record_and_key():
    harbor = factories.organization(id=uuid.UUID(int=1))
    link = factories.add(harbor, "urls", kind="website", url="https://x.example/")
    expected = uuid.uuid5(uuid.UUID(int=1), "urls/website/https://x.example/")
    assert link.pk == expected
