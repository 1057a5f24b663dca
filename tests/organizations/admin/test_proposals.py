"""Proposals: changes that wait, are looked at, and are taken over or declined."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Organization, Phone
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import format_of
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.revisions import Conflict, Revision, history
from recovery_directory.records.saving import rewrite
from tests import factories
from tests.admin_forms import add_row, address, messages_of, save, typed

pytestmark = pytest.mark.django_db

ORGANIZATION = format_of(Organization)
LIST = "/admin/recovery_directory/proposal/"


@pytest.fixture
def harbor():
    """Return a published organization."""
    return factories.organization(name="Harbor", philosophy="Listen.", published=True)


def proposal_of(record, **changes) -> Proposal:
    """Make a proposal about ``record`` as it stands."""
    return Proposal.objects.create(
        record_kind=record._meta.model_name,
        record_id=record.pk,
        base_version=record.version,
        changes=changes,
        origin="staff",
    )


def edit(record, **fields) -> None:
    """Change a record behind the back of a proposal."""
    now = ORGANIZATION.read(record.pk)
    rewrite(ORGANIZATION, now | fields, by=None, action="edit")
    record.refresh_from_db()


def decide(client, proposal, *fields, **given):
    """Open the page of a proposal, tick ``fields``, press the button."""
    page = client.get(address(proposal))
    data = {"seen_version": page.context["form"]["seen_version"].value()}
    button = {} if {"_decline", "_settle"} & set(given) else {"_apply": "1"}
    data |= {"fields_taken": fields, "reason": ""} | button | given
    return client.post(address(proposal), data, follow=True)


# Telephone numbers


def test_a_proposal_neither_verifies_a_number_nor_takes_that_back(harbor):
    known, new = "+1-212-555-0100", "+1-212-555-0199"
    looked = {"kind": "helpline", "verified_on": "2026-01-01"}
    factories.add(harbor, "phones", number=known, **looked)
    phones = [
        {"number": known, "kind": "helpline", "description": "Day and night"},
        {"number": new} | looked,
    ]
    proposal_of(harbor, phones=phones).apply(by=None, fields=["phones"])
    assert {phone.number: str(phone.verified_on) for phone in harbor.phones.all()} == {
        known: "2026-01-01",
        new: "None",
    }
    assert harbor.phones.get(number=known).description == "Day and night"


# Proposing on the form


def test_what_a_contributor_types_over_what_is_public_becomes_a_proposal(
    signed_in, harbor
):
    client = signed_in("contributor")
    page = client.get(address(harbor))
    assert "a curator decides" in page.text
    data = typed(page) | {"philosophy": "Talk.", "change_reason": "They say so."}
    add_row(data, "phones", number="+1-212-555-0100", kind="helpline", source="")
    data["phones-0-source"] = str(factories.source(published=True).pk)
    answer = client.post(address(harbor), data | {"_save": "1"})
    proposal = Proposal.objects.get()
    assert answer.url == address(proposal)
    assert set(proposal.changes) == {"philosophy", "phones"}
    assert proposal.changes["philosophy"] == "Talk."
    assert proposal.note == "They say so."
    assert proposal.made_by.username == "some-contributor"
    assert proposal.base_version == harbor.version
    harbor.refresh_from_db()
    assert harbor.philosophy == "Listen."
    assert not Phone.objects.exists()
    assert history(harbor).count() == harbor.version


def test_anybody_may_save_as_a_proposal(curator_client, harbor):
    answer = save(curator_client, harbor, philosophy="Talk.", _propose="1")
    assert answer.url == address(Proposal.objects.get())
    harbor.refresh_from_db()
    assert harbor.philosophy == "Listen."


def test_a_form_with_a_mistake_is_no_proposal_and_keeps_what_was_typed(
    signed_in, harbor
):
    client = signed_in("contributor")
    page = save(client, harbor, name="", philosophy="Talk.", _propose="1")
    assert page.status_code == 200
    assert "Talk." in page.text
    assert not Proposal.objects.exists()


def test_nothing_typed_is_nothing_proposed(signed_in, harbor):
    page = save(signed_in("contributor"), harbor, follow=True, _propose="1")
    assert not Proposal.objects.exists()
    assert any("nothing is proposed" in text for text in messages_of(page))


def test_another_slug_is_proposed_without_taking_the_address(signed_in, harbor):
    save(signed_in("contributor"), harbor, slug="haven")
    proposal = Proposal.objects.get()
    assert proposal.changes == {"slug": "haven"}
    proposal.apply(by=None)
    assert ORGANIZATION.read(harbor.pk)["former_slugs"] == [harbor.slug]


def test_the_form_says_what_waits(curator_client, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.")
    assert address(proposal) in curator_client.get(address(harbor)).text


# Deciding


def test_a_curator_takes_over_what_is_ticked(curator_client, curator, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.", governance_description="All.")
    page = decide(curator_client, proposal, "philosophy", reason="They say so.")
    assert any("Taken over" in text for text in messages_of(page))
    harbor.refresh_from_db()
    assert (harbor.philosophy, harbor.governance_description) == ("Talk.", "")
    latest = history(harbor)[0]
    assert (latest.action, latest.reason) == ("proposal", "They say so.")
    assert latest.made_by == curator
    proposal.refresh_from_db()
    assert (proposal.state, proposal.accepted) == ("applied", ["philosophy"])
    assert (proposal.decided_by, proposal.decision) == (curator, "They say so.")
    assert "1 of 2 fields" in page.text


def test_of_a_list_stands_what_would_come_and_go(curator_client, harbor):
    factories.add(harbor, "urls", url="https://same.example", kind="website")
    factories.add(harbor, "urls", url="https://goes.example", kind="forum")
    staying = [
        row for row in ORGANIZATION.read(harbor.pk)["urls"] if row["kind"] == "website"
    ]
    urls = [*staying, {"kind": "app", "url": "https://comes.example"}]
    page = curator_client.get(address(proposal_of(harbor, urls=urls))).text
    proposed = page.partition('class="difference__rows"')[2].partition("</ul>")[0]
    assert re.search("<ins>.*https://comes.example</ins>", proposed)
    assert re.search("<del>.*https://goes.example</del>", proposed)
    assert "same.example" not in proposed


def test_single_rows_of_a_list_are_taken_over(curator_client, harbor):
    factories.add(harbor, "urls", url="https://stays.example", kind="website")
    factories.add(harbor, "urls", url="https://goes.example", kind="forum")
    urls = [
        {"kind": "app", "url": "https://comes.example", "source": "shared"},
        {"kind": "website", "url": "https://other.example", "source": "shared"},
    ]
    proposal = proposal_of(harbor, urls=urls)
    rows = curator_client.get(address(proposal)).context["rows"][0]["parts"]
    named = {row.name: name for name, row, _is_ticked in rows}
    assert len(named) == 4
    chosen = [
        name for words, name in named.items() if "comes" in words or "goes" in words
    ]
    decide(curator_client, proposal, *chosen)
    assert {url.url for url in harbor.urls.all()} == {
        "https://comes.example",
        "https://stays.example",
    }
    proposal.refresh_from_db()
    assert (proposal.state, proposal.accepted) == ("applied", ["urls"])


def test_nothing_ticked_is_nothing_decided(curator_client, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.")
    page = decide(curator_client, proposal, reason="Typed already.")
    assert "Tick what is to be taken over" in page.text
    assert "Typed already." in page.text
    proposal.refresh_from_db()
    assert proposal.is_waiting


def test_declining_says_why(curator_client, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.")
    assert (
        "Say why it is declined" in decide(curator_client, proposal, _decline="1").text
    )
    decide(curator_client, proposal, _decline="1", reason="No source says so.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision) == ("declined", "No source says so.")
    assert history(harbor).count() == harbor.version


def test_what_is_decided_is_decided(curator_client, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.")
    page = curator_client.get(address(proposal))
    proposal.decline(by=None, reason="No.")
    data = {"fields_taken": ["philosophy"], "_apply": "1"}
    data["seen_version"] = page.context["form"]["seen_version"].value()
    assert (
        "decided this proposal already"
        in curator_client.post(address(proposal), data).text
    )
    assert 'name="_apply"' not in curator_client.get(address(proposal)).text
    with pytest.raises(ValidationError, match="declined"):
        proposal.apply(by=None)


def test_a_field_that_changed_since_is_a_choice(curator_client, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.", name="Haven")
    edit(harbor, philosophy="Sing.")
    page = curator_client.get(address(proposal))
    for text in ("Listen.", "Sing.", "Talk.", "changed since"):
        assert text in page.text
    ticked = {row["field"].name: row["is_ticked"] for row in page.context["rows"]}
    assert ticked == {"name": True, "philosophy": False}
    with pytest.raises(ValidationError, match="philosophy"):
        proposal.apply(by=None)
    decide(curator_client, proposal, "philosophy")
    harbor.refresh_from_db()
    assert (harbor.philosophy, harbor.name) == ("Talk.", "Harbor")


def test_what_changed_while_the_page_was_open_is_shown_first(curator_client, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.")
    seen = harbor.version
    edit(harbor, philosophy="Sing.")
    page = decide(curator_client, proposal, "philosophy", seen_version=seen)
    assert any("Look at it again" in text for text in messages_of(page))
    proposal.refresh_from_db()
    assert proposal.is_waiting
    with pytest.raises(Conflict):
        proposal.apply(by=None, fields=["philosophy"], seen_version=seen)


def test_a_record_that_would_not_be_whole_is_refused_with_everything(
    curator_client, harbor
):
    proposal = proposal_of(
        harbor, medication_covers=["methadone"], founded="yesterday", name=None
    )
    page = decide(
        curator_client, proposal, "medication_covers", "founded", "name", reason="Why."
    )
    problems = page.context["problems"]
    assert {problem.partition(":")[0] for problem in problems} >= {"founded", "name"}
    assert "Why." in page.text
    proposal.refresh_from_db()
    assert proposal.is_waiting
    assert history(harbor).count() == harbor.version


def test_no_proposal_publishes(harbor):
    draft = factories.organization()
    changes = {"publication_state": "published", "philosophy": "Talk."}
    proposal_of(draft, **changes).apply(by=None)
    draft.refresh_from_db()
    assert (draft.publication_state, draft.philosophy) == ("draft", "Talk.")


def test_a_visitor_s_words_are_read_as_text_and_marked(curator_client, harbor):
    proposal = proposal_of(harbor)
    proposal.text, proposal.origin = "<script>alert(1)</script> They moved.", "visitor"
    proposal.save()
    page = curator_client.get(address(proposal))
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text
    decide(
        curator_client,
        proposal,
        _settle="1",
        _is_sure="1",
        reason="Thank you, changed.",
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision) == ("applied", "Thank you, changed.")
    assert history(harbor).count() == harbor.version


def test_an_organization_that_is_missing_becomes_a_draft(curator_client):
    kind = factories.organization_type(published=True)
    proposal = Proposal.objects.create(
        record_kind="organization",
        changes={
            "name": "New Harbor",
            "sort_name": "New Harbor",
            "summary": "People meet.",
            "organization_type": kind.slug,
        },
        origin="visitor",
    )
    fields = ["name", "sort_name", "summary", "organization_type"]
    decide(curator_client, proposal, *fields)
    made = Organization.objects.get(slug="new-harbor")
    assert made.publication_state == "draft"
    assert Revision.objects.get(record_id=made.pk).action == "proposal"
    proposal.refresh_from_db()
    assert proposal.record_id == made.pk


def test_what_is_missing_for_a_draft_is_said_all_at_once(curator_client):
    proposal = Proposal.objects.create(
        record_kind="organization", changes={"name": "Harbor"}, origin="visitor"
    )
    with pytest.raises(RefusedFiles):
        proposal.apply(by=None)
    page = decide(curator_client, proposal, "name")
    assert len(page.context["problems"]) > 1
    proposal.refresh_from_db()
    assert proposal.is_waiting


def test_a_suggested_organization_can_be_written_by_hand(curator_client):
    proposal = Proposal.objects.create(
        record_kind="organization",
        changes={"name": "New Harbor", "organization_type": "secular"},
        origin="visitor",
    )
    page = curator_client.get(address(proposal))
    form = curator_client.get(page.context["draft_address"])
    assert form.context["adminform"].form["name"].value() == "New Harbor"
    sure = {"_settle": "1", "_is_sure": "1"}
    decide(curator_client, proposal, **sure, reason="It is listed now.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.accepted) == ("applied", [])


# Marked as taken over by hand


def test_marking_as_taken_over_by_hand_asks_first_and_keeps_the_reason(
    curator_client, harbor
):
    proposal = proposal_of(harbor, philosophy="Talk.")
    page = decide(curator_client, proposal, _settle="1", reason="Done by hand.")
    assert "This changes no record" in page.text
    proposal.refresh_from_db()
    assert proposal.is_waiting
    sent = dict(
        re.findall('<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    )
    page = curator_client.post(
        address(proposal), sent | {"_settle": "Yes"}, follow=True
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision) == ("applied", "Done by hand.")
    assert 'name="_reopen"' in page.text


def test_a_mark_is_undone_and_the_proposal_decided_anew(curator_client, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.")
    decide(curator_client, proposal, _settle="1", _is_sure="1", reason="Oops.")
    page = curator_client.post(address(proposal), {"_reopen": "1"}, follow=True)
    assert messages_of(page) == ["It waits for a decision again."]
    proposal.refresh_from_db()
    assert proposal.is_waiting
    assert (proposal.decision, proposal.decided_by, proposal.decided_at) == (
        "",
        None,
        None,
    )
    decide(curator_client, proposal, "philosophy")
    harbor.refresh_from_db()
    assert harbor.philosophy == "Talk."


def test_what_was_taken_over_declined_or_erased_is_not_undone_here(
    curator_client, harbor
):
    taken = proposal_of(harbor, philosophy="Talk.")
    taken.apply(by=None)
    declined = proposal_of(harbor, name="Haven")
    declined.decline(by=None, reason="No.")
    erased = proposal_of(harbor, name="Haven")
    erased.settle(by=None)
    erased.erase(by=None)
    for one in (taken, declined, erased):
        assert 'name="_reopen"' not in curator_client.get(address(one)).text
        page = curator_client.post(address(one), {"_reopen": "1"}, follow=True)
        assert "Only a mark can be undone" in messages_of(page)[0]
        one.refresh_from_db()
        assert not one.is_waiting


def test_only_curators_undo_a_mark(signed_in, harbor):
    client = signed_in("contributor")
    save(client, harbor, philosophy="Talk.")
    own = Proposal.objects.get()
    own.settle(by=None)
    assert 'name="_reopen"' not in client.get(address(own)).text
    assert client.post(address(own), {"_reopen": "1"}).status_code == 403


# Who sees what


def test_a_contributor_sees_and_decides_only_what_is_theirs(signed_in, harbor):
    client = signed_in("contributor")
    other = proposal_of(harbor, philosophy="Sing.")
    save(client, harbor, philosophy="Talk.")
    own = Proposal.objects.exclude(pk=other.pk).get()
    listed = client.get(LIST).text
    assert str(own.pk) in listed
    assert str(other.pk) not in listed
    page = client.get(address(own))
    assert 'name="_apply"' not in page.text
    data = {"fields_taken": ["philosophy"], "seen_version": harbor.version}
    for button in ("_apply", "_decline", "_settle"):
        answer = client.post(address(own), data | {button: "1", "reason": "Mine."})
        assert answer.status_code == 403
    own.refresh_from_db()
    assert own.is_waiting


def test_whoever_proposed_takes_it_back_without_a_reason(signed_in, harbor):
    client = signed_in("contributor")
    save(client, harbor, philosophy="Talk.")
    own = Proposal.objects.get()
    assert 'name="_take_back"' in client.get(address(own)).text
    page = client.post(address(own), {"_take_back": "1"}, follow=True)
    assert any("Taken back" in text for text in messages_of(page))
    assert 'name="_take_back"' not in page.text
    own.refresh_from_db()
    assert (own.state, own.decided_by) == ("declined", own.made_by)
    harbor.refresh_from_db()
    assert harbor.philosophy == "Listen."
    page = client.post(address(own), {"_take_back": "1"}, follow=True)
    assert any("decided this proposal already" in text for text in messages_of(page))


def test_nobody_takes_back_what_somebody_else_proposed(curator_client, harbor):
    proposal = proposal_of(harbor, philosophy="Talk.")
    assert 'name="_take_back"' not in curator_client.get(address(proposal)).text
    answer = curator_client.post(address(proposal), {"_take_back": "1"})
    assert answer.status_code == 403
    proposal.refresh_from_db()
    assert proposal.is_waiting


def test_the_list_costs_the_same_with_one_row_and_with_ten(curator_client, harbor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert curator_client.get(LIST).status_code == 200
        return len(captured)

    proposal_of(harbor, philosophy="Talk.")
    one = queries()
    for number in range(9):
        proposal_of(factories.organization(), philosophy=f"Talk {number}.")
    assert queries() == one


# Previews


@pytest.mark.parametrize("form", ["page", "handout", "api"])
def test_a_proposal_can_be_looked_at_as_the_public_would(signed_in, harbor, form):
    client = signed_in("contributor")
    save(client, harbor, name="New Harbor")
    proposal = Proposal.objects.get()
    page = client.get(address(proposal, "preview", form))
    assert page.status_code == 200
    assert "New Harbor" in page.text
    assert "Preview of a proposal" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    harbor.refresh_from_db()
    assert harbor.name == "Harbor"
    assert history(harbor).count() == harbor.version
    assert "New Harbor" not in client.get(harbor.get_absolute_url()).text


@pytest.mark.parametrize("form", ["page", "handout", "api"])
def test_a_draft_can_be_looked_at_before_anybody_else_does(signed_in, client, form):
    draft = factories.organization(name="Quiet Harbor")
    page = signed_in("contributor").get(address(draft, "preview", form))
    assert page.status_code == 200
    assert "Quiet Harbor" in page.text
    assert "Nobody else sees this page" in page.text
    draft.refresh_from_db()
    assert (draft.publication_state, draft.version) == ("draft", 1)
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_preview_of_what_would_not_be_whole_says_why(curator_client, harbor):
    proposal = proposal_of(harbor, founded="yesterday")
    page = curator_client.get(address(proposal, "preview", "page"))
    assert page.status_code == 409
    assert "founded" in page.text


def test_what_nobody_can_look_at_has_no_preview(curator_client):
    term = factories.term()
    assert "preview" not in curator_client.get(address(term)).text
    assert curator_client.get(address(term, "preview", "page")).status_code == 404


def test_a_hand_out_is_looked_at_with_its_options(curator_client, harbor):
    page = curator_client.get(address(harbor, "preview", "handout") + "?large=1")
    assert "paper--large" in page.text


# Erasing


@pytest.mark.parametrize("role", ["contributor", "curator"])
def test_only_an_administrator_erases_what_a_visitor_typed(signed_in, harbor, role):
    proposal = suggestion_of(harbor)
    client = signed_in(role)
    assert b"_erase" not in client.get(address(proposal)).content
    assert client.post(address(proposal), {"_erase": "1"}).status_code in {403, 404}
    proposal.refresh_from_db()
    assert proposal.text


def test_an_erased_suggestion_says_only_that_it_was_there(signed_in, harbor):
    proposal = suggestion_of(harbor)
    client = signed_in("administrator")
    page = client.post(address(proposal), {"_erase": "1"}, follow=True)
    assert b"My neighbor goes there" not in page.content
    assert b"taken out for good" in page.content
    proposal.refresh_from_db()
    assert (proposal.text, proposal.state) == ("", "declined")


def test_erasing_takes_the_reason_of_the_decision_too(signed_in, harbor):
    proposal = suggestion_of(harbor)
    proposal.decline(by=None, reason="Jane from number 9 is no member.")
    signed_in("administrator").post(address(proposal), {"_erase": "1"})
    proposal.refresh_from_db()
    assert "Jane" not in proposal.decision
    assert proposal.state == "declined"


def suggestion_of(record) -> Proposal:
    """Make what a visitor wrote about ``record``."""
    return Proposal.objects.create(
        record_kind=record._meta.model_name,
        record_id=record.pk,
        base_version=record.version,
        text="My neighbor goes there: Jane from number 9.",
        origin="visitor",
    )
