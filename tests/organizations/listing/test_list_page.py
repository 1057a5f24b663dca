"""The list page: what it lists, says and keeps."""

import json

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_drafts_are_not_listed(client):
    factories.organization(name="Open Door", published=True)
    factories.organization(name="Closed Door")
    page = client.get("/organizations/").content.decode()
    assert "Open Door" in page
    assert "Closed Door" not in page


def test_an_unknown_type_is_named_and_ignored(client):
    factories.organization(name="Open Door", published=True)
    page = client.get("/organizations/?type=imaginary").content.decode()
    assert "Open Door" in page
    assert "imaginary" in page


@pytest.mark.parametrize("number", ["0", "2", "-1", "first"])
def test_a_page_that_there_is_not_is_404(client, number):
    factories.organization(published=True)
    assert client.get(f"/organizations/?page={number}").status_code == 404


def test_twenty_are_on_a_page_and_links_keep_the_filter(client):
    kind = factories.organization_type(slug="circle", published=True)
    for _number in range(21):
        factories.organization(organization_type=kind, published=True)
    first = client.get("/organizations/?type=circle").content.decode()
    assert first.count('class="card card--') == 20
    assert "type=circle&amp;page=2" in first
    second = client.get("/organizations/?type=circle&page=2").content.decode()
    assert second.count('class="card card--') == 1


def test_ended_organizations_are_listed_only_when_asked_for(client):
    factories.organization(
        name="Gone Door",
        operating_status="historic",
        status_note="It ended.",
        published=True,
    )
    assert "Gone Door" not in client.get("/organizations/").content.decode()
    page = client.get("/organizations/?status=historic").content.decode()
    assert "Gone Door" in page


def test_an_empty_result_offers_a_way_back(client):
    page = client.get("/organizations/").content.decode()
    assert "clear all" in page


def test_the_secular_list_of_the_shipped_directory(client, shipped):
    names = ["SMART Recovery", "LifeRing", "Women for Sobriety"]
    pages = "".join(
        client.get(f"/organizations/?type=secular&page={number}").content.decode()
        for number in (1, 2)
    )
    for name in names:
        assert name in pages
    assert "/organizations/alcoholics-anonymous/" not in pages


def test_all_statuses_list_75_or_more_of_all_types(client, shipped):
    response = client.get(
        "/organizations/?status=active&status=uncertain&status=historic"
    )
    assert response.context["paginator"].count >= 75
    types = {
        organization.organization_type.slug
        for organization in response.context["paginator"].object_list
    }
    assert types == {"twelve-step", "secular", "religious"}


def test_the_description_says_what_is_shown(client):
    kind = factories.organization_type(slug="circle", name="Circle", published=True)
    factories.organization(organization_type=kind, published=True)
    page = client.get("/organizations/?type=circle").content.decode()
    assert '<meta name="description" content="1 free, peer-led organization: ' in page
    assert "Type: Circle." in page
    assert (
        "for people with addiction problems"
        in client.get("/organizations/").content.decode()
    )


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        ("People meet. They talk.", "People meet."),
        ("It began in the U.S. Army. It is free.", "It began in the U.S. Army."),
        ("A house of St. Jude. Come in.", "A house of St. Jude."),
        ("Is it free? Yes.", "Is it free?"),
        ("One line without an end", "One line without an end"),
    ],
)
def test_a_card_says_what_it_is_in_one_sentence(client, summary, sentence):
    organization = factories.organization(summary=summary, published=True)
    assert organization.summary_in_a_sentence == sentence
    page = client.get("/organizations/").content.decode()
    assert f'<p class="card__summary">{sentence}</p>' in page


def test_the_page_says_what_its_order_means_and_what_it_does_not(client):
    factories.organization(name="Open Door", published=True)
    page = client.get("/organizations/").content.decode()
    assert "those with most groups" in page
    assert "this says nothing about how good they are" in page
    assert 'href="/about/methods/#order"' in page
    by_name = client.get("/organizations/?sort=name").content.decode()
    assert "those with most groups;" not in by_name
    methods = client.get("/about/methods/").content.decode()
    assert 'id="order"' in methods
    assert "plays no part in it" in methods


def test_the_default_order_stands_in_no_address(client):
    factories.organization(name="Open Door", published=True)
    page = client.get("/organizations/?sort=relevance&q=door").content.decode()
    assert 'organizations/?q=door">' in page.partition('rel="canonical"')[2]
    assert '<option value="" selected>' in page
    assert '<option value="name">' in page


def test_types_styles_and_packets_keep_the_order_of_the_list(client):
    kind = factories.organization_type(slug="circle", published=True)
    style = factories.governance_style(slug="round", published=True)
    for name, value in (("Anchor", 5), ("Buoy", 400), ("Cove", 6_000)):
        factories.organization(
            name=name,
            slug=name.lower(),
            organization_type=kind,
            governance_style=style,
            size_estimates=[{"metric": "groups", "value": value, "scope": "worldwide"}],
            published=True,
        )
    for address in ("/types/circle/", "/governance/round/"):
        listed = client.get(address).context["organizations"]
        assert [one.name for one in listed] == ["Cove", "Buoy", "Anchor"], address
    for address in ("/", "/types/"):
        page = client.get(address).content.decode()
        assert "/handouts/?organization=cove&amp;cover=1" in page, address


def test_a_list_is_taken_along_in_the_order_that_it_has(client):
    for name, value in (("Anchor", 5), ("Buoy", 400)):
        factories.organization(
            name=name,
            size_estimates=[{"metric": "groups", "value": value, "scope": "worldwide"}],
            published=True,
        )
    page = client.get("/organizations/")
    taken = client.get(f"/data/organizations.json?{page.context['dump_query']}")
    rows = json.loads(taken.getvalue())
    assert [row["name"] for row in rows] == ["Buoy", "Anchor"]
