"""Similar organizations: the same problem first, each with the reason."""

import pytest

from organizations.similar import similar_to
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms():
    """Return terms of focus and audience."""
    focus = factories.taxonomy(slug="focus", published=True)
    audience = factories.taxonomy(slug="audience", published=True)
    return {
        slug: factories.term(
            taxonomy=taxonomy, slug=slug, name=slug.title(), published=True
        )
        for taxonomy, slug in (
            (focus, "alcohol"),
            (focus, "gambling"),
            (audience, "women"),
        )
    }


def test_the_most_alike_comes_first_with_what_both_share(terms):
    mine = factories.organization(
        terms=[terms["alcohol"], terms["women"]], published=True
    )
    near = factories.organization(
        terms=[terms["alcohol"], terms["women"]], published=True
    )
    far = factories.organization(terms=[terms["alcohol"]], published=True)
    factories.organization(terms=[terms["gambling"]], published=True)
    found = similar_to(mine, beside=[])
    assert [one.organization for one in found] == [near, far]
    assert found[0].shared == ["Alcohol", "Women"]


def test_drafts_and_neighbors_are_left_out(terms):
    mine = factories.organization(terms=[terms["alcohol"]], published=True)
    neighbor = factories.organization(terms=[terms["alcohol"]], published=True)
    factories.organization(terms=[terms["alcohol"]])
    assert similar_to(mine, beside=[neighbor.pk]) == []


@pytest.mark.parametrize(
    "other",
    [
        {"is_for": "family"},
        {"spirituality": "religious"},
        {"spirituality": "spiritual"},
        {"recovery_goal": "moderation"},
        {"operating_status": "historic"},
    ],
)
def test_nobody_is_named_who_is_for_others_or_far_in_faith_or_goal(terms, other):
    values = {"spirituality": "none", "recovery_goal": "abstinence", "is_for": "person"}
    mine = factories.organization(terms=[terms["alcohol"]], published=True, **values)
    given = values | other
    factories.organization(terms=[terms["alcohol"]], published=True, **given)
    assert similar_to(mine, beside=[]) == []
    near = values | {"spirituality": "optional", "recovery_goal": "self-chosen"}
    near = factories.organization(terms=[terms["alcohol"]], published=True, **near)
    assert [one.organization for one in similar_to(mine, beside=[])] == [near]


@pytest.mark.parametrize("fit", ["only", "made-for"])
def test_made_for_some_people_is_like_what_is_made_for_the_same(terms, fit):
    alcohol = {"term": terms["alcohol"]}
    women = {"term": terms["women"], "fit": fit}
    mine = factories.organization(terms=[alcohol, women], published=True)
    everybody = factories.organization(terms=[alcohol], published=True)
    theirs = factories.organization(terms=[alcohol, women], published=True)
    assert [one.organization for one in similar_to(mine, beside=[])] == [theirs]
    other = factories.organization(terms=[alcohol], published=True)
    assert [one.organization for one in similar_to(everybody, beside=[])] == [other]


def test_equally_alike_ones_come_in_the_order_of_every_list(terms):
    mine = factories.organization(terms=[terms["alcohol"]], published=True)
    figure = {"metric": "groups", "value": 900, "scope": "worldwide"}
    factories.organization(name="A", terms=[terms["alcohol"]], published=True)
    factories.organization(
        name="Z", terms=[terms["alcohol"]], size_estimates=[figure], published=True
    )
    assert [one.organization.name for one in similar_to(mine, beside=[])] == ["Z", "A"]


def test_the_page_names_similar_organizations_and_why(client, shipped):
    page = client.get("/organizations/crystal-meth-anonymous/").content.decode()
    assert "Similar organizations" in page
    assert "In common:" in page


def test_no_faith_is_called_like_another_in_the_shipped_directory(client, shipped):
    """Nor is cutting down like family groups: better nobody than an offence."""
    named = {
        slug: {
            one.organization.slug
            for one in client.get(f"/organizations/{slug}/").context["similar"]
        }
        for slug in ("millati-islami", "jacs", "moderation-management", "lifering")
    }
    assert named["millati-islami"] == named["jacs"] == set()
    assert named["moderation-management"] >= {"smart-recovery"}
    assert "al-anon-family-groups" not in named["moderation-management"]
    assert "smart-recovery" in named["lifering"]
