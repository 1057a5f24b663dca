"""The guided finder: plain questions, three groups to start with, and the rest."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from organizations.finder.answers import Finder
from organizations.finder.questions import QUESTIONS
from organizations.listing.list_query import ListQuery
from organizations.models import Organization
from tests import factories

SHIPPED = pytest.mark.usefixtures("shipped")

pytestmark = pytest.mark.django_db


def answered(client, query: str):
    """Return the page that answers these questions."""
    response = client.get(f"/find/?{query}")
    assert response.status_code == 200, query
    return response


def found(client, query: str) -> list[str]:
    """Return the slugs of everybody on the first page, in order."""
    context = answered(client, query).context
    return [one.slug for one in [*context["start_with"], *context["rest"]]]


def said(client, query: str, slug: str) -> str:
    """Return what the page says of one organization: why, and what to know before."""
    context = answered(client, query).context
    for one in [*context["start_with"], *context["rest"]]:
        if one.slug == slug:
            return " ".join([one.explanation.why, *one.explanation.cautions])
    raise AssertionError(f"{slug} is not on the page")


# The questions


@SHIPPED
def test_at_most_six_questions_each_of_which_can_be_left_open(client):
    page = client.get("/find/").content.decode()
    assert len(QUESTIONS) <= 6
    assert page.count("<fieldset") == len(QUESTIONS)
    one_only = [one for one in QUESTIONS if not one.takes_several]
    assert page.count('value="" checked') == len(one_only)
    assert page.count('type="checkbox"') == len(QUESTIONS[1].answers)
    assert "<script" not in re.sub(r"<head>.*?</head>", "", page, flags=re.S)


@SHIPPED
def test_leaving_every_question_open_ends_on_the_whole_list(client):
    open_ones = "&".join(f"{question.name}=" for question in QUESTIONS)
    response = client.get(f"/find/?{open_ones}")
    assert response["Location"] == "/organizations/"


@SHIPPED
@pytest.mark.parametrize(
    "query",
    ["faith=either", "goal=unsure", "medication=none", "how=either", "who=zzz"],
)
def test_not_minding_and_skipping_are_one(client, query):
    assert found(client, f"with=gambling&{query}") == found(client, "with=gambling")


@SHIPPED
@pytest.mark.parametrize("query", ["who=%00", "with=zzz", "medication=' OR 1=1", "x=1"])
def test_an_unknown_answer_counts_as_left_open(client, query):
    assert client.get(f"/find/?{query}").status_code in {200, 302}


@SHIPPED
@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "١", "9" * 30, ""])
def test_a_page_that_does_not_exist_is_not_found(client, number):
    response = client.get(f"/find/?with=alcohol&page={number}")
    assert response.status_code == 404


# What it answers


@SHIPPED
def test_three_to_start_with_each_say_why_and_lead_to_a_meeting(client):
    response = answered(client, "who=me&with=gambling&faith=yes&how=in-person")
    start = response.context["start_with"]
    assert len(start) == 3
    page = response.content.decode()
    assert "Three to start with" in page
    for one in start:
        assert one.explanation.why.startswith("It is about gambling")
        assert one.explanation.why.endswith(".")
        assert one.explanation.why in page
        assert one.explanation.way.address in page


@SHIPPED
def test_the_rest_follows_page_by_page_and_nobody_stands_there_twice(client):
    first = answered(client, "who=me&with=alcohol")
    count = first.context["page_obj"].paginator.count
    seen = []
    for number in first.context["page_obj"].paginator.page_range:
        page = answered(client, f"who=me&with=alcohol&page={number}")
        assert len(page.context["start_with"]) == (3 if number == 1 else 0)
        seen += [*page.context["start_with"], *page.context["rest"]]
    assert len({one.pk for one in seen}) == len(seen) == count
    assert f"{count - 3} more that may fit" in first.content.decode()


@SHIPPED
def test_nobody_s_answers_are_kept(client):
    response = answered(client, "who=family&with=alcohol")
    assert not response.cookies


@SHIPPED
def test_the_answers_can_be_changed_where_they_are_answered(client):
    page = answered(client, "who=me&with=alcohol&with=cocaine").content.decode()
    ticked = set(re.findall(r'name="(\w+)" value="([\w-]*)" checked', page))
    given = {("who", "me"), ("with", "alcohol"), ("with", "cocaine")}
    assert {pair for pair in ticked if pair[1]} == given


@SHIPPED
def test_every_answer_leads_to_a_list_that_knows_it_all(client):
    for question in QUESTIONS:
        for answer in question.answers:
            response = client.get(f"/find/?{question.name}={answer.value}")
            address = urlsplit(response.context["list_address"])
            asked = ListQuery(QueryDict(address.query))
            assert not asked.ignored, answer.value
            assert asked.results, answer.value
    response = answered(client, "who=me&with=alcohol&faith=no&goal=stop")
    assert parse_qs(urlsplit(response.context["list_address"]).query) == {
        "focus": ["alcohol"],
        "spirituality": ["none", "optional", "not-stated"],
        "goal": ["abstinence", "self-chosen", "not-stated"],
    }


def test_an_answer_costs_as_many_queries_for_twenty_as_for_two(
    client, django_assert_max_num_queries
):
    alcohol = factories.term(taxonomy="focus", slug="alcohol", published=True)

    def queries() -> int:
        client.get("/find/?with=alcohol&how=online")
        with django_assert_max_num_queries(99) as asked:
            answered(client, "with=alcohol&how=in-person")
        return len(asked)

    for _one in range(2):
        factories.organization(published=True, terms=[alcohol])
    few = queries()
    for _one in range(18):
        factories.organization(published=True, terms=[alcohol])
    assert queries() == few


# Whom it is for


@SHIPPED
@pytest.mark.parametrize("problem", ["alcohol", "opioids", "gambling", "drugs"])
def test_who_asks_for_themselves_is_shown_no_group_for_families_alone(client, problem):
    everybody = Finder.read(QueryDict(f"who=me&with={problem}")).kept.results
    assert not [one.slug for one in everybody[:] if one.is_for == "family"]


@SHIPPED
@pytest.mark.parametrize("problem", ["alcohol", "opioids", "gambling", "eating"])
def test_families_are_shown_groups_for_families_first_whatever_the_problem(problem):
    everybody = Finder.read(QueryDict(f"who=family&with={problem}")).kept.results
    kinds = [one.is_for for one in everybody[:]]
    families = Organization.objects.published().filter(is_for="family").count()
    assert kinds[:families] == ["family"] * families
    assert "family" not in kinds[families:]


@SHIPPED
def test_families_are_not_asked_what_only_the_person_can_say(client):
    same = found(client, "who=family&with=alcohol")
    query = "who=family&with=alcohol&goal=less&medication=agonist"
    assert found(client, query) == same
    page = answered(client, query)
    assert "Cut down" not in page.content.decode().partition('id="questions"')[0]
    css = client.get("/find/").content.decode()
    assert css.count("question--personal") == 2


@SHIPPED
def test_a_group_for_families_of_another_problem_says_so(client):
    words = said(client, "who=family&with=gambling", "al-anon-family-groups")
    assert "It is about alcohol; ask whether it fits." in words
    words = said(
        client, "who=family&with=gambling", "pal-parents-of-addicted-loved-ones"
    )
    assert "It names no single problem." in words


@SHIPPED
def test_who_is_named_for_some_people_alone_says_so(client):
    query = "who=me&with=alcohol&faith=no&goal=stop&how=in-person"
    assert "Only for: Women." in said(client, query, "women-for-sobriety")


# What nobody states


def test_what_is_not_stated_is_possible_lower_and_said(client):
    alcohol = factories.term(taxonomy="focus", slug="alcohol", published=True)
    room = factories.term(taxonomy="format", slug="in-person", published=True)
    for name, faith in (("A", "not-stated"), ("B", "none"), ("C", "religious")):
        factories.organization(
            slug=name.lower(),
            name=name,
            published=True,
            spirituality=faith,
            terms=[alcohol, room],
        )
    assert found(client, "who=me&with=alcohol&faith=no") == ["b", "a"]
    words = said(client, "who=me&with=alcohol&faith=no", "a")
    assert "It is not stated whether faith has a place in it." in words


def test_what_nobody_saw_in_its_source_is_not_told_as_if_somebody_had(client):
    alcohol = factories.term(
        taxonomy="focus", slug="alcohol", name="Alcohol", published=True
    )
    source = factories.source(published=True)
    for slug, was_seen in (("seen", True), ("unseen", False)):
        factories.organization(
            slug=slug,
            published=True,
            terms=[{"term": alcohol, "source": source, "was_seen": was_seen}],
        )
    assert said(client, "with=alcohol", "seen").startswith("It is about alcohol.")
    words = said(client, "with=alcohol", "unseen")
    assert words.startswith("Not yet checked: it is about alcohol.")
    assert "No address that leads to a meeting is recorded here." in words


@SHIPPED
def test_a_document_that_accepts_one_medicine_is_not_taken_for_another(client):
    agonist = "who=me&medication=agonist"
    accepting = "accepts methadone and buprenorphine by its own document"
    assert accepting in said(client, agonist, "smart-recovery")
    everybody = Finder.read(QueryDict(agonist)).kept.results[:]
    named = [
        one
        for one in everybody
        if one.medication_stance == "supportive"
        and "opioid-agonist" in one.medication_covers
    ]
    assert everybody[: len(named)] == named
    assert not [one for one in everybody if one.medication_stance == "restrictive"]
    words = said(
        client,
        "with=co-occurring&with=alcohol&faith=yes&how=in-person&medication=agonist",
        "dual-recovery-anonymous",
    )
    assert "does not name methadone and buprenorphine" in words
    words = said(client, "with=opioids&medication=agonist", "narcotics-anonymous")
    assert "Its groups differ on medication." in words


@SHIPPED
def test_a_group_of_other_countries_comes_after_those_that_meet_here(client):
    query = "who=me&with=alcohol&faith=no&how=in-person&goal=stop"
    everybody = [one.slug for one in Finder.read(QueryDict(query)).kept.results[:]]
    assert max(
        everybody.index(slug)
        for slug in ("smart-recovery", "lifering", "women-for-sobriety")
    ) < min(everybody.index("vie-libre"), everybody.index("danshukai"))
    assert "Its groups are in" in said(client, query, "vie-libre")


@SHIPPED
def test_of_the_best_one_that_is_made_for_the_problem_comes_first(client):
    """The others are in the order of the list, which puts the largest first."""
    assert found(client, "who=me&with=opioids&how=online")[:2] == [
        "heroin-anonymous",
        "narcotics-anonymous",
    ]
    # Named after the problem too, but only for some people.
    assert "jacs" not in found(client, "who=me&with=alcohol")[:10]


# Several problems


@SHIPPED
def test_who_helps_with_all_that_was_named_comes_first(client):
    first = found(client, "who=me&with=cocaine&with=alcohol")[:2]
    assert set(first) == {"cocaine-anonymous", "narcotics-anonymous"}
    words = said(client, "who=me&with=gambling&with=debt", "gamblers-anonymous")
    assert "It does not name debt and spending." in words


# Taking back


def test_at_most_one_answer_is_taken_back_and_the_page_says_which(client):
    nicotine = factories.term(taxonomy="focus", slug="nicotine", published=True)
    room = factories.term(taxonomy="format", slug="in-person", published=True)
    factories.organization(
        slug="harbor",
        published=True,
        spirituality="religious",
        recovery_goal="abstinence",
        terms=[nicotine, room],
    )
    query = "who=me&with=nicotine&goal=less&how=in-person&faith=yes"
    page = answered(client, query).content.decode()
    assert "so your answer to “Stop completely, or cut down?” was left out" in page
    assert "<s>Cut down</s>" in page
    assert found(client, query) == ["harbor"]


def test_where_not_even_that_leaves_anybody_the_page_says_so_and_offers_the_list(
    client,
):
    drugs = factories.term(taxonomy="focus", slug="drugs", published=True)
    factories.organization(
        published=True,
        spirituality="religious",
        recovery_goal="abstinence",
        terms=[drugs],
    )
    page = answered(client, "with=drugs&faith=no&goal=less").content.decode()
    assert "Nothing in this directory fits all of this" in page
    assert 'href="/organizations/"' in page


def test_neither_person_problem_nor_medication_is_ever_taken_back():
    drugs = factories.term(taxonomy="focus", slug="drugs", published=True)
    document = factories.source(published=True)
    factories.organization(
        published=True,
        medication_stance="restrictive",
        medication_document=document,
        medication_description="It says so.",
        citations=[
            {"fact": fact, "source": document}
            for fact in ("summary", "first_meeting", "how_to_start", "medication")
        ],
        terms=[drugs],
    )
    for query in ("with=gambling", "with=drugs&medication=agonist", "who=family"):
        finder = Finder.read(QueryDict(query))
        assert finder.taken_back is None, query
        assert not finder.kept.results, query


# What must come out right


@SHIPPED
@pytest.mark.parametrize(
    ("query", "wanted", "within"),
    [
        ("who=me&with=alcohol", "alcoholics-anonymous", 1),
        ("who=me&with=alcohol", "smart-recovery", 5),
        ("who=family&with=alcohol", "al-anon-family-groups", 1),
        ("who=family&with=opioids", "nar-anon-family-groups", 5),
        ("who=family&with=gambling", "gam-anon", 1),
        ("who=teen&with=alcohol", "alateen", 1),
        ("who=me&with=opioids&how=online", "narcotics-anonymous", 3),
        ("who=young&with=opioids", "young-people-in-recovery", 3),
        ("who=me&with=gambling", "gamblers-anonymous", 1),
        ("who=me&with=methamphetamine", "crystal-meth-anonymous", 1),
        ("who=me&with=eating", "overeaters-anonymous", 1),
        ("who=me&with=alcohol&goal=less", "moderation-management", 1),
        ("who=me&with=alcohol&goal=less", "smart-recovery", 3),
        ("who=me&with=cannabis&how=online", "marijuana-anonymous", 1),
        ("who=me&with=technology", "internet-and-technology-addicts-anonymous", 1),
        (
            "who=me&with=alcohol&faith=no&how=in-person&goal=stop",
            "smart-recovery",
            1,
        ),
        ("who=me&with=alcohol&faith=no&how=in-person&goal=stop", "lifering", 3),
    ],
)
def test_who_comes_first_for_people_who_ask(client, query, wanted, within):
    assert wanted in found(client, query)[:within]
