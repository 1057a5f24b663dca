"""The page of one organization: every fact with its source, unknowns said so."""

import re

import pytest

from organizations.models import Organization
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """Return what a reader reads, on one line."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def test_a_draft_is_404_for_the_public_and_shown_with_a_notice_to_a_curator(
    client, curator_client
):
    draft = factories.organization(name="Closed Door")
    assert client.get(draft.get_absolute_url()).status_code == 404
    response = curator_client.get(draft.get_absolute_url())
    assert response.status_code == 200
    assert "only curators see this page" in text_of(response)
    assert "no-store" in response["Cache-Control"]


def test_an_unknown_slug_is_the_404_page_of_the_site(client):
    response = client.get("/organizations/no-such-thing/")
    assert response.status_code == 404
    assert "This page does not exist" in text_of(response)


def test_a_withdrawn_record_is_410_and_names_nothing(client):
    gone = factories.organization(name="Gone Door", withdrawn=True)
    for address in (gone.get_absolute_url(), gone.get_absolute_url() + "print/"):
        response = client.get(address)
        assert response.status_code == 410
        assert "No longer listed" in text_of(response)
        assert "Gone Door" not in response.content.decode()


def test_a_withdrawn_record_names_its_published_successor(client):
    gone = factories.organization(name="Gone Door", withdrawn=True)
    factories.organization(
        name="New Door",
        published=True,
        relationships=[{"kind": "successor-of", "other": gone}],
    )
    assert "New Door" in text_of(client.get(gone.get_absolute_url()))


def test_a_former_slug_redirects_for_good(client, curator):
    from recovery_directory.records import revisions

    door = factories.organization(slug="old-door", published=True)
    with revisions.change(door, by=curator, action="edit"):
        door.slug = "new-door"
        door.save()
    response = client.get("/organizations/old-door/")
    assert response.status_code == 301
    assert response["Location"] == "/organizations/new-door/"
    assert (
        client.get("/organizations/old-door/print/")["Location"]
        == "/organizations/new-door/print/"
    )


def test_facts_carry_numbers_that_lead_to_their_sources(client):
    source = factories.source(title="A Book of Doors", published=True)
    door = factories.organization(
        published=True,
        fees_description="Nothing.",
        citations=[
            {"fact": fact, "source": source, "was_seen": True}
            for fact in ("summary", "first_meeting", "how_to_start", "cost")
        ],
    )
    page = client.get(door.get_absolute_url()).content.decode()
    assert re.search(r'Nothing\.<sup class="cite"><a href="#reference-1"', page)
    assert 'id="reference-1"' in page
    assert "A Book of Doors" in page


def test_a_fact_that_nobody_saw_says_not_yet_checked(client):
    source = factories.source(published=True)
    door = factories.organization(
        published=True,
        philosophy="Doors open.",
        citations=[
            {"fact": fact, "source": source, "was_seen": fact != "philosophy"}
            for fact in ("summary", "first_meeting", "how_to_start", "philosophy")
        ],
    )
    text = text_of(client.get(door.get_absolute_url()))
    assert re.search(r"Doors open\. 1 not yet checked", text)
    assert text.count("not yet checked") == 1


def test_a_draft_source_is_not_cited(client):
    source = factories.source(title="Unfinished Notes")
    door = factories.organization(published=True)
    factories.add(door, "urls", kind="website", url="https://a.example", source=source)
    assert (
        "Unfinished Notes" not in client.get(door.get_absolute_url()).content.decode()
    )


def test_a_phone_is_held_back_until_it_is_verified(client):
    door = factories.organization(published=True)
    phone = factories.add(door, "phones", number="+1-212-555-0199", kind="office")
    page = client.get(door.get_absolute_url()).content.decode()
    assert "555-0199" not in page
    assert "No phone number can be shown yet" in page
    phone.verified_on = "2026-11-01"
    phone.save()
    assert "555-0199" in client.get(door.get_absolute_url()).content.decode()


def test_it_says_whose_recovery_it_is_and_how_far_it_is_for_an_audience(client):
    women = factories.term(
        taxonomy="audience", slug="women", name="Women", published=True
    )
    door = factories.organization(
        published=True, is_for="both", terms=[{"term": women, "fit": "only"}]
    )
    text = text_of(client.get(door.get_absolute_url()))
    assert "People with the problem, and their family and friends" in text
    assert "Women: only for them" in text


def test_proof_of_attendance_is_told_with_its_source_or_not_at_all(client):
    door = factories.organization(
        published=True,
        proof_of_attendance="depends-on-group",
        proof_of_attendance_description="Ask the secretary.",
    )
    text = text_of(client.get(door.get_absolute_url()))
    assert "Each group decides. Ask the secretary." in text
    other = factories.organization(published=True)
    page = client.get(other.get_absolute_url()).content.decode()
    assert "Proof of attendance" not in page


def test_unpublished_neighbors_are_not_named(client):
    hidden = factories.organization(name="Hidden Door")
    door = factories.organization(published=True)
    factories.add(door, "relationships", kind="related", other=hidden)
    factories.add(hidden, "relationships", kind="part-of", other=door)
    assert "Hidden Door" not in client.get(door.get_absolute_url()).content.decode()


def test_what_nobody_stated_is_said_to_be_unknown(client):
    door = factories.organization(published=True)
    text = text_of(client.get(door.get_absolute_url()))
    assert "No stated position is recorded here" in text
    assert "No figures are recorded here" in text
    assert "Not assessed" in text


def test_figures_that_disagree_stand_side_by_side_with_their_dates(client):
    door = factories.organization(published=True)
    factories.add(
        door,
        "size_estimates",
        metric="groups",
        value=100,
        scope="worldwide",
        as_of="2013",
    )
    factories.add(
        door, "size_estimates", metric="groups", value=2500, scope="worldwide"
    )
    text = text_of(client.get(door.get_absolute_url()))
    assert "100 groups worldwide 2013" in text
    assert "2,500 groups worldwide undated" in text


def test_the_type_s_evidence_is_shown_as_borrowed_and_never_inherited(client):
    summary = factories.evidence_summary(
        subject_kind="type", plain_statement="In general, more stayed.", published=True
    )
    kind = factories.organization_type(evidence_summary=summary, published=True)
    door = factories.organization(organization_type=kind, published=True)
    text = text_of(client.get(door.get_absolute_url()))
    assert "In general, more stayed." in text
    assert "This is about the type, not about this organization." in text
    assert Organization.objects.get(pk=door.pk).evidence_strength == "not-assessed"


def test_alcoholics_anonymous_says_what_it_must(client, shipped):
    text = text_of(client.get("/organizations/alcoholics-anonymous/"))
    for words in (
        "June 10, 1935, Akron",
        "1,400,000 members",
        "United States and Canada",
        "Peer-Based Recovery Support",
        "sponsor",
        "Horizontal",
        "The A.A. Member - Medications and Other Drugs",
        "Strong",
    ):
        assert words in text, words
    assert "William G. Wilson" not in text


def test_every_published_organization_has_its_page_and_its_sheet(client, shipped):
    for organization in Organization.objects.published():
        address = organization.get_absolute_url()
        assert client.get(address).status_code == 200, address
        assert client.get(address + "print/").status_code == 200, address
