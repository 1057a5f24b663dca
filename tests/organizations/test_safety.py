"""Safety lines: quiet, sourced, where somebody is about to stop or is with them."""

import pytest
from django.core.exceptions import ValidationError

from organizations.handouts.sheet_codes import sheet_code
from organizations.models import Organization, Passage
from organizations.models.passage import SAFETY_WORDS
from recovery_directory.records import revisions
from tests import factories
from tests.sheets import harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db

PAGE = "/organizations/sober-harbor/"
WITHDRAWAL = "Talk to a doctor before you stop suddenly."
OVERDOSE = "Give naloxone and stay."


@pytest.fixture
def terms(db) -> dict:
    """Make subjects, and a line for drinking and one for opioids."""
    made = {
        slug: factories.term(taxonomy="focus", slug=slug, published=True)
        for slug in ("alcohol", "opioids", "gambling")
    }
    for slug, text, subject in (
        ("safety-withdrawal", WITHDRAWAL, "alcohol"),
        ("safety-overdose", OVERDOSE, "opioids"),
    ):
        passage = factories.passage(
            slug=slug, page="safety", text=text, subjects=[made[subject]]
        )
        factories.add(
            passage,
            "citations",
            fact="text",
            source=factories.source(title=f"Source of {slug}", published=True),
        )
        passage.publish(by=None)
    return made


def group(terms, *slugs, **given) -> Organization:
    return harbor(terms=[{"term": terms[slug]} for slug in slugs], **given)


def everywhere(client) -> dict[str, str]:
    """Return the words of page, sheet, packet and plain text."""
    return {
        "page": text_of(client.get(PAGE)),
        "sheet": sheet_of(client.get(f"{PAGE}print/")),
        "packet": text_of(client.get("/handouts/?organization=sober-harbor")),
        "text": " ".join(client.get(f"{PAGE}print/?as=text").content.decode().split()),
    }


def test_lines_stand_where_their_subject_is(client, terms):
    group(terms, "alcohol")
    for where, words in everywhere(client).items():
        assert WITHDRAWAL in words, where
        assert OVERDOSE not in words, where
    assert "Source of safety-withdrawal" in text_of(client.get(PAGE))


def test_both_lines_stand_on_an_organization_for_both(client, terms):
    group(terms, "alcohol", "opioids")
    for where, words in everywhere(client).items():
        assert WITHDRAWAL in words, where
        assert OVERDOSE in words, where


def test_no_line_stands_on_other_subjects_or_on_what_has_ended(client, terms):
    group(terms, "gambling")
    for words in everywhere(client).values():
        assert WITHDRAWAL not in words
    Organization.objects.get().withdraw(by=None, reason="x")
    group(terms, "alcohol", slug="old", name="Old", operating_status="historic")
    assert WITHDRAWAL not in text_of(client.get("/organizations/old/"))


def test_the_words_are_the_operators(client, terms):
    group(terms, "alcohol")
    line = Passage.objects.get(slug="safety-withdrawal")
    with revisions.change(line, by=None, action="edit"):
        line.text = "Ask at our front desk first."
        line.save()
    for where, words in everywhere(client).items():
        assert "Ask at our front desk first." in words, where
    spanish = client.get(f"{PAGE}print/?lang=es").content.decode()
    assert '<span lang="en">Ask at our front desk first.</span>' in spanish
    line.withdraw(by=None, reason="Not ours.")
    assert "front desk" not in text_of(client.get(PAGE))


def test_a_line_that_no_sheet_holds_is_not_published(terms):
    line = factories.passage(page="safety", text="word " * (SAFETY_WORDS + 1))
    with pytest.raises(ValidationError, match="the limit is 20"):
        line.publish(by=None)


def test_discreet_sheet_says_what_gives_nothing_away(client, terms):
    organization = group(terms, "alcohol", "opioids")
    page = sheet_of(client.get(f"/s/{sheet_code(organization.pk)}/?discreet=1"))
    assert "Talk to a doctor before you change anything suddenly." in page
    assert "naloxone" not in page
    assert "stop" not in page


def test_pages_on_stopping_and_cutting_down_say_it_too(client, terms):
    for where in ("/find/", "/types/"):
        page = text_of(client.get(where))
        assert WITHDRAWAL in page, where
        assert "Source of safety-withdrawal" in page, where


def test_twelve_sheets_ask_no_more_than_one(
    client, terms, django_assert_max_num_queries
):
    for number in range(12):
        group(terms, "alcohol", "opioids", slug=f"g{number}", name=f"G {number}")
    with django_assert_max_num_queries(30):
        client.get("/handouts/?" + "&".join(f"organization=g{n}" for n in range(12)))


def test_every_shipped_organization_for_drinking_pills_or_opioids_has_its_line(
    client, shipped
):
    lines = {
        line.slug: (line.text, {term.slug for term in line.subjects.all()})
        for line in Passage.objects.on_page("safety").prefetch_related("subjects")
    }
    assert lines["safety-withdrawal"][1] == {"alcohol", "prescription-drugs"}
    assert lines["safety-overdose"][1] == {"opioids", "drugs"}
    seen = 0
    for organization in Organization.objects.published().operating():
        own = {row.term.slug for row in organization.focus_terms}
        page = text_of(client.get(organization.get_absolute_url()))
        for text, subjects in lines.values():
            assert (text in page) is bool(own & subjects), organization.slug
            seen += text in page
    assert seen > 60
    moderation = sheet_of(client.get("/organizations/moderation-management/print/"))
    assert lines["safety-withdrawal"][0] in moderation
    spanish = sheet_of(client.get("/organizations/alcoholics-anonymous/print/?lang=es"))
    assert "Si bebe a diario o toma sedantes" in spanish
