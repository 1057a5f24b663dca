"""The catalog: it holds what the database says, and notices every change."""

import random

import pytest
from django.http import QueryDict

from organizations.catalog import loading
from organizations.catalog.bits import bits_of, numbers_in
from organizations.catalog.snapshot import Catalog
from organizations.listing.list_query import ListQuery
from organizations.search.indexing import reindex_all
from recovery_directory.records import revisions
from tests import factories

pytestmark = pytest.mark.django_db


def listed(query: str = "") -> list[str]:
    """Return the slugs of a list, in order, as its page shows them."""
    return [one.slug for one in ListQuery(QueryDict(query)).results[:100]]


def counted(facet: str, value: str) -> int:
    """Return how many organizations the list counts for a value."""
    found = {one.name: one for one in ListQuery(QueryDict()).facets}[facet]
    return {option.value: option.count for option in found.options}.get(value, 0)


def held_and_read() -> tuple[dict, dict]:
    """Return what the held catalog says of everybody, and what a new one says."""
    return said_by(loading.current()), said_by(loading.read())


def said_by(catalog: Catalog) -> dict:
    """Return everything that a catalog says, without the numbers it gives."""
    return {
        "values": {
            key: [{catalog.ids[one] for one in numbers_in(bits)} for bits in placing]
            for key, placing in catalog.placings.items()
            if any(placing)
        },
        "orders": {
            sort: [catalog.ids[one] for one in catalog.ordered(catalog.everyone, sort)]
            for sort in ("relevance", "name", "founded", "verified", "id")
        },
        "words": catalog.known_words.preferences,
    }


def test_a_set_holds_its_numbers():
    chance = random.Random(4)
    for size in (0, 1, 7, 8, 300):
        numbers = sorted(chance.sample(range(size), size // 2))
        assert list(numbers_in(bits_of(numbers, size))) == numbers
        assert bits_of(numbers, size).bit_count() == len(numbers)


def test_a_change_is_listed_and_counted_at_once():
    focus = factories.term(taxonomy="focus", slug="quay", published=True)
    pier = factories.organization(slug="pier", name="Pier", published=True)
    assert listed() == ["pier"]
    assert listed("focus=quay") == []
    factories.add(pier, "terms", term=focus)
    assert listed("focus=quay") == ["pier"]
    factories.organization(slug="anchor", name="Anchor", published=True)
    assert listed() == ["anchor", "pier"]
    assert counted("focus", "quay") == 1
    with revisions.change(pier, by=None, action="edit"):
        pier.name = pier.sort_name = "Abbey"
        pier.save()
    assert listed() == ["pier", "anchor"]
    pier.withdraw(by=None, reason="It has closed.")
    assert listed() == ["anchor"]
    assert counted("focus", "quay") == 0


def test_a_term_that_changes_is_read_again_with_all_that_rests_on_it():
    focus = factories.term(taxonomy="focus", slug="quay", name="Quay", published=True)
    factories.organization(slug="pier", terms=[focus], published=True)
    assert counted("focus", "quay") == 1
    with revisions.change(focus, by=None, action="edit"):
        focus.slug = "wharf"
        focus.save()
    assert listed("focus=wharf") == ["pier"]
    assert listed("focus=quay") == ["pier"]


def test_what_was_changed_bit_by_bit_is_what_a_new_reading_gives():
    chance = random.Random(7)
    terms = [
        factories.term(taxonomy=facet, published=True)
        for facet in ("focus", "audience", "format")
        for _number in range(3)
    ]
    made = [factories.organization(published=True) for _number in range(4)]
    for step in range(30):
        loading.current().known_words  # noqa: B018 (so that it is carried on)
        one = chance.choice(made)
        match chance.choice(("add", "rename", "state", "new")):
            case "add":
                taken = set(one.terms.values_list("term", flat=True))
                if left := [term for term in terms if term.pk not in taken]:
                    factories.add(one, "terms", term=chance.choice(left))
            case "rename":
                with revisions.change(one, by=None, action="edit"):
                    one.name = one.sort_name = f"{chance.random()} Harbor {step}"
                    one.save()
            case "state" if one.is_published:
                one.withdraw(by=None, reason="A test.", even_if_used=True)
            case "state" if one.is_withdrawn:
                one.restore(by=None)
                one.publish(by=None)
            case "new":
                made.append(factories.organization(published=True))
        held, read = held_and_read()
        assert held == read


def test_what_was_read_in_a_change_that_was_taken_back_is_read_again():
    pier = factories.organization(slug="pier", name="Pier", published=True)
    quay = factories.organization(slug="quay", name="Quay", published=True)
    assert listed() == ["pier", "quay"]
    with revisions.rehearsal():
        quay.withdraw(by=None, reason="Only tried.")
        assert listed() == ["pier"]
    with revisions.change(pier, by=None, action="edit"):
        pier.name = pier.sort_name = "Zenith"
        pier.save()
    assert listed() == ["quay", "pier"]


def test_only_what_has_changed_is_read_again(django_assert_max_num_queries):
    for number in range(12):
        factories.organization(slug=f"pier-{number}", published=True)
    loading.current()
    factories.organization(slug="quay", published=True)
    # two for the version, what changed, the organization, its values
    with django_assert_max_num_queries(7):
        loading.current()
    with django_assert_max_num_queries(1):
        loading.current()


def test_writing_the_index_again_changes_nothing_that_is_listed(shipped):
    before = said_by(loading.current())
    reindex_all()
    assert said_by(loading.read()) == before


def test_whom_it_is_for_is_asked_by_code_and_is_no_parameter_of_the_list():
    family = factories.organization(published=True, is_for="family")
    factories.organization(published=True)
    catalog = loading.current()
    [number] = numbers_in(catalog.filed_under("is_for", "family"))
    assert catalog.ids[number] == family.pk
    asked = ListQuery(QueryDict("is_for=family"))
    assert len(asked.results) == 2
    assert [one.parameter for one in asked.ignored] == ["is_for"]
