"""The pages that teach: types, governance, evidence, about."""

import html
import re
from pathlib import Path

import pytest
import yaml

from organizations.choices import PassagePage
from organizations.models import Organization, Passage
from tests import factories

pytestmark = pytest.mark.django_db

POINTS = Path(__file__).with_name("founding_points.yaml")
ADDRESSES = {
    PassagePage.ABOUT: "/about/",
    PassagePage.TYPES: "/types/",
    PassagePage.TWELVE_STEP: "/types/twelve-step/",
    PassagePage.SECULAR: "/types/secular/",
    PassagePage.RELIGIOUS: "/types/religious/",
    PassagePage.GOVERNANCE: "/governance/",
    PassagePage.EVIDENCE: "/evidence/",
    PassagePage.MECHANISMS: "/evidence/mechanisms/",
}


def test_every_page_that_teaches_has_an_address():
    # Lines on safety stand on the pages and sheets of organizations.
    assert set(ADDRESSES) == set(PassagePage) - {PassagePage.SAFETY}


@pytest.mark.parametrize("page", ADDRESSES)
def test_a_published_passage_stands_on_its_page_and_a_draft_does_not(client, page):
    for slug in ("twelve-step", "secular", "religious"):
        factories.organization_type(slug=slug, name=slug, published=True)
    source = factories.source(title="A Book of Doors", published=True)
    factories.passage(
        page=page,
        text="Doors open.",
        citations=[{"fact": "text", "source": source, "was_seen": True}],
        published=True,
    )
    factories.passage(page=page, text="Doors close.")
    text = client.get(ADDRESSES[page]).content.decode()
    assert "Doors open." in text
    assert "A Book of Doors" in text
    assert "Doors close." not in text


def test_every_shipped_passage_cites_a_source(client, shipped):
    for passage in Passage.objects.published():
        assert passage.cited.get("text"), passage.slug


def test_the_pages_teach_every_point_of_the_founding_text(client, shipped):
    pages = {}
    for point in yaml.safe_load(POINTS.read_text()):
        if point["page"] not in pages:
            body = client.get(point["page"]).content.decode()
            words = html.unescape(re.sub(r"<[^>]+>", " ", body))
            pages[point["page"]] = re.sub(r"\s+", " ", words).lower()
        for words in point["words"]:
            assert words.lower() in pages[point["page"]], (point["point"], words)


def test_every_organization_of_the_founding_text_has_its_page(client, shipped):
    named = [
        "alcoholics-anonymous",
        "narcotics-anonymous",
        "smart-recovery",
        "all-recovery-meetings",
        "women-for-sobriety",
        "lifering",
        "celebrate-recovery",
        "marijuana-anonymous",
        "cocaine-anonymous",
        "secular-organizations-for-sobriety",
        "in-the-rooms",
        "jacs",
        "millati-islami",
    ]
    assert Organization.objects.published().filter(slug__in=named).count() == len(named)


def test_every_draft_of_the_shipped_directory_names_its_reason(shipped):
    drafts = Organization.objects.exclude(pk__in=Organization.objects.published())
    assert all(draft.state_reason for draft in drafts)


def test_an_evidence_summary_of_a_hidden_organization_is_hidden(client):
    summary = factories.evidence_summary(published=True)
    assert client.get(f"/evidence/{summary.slug}/").status_code == 404
    factories.organization(evidence_summary=summary)
    assert client.get(f"/evidence/{summary.slug}/").status_code == 404
    assert summary.title not in client.get("/evidence/").content.decode()
    factories.organization(evidence_summary=summary, published=True)
    assert client.get(f"/evidence/{summary.slug}/").status_code == 200
    assert summary.title in client.get("/evidence/").content.decode()
