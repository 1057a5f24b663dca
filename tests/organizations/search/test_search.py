"""Search: what is found first, what is forgiven, what is said of it."""

import re
from collections import defaultdict

import pytest
from django.http import QueryDict

from organizations.listing.list_query import ListQuery
from organizations.models import Organization, TaxonomyTerm
from organizations.text_analysis.words import (
    fold,
    query_words,
    slips_among,
    stem,
    words_of,
)
from recovery_directory.records import revisions
from tests import factories

pytestmark = pytest.mark.django_db


def search(text: str, **given) -> ListQuery:
    """Return the list of a search."""
    data = QueryDict(mutable=True)
    data["q"] = text
    data.update(given)
    return ListQuery(data)


def slugs(text: str, **given) -> list[str]:
    """Return the slugs that a search finds, in order."""
    return [one.slug for one in search(text, **given).results[:]]


def reasons(text: str, slug: str) -> list[str]:
    """Return why a search found an organization, matching words in brackets."""
    found = search(text)
    organization = next(one for one in found.results[:] if one.slug == slug)
    return [
        str(reason).replace("<mark>", "[").replace("</mark>", "]")
        for reason in found.reasons(organization)
    ]


# Words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A.A.", ["aa"]),
        ("a.a. and N.A.", ["aa", "and", "na"]),
        ("Alcohólicos ANÓNIMOS", ["alcoholicos", "anonimos"]),
        ("Ben’s Friends", ["bens", "friends"]),
        ("Ben's", ["bens"]),
        ("Co-Dependents", ["co", "dependents"]),
        ("r/stopdrinking", ["r", "stopdrinking"]),
        ("Straße", ["strasse"]),
        ("Eight Step", ["8", "step"]),
        ("end. Begin", ["end", "begin"]),
        ("!!! ... -", []),
        ("a\0b", ["a", "b"]),
        ("🙂", []),
    ],
)
def test_words_are_folded_the_same_way_everywhere(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    "family",
    [
        ("gamble", "gambling", "gamblers", "gambler"),
        ("drink", "drinking", "drinks", "drinker"),
        ("family", "families"),
        ("addict", "addiction", "addicted", "addicts"),
        ("mujer", "mujeres"),
        ("anonimo", "anonimos", "anonima"),
        ("heroin", "heroina"),
        ("cocaine", "cocaina"),
    ],
)
def test_forms_of_a_word_have_one_stem(family):
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize("word", ["aa", "na", "men", "meth", "pot", "ice"])
def test_short_words_are_their_own_stem(word):
    assert stem(word) == word


@pytest.mark.parametrize(
    ("typed", "meant", "off"),
    [
        ("lifring", "lifering", 1),
        ("recovrey", "recovery", 1),
        ("anonimous", "anonymous", 1),
        ("alcholics", "alcoholics", 1),
        ("recvry", "recovery", None),
        ("pot", "pit", None),
        ("meth", "math", 1),
        ("overetrs", "overeaters", 2),
    ],
)
def test_a_slip_is_one_letter_and_two_in_long_words(typed, meant, off):
    assert dict(slips_among(typed, [meant])).get(meant) == off


def test_a_query_is_cut_to_what_a_person_would_type():
    assert len(query_words("word " * 100)) == 20
    assert query_words("a" * 1_000_000) == ["a" * 60]
    assert search("x" * 1_000_000).search.text == "x" * 500


def test_folding_is_done_once():
    assert fold(fold("Alcohólicos A.A. İ")) == fold("Alcohólicos A.A. İ")


# Order


def in_letters(text: str) -> str:
    """Return the letters of a name: what a search makes of “re:generation”."""
    return "".join(filter(str.isalnum, text.casefold()))


def test_an_exact_acronym_or_name_comes_first_always(shipped):
    everybody = list(
        Organization.objects.published().prefetch_related("alternate_names")
    )
    called = defaultdict(set)
    for organization in everybody:
        for row in organization.alternate_names.all():
            key = (organization.operating_status, in_letters(row.name))
            called[key].add(organization.slug)
    for organization in everybody:
        status = organization.operating_status
        found = slugs(organization.name, status=status)
        assert found[0] == organization.slug
        for row in organization.alternate_names.all():
            same = called[status, in_letters(row.name)]
            found = slugs(row.name, status=status)[: len(same)]
            assert organization.slug in found, row.name


def test_ambiguous_acronyms_show_all_those_for_relatives_alone_last(shipped):
    assert slugs("FA")[:2] == [
        "food-addicts-in-recovery-anonymous",
        "families-anonymous",
    ]


def test_acronym_name_former_name_term_broader_term_text_in_this_order():
    drugs = factories.term(taxonomy="focus", slug="drugs", published=True)
    harbor = factories.term(
        taxonomy="focus", slug="quay", name="Quay", synonyms=["harbor"], published=True
    )
    with revisions.change(harbor, by=None, action="edit"):
        harbor.broader = drugs
        harbor.save()

    def made(slug, **given):
        given.setdefault("name", f"Z {slug}")
        return factories.organization(slug=slug, published=True, **given)

    made("text", summary="Near the harbor.")
    made("broad", terms=[drugs])
    made("one-of-several", terms=[harbor, drugs])
    made("only", terms=[harbor])
    made("former", alternate_names=[{"kind": "former", "name": "Old Harbor Club"}])
    made("word", name="Z Big Harbor")
    made("start", name="Harbor Lights")
    made("whole", name="Harbor")
    made("acronym", alternate_names=[{"kind": "acronym", "name": "H.A.R.B.O.R."}])
    assert slugs("harbor") == [
        "acronym",
        "whole",
        "one-of-several",
        "only",
        "start",
        "word",
        "former",
        "broad",
        "text",
    ]


def test_equal_matches_are_in_the_order_of_names_as_bytes():
    for name in ("b", "Ä", "a", "B", "Z", "z"):
        factories.organization(
            name=f"{name} harbor", sort_name=f"{name} harbor", published=True
        )
    found = [one.sort_name for one in search("harbor").results[:]]
    assert found == sorted(found, key=str.encode)


def test_every_word_must_match_something(shipped):
    found = slugs("gambling women")
    assert "gamblers-anonymous" in found
    # Where few have both words, those that have one follow.
    assert found.index("gamblers-anonymous") < found.index("gamtalk")


def test_where_nothing_has_all_words_what_has_most_is_shown_and_said():
    factories.organization(slug="both", name="Harbor Lantern", published=True)
    factories.organization(slug="one", name="Harbor", published=True)
    found = search("harbor lantern zeppelin")
    assert [organization.slug for organization in found.results] == ["both"]
    assert any("most of them" in notice for notice in found.notices)
    assert search("harbor lantern").notices == []


# Forgiveness


def test_slips_are_forgiven_and_the_right_spelling_is_offered(shipped):
    found = search("alcoholics anonimous", type="twelve-step")
    assert found.results[0].slug == "alcoholics-anonymous"
    assert found.did_you_mean.label == "alcoholics anonymous"
    assert found.did_you_mean.remove_url == "?q=alcoholics+anonymous&type=twelve-step"
    assert search("celebrate recvery").results[0].slug == "celebrate-recovery"
    assert search("lifring").did_you_mean.label == "lifering"
    assert search("alcoholics anonymous").did_you_mean is None


def test_the_beginning_of_a_name_is_enough(shipped):
    found = search("celeb")
    assert [organization.slug for organization in found.results] == [
        "celebrate-recovery"
    ]
    assert found.did_you_mean is None


def test_names_of_drafts_are_never_offered():
    factories.organization(name="Zeppelin")
    factories.organization(name="Harbor", published=True)
    found = search("zepelin")
    assert not found.results
    assert found.did_you_mean is None
    assert slugs("zeppelin") == []


def test_words_that_say_nothing_leave_the_whole_list(shipped):
    found = search("support groups near me")
    assert len(found.results) == len(ListQuery(QueryDict()).results)
    assert found.notices
    assert slugs("!!!") == slugs("")


def test_what_nobody_is_called_finds_nothing(shipped):
    assert slugs("zzzzqqqq") == []


# Meaning


def test_prescribed_medicine_by_name_finds_only_whose_document_names_it(shipped):
    stated = Organization.objects.published().filter(medication_stance="supportive")
    named = {
        organization.slug
        for organization in stated
        if "opioid-agonist" in organization.medication_covers
    }
    for text in ("methadone ok", "suboxone", "on buprenorphine", "metadona"):
        found = search(text)
        first = found.results[: len(named)]
        assert {organization.slug for organization in first} == named
        for organization in found.results[len(named) :]:
            for reason in found.reasons(organization):
                assert "accepts" not in reason.text


def test_no_god_does_not_find_religious_ones(shipped):
    found = Organization.objects.filter(slug__in=slugs("no god"))
    assert not found.filter(spirituality="religious").exists()


def test_a_new_everyday_word_of_a_term_is_found_at_once():
    term = factories.term(taxonomy="focus", slug="quay", published=True)
    factories.organization(slug="pier", terms=[term], published=True)
    assert slugs("gangway") == []
    with revisions.change(term, by=None, action="edit"):
        term.synonyms = ["gangway"]
        term.save()
    assert slugs("gangway") == ["pier"]
    term.withdraw(by=None, reason="a test", even_if_used=True)
    assert slugs("gangway") == []


# Reasons


def test_each_hit_says_why_with_the_words_marked(shipped):
    assert reasons("weed", "marijuana-anonymous") == ["Cannabis, also called [weed]"]
    assert reasons("weed", "celebrate-recovery") == ["for all drugs"]
    assert reasons("my son", "families-anonymous") == ["Family and friends: “my [son]”"]
    assert reasons("smokers anonymous", "nicotine-anonymous") == [
        "formerly called [Smokers] [Anonymous]"
    ]
    assert reasons("aa norway", "alcoholics-anonymous") == [
        "in short [AA]",
        "worldwide",
    ]
    assert reasons("suboxone", "smart-recovery") == [
        "accepts methadone and buprenorphine, also called [suboxone]"
    ]


def test_a_word_of_running_text_is_no_reason_and_the_page_says_so(shipped):
    assert reasons("yoga", "the-phoenix") == []
    assert any("in the texts" in notice for notice in search("yoga").notices)


def test_words_that_label_people_are_not_said_back(shipped):
    for reason in reasons("addict", "narcotics-anonymous"):
        assert "addict" not in reason


def test_reasons_are_escaped():
    factories.organization(
        slug="harbor",
        name="Harbor",
        alternate_names=[{"kind": "former", "name": "<b>Pier</b> & Quay"}],
        published=True,
    )
    assert reasons("pier", "harbor") == [
        "formerly called &lt;b&gt;[Pier]&lt;/b&gt; &amp; Quay"
    ]


def why(client, address: str) -> str:
    """Return why the one card of a list says that it is there, without markup."""
    page = client.get(address).text
    [line] = re.findall(r'<p class="card__why">(.*?)</p>', page, re.S)
    text = " ".join(re.sub(r"<[^>]*>", "", line).split())
    return text.removeprefix("Found because: ")


@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("q=gangway", "Quay, also called gangway"),
        ("focus=berth", "for all quay"),
        ("q=landing", "formerly called Landing"),
        ("q=methadone", "accepts methadone and buprenorphine"),
        ("q=norway", "Norway"),
        ("country=se", "worldwide"),
    ],
)
def test_a_reason_is_marked_as_unchecked_where_its_fact_is(
    client, asked, reason, is_seen
):
    seen = {"was_seen": is_seen, "source": factories.source(published=True)}
    quay = factories.term(
        taxonomy="focus", slug="quay", name="Quay", synonyms=["gangway"], published=True
    )
    factories.term(taxonomy="focus", slug="berth", broader=quay, published=True)
    for slug, name in (("no", "Norway"), ("se", "Sweden")):
        factories.term(taxonomy="country", slug=slug, name=name, published=True)
    norway = TaxonomyTerm.objects.get(slug="no")
    factories.organization(
        name="Harbor",
        is_worldwide=True,
        philosophy="Crews of trawlers come.",
        medication_stance="supportive",
        medication_document=seen["source"],
        medication_covers=["opioid-agonist"],
        terms=[{"term": one} | seen for one in (quay, norway)],
        alternate_names=[{"kind": "former", "name": "Landing"} | seen],
        citations=[
            {"fact": fact} | seen
            for fact in (
                *("summary", "first_meeting", "how_to_start"),
                *("philosophy", "medication", "countries"),
            )
        ],
        published=True,
    )
    mark = "" if is_seen else " (not yet checked)"
    assert why(client, f"/organizations/?{asked}") == f"{reason}{mark}"
