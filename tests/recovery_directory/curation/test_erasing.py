"""Erasing: a text goes from the whole history of a record, and leaves a mark."""

import json
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client

from organizations.models import Organization
from recovery_directory.curation.erasing import erase
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import format_of, revisions
from recovery_directory.records.reverting import revert
from recovery_directory.records.revisions import Action, Revision, history
from tests import factories
from tests.admin_forms import address, messages_of, save

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_on_a_day"),
]
MARK = "[erased 2026-11-26]"


@pytest.fixture
def _on_a_day():
    with time_machine.travel("2026-11-26 15:00:00+00:00", tick=False):
        yield


@pytest.fixture
def harbor():
    """Return an organization whose history names somebody, and which does not."""
    organization = factories.organization(
        name="Harbor",
        slug="harbor",
        summary="Ask for jane\n DOE at the door.",
        founders=["Jane Doe", "Bo"],
        relationships=[{"kind": "related", "other_name": "Jane Doe House"}],
    )
    with revisions.change(organization, by=None, action=Action.EDIT, reason="Jane Doe"):
        organization.summary = "Ask at the door."
        organization.founders = ["Bo"]
        organization.save()
        organization.relationships.all().delete()
    return organization


def test_the_text_goes_from_all_versions_and_reasons(harbor, curator):
    assert erase(harbor, "Jane Doe", by=curator) == [1, 2]
    stored = json.dumps(list(Revision.objects.values_list("record", "reason")))
    assert "doe" not in stored.lower()
    first = history(harbor).get(number=1)
    assert first.record["summary"] == f"Ask for {MARK} at the door."
    assert first.record["founders"] == [MARK, "Bo"]
    assert first.record["relationships"][0]["other_name"] == f"{MARK} House"
    assert first.record["slug"] == "harbor"
    assert history(harbor).get(number=2).reason == MARK


def test_the_act_is_kept_with_who_and_when_and_not_what(harbor, curator):
    erase(harbor, "Jane Doe", by=curator)
    latest = history(harbor)[0]
    assert (latest.number, latest.action, latest.made_by) == (3, "erase", curator)
    assert latest.reason == "versions 1, 2"
    assert latest.record == history(harbor).get(number=2).record
    harbor.refresh_from_db()
    assert harbor.version == 3


def test_what_still_stands_in_the_record_is_taken_out_there_first(harbor, curator):
    with pytest.raises(ValidationError, match="Take it out there first"):
        erase(harbor, "at the door", by=curator)
    assert history(harbor).count() == 2


@pytest.mark.parametrize("text", ["", "  ", "a", "a b"])
def test_a_text_that_is_found_everywhere_is_refused(harbor, curator, text):
    with pytest.raises(ValidationError, match="at least 3 letters"):
        erase(harbor, text, by=curator)


def test_a_text_that_is_nowhere_is_told(harbor, curator):
    with pytest.raises(ValidationError, match="stands in no version"):
        erase(harbor, "John", by=curator)


def test_signs_are_letters_and_no_pattern(harbor, curator):
    with pytest.raises(ValidationError, match="stands in no version"):
        erase(harbor, "J.*e", by=curator)


def test_codes_and_addresses_are_no_texts(harbor, curator):
    with pytest.raises(ValidationError, match="stands in no version"):
        erase(harbor, "draft", by=curator)


def test_the_history_of_a_deleted_record_can_be_erased_too(curator):
    source = factories.source(title="Letter of Jane Doe")
    pk = source.pk
    revisions.remove(source, by=None)
    gone = type(source)(pk=pk)
    assert erase(gone, "Jane Doe", by=curator) == [1, 2]
    assert history(gone)[0].action == "erase"
    assert not type(source).objects.exists()
    record_format = format_of(type(source))
    back = revert(record_format, history(gone)[1], by=curator, reason="Needed.")
    assert (back.title, back.version) == (f"Letter of {MARK}", 4)


# Proposals


def proposed(record, **given) -> Proposal:
    """Return what a visitor proposed about ``record``."""
    return Proposal.objects.create(
        record_kind=record._meta.model_name,
        record_id=record.pk,
        origin="visitor",
        **given,
    )


def everything_of_proposals() -> str:
    return str(list(Proposal.objects.values()))


def test_the_text_goes_from_proposals_and_their_decisions(harbor, curator):
    waiting = proposed(
        harbor,
        text="My neighbor jane  doe runs it.",
        note="Jane Doe told me.",
        source_url="https://a.example/?who=Jane%20Doe",
        changes={
            "founders": ["Jane Doe", "Bo"],
            "summary": "Ask JANE DOE.",
            "phones": [{"number": "+1-212-555-0100", "description": "Jane Doe"}],
            "slug": "harbor",
            "philosophy": None,
        },
    )
    declined = proposed(harbor)
    declined.decline(by=curator, reason="Jane Doe is no founder.")
    other = proposed(factories.organization(), text="Jane Doe elsewhere.")
    assert erase(harbor, "Jane Doe", by=curator) == [1, 2]
    waiting.refresh_from_db()
    assert waiting.text == f"My neighbor {MARK} runs it."
    assert waiting.note == f"{MARK} told me."
    assert waiting.source_url == f"https://a.example/?who={MARK}"
    assert waiting.changes["founders"] == [MARK, "Bo"]
    assert waiting.changes["phones"][0] == {
        "number": "+1-212-555-0100",
        "description": MARK,
    }
    assert waiting.changes["slug"] == "harbor"
    assert waiting.is_waiting
    declined.refresh_from_db()
    assert declined.decision == f"{MARK} is no founder."
    assert declined.state == "declined"
    other.refresh_from_db()
    assert other.text == "Jane Doe elsewhere."
    assert history(harbor)[0].reason == "versions 1, 2; 2 proposals"


def test_an_address_that_names_somebody_goes_as_a_whole_text_would(harbor, curator):
    one = proposed(harbor, source_url="https://a.example/jane-doe/")
    erase(harbor, "jane-doe", by=curator)
    one.refresh_from_db()
    assert one.source_url == f"https://a.example/{MARK}/"


def test_a_text_that_only_somebody_proposed_goes_too(harbor, curator, curator_client):
    proposed(harbor, text="Ask Max Power.")
    answer = curator_client.post(
        address(harbor, "erase"), {"text": "Max Power"}, follow=True
    )
    assert messages_of(answer) == ["Erased from what was proposed about it."]
    assert "Max Power" not in everything_of_proposals()
    assert history(harbor)[0].reason == "1 proposal"


def test_what_was_proposed_about_a_deleted_record_goes_too(curator):
    source = factories.source(title="Letter")
    pk = source.pk
    proposed(source, changes={"title": "Letter of Jane Doe"})
    revisions.remove(source, by=None)
    erase(type(source)(pk=pk), "Jane Doe", by=curator)
    assert "Jane Doe" not in everything_of_proposals()


def test_a_mark_never_makes_a_text_too_long_for_its_column(harbor, curator):
    one = proposed(harbor, note="Jane Doe " * 33)
    erase(harbor, "Jane Doe", by=curator)
    one.refresh_from_db()
    assert "Jane" not in one.note
    assert len(one.note) <= 300


def test_what_stands_in_the_record_is_kept_in_proposals_too(harbor, curator):
    one = proposed(harbor, text="It stands at the door.")
    with pytest.raises(ValidationError, match="Take it out there first"):
        erase(harbor, "at the door", by=curator)
    one.refresh_from_db()
    assert one.text == "It stands at the door."


# The page


def test_an_administrator_erases_on_a_page(curator_client, harbor):
    page = curator_client.get(address(harbor, "history"))
    assert address(harbor, "erase") in page.text
    page = curator_client.post(address(harbor, "erase"), {"text": "at the door"})
    assert "Take it out there first" in page.text
    assert 'value="at the door"' in page.text
    answer = curator_client.post(
        address(harbor, "erase"), {"text": "Jane Doe"}, follow=True
    )
    assert messages_of(answer) == ["Erased from 2 versions."]
    assert "text erased" in answer.text


def test_the_log_of_the_admin_forgets_it_too(curator_client):
    harbor = factories.organization(name="Harbor of Jane Doe")
    save(curator_client, harbor, founded="1999")
    save(curator_client, harbor, name="Harbor", sort_name="Harbor")
    curator_client.post(address(harbor, "erase"), {"text": "Jane Doe"})
    assert "Jane Doe" not in curator_client.get("/admin/").text


def test_nobody_else_erases(django_user_model, harbor):
    somebody = django_user_model.objects.create_user("somebody", is_staff=True)
    for codename in ("change_organization", "view_organization", "curate"):
        somebody.user_permissions.add(Permission.objects.get(codename=codename))
    client = Client()
    client.force_login(somebody)
    assert "Erase" not in client.get(address(harbor, "history")).text
    for answer in (
        client.get(address(harbor, "erase")),
        client.post(address(harbor, "erase"), {"text": "Jane Doe"}),
    ):
        assert answer.status_code == 403
    somebody.user_permissions.add(Permission.objects.get(codename="erase"))
    assert client.get(address(harbor, "erase")).status_code == 200


def test_nothing_is_erased_from_what_never_was(curator_client):
    never = address(Organization(pk=uuid.uuid4()), "erase")
    assert curator_client.get(never).status_code == 404
