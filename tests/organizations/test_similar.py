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


def test_the_page_names_similar_organizations_and_why(client, shipped):
    page = client.get("/organizations/gamblers-anonymous/").content.decode()
    assert "Similar organizations" in page
    assert "In common:" in page
