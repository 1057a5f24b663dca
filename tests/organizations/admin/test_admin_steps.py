"""The desk of a curator: what may happen to an organization beside editing."""

import re

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Permission
from django.utils import timezone

from organizations.choices import VerificationPart
from organizations.models import (
    Organization,
    OrganizationType,
    Phone,
    TaxonomyTerm,
    Verification,
)
from recovery_directory.records import format_of
from recovery_directory.records.reverting import revert
from recovery_directory.records.revisions import history
from tests import factories
from tests.admin_forms import act, address, list_address, messages_of, save

pytestmark = pytest.mark.django_db


# Steps of publication


def test_publishing_is_refused_with_every_blocker_of_each_record(curator_client):
    bare = factories.organization(name="Bare")
    other = factories.organization(name="Other", first_meeting="Listen.")
    ready = factories.organization(published=True, name="Ready")
    ready.withdraw(by=None, reason="To try again.")
    ready.restore(by=None)
    said = messages_of(act(curator_client, "publish", bare, other, ready))
    assert len(said) == 3
    for record in (bare, other):
        text = next(one for one in said if f"“{record}” stays draft" in one)
        blockers = list(record.publication_blockers())
        assert len(blockers) > 1
        assert text.count("<br>") == len(blockers)
    assert any("1 record published" in one for one in said)
    assert Organization.objects.published().get() == ready


def test_a_message_about_a_record_carries_no_markup_of_its_name(curator_client):
    organization = factories.organization(name="<script>alert(1)</script>")
    page = act(curator_client, "publish", organization)
    assert "<script>alert(1)" not in page.text


def test_save_and_publish_saves_and_publishes(curator_client, curator):
    ready = factories.organization(published=True)
    ready.withdraw(by=None, reason="To try again.")
    ready.restore(by=None)
    save(curator_client, ready, first_meeting="Sit and listen.", _publish="1")
    ready.refresh_from_db()
    assert ready.is_published
    assert ready.first_meeting == "Sit and listen."
    actions = [revision.action for revision in history(ready)[:2]]
    assert actions == ["publish", "edit"]
    assert history(ready)[0].made_by == curator


def test_save_and_publish_keeps_what_was_typed_where_publishing_is_refused(
    curator_client,
):
    organization = factories.organization()
    page = save(
        curator_client, organization, follow=True, how_to_start="Go.", _publish="1"
    )
    organization.refresh_from_db()
    assert organization.how_to_start == "Go."
    assert not organization.is_published
    assert any("cites no source" in text for text in messages_of(page))


def test_submitting_and_sending_back(curator_client):
    organization = factories.organization()
    save(curator_client, organization, _submit="1")
    organization.refresh_from_db()
    assert organization.publication_state == "in-review"
    answer = save(curator_client, organization, _send_back="1")
    curator_client.post(answer.url, {"reason": "Say who may come."})
    organization.refresh_from_db()
    assert organization.publication_state == "draft"
    assert organization.state_reason == "Say who may come."


def test_withdrawing_asks_for_a_reason(curator_client):
    organization = factories.organization(published=True)
    answer = save(curator_client, organization, philosophy="New.", _withdraw="1")
    assert answer.url == address(organization, "step", "withdraw")
    assert curator_client.get(answer.url).status_code == 200
    assert curator_client.post(answer.url, {"reason": " "}).status_code == 200
    organization.refresh_from_db()
    assert organization.is_published
    curator_client.post(answer.url, {"reason": "It closed."})
    organization.refresh_from_db()
    assert organization.is_withdrawn
    assert organization.state_reason == "It closed."
    assert organization.philosophy == "New."


def test_withdrawing_from_the_list_asks_once_for_all(curator_client):
    records = [factories.organization(published=True) for _row in range(2)]
    page = act(curator_client, "withdraw", *records)
    assert Organization.objects.published().count() == 2
    assert page.text.count(f'name="{ACTION_CHECKBOX_NAME}"') == 2
    assert (
        "This field is required"
        in act(curator_client, "withdraw", *records, reason="").text
    )
    act(curator_client, "withdraw", *records, reason="Listed twice.")
    assert Organization.objects.withdrawn().count() == 2


def test_restoring_makes_a_draft(curator_client):
    organization = factories.organization(withdrawn=True)
    act(curator_client, "restore", organization)
    organization.refresh_from_db()
    assert organization.publication_state == "draft"


def test_a_step_that_is_not_possible_says_so(curator_client):
    organization = factories.organization()
    page = act(curator_client, "restore", organization)
    assert any("not possible" in text for text in messages_of(page))
    for address_of_step in (
        address(organization, "step", "withdraw"),
        address(organization, "step", "publish"),
        address(organization, "step", "nonsense"),
    ):
        answer = curator_client.post(address_of_step, {"reason": "Why not."})
        assert answer.status_code in {302, 404}
    organization.refresh_from_db()
    assert (organization.publication_state, organization.version) == ("draft", 1)


def test_a_selection_that_is_no_record_is_refused(curator_client):
    data = {"action": "publish", ACTION_CHECKBOX_NAME: ["nonsense"]}
    page = curator_client.post(list_address(Organization), data, follow=True)
    assert page.status_code == 200


@pytest.mark.parametrize("state", ["draft", "in_review", "published", "withdrawn"])
def test_only_steps_that_are_possible_have_a_button(curator_client, state):
    traits = {} if state == "draft" else {state: True}
    organization = factories.organization(**traits)
    page = curator_client.get(address(organization)).text
    buttons = set(re.findall(r'<input type="submit"[^>]* name="_(\w+)"', page))
    assert (
        buttons
        == {"save", "continue", "verify", "propose"}
        | {
            "draft": {"submit", "publish"},
            "in_review": {"send_back", "publish"},
            "published": {"withdraw"},
            "withdrawn": {"restore"},
        }[state]
    )


def test_somebody_who_may_only_look_changes_nothing(client, django_user_model):
    organization = factories.organization()
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    permission = Permission.objects.get(codename="view_organization")
    reader.user_permissions.add(permission)
    client.force_login(reader)
    page = client.get(address(organization))
    assert page.status_code == 200
    assert 'name="_publish"' not in page.text
    assert client.post(address(organization), {}).status_code == 403
    for page in ("verify", "step"):
        args = ["withdraw"] if page == "step" else []
        answer = client.post(address(organization, page, *args), {"reason": "No."})
        assert answer.status_code == 403
    act(client, "submit", organization)
    organization.refresh_from_db()
    assert (organization.publication_state, organization.version) == ("draft", 1)


# Deleting


@pytest.mark.parametrize(
    ("traits", "allowed"),
    [
        ({}, True),
        ({"in_review": True}, False),
        ({"published": True}, False),
        ({"withdrawn": True}, False),
    ],
)
def test_only_a_draft_can_be_deleted(curator_client, traits, allowed):
    organization = factories.organization(**traits)
    curator_client.post(address(organization, "delete"), {"post": "yes"})
    assert Organization.objects.filter(pk=organization.pk).exists() is not allowed


def test_a_draft_that_was_public_once_cannot_be_deleted(curator_client):
    organization = factories.organization(withdrawn=True)
    organization.restore(by=None)
    answer = curator_client.post(address(organization, "delete"), {"post": "yes"})
    assert answer.status_code == 403


def test_no_list_deletes(curator_client):
    for model in (Organization, OrganizationType, TaxonomyTerm):
        assert "delete_selected" not in curator_client.get(list_address(model)).text


# Verifying


def verify(client, organization, **given):
    """Press the button, then say what was looked at, and how of each ``number``."""
    how = given.pop("number", "")
    answer = save(client, organization, _verify="1")
    page = client.get(answer.url)
    data = {"part": "whole", "method": "website", "note": ""} | given
    data |= dict.fromkeys(page.context["form"].phones, how)
    data.setdefault("seen_version", page.context["seen_version"])
    return client.post(answer.url, data, follow=True)


@pytest.fixture
def with_phone():
    """Return an organization with a telephone number."""
    organization = factories.organization()
    factories.add(organization, "phones", number="+1-212-555-0100", kind="helpline")
    organization.refresh_from_db()
    return organization


@pytest.mark.parametrize(("part", "how"), [("whole", "called"), ("contact", "seen")])
def test_a_number_becomes_public_only_by_saying_how_it_was_verified(
    client, curator_client, curator, with_phone, part, how
):
    verify(curator_client, with_phone, part=part, note="Read the site.", number=how)
    verification = Verification.objects.get()
    assert verification.verified_by == curator.get_username()
    assert (verification.part, verification.note) == (part, "Read the site.")
    assert verification.verified_on == timezone.localdate()
    phone = Phone.objects.get()
    assert (phone.verified_on, phone.verified_how) == (timezone.localdate(), how)
    assert history(with_phone)[0].action == "verify"
    said = {"called": "called from here on", "seen": "seen on its own page on"}
    assert said[how] in curator_client.get(with_phone.get_absolute_url()).text


@pytest.mark.parametrize("part", VerificationPart.values)
def test_a_look_leaves_alone_what_was_not_looked_at(curator_client, with_phone, part):
    page = verify(curator_client, with_phone, part=part)
    assert messages_of(page)
    assert Verification.objects.get().part == part
    assert Phone.objects.get().verified_on is None


@pytest.mark.parametrize("part", ["figures", "medication", "evidence"])
def test_a_number_is_no_part_of_another_look(curator_client, with_phone, part):
    page = verify(curator_client, with_phone, part=part, number="called")
    assert "A telephone number is verified with links and phones" in page.text
    assert not Verification.objects.exists()
    assert Phone.objects.get().verified_on is None


def test_one_of_two_numbers_is_verified_by_itself(curator_client, with_phone):
    other = factories.add(
        with_phone, "phones", number="+1-212-555-0101", kind="office", verified_on=None
    )
    with_phone.refresh_from_db()
    page = curator_client.get(address(with_phone, "verify"))
    assert 'href="tel:+12125550101"' in page.text
    data = {"part": "contact", "method": "phone", f"number-{other.pk}": "called"}
    data["seen_version"] = page.context["seen_version"]
    curator_client.post(address(with_phone, "verify"), data)
    verified = Phone.objects.exclude(verified_on=None)
    assert [phone.number for phone in verified] == ["+1-212-555-0101"]


def test_a_number_that_cannot_be_dialled_is_not_verified(
    curator_client, with_phone, monkeypatch
):
    monkeypatch.setattr("recovery_directory.telephones.validate", lambda number: None)
    factories.add(with_phone, "phones", number="ASK ANN", kind="office")
    with_phone.refresh_from_db()
    verify(curator_client, with_phone, number="called")
    verified = Phone.objects.exclude(verified_on=None)
    assert [phone.number for phone in verified] == ["+1-212-555-0100"]


def test_looking_twice_on_one_day_is_one_verification(curator_client, with_phone):
    verify(curator_client, with_phone, note="First.")
    verify(curator_client, with_phone, note="Second.")
    assert Verification.objects.get().note == "Second."


def test_another_number_is_held_back_again(curator_client, with_phone):
    verify(curator_client, with_phone, number="called")
    save(curator_client, with_phone, **{"phones-0-description": "Day and night."})
    assert Phone.objects.get().verified_on
    save(curator_client, with_phone, **{"phones-0-number": "+1-212-555-0199"})
    phone = Phone.objects.get()
    assert (phone.number, phone.verified_on) == ("+1-212-555-0199", None)
    assert phone.verified_how == ""


def test_a_revert_makes_no_number_public(curator_client, curator, with_phone):
    verify(curator_client, with_phone, number="called")
    then = history(with_phone)[0]
    save(curator_client, with_phone, **{"phones-0-number": "+1-212-555-0199"})
    revert(format_of(Organization), then, by=curator, reason="The old one.")
    phone = Phone.objects.get()
    assert (phone.number, phone.verified_on) == ("+1-212-555-0100", None)
    assert phone.verified_how == ""


def test_a_revert_takes_a_verification_back(curator_client, curator, with_phone):
    before = history(with_phone)[0]
    verify(curator_client, with_phone, number="called")
    revert(format_of(Organization), before, by=curator, reason="Nobody called.")
    assert Phone.objects.get().verified_on is None
    with_phone.refresh_from_db()
    verify(curator_client, with_phone, number="called")
    then = history(with_phone)[0]
    save(curator_client, with_phone, summary="Changed.")
    revert(format_of(Organization), then, by=curator, reason="The text.")
    assert Phone.objects.get().verified_how == "called"


def test_verifying_by_typing_a_date_is_not_possible(curator_client, with_phone):
    save(curator_client, with_phone, **{"phones-0-verified_on": "2024-01-01"})
    assert Phone.objects.get().verified_on is None


@pytest.mark.parametrize("seen", ["1", "", "x"])
def test_what_changed_since_it_was_looked_at_is_not_verified(
    curator_client, with_phone, seen
):
    page = verify(curator_client, with_phone, seen_version=seen)
    assert any("changed after you opened it" in text for text in messages_of(page))
    assert not Verification.objects.exists()


def test_verifications_cannot_be_edited(curator_client, with_phone):
    verify(curator_client, with_phone, note="First.")
    form = {"verifications-0-note": "Changed.", "verifications-0-DELETE": "on"}
    save(curator_client, with_phone, **form)
    assert Verification.objects.get().note == "First."


# Records that changed after they were shown


def seen(page, *records) -> dict[str, str]:
    """Return the versions that a page sends back for some records."""
    found = dict(re.findall(r'name="(seen-[^"]+)" value="(\d+)"', page.text))
    assert {f"seen-{record.pk}" for record in records} <= set(found)
    return found


def test_an_action_leaves_a_record_alone_that_changed_after_it_was_listed(
    curator_client,
):
    one, other = factories.organization(), factories.organization(name="Other")
    listed = seen(curator_client.get(list_address(Organization)), one, other)
    save(curator_client, other, summary="Changed.")
    said = messages_of(act(curator_client, "submit", one, other, **listed))
    assert any("“Other” stays draft" in text for text in said)
    assert any("It changed after this was shown to you" in text for text in said)
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.publication_state == "in-review"
    assert other.publication_state == "draft"


def test_an_action_that_asks_why_keeps_the_versions_as_listed(curator_client):
    record = factories.organization(published=True)
    listed = seen(curator_client.get(list_address(Organization)), record)
    save(curator_client, record, founded="1999")
    page = act(curator_client, "withdraw", record, **listed)
    assert seen(page, record) == listed
    act(curator_client, "withdraw", record, reason="It closed.", **listed)
    record.refresh_from_db()
    assert record.is_published


def test_a_step_is_not_taken_with_a_record_that_changed_meanwhile(curator_client):
    record = factories.organization(published=True)
    page = curator_client.get(address(record, "step", "withdraw"))
    shown = seen(page, record)
    save(curator_client, record, founded="1999")
    answer = curator_client.post(
        address(record, "step", "withdraw"), {"reason": "It closed."} | shown
    )
    assert answer.url == address(record)
    record.refresh_from_db()
    assert record.is_published
