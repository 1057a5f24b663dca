"""Search words of terms: found by, never shown; and the phrases that code knows."""

import io
import json
import zipfile
from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from organizations.catalog.facets import KINDS
from organizations.models import Taxonomy
from organizations.search.phrases import SHIPPED, phrases
from organizations.text_analysis.words import phrase_key, words_of
from recovery_directory import yaml_files
from tests import factories
from tests.admin_forms import save
from tests.sheets import edit

pytestmark = pytest.mark.django_db

OUTSIDE = (
    "/data/organizations.json",
    "/data/organizations.csv",
    "/data/records.zip",
    "/feeds/changes/",
    "/feeds/changes.json",
    "/api/hsds/taxonomy_terms",
    "/api/hsds/taxonomy_terms?search=drink",
    "/api/hsds/services?search=tequila",
    "/organizations/",
    "/organizations/harbor/",
)


@pytest.fixture
def alcohol():
    """Return a published term that one organization carries."""
    term = factories.term(
        taxonomy="focus",
        slug="alcohol",
        name="Alcohol",
        synonyms=["drink", "booze"],
        published=True,
    )
    factories.organization(slug="harbor", name="Harbor", terms=[term], published=True)
    return term


def page(client, text: str):
    """Return the list that a search for ``text`` finds."""
    return client.get("/organizations/", {"q": text})


def found(client, text: str) -> list[str]:
    """Return who is found."""
    return [one.slug for one in page(client, text).context["object_list"]]


def reasons(client, text: str) -> list[str]:
    """Return what the page says of why the first one is there."""
    context = page(client, text).context
    first = context["object_list"][0]
    return [reason.text for reason in context["list_query"].reasons(first)]


def unpacked(response) -> str:
    """Return what a response holds, also inside an archive."""
    body = response.getvalue()
    if response["Content-Type"] != "application/zip":
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return " ".join(archive.read(name).decode() for name in archive.namelist())


def test_a_word_that_a_curator_adds_is_found_at_once(client, curator_client, alcohol):
    assert found(client, "tequila") == []
    save(curator_client, alcohol, search_words="tequila\ndrinks too much")
    assert found(client, "tequila") == ["harbor"]
    assert found(client, "he drinks too much") == ["harbor"]
    assert found(client, "tequilla") == ["harbor"]
    save(curator_client, alcohol, search_words="")
    assert found(client, "tequila") == []


def test_a_word_that_means_two_terms_stands_at_both(client, alcohol):
    drugs = factories.term(taxonomy="focus", slug="drugs", name="Drugs", published=True)
    factories.organization(slug="pier", terms=[drugs], published=True)
    for term in (alcohol, drugs):
        edit(term, search_words=["sobriety"])
    assert sorted(found(client, "sobriety")) == ["harbor", "pier"]


def test_nothing_public_says_a_search_word(client, alcohol):
    edit(alcohol, search_words=["tequila", "boozehound", "xanthippe"])
    for address in OUTSIDE:
        body = unpacked(client.get(address)).replace("search=tequila", "")
        for word in ("tequila", "boozehound", "xanthippe", "search_words"):
            assert word not in body, (address, word)


def test_a_reason_names_the_term_and_not_the_search_word(client, alcohol):
    edit(alcohol, search_words=["tequila", "drinker", "on the lash"])
    assert reasons(client, "tequila") == ["Alcohol"]
    assert reasons(client, "tequilas") == ["Alcohol"]
    assert reasons(client, "on the lash") == ["Alcohol"]
    assert reasons(client, "drinker") == ["Alcohol"]
    assert reasons(client, "drinks") == ["Alcohol, also called drinks"]
    assert reasons(client, "booze") == ["Alcohol, also called booze"]


def test_nobody_is_asked_whether_a_search_word_was_meant(client, alcohol):
    edit(alcohol, search_words=["boozehound"])
    answer = page(client, "boozehuond")
    assert [one.slug for one in answer.context["object_list"]] == ["harbor"]
    assert "boozehound" not in answer.text
    assert answer.context["list_query"].did_you_mean is None
    both = page(client, "boozehuond harbr")
    assert both.context["list_query"].did_you_mean.label == "boozehuond harbor"
    assert "boozehound" not in both.text


def test_a_short_word_is_not_taken_for_a_slip_of_a_search_word(client, alcohol):
    edit(alcohol, search_words=["glass"])
    assert found(client, "glass") == ["harbor"]
    assert found(client, "class") == []


def test_a_word_as_it_is_typed_comes_before_one_of_the_same_stem(client, alcohol):
    gambling = factories.term(
        taxonomy="focus",
        slug="bets",
        name="Bets",
        synonyms=["bingo"],
        position=0,
        published=True,
    )
    factories.organization(slug="pier", terms=[gambling], published=True)
    edit(alcohol, search_words=["binge"], position=1)
    assert reasons(client, "binge")[0] in {"Alcohol", "Bets"}
    assert found(client, "binge")[0] == "harbor"


def test_an_organization_is_not_named_after_a_search_word(client, alcohol):
    other = factories.organization(
        slug="quay", name="Quay for sobriety", published=True
    )
    factories.add(other, "terms", term=alcohol)
    more = factories.term(taxonomy="focus", slug="more", published=True)
    factories.add(other, "terms", term=more)
    edit(alcohol, search_words=["sobriety"])
    closest = other.facet_values.get(facet="focus", value="alcohol").closeness
    assert closest == 2


# What may stand where


@pytest.mark.parametrize(
    "word", ["junkie", "alcoholic", "alcohólico", "alcoholico", "substance abuse"]
)
def test_a_label_is_refused_among_public_words_and_taken_as_a_search_word(word):
    term = factories.term(slug="drugs", synonyms=["dope", word])
    with pytest.raises(ValidationError, match="Move it to the search words"):
        term.publish(by=None)
    edit(term, synonyms=["dope"], search_words=[word])
    term.publish(by=None)
    assert term.publication_state == "published"


def test_no_shipped_term_labels_people(shipped, client):
    terms = [
        json.loads(client.get(f"/api/hsds/taxonomy_terms?page={number}").content)
        for number in (1, 2)
    ]
    words = {
        word
        for one in terms
        for term in one["contents"]
        for word in term.get("synonyms", [])
    }
    assert "weed" in words
    assert not {"junkie", "addict", "alcoholic", "drunk", "inmate", "tequila"} & words


# What code knows


def test_phrases_of_code_mean_values_that_exist_and_no_vocabulary_alone(shipped):
    from organizations.catalog import loading

    labels = loading.current().values.labels
    owned = set(Taxonomy.objects.values_list("slug", flat=True))
    for group in yaml_files.read(SHIPPED):
        written = (*group.get("means", ()), *group.get("excludes", ()))
        meanings = [tuple(meaning.split("/")) for meaning in written]
        facets = {facet for facet, _value in meanings}
        assert facets <= {*labels, "covers"}
        assert all(value in labels[f] for f, value in meanings if f != "covers")
        assert not facets or facets - owned, group


def test_no_phrase_of_code_stands_twice():
    written = Counter(
        " ".join(words_of(phrase))
        for group in yaml_files.read(SHIPPED)
        for phrase in group["phrases"]
    )
    assert [phrase for phrase, count in written.items() if count > 1] == []
    assert {phrase_key(phrase.split()) for phrase in written} == set(phrases())


def test_facets_of_phrases_are_facets_of_the_list():
    means = {
        facet
        for fixed in phrases().values()
        for facet, _value in (*fixed.meanings, *fixed.excludes)
    }
    assert means <= {kind.name for kind in KINDS} | {"covers"}
