"""Organizations that have ended: every page leads to who came after them."""

import datetime
import json

import pytest

from organizations.handouts.sheet_codes import sheet_code
from organizations.models import Organization
from tests import factories
from tests.sheets import harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db

PAGE = "/organizations/sober-harbor/"
OFFERS = ("Find a meeting", "Online meetings", "Send it to somebody", "212-555-0100")


@pytest.fixture
def ended(db) -> Organization:
    """Make an organization that has ended, with ways that lead nowhere any more."""
    return harbor(
        operating_status="historic",
        urls=[
            {"kind": "meeting-finder", "url": "https://harbor.example/meetings"},
            {"kind": "online-meetings", "url": "https://harbor.example/online"},
            {"kind": "website", "url": "https://harbor.example/"},
        ],
        phones=[
            {
                "number": "212-555-0100",
                "kind": "helpline",
                "verified_on": datetime.date(2026, 5, 1),
            }
        ],
    )


def after(kind: str, other: Organization, **given) -> Organization:
    return factories.organization(
        **{
            "slug": "new-haven",
            "name": "New Haven",
            "published": True,
            "urls": [{"kind": "website", "url": "https://haven.example/"}],
            "relationships": [{"kind": kind, "other": other}],
        }
        | given
    )


def test_page_offers_the_successor_and_no_meeting(client, ended):
    after("successor-of", ended)
    page = client.get(PAGE).content.decode()
    assert '<a class="button" href="/organizations/new-haven/">' in page
    assert "Its successor: New Haven" in page
    assert [words for words in OFFERS if words in page] == []
    assert "harbor.example/meetings" not in page


def test_card_comparison_and_sheets_name_the_successor(client, ended):
    after("successor-of", ended)
    card = client.get("/organizations/?status=historic").content.decode()
    assert '<a href="/organizations/new-haven/">Its successor: New Haven</a>' in card
    compared = client.get("/compare/?organization=sober-harbor&organization=new-haven")
    assert "no longer active; Its successor: New Haven" in text_of(compared).replace(
        "No longer", "no longer"
    )
    sheet = client.get(f"{PAGE}print/")
    assert "Its successor: New Haven haven.example" in sheet_of(sheet)
    assert "Send it to somebody" not in sheet.content.decode()
    assert "Su sucesor: New Haven" in sheet_of(client.get(f"{PAGE}print/?lang=es"))
    text = client.get(f"{PAGE}print/?as=text").content.decode()
    assert "Its successor: New Haven\nhaven.example" in text


def test_the_page_behind_its_code_leads_there_too(client, ended):
    after("successor-of", ended)
    page = client.get(f"/s/{sheet_code(ended.pk)}/").content.decode()
    assert "Its successor: New Haven" in page
    assert [words for words in OFFERS if words in page] == []


def test_discreet_sheet_names_the_successor_by_initials_and_code(client, ended):
    new = after("successor-of", ended)
    page = sheet_of(client.get(f"/s/{sheet_code(ended.pk)}/?discreet=1"))
    assert "Ask about NH instead:" in page
    assert sheet_code(new.pk) in page
    assert "Haven" not in page
    assert "haven" not in page


def test_search_engines_are_told_no_number_of_it(client, ended):
    page = client.get(PAGE).content.decode()
    linked = page.partition('<script type="application/ld+json">')[2]
    assert "contactPoint" not in json.loads(linked.partition("</script>")[0])


def test_who_split_off_is_offered_where_nobody_is_the_successor(client, ended):
    after("split-from", ended)
    assert "Split off from it: New Haven" in text_of(client.get(PAGE))
    after("successor-of", ended, slug="heir", name="Heir")
    page = text_of(client.get(PAGE))
    assert "Its successor: Heir" in page
    assert "Split off from it: New Haven" not in page


def test_a_successor_that_has_ended_too_gives_way_to_its_own(client, ended):
    middle = after("successor-of", ended, operating_status="historic", urls=[])
    after("successor-of", middle, slug="heir", name="Heir")
    page = text_of(client.get(PAGE))
    assert "Its successor: Heir" in page
    assert "Its successor: New Haven" not in page


def test_two_that_name_each_other_as_successor_end_somewhere(client, ended):
    middle = after("successor-of", ended, operating_status="historic", urls=[])
    factories.add(ended, "relationships", kind="successor-of", other=middle)
    assert "See groups that run today" in text_of(client.get(PAGE))


def test_a_draft_is_no_successor_and_the_list_is_offered(client, ended):
    after("successor-of", ended, published=False)
    page = client.get(PAGE).content.decode()
    assert "New Haven" not in page
    kind = ended.organization_type.slug
    assert f'href="/organizations/?type={kind}">See groups that run today' in page


def test_an_organization_that_runs_offers_its_meetings(client):
    old = harbor()
    after("successor-of", old)
    page = text_of(client.get(PAGE))
    assert "Find a meeting" in page
    assert "Send it to somebody" in page
    assert "Its successor" not in page


def test_every_shipped_one_that_has_ended_leads_on(client, shipped):
    ended = Organization.objects.published().filter(operating_status="historic")
    offered = {}
    for organization in ended:
        page = client.get(organization.get_absolute_url()).content.decode()
        assert "Find a meeting" not in page
        assert "Send it to somebody" not in page
        offered[organization.slug] = [
            one.organization.slug for one in organization.came_after
        ]
    assert offered == {
        "rational-recovery": ["smart-recovery"],
        "secular-organizations-for-sobriety": ["lifering"],
    }
