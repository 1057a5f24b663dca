"""Merging: two records of one thing become one, and every way to either still leads."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from evidence.models import Source
from organizations.handouts.sheet_codes import sheet_code
from organizations.merging import merge, older_first
from organizations.models import Organization, TaxonomyTerm
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import format_of, revisions
from recovery_directory.records.revisions import Conflict, history
from tests import factories
from tests.sheets import edit

pytestmark = pytest.mark.django_db


def read(record) -> dict:
    """Return the record as it is now."""
    return format_of(type(record)).read(record.pk)


@pytest.fixture
def alcohol():
    """Return a term."""
    return factories.term(taxonomy="focus", slug="alcohol", published=True)


@pytest.fixture
def harbor(alcohol):
    """Return the record that stays."""
    return factories.organization(
        name="Harbor",
        slug="harbor",
        published=True,
        terms=[alcohol],
        urls=[{"kind": "website", "url": "https://harbor.example/"}],
    )


@pytest.fixture
def haven(alcohol):
    """Return the record that is merged into it."""
    return factories.organization(
        name="Haven",
        slug="haven",
        published=True,
        philosophy="We listen.",
        terms=[alcohol],
        urls=[
            {"kind": "website", "url": "https://harbor.example/"},
            {"kind": "app", "url": "https://haven.example/"},
        ],
        phones=[{"kind": "helpline", "number": "+1-212-555-0100"}],
    )


# What the survivor becomes


def test_the_survivor_takes_what_only_the_duplicate_states(harbor, haven, curator):
    merge(survivor=harbor, duplicate=haven, by=curator, reason="The same group.")
    assert harbor.name == "Harbor"
    assert harbor.philosophy == "We listen."
    assert [str(name) for name in harbor.alternate_names.all()] == ["Haven"]
    assert harbor.urls.count() == 2
    assert harbor.phones.count() == harbor.terms.count() == 1
    revision = history(harbor).first()
    assert (revision.action, revision.made_by) == ("merge", curator)
    assert revision.reason == "The same group."
    assert revision.record == read(harbor)


def test_a_number_that_was_verified_elsewhere_is_held_back(harbor, haven):
    looked = {"kind": "office", "verified_on": datetime.date(2026, 1, 1)}
    factories.add(haven, "phones", number="+1-212-555-0199", **looked)
    merge(survivor=harbor, duplicate=haven, by=None)
    assert harbor.phones.filter(number="+1-212-555-0199").exists()
    assert harbor.public_phones == []


def test_a_curator_chooses_between_two_values(harbor, haven):
    choices = {"name": "duplicate", "philosophy": "survivor"}
    merge(survivor=harbor, duplicate=haven, by=None, choices=choices)
    assert (harbor.name, harbor.philosophy) == ("Haven", "")
    assert [str(name) for name in harbor.alternate_names.all()] == ["Harbor"]


def test_what_belongs_together_goes_together():
    document = factories.source()
    haven = factories.organization(
        name="Haven",
        medication_stance="supportive",
        medication_document=document,
        medication_covers=["psychiatric"],
    )
    other = factories.source()
    harbor = factories.organization(
        medication_stance="restrictive", medication_document=other
    )
    merge(survivor=harbor, duplicate=haven, by=None)
    assert (harbor.medication_stance, harbor.medication_covers) == ("restrictive", [])
    lighthouse = factories.organization()
    third = factories.organization(
        medication_stance="supportive", medication_document=document
    )
    merge(survivor=lighthouse, duplicate=third, by=None)
    assert lighthouse.medication_document == document


def test_a_public_record_takes_nothing_without_a_source(harbor):
    draft = factories.organization(
        philosophy="Nobody says so.",
        urls=[{"kind": "app", "url": "https://x.example/", "source": None}],
    )
    merge(survivor=harbor, duplicate=draft, by=None)
    assert harbor.philosophy == ""
    assert harbor.urls.count() == 1
    assert list(harbor.publication_blockers()) == []


# What becomes of the duplicate


def test_the_duplicate_is_withdrawn_and_stays_readable(harbor, haven):
    before = read(haven)
    merge(survivor=harbor, duplicate=haven, by=None)
    assert haven.is_withdrawn
    assert haven.state_reason == "Merged into harbor."
    last, earlier = history(haven)[:2]
    assert (last.action, last.record) == ("merge", read(haven))
    assert earlier.record == before


def test_every_address_of_the_duplicate_leads_to_the_survivor(client, harbor, haven):
    with revisions.change(haven, by=None, action="edit"):
        haven.slug = "refuge"
        haven.save()
    code = sheet_code(haven.pk)
    merge(survivor=harbor, duplicate=haven, by=None)
    for slug in ("haven", "refuge"):
        answer = client.get(f"/organizations/{slug}/")
        assert (answer.status_code, answer.url) == (301, "/organizations/harbor/")
        answer = client.get(f"/organizations/{slug}/print/")
        assert answer.url == "/organizations/harbor/print/"
    own = f"/s/{sheet_code(harbor.pk)}/"
    assert client.get(f"/s/{code}/").url == own
    assert client.get(f"/s/{code}/2/").url == own
    assert client.get(f"/s/{code}/?discreet=1").url == f"{own}?discreet=1"
    other = factories.organization(published=True, slug="other")
    compared = client.get("/compare/?organization=refuge&organization=other")
    assert "Harbor" in compared.text
    packet = client.get(f"/handouts/?organization={code}&organization={other.slug}")
    assert packet.status_code == 200
    assert client.get(f"/organizations/{haven.slug}/").status_code == 301


def test_a_chain_of_merges_leads_to_its_end(client, harbor, haven):
    third = factories.organization(name="Third", slug="third", published=True)
    merge(survivor=haven, duplicate=third, by=None)
    merge(survivor=harbor, duplicate=haven, by=None)
    for slug in ("haven", "third"):
        assert client.get(f"/organizations/{slug}/").url == "/organizations/harbor/"
    address = f"/s/{sheet_code(third.pk)}/"
    assert client.get(address).url == f"/s/{sheet_code(harbor.pk)}/"


def test_the_duplicate_is_found_and_counted_nowhere(client, harbor, haven):
    merge(survivor=harbor, duplicate=haven, by=None)
    found = client.get("/organizations/?q=haven")
    assert [one.name for one in found.context["object_list"]] == ["Harbor"]
    assert client.get(f"/api/hsds/organizations/{haven.pk}").status_code == 404


# What named the duplicate


def test_relationships_lead_to_the_survivor_and_never_to_itself(harbor, haven):
    third = factories.organization(
        name="Third",
        relationships=[
            {"kind": "related", "other": haven},
            {"kind": "related", "other": harbor},
            {"kind": "part-of", "other": haven},
        ],
    )
    factories.add(harbor, "relationships", kind="split-from", other=haven)
    merge(survivor=harbor, duplicate=haven, by=None)
    kinds = third.relationships.order_by("kind").values_list("kind", "other__slug")
    assert list(kinds) == [("part-of", "harbor"), ("related", "harbor")]
    assert not harbor.relationships.exists()
    assert [one.action for one in history(third)] == ["merge", "edit"]


def test_proposals_that_wait_come_along(harbor, haven):
    waiting = Proposal.objects.create(
        record_kind="organization", record_id=haven.pk, origin="visitor", text="Hi"
    )
    merge(survivor=harbor, duplicate=haven, by=None)
    waiting.refresh_from_db()
    assert (waiting.record_id, waiting.base_version) == (harbor.pk, harbor.version)


def test_a_local_note_comes_along_and_none_is_lost(harbor, haven):
    note = factories.local_note(organization=haven)
    own = factories.local_note(organization=harbor)
    with pytest.raises(ValidationError, match="Both have a local note"):
        merge(survivor=harbor, duplicate=haven, by=None)
    own.delete()
    merge(survivor=harbor, duplicate=haven, by=None)
    note.refresh_from_db()
    assert note.organization == harbor


def test_merging_terms_moves_whoever_carries_them(client, alcohol, harbor):
    drink = factories.term(
        taxonomy="focus", slug="drink", name="Drink", synonyms=["booze"], published=True
    )
    edit(drink, search_words=["tequila", "rum"])
    edit(alcohol, search_words=["rum", "gin"])
    narrower = factories.term(taxonomy="focus", slug="beer", broader=drink)
    both = factories.organization(name="Both", terms=[drink, alcohol], published=True)
    merge(survivor=alcohol, duplicate=drink, by=None)
    narrower.refresh_from_db()
    assert narrower.broader == alcohol
    assert [row.term for row in both.terms.all()] == [alcohol]
    assert alcohol.synonyms == ["booze", "Drink"]
    assert alcohol.search_words == ["rum", "gin", "tequila"]
    found = client.get("/organizations/?focus=drink").context["object_list"]
    assert {one.name for one in found} == {"Both", "Harbor"}
    assert not TaxonomyTerm.objects.published().filter(pk=drink.pk).exists()


def test_a_term_merged_with_one_above_it_makes_no_circle():
    top = factories.term(taxonomy="focus", slug="top")
    middle = factories.term(taxonomy="focus", slug="middle", broader=top)
    low = factories.term(taxonomy="focus", slug="low", broader=middle)
    merge(survivor=low, duplicate=top, by=None)
    middle.refresh_from_db()
    assert (low.broader, middle.broader) == (None, low)


def test_merging_sources_moves_citations_findings_and_summaries():
    one = factories.source(title="A study", doi="")
    two = factories.source(title="A study", doi="10.1000/x")
    factories.finding(source=one, key="f001", direction="mixed")
    factories.finding(source=two, key="f001", direction="favours")
    summary = factories.evidence_summary(sources=[one, two])
    harbor = factories.organization(citations=[{"fact": "summary", "source": two}])
    merge(survivor=one, duplicate=two, by=None)
    assert one.doi == "10.1000/x"
    assert sorted(one.findings.values_list("key", flat=True)) == ["f001", "f002"]
    assert list(summary.sources.all()) == [one]
    assert harbor.citations.get().source == one
    assert Source.objects.get(pk=two.pk).doi == ""


# What is refused


def test_a_merge_is_refused_with_all_reasons(harbor, alcohol):
    other = factories.term(taxonomy="audience", slug="women")
    for pair, reason in (
        ((harbor, harbor), "one and the same record"),
        ((harbor, alcohol), "Only two organizations"),
        ((alcohol, other), "two vocabularies"),
    ):
        with pytest.raises(ValidationError, match=reason):
            merge(survivor=pair[0], duplicate=pair[1], by=None)


def test_a_record_is_merged_once(harbor, haven):
    merge(survivor=harbor, duplicate=haven, by=None)
    with pytest.raises(ValidationError, match="merged into another record already"):
        merge(survivor=haven, duplicate=harbor, by=None)


def test_a_merge_from_an_older_version_is_a_conflict(harbor, haven):
    versions = (harbor.version, haven.version)
    factories.add(haven, "urls", kind="forum", url="https://forum.example/")
    with pytest.raises(Conflict):
        merge(survivor=harbor, duplicate=haven, by=None, expected_versions=versions)
    assert Organization.objects.published().count() == 2


def test_the_public_record_and_then_the_older_one_survives(harbor, haven):
    draft = factories.organization()
    assert older_first(haven, harbor) == (harbor, haven)
    assert older_first(draft, haven) == (haven, draft)
