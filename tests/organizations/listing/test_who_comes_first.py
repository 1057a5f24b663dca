"""Who comes first in the shipped directory: the names that somebody in need reads."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(client, shipped):
    """Return what gives the slugs that the page of a list shows first."""

    def shown(query: str = "", number: int = 5) -> list[str]:
        page = client.get(f"/organizations/?{query}")
        return [one.slug for one in page.context["object_list"][:number]]

    return shown


def test_the_plain_list_begins_with_the_largest_of_each_type(first):
    names = first()
    assert names[0] == "alcoholics-anonymous"
    assert set(names[1:3]) == {"narcotics-anonymous", "celebrate-recovery"}
    assert "smart-recovery" in names


def test_for_alcohol_comes_aa_and_smart_and_nobody_for_relatives_alone(first):
    names = first("focus=alcohol")
    assert names[0] == "alcoholics-anonymous"
    assert "smart-recovery" in names
    for_relatives = {"al-anon-family-groups", "alateen", "families-anonymous"}
    assert not for_relatives & set(first("focus=alcohol", 20))


def test_for_one_subject_comes_who_is_about_it_then_who_is_about_more(first):
    assert first("focus=gambling")[0] == "gamblers-anonymous"
    assert first("focus=methamphetamine")[:2] == [
        "crystal-meth-anonymous",
        "narcotics-anonymous",
    ]


def test_relatives_find_al_anon_first(first):
    assert first("focus=alcohol&audience=family-and-friends")[0] == (
        "al-anon-family-groups"
    )


def test_people_find_first_who_is_made_for_them(first):
    assert first("audience=women", 3)[0] == "women-for-sobriety"
    assert first("audience=young-people")[0] == "young-people-in-recovery"


def test_words_that_say_nothing_give_the_whole_list_in_the_same_order(first, client):
    assert first("q=free", 20) == first("", 20)
    page = client.get("/organizations/?q=free").content.decode()
    assert "too general to search by; here is the whole list" in page
