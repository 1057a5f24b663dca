"""Words, while somebody writes: advice beside a field, and what holds a record back."""

import re

import pytest
from django.core.exceptions import ValidationError

from organizations.models import Organization
from recovery_directory.curation.proposals import Proposal
from tests import factories
from tests.admin_forms import act, address, messages_of, save

pytestmark = pytest.mark.django_db

HARD = (
    "Participation necessitates acknowledgement of interpersonal responsibilities "
    "throughout organizational proceedings."
)


def help_of(page, field: str) -> str:
    """Return what stands beside a field of a form."""
    found = re.search(
        rf'id="id_{field}_helptext">(.*?)</div>\s*</div>', page.text, re.S
    )
    return found[1] if found else ""


@pytest.fixture
def draft():
    """Return an organization that could be published."""
    organization = factories.organization(published=True)
    organization.withdraw(by=None, reason="To try again.")
    organization.restore(by=None)
    return organization


def test_a_word_that_labels_people_is_named_beside_its_field(curator_client, draft):
    save(curator_client, draft, philosophy="A group for addicts.")
    page = curator_client.get(address(draft))
    beside = help_of(page, "philosophy")
    assert "“addicts” labels people" in beside
    assert "Write:" in beside
    assert "hint--blocks" in beside
    assert "addicts" not in help_of(page, "summary")


def test_a_hard_text_is_advice_and_blocks_nothing(curator_client, draft):
    save(curator_client, draft, how_to_start=HARD)
    page = curator_client.get(address(draft))
    beside = help_of(page, "how_to_start")
    assert "Reading grade" in beside
    assert "Use shorter sentences" in beside
    assert "hint--blocks" not in beside
    draft.publish(by=None)


def test_every_long_text_says_its_reading_grade(curator_client, draft):
    text = "You may sit and listen. You need not say a word to us."
    save(curator_client, draft, first_meeting=text)
    beside = help_of(curator_client.get(address(draft)), "first_meeting")
    assert re.search(r"Reading grade -?\d\.\d", beside)
    assert "hint--" not in beside


def test_a_text_of_a_hand_out_has_its_hints_beside_it(curator_client, draft):
    for language in ("es", "en"):
        factories.add(
            draft,
            "handout_texts",
            language=language,
            what="A group.",
            who=f"For addicts ({language}).",
        )
    page = curator_client.get(address(draft))
    forms = page.context["inline_admin_formsets"]
    rows = next(one for one in forms if one.formset.prefix == "handout_texts")
    for form in rows.formset.initial_forms:
        beside = str(form.fields["who"].help_text)
        assert ("addicts" in beside) is (form.instance.language == "en")


def test_what_claims_too_much_keeps_a_record_from_the_public(curator_client, draft):
    save(curator_client, draft, philosophy="It is proven to cure people.")
    page = act(curator_client, "publish", draft)
    draft.refresh_from_db()
    assert not draft.is_published
    assert any("claims more than any research" in said for said in messages_of(page))
    with pytest.raises(ValidationError) as refusal:
        draft.publish(by=None)
    assert any("“philosophy”:" in said for said in refusal.value.messages)


def test_everything_that_stands_against_publishing_is_on_the_form(curator_client):
    bare = factories.organization(philosophy="A group for addicts.")
    page = curator_client.get(address(bare))
    for blocker in bare.blockers():
        assert blocker in page.context["blockers"]
    assert len(page.context["blockers"]) > 2
    assert "stand against publishing" in page.text


def test_a_published_record_is_told_of_no_blockers(curator_client):
    harbor = factories.organization(published=True)
    page = curator_client.get(address(harbor))
    assert "against publishing" not in page.text


def test_a_name_may_be_made_of_any_words(curator_client, draft):
    factories.organization(name="Junkies Reborn", published=True)
    save(curator_client, draft, philosophy="It grew out of Junkies Reborn.")
    page = curator_client.get(address(draft))
    assert "labels people" not in page.text


def test_markup_in_a_text_stays_text_in_its_hint(curator_client, draft):
    save(curator_client, draft, philosophy="Call <b>555-0100</b>.")
    page = curator_client.get(address(draft))
    assert "telephone number in a text" in help_of(page, "philosophy")
    assert "<b>555" not in page.text


def test_the_rating_of_its_own_summary_carries_a_claim(curator_client, draft):
    outcome = factories.outcome(published=True)
    summary = factories.evidence_summary(
        main_outcome=outcome,
        ratings=[
            {
                "outcome": outcome,
                "strength": "strong",
                "direction": "favours",
                "rule_met": "Made for a test.",
            }
        ],
        published=True,
    )
    save(curator_client, draft, philosophy="Research shows that it is effective.")
    assert "needs strength" in curator_client.get(address(draft)).text
    draft.refresh_from_db()
    save(curator_client, draft, evidence_summary=str(summary.pk))
    assert "needs strength" not in curator_client.get(address(draft)).text
    assert Organization.objects.get(pk=draft.pk).evidence_summary == summary


def test_a_proposal_shows_what_its_words_would_do(curator_client):
    harbor = factories.organization(published=True, governance_description="All vote.")
    save(curator_client, harbor, philosophy="A group for addicts.", _propose="1")
    page = curator_client.get(address(Proposal.objects.get()))
    (row,) = page.context["rows"]
    assert [hint.blocks for hint in row["hints"]] == [True]
    assert "“addicts” labels people" in page.text
