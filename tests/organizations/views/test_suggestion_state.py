"""What became of a suggestion, for whoever has its ticket, and for how long."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.utils import timezone

from recovery_directory.curation.proposals import Proposal, ProposalState
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbor():
    return factories.organization(slug="harbor", published=True)


# What became of it


def decided(state: str, **fields) -> Proposal:
    fields = {"record_kind": "organization", "text": "<b>spam</b>"} | fields
    if state != ProposalState.WAITING:
        fields.setdefault("decided_at", timezone.now())
    return Proposal.objects.create(origin="visitor", state=state, **fields)


def state_of(client, proposal) -> str:
    response = client.get(f"/suggest/{proposal.ticket}/")
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert "spam" not in response.text
    return re.sub(r"\s+", " ", response.text)


def test_its_private_page_says_what_became_of_it(client, harbor):
    about = {"record_id": harbor.pk}
    page = state_of(client, decided("waiting", **about))
    assert "waits for somebody" in page
    assert harbor.name in page
    taken = decided("applied", accepted=["urls", "fees_description", "gone"], **about)
    page = state_of(client, taken)
    assert "web addresses, cost, gone" in page
    page = state_of(
        client, decided("declined", decision="It is <i>right</i> as it is.")
    )
    assert "It is &lt;i&gt;right&lt;/i&gt; as it is." in page


def test_its_private_page_names_nothing_that_is_not_public(client):
    for state in ({}, {"withdrawn": True}):
        organization = factories.organization(name=f"Xanthippe {state}", **state)
        page = state_of(client, decided("waiting", record_id=organization.pk))
        assert "Xanthippe" not in page


def test_a_ticket_that_nobody_has_is_not_found(client, curator):
    staff = Proposal.objects.create(origin="staff", record_kind="organization")
    for ticket in ("nobody", staff.ticket):
        assert client.get(f"/suggest/{ticket}/").status_code == 404


# What is forgotten


def test_words_of_decided_suggestions_are_forgotten_after_a_while(settings, capsys):
    settings.SUGGESTION_DAYS = 30
    now = timezone.now()
    late = now - datetime.timedelta(days=31)
    recent = now - datetime.timedelta(days=29)
    kept = [
        decided("waiting", changes={"name": "X"}),
        decided("declined", decided_at=recent, changes={"name": "X"}),
    ]
    staff = decided("applied", decided_at=late, changes={"name": "X"})
    Proposal.objects.filter(pk=staff.pk).update(origin="staff")
    gone = decided(
        "applied",
        decided_at=late,
        changes={"name": "X"},
        accepted=["name"],
        source_url="https://a.example",
        decision="Thank you.",
    )
    call_command("forget_suggestions")
    assert "1 suggestions forgotten" in capsys.readouterr().out
    for proposal in [*kept, staff]:
        proposal.refresh_from_db()
        assert (proposal.text, proposal.changes) == ("<b>spam</b>", {"name": "X"})
    gone.refresh_from_db()
    assert (gone.text, gone.source_url, gone.changes) == ("", "", {})
    assert (gone.accepted, gone.decision) == (["name"], "Thank you.")
    assert gone.erased_at is not None
    call_command("forget_suggestions")
    assert "0 suggestions forgotten" in capsys.readouterr().out


def test_an_administrator_erases_the_words_of_a_suggestion(client, curator):
    proposal = decided("applied", changes={"name": "X"})
    proposal.erase(by=curator)
    proposal.refresh_from_db()
    assert (proposal.text, proposal.changes, proposal.state) == ("", {}, "applied")
    assert proposal.erased_by == curator
    assert "No longer kept since" in state_of(client, proposal)


def test_one_that_waits_is_declined_when_it_is_erased(client, curator):
    proposal = decided("waiting", changes={"name": "X"})
    proposal.erase(by=curator)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("declined", curator)
    assert "What it said was erased." in state_of(client, proposal)
