"""The guided finder: plain questions that end on the list."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from organizations.finder import QUESTIONS, Finder
from organizations.listing.list_query import ListQuery
from organizations.models import Organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]


def listed(client, query: str) -> set[str]:
    """Follow the finder to the list and return the slugs that it shows."""
    response = client.get(f"/find/?{query}")
    assert response.status_code == 302, query
    address = urlsplit(response["Location"])
    assert address.path == "/organizations/"
    return {one.slug for one in ListQuery(QueryDict(address.query)).results[:]}


def test_at_most_six_questions_each_with_a_way_to_skip(client):
    page = client.get("/find/").content.decode()
    assert len(QUESTIONS) <= 6
    assert page.count("<fieldset") == len(QUESTIONS)
    assert page.count('value="" checked') == len(QUESTIONS)


def test_skipping_every_question_ends_on_the_whole_list(client):
    skipped = "&".join(f"{question.name}=" for question in QUESTIONS)
    response = client.get(f"/find/?{skipped}")
    assert response["Location"] == "/organizations/?"


def test_a_parent_of_somebody_who_uses_heroin_finds_groups_for_families(client):
    slugs = listed(client, "who=family&with=opioids")
    assert "nar-anon-family-groups" in slugs
    assert "narcotics-anonymous" not in slugs


def test_somebody_who_wants_to_cut_down_finds_moderation(client):
    slugs = listed(client, "with=alcohol&goal=less")
    assert "moderation-management" in slugs
    assert "alcoholics-anonymous" not in slugs


def test_no_faith_leaves_out_religious_and_spiritual_groups(client):
    slugs = listed(client, "with=alcohol&faith=no")
    assert "smart-recovery" in slugs
    kinds = Organization.objects.filter(slug__in=slugs).values_list(
        "spirituality", flat=True
    )
    assert set(kinds) <= {"none", "optional"}


def test_accepting_psychiatric_medicine_is_not_accepting_methadone(client):
    agonist = listed(client, "medication=agonist")
    assert "smart-recovery" in agonist
    assert "dual-recovery-anonymous" not in agonist
    covers = Organization.objects.filter(slug__in=agonist).values_list(
        "medication_covers", flat=True
    )
    assert all("opioid-agonist" in kinds for kinds in covers)
    assert "dual-recovery-anonymous" in listed(client, "medication=psychiatric")


def test_an_answer_that_leaves_nothing_is_taken_back_visibly(client):
    response = client.get("/find/?with=nicotine&goal=less&how=in-person&faith=yes")
    assert response.status_code == 200
    page = response.content.decode()
    assert "these answers were taken back" in page
    assert "Cut down" in page
    assert "See " in page


def test_the_answer_on_medication_is_never_taken_back():
    finder = Finder(QueryDict("with=gambling&medication=agonist&goal=less&faith=yes"))
    query, taken = finder.result
    assert query["medication"] == "supportive"
    assert "medication" not in {question.name for question in taken}


@pytest.mark.parametrize("query", ["who=%00", "with=zzz", "medication=' OR 1=1", "x=1"])
def test_an_unknown_answer_counts_as_skipped(client, query):
    assert client.get(f"/find/?{query}").status_code in {200, 302}


def test_every_parameter_of_every_answer_is_one_that_the_list_knows():
    for question in QUESTIONS:
        for answer in question.answers:
            query = QueryDict(mutable=True)
            for parameter, value in answer.parameters:
                query.appendlist(parameter, value)
            found = ListQuery(query)
            assert not found.ignored, answer
            assert found.results, answer


def test_the_finder_keeps_nothing(client):
    response = client.get("/find/?who=family&with=alcohol")
    assert not response.cookies
    assert set(parse_qs(urlsplit(response["Location"]).query)) == {"audience", "focus"}
