"""Drawings: who came from whom, how many groups, how sure research is."""

import pytest

from organizations.models import Organization
from organizations.origins import Origins
from organizations.sizes import numbers_of_groups
from tests import factories

pytestmark = pytest.mark.django_db


def founded(name: str, year: str, **given) -> Organization:
    return factories.organization(
        name=name, slug=name.lower(), founded=year, published=True, **given
    )


def came_from(other: Organization, kind: str = "split-from") -> dict:
    return {"kind": kind, "other": other}


def test_an_organization_stands_below_the_one_it_came_from_by_year():
    harbor = founded("Harbor", "1935-06-10")
    founded("Anchor", "1930")
    founded("Lighthouse", "1990", relationships=[came_from(harbor)])
    founded("Jetty", "1950", relationships=[came_from(harbor, "modelled-on")])
    foundings = Origins(Organization.objects.published()).foundings
    assert [one.organization.name for one in foundings] == [
        "Harbor",
        "Jetty",
        "Lighthouse",
        "Anchor",
    ]
    assert [one.depth for one in foundings] == [0, 1, 1, 0]
    assert foundings[1].words == "modeled on"


def test_the_closest_origin_counts_and_no_origin_is_younger():
    harbor = founded("Harbor", "1935")
    jetty = founded("Jetty", "1950")
    founded("Late", "1990")
    both = [came_from(harbor, "modelled-on"), came_from(jetty)]
    founded("Lighthouse", "1980", relationships=both)
    founded(
        "Early",
        "1960",
        relationships=[came_from(Organization.objects.get(slug="late"))],
    )
    found = {
        one.organization.name: one.came_from and one.came_from.organization.name
        for one in Origins(Organization.objects.published()).foundings
    }
    assert found["Lighthouse"] == "Jetty"
    assert found["Early"] is None


def test_the_page_of_types_draws_origins_and_says_the_same_in_a_table(client):
    harbor = founded("Harbor", "1935")
    founded("Lighthouse", "1990", relationships=[came_from(harbor)])
    page = client.get("/types/").content.decode()
    assert page.count('class="origins__name"') == 2
    assert "split from <bdi>Harbor</bdi>" in page


def test_an_organization_that_is_not_public_is_no_origin(client):
    hidden = factories.organization(name="Hidden", founded="1920")
    founded("Lighthouse", "1990", relationships=[came_from(hidden)])
    assert "Hidden" not in client.get("/types/").content.decode()


def test_the_newest_dated_figure_counts_with_its_as_of(client):
    figures = [
        {"metric": "groups", "value": 900, "scope": "worldwide", "as_of": ""},
        {"metric": "groups", "value": 100, "scope": "worldwide", "as_of": "2001"},
        {"metric": "groups", "value": 250, "scope": "worldwide", "as_of": "2020-03"},
        {"metric": "members", "value": 7000, "scope": "worldwide", "as_of": "2022"},
    ]
    founded("Harbor", "1935", size_estimates=figures)
    (size,) = numbers_of_groups(Organization.objects.published())
    assert (size.estimate.value, size.share) == (250, 100)
    page = client.get("/governance/").content.decode()
    assert "250" in page
    assert "March 2020" in page


def test_figures_come_the_largest_first_and_bars_are_true_to_scale():
    for name, value in (("Harbor", 400), ("Anchor", 1000)):
        figure = {"metric": "groups", "value": value, "scope": "worldwide"}
        founded(name, "1935", size_estimates=[figure])
    sizes = numbers_of_groups(Organization.objects.published())
    assert [(one.organization.name, one.share) for one in sizes] == [
        ("Anchor", 100),
        ("Harbor", 40),
    ]


def test_the_home_page_counts_how_sure_research_is(client):
    founded("Harbor", "1935")
    founded("Anchor", "1940")
    page = client.get("/").content.decode()
    assert 'href="/organizations/?evidence=not-assessed"' in page
    assert '<span class="strengths__count">2<' in page
    assert "evidence=strong" not in page
