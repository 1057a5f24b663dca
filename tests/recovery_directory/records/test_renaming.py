"""Renamed records: old slugs lead on, in addresses and in files."""

import uuid

import pytest

from evidence.models import Source
from organizations.models import Organization, TaxonomyTerm
from recovery_directory.records import format_of, revisions
from recovery_directory.records.former_slugs import FormerSlug
from tests import factories
from tests.record_files import everything, load, organization_file, refused, source_file

pytestmark = pytest.mark.django_db


def test_renaming_a_slug_leaves_the_old_one_in_the_record(tmp_path):
    data = source_file(tmp_path)
    load(tmp_path)
    (tmp_path / "sources" / "a-book.yaml").unlink()
    source_file(tmp_path, "new-book", id=data["id"])
    assert load(tmp_path)[-1] == "0 create, 1 update, 0 unchanged, 0 conflict"
    former = FormerSlug.objects.get(slug="a-book")
    assert (former.record_kind, str(former.record_id)) == ("source", data["id"])
    record = format_of(Source).read(uuid.UUID(data["id"]))
    assert record["former_slugs"] == ["a-book"]


def test_a_file_that_does_not_know_an_old_slug_does_not_take_it_away(tmp_path):
    data = source_file(tmp_path)
    load(tmp_path)
    (tmp_path / "sources" / "a-book.yaml").unlink()
    source_file(tmp_path, "new-book", id=data["id"])
    load(tmp_path)
    before = everything()
    assert load(tmp_path) == ["0 create, 0 update, 1 unchanged, 0 conflict"]
    assert everything() == before
    source_file(tmp_path, "new-book", id=data["id"], title="Another title")
    load(tmp_path)
    assert FormerSlug.objects.filter(slug="a-book").exists()


def test_a_slug_that_comes_back_is_former_no_longer(tmp_path):
    data = source_file(tmp_path)
    load(tmp_path)
    source = Source.objects.get(pk=data["id"])
    for slug in ("b-book", "a-book"):
        with revisions.change(source, by=None, action="edit"):
            source.slug = slug
            source.save()
    record = format_of(Source).read(source.pk)
    assert (record["slug"], record["former_slugs"]) == ("a-book", ["b-book"])


def test_former_slugs_in_a_new_file_are_kept(tmp_path):
    data = source_file(tmp_path, former_slugs=["older", "old"])
    load(tmp_path)
    record = format_of(Source).read(uuid.UUID(data["id"]))
    assert record["former_slugs"] == ["old", "older"]


@pytest.mark.parametrize("fields", [{}, {"former_slugs": ["a-book"]}])
def test_an_address_that_leads_to_another_record_is_taken(tmp_path, fields):
    source_file(tmp_path, former_slugs=["old"])
    load(tmp_path)
    slug = "b-book" if fields else "old"
    other = "a-book" if fields else "old"
    source_file(tmp_path, slug, **fields)
    assert refused(tmp_path) == [
        f"sources/{slug}.yaml: slug: {other} is that of sources/a-book.yaml too"
    ]


def test_a_reference_by_a_former_slug_loads_and_is_then_unchanged(tmp_path):
    renamed = factories.source(slug="old-name", published=True)
    with revisions.change(renamed, by=None, action="edit"):
        renamed.slug = "new-name"
        renamed.save()
    source_file(tmp_path, superseded_by="old-name")
    organization_file(
        tmp_path,
        citations=[{"fact": "summary", "source": "old-name"}],
        urls=[{"kind": "website", "url": "https://x.example/", "source": "old-name"}],
    )
    load(tmp_path)
    harbor = Organization.objects.get(slug="harbor")
    assert harbor.citations.get().source == renamed
    before = everything()
    assert load(tmp_path) == ["0 create, 0 update, 2 unchanged, 0 conflict"]
    assert everything() == before


def test_a_file_may_name_another_new_one_by_a_former_slug(tmp_path):
    source_file(tmp_path, "new-name", former_slugs=["old-name"])
    source_file(tmp_path, superseded_by="old-name")
    assert load(tmp_path)[-1] == "2 create, 0 update, 0 unchanged, 0 conflict"
    assert Source.objects.get(slug="a-book").superseded_by.slug == "new-name"


def test_renaming_a_record_makes_no_conflict_of_those_that_cite_it(tmp_path):
    source_file(tmp_path)
    organization_file(tmp_path, citations=[{"fact": "summary", "source": "a-book"}])
    load(tmp_path)
    source = Source.objects.get(slug="a-book")
    with revisions.change(source, by=None, action="edit"):
        source.slug = "renamed"
        source.save()
    assert load(tmp_path)[-1] == "0 create, 0 update, 1 unchanged, 1 conflict"
    organization_file(
        tmp_path,
        summary="People meet at the harbor.",
        citations=[{"fact": "summary", "source": "a-book"}],
    )
    assert load(tmp_path)[-1] == "0 create, 1 update, 0 unchanged, 1 conflict"


def test_old_slugs_of_terms_are_kept_for_each_vocabulary(tmp_path):
    for vocabulary in ("focus", "audience"):
        term = factories.term(taxonomy=vocabulary, slug="old-term")
        with revisions.change(term, by=None, action="edit"):
            term.slug = f"new-{vocabulary}"
            term.save()
    organization_file(
        tmp_path, terms=[{"term": "focus/old-term"}, {"term": "audience/old-term"}]
    )
    load(tmp_path)
    terms = TaxonomyTerm.objects.filter(organization_terms__organization__slug="harbor")
    assert {term.record_key for term in terms} == {
        "focus/new-focus",
        "audience/new-audience",
    }


def test_one_child_under_an_old_and_a_new_slug_is_refused(tmp_path):
    term = factories.term(taxonomy="focus", slug="old-term")
    with revisions.change(term, by=None, action="edit"):
        term.slug = "new-term"
        term.save()
    organization_file(
        tmp_path, terms=[{"term": "focus/new-term"}, {"term": "focus/old-term"}]
    )
    assert refused(tmp_path) == [
        "organizations/harbor.yaml: terms[2]: is the same as entry 1, by a former slug"
    ]
