"""Reverting: a record becomes again what a revision says, with all that is in it."""

import pytest

from evidence.models import EvidenceSummary, Source
from organizations.merging import merge
from organizations.models import Organization, TaxonomyTerm
from recovery_directory.records import format_of, formats, revisions
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.reverting import (
    problems_of_reverting,
    reversion,
    revert,
)
from recovery_directory.records.revisions import (
    Action,
    Conflict,
    history,
)
from tests import factories

pytestmark = pytest.mark.django_db


def change(record, **fields):
    """Change fields of a record as one revision."""
    with revisions.change(record, by=None, action=Action.EDIT):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def back(record, number: int, **options):
    """Revert a record to one of its revisions and return it."""
    revision = history(record).get(number=number)
    options = {"by": None, "reason": "It was right."} | options
    return revert(format_of(type(record)), revision, **options)


def read(record) -> dict:
    """Return the record as it stands."""
    return format_of(type(record)).read(record.pk)


def refusal(record, number: int) -> str:
    """Return everything that stands against reverting, and see that nothing is done."""
    before, versions = read(record), history(record).count()
    revision = history(record).get(number=number)
    announced = problems_of_reverting(format_of(type(record)), revision)
    with pytest.raises(RefusedFiles) as refused:
        back(record, number)
    assert refused.value.problems == announced
    assert (read(record), history(record).count()) == (before, versions)
    return str(refused.value)


# What comes back


def test_fields_and_rows_and_lists_come_back_as_a_new_revision(curator):
    harbor = factories.organization(
        founders=["Ann"],
        urls=[{"kind": "website", "url": "https://a.example", "label": "A"}],
        literature=[{"title": "First"}, {"title": "Second"}],
        terms=[factories.term()],
    )
    then = read(harbor)
    change(harbor, founders=[], summary="Changed.", founded="1999")
    with revisions.change(harbor, by=None, action=Action.EDIT):
        harbor.urls.all().delete()
        harbor.terms.all().delete()
        harbor.literature.filter(title="First").delete()
    factories.add(harbor, "urls", kind="forum", url="https://b.example")
    back(harbor, 1, by=curator, reason="Undone.")
    assert read(harbor) == then
    latest = history(harbor)[0]
    assert (latest.number, latest.action, latest.made_by) == (5, "revert", curator)
    assert latest.reason == "Undone."
    assert latest.record == then


def test_lists_of_other_records_come_back():
    summary = factories.evidence_summary(sources=[factories.source()])
    then = read(summary)
    with revisions.change(summary, by=None, action=Action.EDIT):
        summary.sources.clear()
    back(summary, 1)
    assert read(summary) == then


KINDS = {record_format.kind: record_format for record_format in formats()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_can_be_reverted(kind):
    make = {
        "taxonomyterm": "term",
        "evidencesummary": "evidence_summary",
        "organizationtype": "organization_type",
        "governancestyle": "governance_style",
    }.get(kind, kind)
    record = getattr(factories, make)()
    then = read(record)
    name = next(one for one in ("name", "title", "heading") if one in then)
    change(record, **{name: "Changed"})
    record.submit(by=None)
    back(record, 1)
    assert read(record) == then
    assert [one.action for one in history(record)][0] == "revert"


def test_reverting_to_what_is_there_is_no_revision():
    source = factories.source()
    back(source, 1)
    assert history(source).count() == 1


def test_a_record_that_moved_on_is_not_reverted():
    source = factories.source(title="A book")
    change(source, title="Another")
    with pytest.raises(Conflict):
        back(source, 1, expected_version=1)
    assert read(source)["title"] == "Another"


# Other records that are called something else now


def test_a_renamed_record_is_named_as_it_is_called_now():
    source = factories.source(slug="old-name")
    harbor = factories.organization(citations=[{"fact": "summary", "source": source}])
    change(harbor, summary="Changed.")
    change(source, slug="new-name")
    back(harbor, 1)
    assert read(harbor)["citations"][0]["source"] == "new-name"


def test_rows_that_became_the_same_by_a_merge_are_one():
    sources = [factories.source(slug=slug) for slug in ("survivor", "duplicate")]
    harbor = factories.organization(
        citations=[{"fact": "summary", "source": source} for source in sources]
    )
    with revisions.change(harbor, by=None, action=Action.EDIT):
        harbor.citations.all().delete()
    merge(survivor=sources[0], duplicate=sources[1], by=None)
    back(harbor, 1)
    assert [row["source"] for row in read(harbor)["citations"]] == ["survivor"]


def test_what_would_name_the_record_itself_since_a_merge_is_left_out_and_named():
    other = factories.organization(slug="other")
    harbor = factories.organization(
        relationships=[
            {"kind": "related", "other": other},
            {"kind": "related", "other_name": "Lighthouse"},
        ]
    )
    with revisions.change(harbor, by=None, action=Action.EDIT):
        harbor.relationships.all().delete()
    merge(survivor=harbor, duplicate=other, by=None)
    wanted = reversion(
        format_of(Organization), history(harbor).get(number=1), read(harbor)
    )
    assert [problem.field for problem in wanted.left_out] == ["relationships[2].other"]
    back(harbor, 1)
    assert [row["other_name"] for row in read(harbor)["relationships"]] == [
        "Lighthouse"
    ]
    assert "other" in read(harbor)["former_slugs"]
    assert not Organization.objects.filter(slug="other").exists()


def test_a_term_below_one_that_was_merged_into_it_stands_alone():
    broader = factories.term(taxonomy="focus", slug="broader")
    term = factories.term(taxonomy="focus", slug="term", broader=broader)
    change(term, broader=None)
    merge(survivor=term, duplicate=broader, by=None)
    back(term, 1)
    assert "broader" not in read(term)


def test_a_referenced_record_that_is_gone_is_named():
    source = factories.source(slug="gone")
    harbor = factories.organization(citations=[{"fact": "summary", "source": source}])
    with revisions.change(harbor, by=None, action=Action.EDIT):
        harbor.citations.all().delete()
    revisions.remove(source, by=None)
    assert "there is no source 'gone'" in refusal(harbor, 1)


# Addresses


def test_every_former_address_goes_on_leading_here():
    source = factories.source(slug="first")
    change(source, slug="second")
    change(source, slug="third")
    back(source, 1)
    record = read(source)
    assert record["slug"] == "first"
    assert record["former_slugs"] == ["second", "third"]
    assert set(FormerSlug.objects.values_list("slug", flat=True)) == {"second", "third"}
    back(source, 3)
    assert read(source)["former_slugs"] == ["first", "second"]


def test_an_address_that_another_record_has_is_in_the_way():
    source = factories.source(slug="first")
    change(source, slug="second")
    FormerSlug.objects.all().delete()
    factories.source(slug="first")
    assert "first is that of record first here too" in refusal(source, 1)


def test_every_problem_is_said_at_once():
    source = factories.source(slug="first", doi="10.1000/a")
    gone = factories.source(slug="gone")
    change(source, superseded_by=gone)
    change(source, slug="second", doi="", superseded_by=None)
    FormerSlug.objects.all().delete()
    factories.source(slug="first", doi="10.1000/a")
    revisions.remove(gone, by=None)
    said = refusal(source, 2)
    assert "first is that of" in said
    assert "there is no source 'gone'" in said


# States


def test_the_state_comes_back_too():
    harbor = factories.organization(published=True)
    back(harbor, 1)
    harbor.refresh_from_db()
    assert harbor.publication_state == "draft"


def test_a_withdrawn_record_comes_back_to_the_public():
    harbor = factories.organization(withdrawn=True)
    back(harbor, 2)
    assert Organization.objects.published().get() == harbor
    assert "state_reason" not in read(harbor)


def test_what_returns_to_the_public_meets_what_publishing_asks_for():
    harbor = factories.organization(published=True)
    with revisions.change(harbor, by=None, action=Action.EDIT):
        harbor.citations.all().delete()
        harbor.how_to_start = ""
        harbor.save()
    harbor.withdraw(by=None, reason="Too little is known.")
    said = refusal(harbor, 3)
    harbor.refresh_from_db()
    blockers = list(harbor.publication_blockers())
    assert len(blockers) > 1
    for blocker in blockers:
        assert str(blocker) in said


# Older formats and deleted records


def test_a_field_that_records_no_longer_have_does_not_come_back_and_is_named():
    source = factories.source(title="A book")
    first = history(source).get()
    first.record["mood"] = "calm"
    first.save()
    change(source, title="Another")
    wanted = reversion(format_of(Source), first, read(source))
    assert [problem.field for problem in wanted.left_out] == ["mood"]
    assert "calm" in wanted.left_out[0].reason
    back(source, 1)
    assert read(source)["title"] == "A book"


def test_a_deleted_record_keeps_its_history_and_comes_back(curator):
    term = factories.term(taxonomy="focus", slug="pills")
    change(term, slug="tablets", definition="Medicines as tablets.")
    then = read(term)
    pk, version = term.pk, term.version
    revisions.remove(term, by=curator)
    assert not TaxonomyTerm.objects.filter(pk=pk).exists()
    assert not FormerSlug.objects.exists()
    gone = TaxonomyTerm(pk=pk)
    assert [one.action for one in history(gone)] == ["delete", "edit", "edit"]
    assert history(gone)[0].made_by == curator
    term = back(gone, version, expected_version=0)
    assert read(term) == then
    assert (str(term.pk), term.version) == (str(pk), 4)
    assert history(term)[0].action == "revert"


def test_a_record_deleted_meanwhile_is_a_conflict():
    summary = factories.evidence_summary()
    pk = summary.pk
    change(summary, title="Changed")
    revisions.remove(summary, by=None)
    with pytest.raises(Conflict):
        back(EvidenceSummary(pk=pk), 1, expected_version=2)


# What nobody was asked for then


def test_a_public_version_that_nobody_asked_whom_it_is_for_comes_back_with_todays():
    harbor = factories.organization(published=True, summary="First words.")
    older = history(harbor).get(number=2)
    del older.record["is_for"]
    older.save()
    change(harbor, summary="Other words.")
    assert back(harbor, 2).summary == "First words."
    assert read(harbor)["is_for"] == "person"


def test_a_version_that_was_not_public_comes_back_as_it_was():
    harbor = factories.organization(summary="First words.", is_for="")
    change(harbor, summary="Other words.", is_for="family")
    back(harbor, 1)
    assert "is_for" not in read(harbor)
