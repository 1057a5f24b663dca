"""Standing: who comes first among organizations that fit a request equally well."""

import pytest
from django.http import QueryDict

from organizations.listing.list_query import ListQuery
from organizations.models import SizeEstimate
from organizations.models.size import count_of_groups
from recovery_directory.records import revisions
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def types() -> dict:
    """Return three types, in their order."""
    return {
        slug: factories.organization_type(slug=slug, position=place, published=True)
        for place, slug in enumerate(("twelve-step", "secular", "religious"))
    }


def made(name: str, **given):
    """Make a published organization of this name."""
    figures = [
        {"metric": metric, "value": value, "scope": scope, "as_of": as_of}
        for metric, value, scope, as_of in given.pop("counts", [])
    ]
    return factories.organization(
        name=name,
        sort_name=name,
        slug=name.lower(),
        size_estimates=figures,
        published=True,
        **given,
    )


def listed(query: str = "") -> list[str]:
    """Return the names that the list shows, in order."""
    return [one.name for one in ListQuery(QueryDict(query)).results[:]]


def groups(number: int, scope: str = "worldwide", as_of: str = "2020") -> list[tuple]:
    """Return one count of groups."""
    return [("groups", number, scope, as_of)]


def test_more_groups_come_first_and_what_nobody_counted_last():
    made("Anchor")
    made("Buoy", counts=groups(9))
    made("Cove", counts=groups(123_000))
    made("Dock", counts=groups(10))
    assert listed() == ["Cove", "Dock", "Buoy", "Anchor"]
    assert listed("sort=name") == ["Anchor", "Buoy", "Cove", "Dock"]


def test_only_the_power_of_ten_counts_so_that_close_figures_are_equals():
    made("Anchor", counts=groups(1_001))
    made("Buoy", counts=groups(9_999))
    assert listed() == ["Anchor", "Buoy"]


def test_active_comes_before_uncertain_whatever_the_size():
    made("Anchor", operating_status="uncertain", counts=groups(5_000))
    made("Buoy")
    assert listed() == ["Buoy", "Anchor"]


def test_here_and_worldwide_come_before_not_recorded_before_elsewhere(settings):
    terms = {
        slug: factories.term(taxonomy="country", slug=slug, published=True)
        for slug in ("us", "fr")
    }
    made("Anchor", terms=[terms["fr"]], counts=groups(800))
    made("Buoy", counts=groups(50))
    made("Cove", terms=[terms["us"]])
    made("Dock", is_worldwide=True)
    assert listed() == ["Cove", "Dock", "Buoy", "Anchor"]
    settings.COUNTRY = "fr"
    assert listed() == ["Anchor", "Dock", "Buoy", "Cove"]


def test_equals_take_turns_by_type_those_with_a_way_to_a_meeting_first(types):
    for name, kind in (
        ("Anchor", "twelve-step"),
        ("Buoy", "twelve-step"),
        ("Cove", "twelve-step"),
        ("Dock", "secular"),
        ("Ebb", "religious"),
        ("Ford", "religious"),
    ):
        urls = [{"kind": "meeting-finder", "url": "https://example.org/"}]
        made(
            name,
            organization_type=types[kind],
            urls=urls if name in {"Buoy", "Ford"} else [],
        )
    assert listed() == ["Buoy", "Dock", "Ford", "Anchor", "Ebb", "Cove"]
    middle = ListQuery(QueryDict()).results[2:4]
    assert [one.name for one in middle] == ["Ford", "Anchor"]


def test_a_new_figure_moves_an_organization_at_once():
    made("Anchor", counts=groups(30))
    buoy = made("Buoy")
    assert listed() == ["Anchor", "Buoy"]
    factories.add(
        buoy, "size_estimates", metric="weekly-meetings", value=400, scope="worldwide"
    )
    assert listed() == ["Buoy", "Anchor"]
    with revisions.change(buoy, by=None, action="edit"):
        buoy.size_estimates.all().delete()
    assert listed() == ["Anchor", "Buoy"]


@pytest.mark.parametrize(
    ("figures", "counts"),
    [
        ([], None),
        ([("members", 900, "worldwide", "2020")], None),
        ([("weekly-online-meetings", 900, "worldwide", "2020")], None),
        ([("groups", 0, "worldwide", "2020")], None),
        ([("groups", 90, "worldwide", ""), ("groups", 20, "France", "2024")], 90),
        ([("groups", 90, "worldwide", "1999"), ("groups", 20, "worldwide", "")], 90),
        (
            [("groups", 90, "worldwide", "1999"), ("groups", 20, "worldwide", "2001")],
            20,
        ),
        ([("groups", 90, "worldwide", ""), ("groups", 200, "worldwide", "")], 200),
        ([("groups", 90, "Iran", "1999"), ("weekly-meetings", 7, "Iran", "2001")], 7),
        ([("weekly-meetings", 90, "Worldwide", ""), ("groups", 7, "Iran", "2001")], 90),
        ([("groups", 90, "chapters worldwide", "")], 90),
    ],
)
def test_the_figure_that_counts_is_worldwide_then_newest_then_largest(figures, counts):
    estimates = [
        SizeEstimate(metric=metric, value=value, scope=scope, as_of=as_of)
        for metric, value, scope, as_of in figures
    ]
    for given in (estimates, estimates[::-1]):
        found = count_of_groups(given)
        assert (found and found.value) == counts


# For whom


@pytest.fixture
def people() -> dict:
    """Return terms of people: women, and relatives with parents among them."""
    found = {
        slug: factories.term(taxonomy="audience", slug=slug, name=slug, published=True)
        for slug in ("women", "family-and-friends")
    }
    found["parents"] = factories.term(
        taxonomy="audience",
        slug="parents",
        name="parents",
        broader=found["family-and-friends"],
        published=True,
    )
    return found


def fitting(term, fit: str = "") -> list[dict]:
    """Return the row of an organization that is for people of ``term``."""
    return [{"term": term, "fit": fit}]


def test_who_is_only_for_others_comes_after_everybody_else(people):
    made("Anchor", counts=groups(90_000), terms=fitting(people["women"], "only"))
    made("Buoy", counts=groups(800), terms=fitting(people["women"], "made-for"))
    made("Cove", operating_status="uncertain")
    assert listed() == ["Buoy", "Cove", "Anchor"]
    assert listed("sort=name") == ["Anchor", "Buoy", "Cove"]


@pytest.mark.parametrize("query", ["audience=women", "q=women"])
def test_made_for_these_people_comes_before_open_to_them(people, query):
    made("Anchor", counts=groups(90_000), terms=fitting(people["women"]))
    made("Buoy", terms=fitting(people["women"], "made-for"))
    made("Cove", counts=groups(20), terms=fitting(people["women"], "only"))
    assert listed(query) == ["Cove", "Buoy", "Anchor"]


def test_groups_for_relatives_come_last_unless_somebody_asks_for_relatives(people):
    family = fitting(people["family-and-friends"])
    made("Anchor", is_for="family", counts=groups(90_000), terms=family)
    made("Buoy", is_for="both", terms=family)
    made("Cove", is_for="person", counts=groups(50_000), terms=family)
    assert listed() == ["Cove", "Buoy", "Anchor"]
    for query in ("audience=family-and-friends", "audience=parents", "q=parents"):
        assert listed(query) == ["Anchor", "Buoy", "Cove"], query


def test_who_asks_for_people_asks_also_for_the_broader_ones(people):
    relatives = people["family-and-friends"]
    made("Anchor", is_for="family", terms=fitting(relatives, "only"))
    made("Buoy", is_for="family", terms=fitting(people["parents"], "only"))
    assert listed("audience=parents") == ["Buoy", "Anchor"]
    made("Cove", is_for="both", terms=fitting(relatives))
    assert listed("audience=parents&sort=relevance") == ["Buoy", "Anchor", "Cove"]
    assert listed("audience=family-and-friends") == ["Anchor", "Cove"]
