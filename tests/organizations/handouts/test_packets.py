"""Packets: several hand-outs in one print."""

import html
import re

import pytest

from recovery_directory.prose.disclosing_terms import (
    disclosing_terms_in,
    disclosing_terms_in_address,
)
from tests import factories
from tests.sheets import edit, harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db


def test_packet_keeps_the_order_and_says_how_many_pages(client):
    harbor()
    harbor(slug="other", name="Other Harbor")
    page = client.get("/handouts/?organization=other&organization=sober-harbor&cover=1")
    sheet = sheet_of(page)
    assert "Prints on exactly 3 pages" in text_of(page)
    assert sheet.index("Other Harbor") < sheet.index("Sober Harbor")
    assert page.content.count(b'<article class="sheet') == 3
    assert "organization=sober-harbor&amp;organization=other" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Choose one to 12 organizations."),
        ("organization=nowhere", "“nowhere” is not in this directory"),
        ("organization=sober-harbor&organization=<x>", "“&lt;x&gt;” is not in"),
        ("organization=sober-harbor&cover=7", "“cover” is 0 or 1."),
        ("organization=%00", "Choose one to 12 organizations."),
    ],
)
def test_packet_refuses_clearly_and_keeps_the_valid_choice(client, query, words):
    harbor()
    page = client.get(f"/handouts/?{query}")
    assert page.status_code == 400
    assert words in text_of(page)
    kept = 'name="organization" value="sober-harbor"' in page.content.decode()
    assert kept == ("sober-harbor" in query)


def test_packet_holds_twelve_at_most(client):
    slugs = [harbor(slug=f"h-{n}", name=f"Harbor {n}").slug for n in range(13)]
    query = "&".join(f"organization={slug}" for slug in slugs)
    page = client.get(f"/handouts/?{query}")
    assert page.status_code == 400
    assert "At most 12 hand-outs fit in one packet." in text_of(page)
    assert page.content.count(b'type="hidden" name="organization"') == 13
    twelve = client.get(f"/handouts/?{query.rpartition('&')[0]}")
    assert twelve.status_code == 200


def test_drafts_are_in_no_packet_and_on_no_list_to_add(client):
    harbor(published=False, slug="draft", name="Draftname")
    page = client.get("/handouts/?organization=draft")
    assert page.status_code == 400
    assert b"Draftname" not in page.content


def test_bookmarked_packet_survives_a_renaming(client):
    organization = harbor()
    edit(organization, slug="safe-harbor")
    page = client.get("/handouts/?organization=sober-harbor")
    assert page.status_code == 200
    assert "Sober Harbor" in sheet_of(page)


def test_packet_of_one_type_suggests_others_once(client):
    factories.shared(factories.organization_type)
    other = factories.organization_type(slug="other-kind", published=True)
    harbor()
    page = client.get("/handouts/?organization=sober-harbor")
    assert text_of(page).count("All of these are of one type.") == 1
    assert "All of these" not in sheet_of(page)
    harbor(slug="second", name="Second", organization_type=other)
    page = client.get("/handouts/?organization=sober-harbor&organization=second")
    assert "All of these are of one type." not in text_of(page)


def test_discreet_packet_names_nobody(client, shipped):
    slugs = ["alcoholics-anonymous", "millati-islami", "smart-recovery"]
    query = "&".join(f"organization={slug}" for slug in slugs)
    moved = client.get(f"/handouts/?{query}&discreet=1&cover=1")
    assert moved.status_code == 302
    assert disclosing_terms_in_address(moved.url) == []
    page = client.get(moved.url)
    assert disclosing_terms_in(page.content.decode()) == []
    assert page.content.count(b'<article class="sheet') == 4


def test_packet_costs_the_same_with_one_and_with_several(
    client, django_assert_max_num_queries
):
    for number in range(4):
        harbor(slug=f"h-{number}", name=f"Harbor {number}")
    query = "&".join(f"organization=h-{number}" for number in range(4))
    with django_assert_max_num_queries(10):
        client.get(f"/handouts/?{query}&cover=1")


def packet_link(client, page: str) -> str | None:
    """Return where "Print one of each type" on a page leads."""
    link = re.search(
        r'href="([^"]+)">Print one of each', client.get(page).content.decode()
    )
    return html.unescape(link[1]) if link else None


@pytest.mark.parametrize("page", ["/", "/types/"])
def test_one_of_each_type_is_the_first_that_its_list_names(client, page):
    steps = factories.organization_type(published=True)
    faith = factories.organization_type(published=True)
    many = {"metric": "groups", "value": 1000, "scope": "worldwide", "as_of": "2025"}
    for slug, name, its_type, sizes in (
        ("harbor", "Harbor", steps, []),
        ("sober-harbor", "Sober Harbor", steps, [many]),
        ("other-harbor", "Other Harbor", steps, []),
        ("old-pier", "Old Pier", faith, []),
    ):
        harbor(slug=slug, name=name, organization_type=its_type, size_estimates=sizes)
    assert packet_link(client, page) == (
        "/handouts/?organization=sober-harbor&organization=old-pier&cover=1"
    )
    packet = client.get(packet_link(client, page))
    assert "Prints on exactly 3 pages" in text_of(packet)


@pytest.mark.parametrize("page", ["/", "/types/"])
def test_one_of_each_type_is_not_offered_where_a_type_has_none(client, page):
    named = factories.organization_type(summary="Such as Old Pier.", published=True)
    factories.organization_type(summary="Such as Sober Harbor.", published=True)
    harbor(slug="old-pier", name="Old Pier", organization_type=named)
    factories.organization(name="Sober Harbor")
    assert packet_link(client, page) is None
