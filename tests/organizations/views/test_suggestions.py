"""Suggestions: what a visitor may say without an account, and what is kept of it."""

import datetime
import random

import pytest
import time_machine
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone

from organizations.suggesting import CorrectionSubject, in_place_of
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import revisions
from recovery_directory.web.open_forms import new_stamp
from tests import factories

pytestmark = pytest.mark.django_db

MISSING = {
    "name": "Harbor Group",
    "website": "harbor.example",
    "text": "",
    "source_url": "",
}


def send(client, address: str, **typed):
    """Open the form, take a moment, and send it with ``typed``."""
    stamp = client.get(address).context["form"]["stamp"].value()
    later = timezone.now() + datetime.timedelta(seconds=20)
    with time_machine.travel(later):
        return client.post(address, {"stamp": stamp} | typed)


def correct(client, organization, **typed):
    return send(client, organization.get_absolute_url() + "suggest/", **typed)


def wrong(response) -> dict[str, list[str]]:
    assert response.status_code == 400
    return dict(response.context["form"].errors)


@pytest.fixture
def harbor():
    return factories.organization(
        slug="harbor",
        published=True,
        urls=[
            {"kind": "website", "url": "https://old.example/"},
            {"kind": "meeting-finder", "url": "https://finder.example/"},
        ],
    )


# What is kept


def test_a_missing_organization_waits_as_a_proposal(client):
    response = send(client, "/suggest/", **MISSING)
    proposal = Proposal.objects.get()
    assert response.status_code == 303
    assert response.url == f"/suggest/{proposal.ticket}/"
    assert (proposal.origin, proposal.record_kind) == ("visitor", "organization")
    assert proposal.record_id is None
    assert proposal.changes == {
        "name": "Harbor Group",
        "urls": [{"kind": "website", "url": "https://harbor.example"}],
    }
    assert not response.cookies


@pytest.mark.parametrize(
    ("about", "value", "changes"),
    [
        ("name", "Harbor House", {"name": "Harbor House"}),
        ("cost", "$2 a meeting", {"fees_description": "$2 a meeting"}),
        ("email", "hi@harbor.example", {"email": "hi@harbor.example"}),
        ("ended", "", {"operating_status": "historic"}),
        ("other", "", {}),
        (
            "phone",
            "+1-212-555-0100",
            {"phones": [{"number": "+1-212-555-0100", "kind": "office"}]},
        ),
    ],
)
def test_a_correction_proposes_the_field_that_it_is_about(
    client, harbor, about, value, changes
):
    text = "It is all wrong."
    source = "https://harbor.example/about"
    response = correct(
        client, harbor, about=about, value=value, text=text, source_url=source
    )
    assert response.status_code == 303, wrong(response)
    proposal = Proposal.objects.get()
    assert proposal.changes == changes
    assert (proposal.record_id, proposal.base_version) == (harbor.pk, harbor.version)
    assert (proposal.text, proposal.source_url) == (text, source)


def test_every_kind_of_correction_can_be_sent(client, harbor):
    values = {"phone": "+1-212-555-0100", "email": "hi@harbor.example"}
    for about in CorrectionSubject.values:
        caches["limits"].clear()
        value = values.get(about, "harbor.example")
        answer = correct(client, harbor, about=about, value=value, text="See there.")
        assert answer.status_code == 303, about


def test_a_new_address_stands_in_place_of_the_old_one_and_the_others_stay(
    client, harbor
):
    correct(client, harbor, about="website", value="new.example")
    proposed = Proposal.objects.get().changes["urls"]
    assert {"kind": "website", "url": "https://new.example"} in proposed
    assert [row["url"] for row in proposed if row["kind"] != "website"] == [
        "https://finder.example/"
    ]
    assert len(proposed) == 2


def test_where_there_are_several_a_new_one_is_added():
    rows = [{"kind": "a", "url": "1"}, {"kind": "a", "url": "2"}]
    new = {"kind": "a", "url": "3"}
    assert in_place_of(rows, ["a"], new) == [*rows, new]


def test_what_is_proposed_can_be_taken_over_as_one_revision(client, curator, harbor):
    from organizations.models import Organization
    from recovery_directory.records import format_of
    from recovery_directory.records.saving import rewrite

    correct(client, harbor, about="website", value="new.example")
    record_format = format_of(Organization)
    record = record_format.read(harbor.pk) | Proposal.objects.get().changes
    rewrite(record_format, record, by=curator, action=revisions.Action.PROPOSAL)
    assert harbor.urls.filter(url="https://new.example").exists()
    assert revisions.history(harbor)[0].action == "proposal"


def test_a_phone_that_a_visitor_names_is_not_verified(client, harbor):
    factories.add(
        harbor,
        "phones",
        number="+1-212-555-0199",
        kind="helpline",
        verified_on=datetime.date(2026, 1, 1),
    )
    correct(client, harbor, about="phone", value="+1-212-555-0100")
    assert Proposal.objects.get().changes["phones"] == [
        {"number": "+1-212-555-0100", "kind": "helpline"}
    ]


# What is refused, kindly


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "about"),
        ({"about": "nonsense"}, "about"),
        ({"about": "name"}, "value"),
        ({"about": "website", "value": "javascript://alert(1)"}, "value"),
        ({"about": "website", "value": "ftp://a.example"}, "value"),
        ({"about": "website", "value": "not an address"}, "value"),
        ({"about": "phone", "value": "call me"}, "value"),
        ({"about": "email", "value": "nobody"}, "value"),
        ({"about": "name", "value": "x" * 161}, "value"),
        ({"about": "other"}, "text"),
        ({"about": "other", "text": "x" * 2001}, "text"),
        ({"about": "ended", "source_url": "no address"}, "source_url"),
        ({"about": "ended", "text": "nul \0"}, "text"),
    ],
)
def test_a_refused_correction_comes_back_filled(client, harbor, typed, field):
    sent = {"about": "", "value": "", "text": "kept words", "source_url": ""} | typed
    if typed == {"about": "other"}:
        sent["text"] = ""
    response = correct(client, harbor, **sent)
    assert field in wrong(response)
    assert not Proposal.objects.exists()
    form = response.context["form"]
    for name, value in sent.items():
        assert (form[name].value() or "") == value
    assert "This is not sent yet" in response.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"website": "", "text": ""}, "text"),
        ({"website": "ftp://a.example"}, "website"),
    ],
)
def test_a_refused_organization_comes_back_filled(client, typed, field):
    response = send(client, "/suggest/", **(MISSING | typed))
    assert field in wrong(response)
    assert not Proposal.objects.exists()


def test_what_is_listed_already_is_said_to_be_and_a_draft_is_not(client, harbor):
    factories.organization(name="Secret Draft")
    factories.add(harbor, "alternate_names", kind="acronym", name="HG")
    factories.add(harbor, "alternate_names", kind="former", name="Alcohólicos-Uno")
    for name in (harbor.name.upper(), "hg", "H.G.", "alcoholicos uno"):
        response = send(client, "/suggest/", **(MISSING | {"name": name}))
        assert "directory already" in str(wrong(response)["name"])
    assert (
        send(client, "/suggest/", **(MISSING | {"name": "Secret Draft"})).status_code
        == 303
    )


def test_what_was_sent_too_fast_is_refused_and_can_be_sent_again(client):
    typed = MISSING | {"stamp": new_stamp()}
    response = client.post("/suggest/", typed)
    assert "very fast" in response.text
    assert 'value="Harbor Group"' in response.text
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=10)):
        assert client.post("/suggest/", typed).status_code == 303


@pytest.mark.parametrize("stamp", ["", "nonsense", "12:forged", "\0"])
def test_without_a_stamp_of_this_site_it_is_asked_for_again(client, stamp):
    response = client.post("/suggest/", MISSING | {"stamp": stamp})
    assert response.status_code == 400
    assert not Proposal.objects.exists()
    again = {"stamp": response.context["form"]["stamp"].value()}
    assert client.post("/suggest/", MISSING | again).status_code == 303


def test_a_form_that_was_open_for_more_than_a_day_comes_back_ready_to_be_sent(client):
    stamp = client.get("/suggest/").context["form"]["stamp"].value()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, seconds=9)):
        response = client.post("/suggest/", MISSING | {"stamp": stamp})
        assert "more than a day" in response.text
        fresh = response.context["form"]["stamp"].value()
        assert client.post("/suggest/", MISSING | {"stamp": fresh}).status_code == 303


def test_whoever_fills_the_field_that_nobody_sees_is_a_robot(client):
    response = send(client, "/suggest/", **MISSING, leave_empty="https://spam.example")
    assert "has to stay empty" in response.text
    assert not Proposal.objects.exists()


def test_too_many_from_one_place_are_refused_with_everything_that_was_typed(client):
    for _time in range(5):
        assert send(client, "/suggest/", **MISSING).status_code == 303
    response = send(client, "/suggest/", **MISSING)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60 * 60 + 1
    assert "send it again in an hour" in response.text
    assert 'value="Harbor Group"' in response.text
    assert Proposal.objects.count() == 5
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert send(elsewhere, "/suggest/", **MISSING).status_code == 303


def test_the_count_begins_anew_after_an_hour(client):
    for _time in range(6):
        response = send(client, "/suggest/", **MISSING)
    assert response.status_code == 429
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1, minutes=5)):
        assert send(client, "/suggest/", **MISSING).status_code == 303


def test_what_is_refused_to_one_place_counts_for_nobody_else(client):
    statuses = [send(client, "/suggest/", **MISSING).status_code for _time in range(70)]
    assert statuses == [303] * 5 + [429] * 65
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert send(elsewhere, "/suggest/", **MISSING).status_code == 303


def test_from_all_places_together_there_is_an_end(client):
    for number in range(61):
        there = Client(REMOTE_ADDR=f"198.51.100.{number}")
        status = send(there, "/suggest/", **MISSING).status_code
    assert status == 429
    assert Proposal.objects.count() == 60


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/suggest/", MISSING),
        ("/organizations/harbor/suggest/", {"about": "ended", "text": "It closed."}),
    ],
)
def test_the_same_form_sent_again_has_the_same_ticket_and_counts_once(
    client, harbor, address, typed
):
    typed = typed | {"stamp": new_stamp(ready=True)}
    tickets = {client.post(address, typed).url for _time in range(12)}
    assert len(tickets) == Proposal.objects.count() == 1
    assert client.get(*tickets).status_code == 200
    other = client.post(address, typed | {"text": "And there is more."})
    assert other.url not in tickets
    again = client.post(address, typed | {"stamp": new_stamp(ready=True)})
    assert again.url not in tickets
    assert Proposal.objects.count() == 3


def test_one_household_has_one_count_however_many_addresses(client):
    for number in range(6):
        there = Client(REMOTE_ADDR=f"2001:db8:1:2::{number}")
        response = send(there, "/suggest/", **MISSING)
    assert response.status_code == 429


def test_what_a_proxy_forwards_is_believed_of_trusted_proxies_only(settings):
    def sends(count, **headers):
        return [
            send(Client(**headers), "/suggest/", **MISSING).status_code
            for _time in range(count)
        ][-1]

    made_up = {"REMOTE_ADDR": "203.0.113.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1"}
    assert sends(5, **made_up) == 303
    assert sends(1, **made_up | {"HTTP_X_FORWARDED_FOR": "1.1.1.2"}) == 429
    settings.TRUSTED_PROXIES = ["203.0.113.1"]
    forwarded = made_up | {"HTTP_X_FORWARDED_FOR": "9.9.9.9, 1.1.1.1"}
    assert sends(5, **forwarded) == 303
    assert sends(1, **forwarded | {"HTTP_X_FORWARDED_FOR": "8.8.8.8, 1.1.1.1"}) == 429


def test_no_address_is_stored(client):
    send(Client(REMOTE_ADDR="198.51.100.23"), "/suggest/", **MISSING)
    assert "198.51.100.23" not in repr((cache._cache, caches["limits"]._cache))
    assert "198.51.100.23" not in repr(Proposal.objects.values().get())


def test_nobody_signed_in_acts(curator_client, harbor):
    """A public form is exempt from the protection of the admin: it acts for nobody."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = curator_client.cookies
    assert correct(strict, harbor, about="ended").status_code == 303
    assert Proposal.objects.get().made_by is None


def test_a_body_over_the_limit_is_refused(client):
    stamp = {"stamp": new_stamp(ready=True)}
    too_long = MISSING | stamp | {"text": "x" * 3_000_000}
    assert client.post("/suggest/", too_long).status_code in {400, 413}


# Where


def test_only_what_is_published_is_corrected(client, curator_client, harbor):
    draft, gone = factories.organization(), factories.organization(withdrawn=True)
    for visitor in (client, curator_client):
        for record, status in ((draft, 404), (gone, 410), (harbor, 200)):
            address = record.get_absolute_url() + "suggest/"
            assert visitor.get(address).status_code == status
            typed = {"about": "ended", "stamp": new_stamp(ready=True)}
            expected = 303 if status == 200 else status
            assert visitor.post(address, typed).status_code == expected
    assert Proposal.objects.count() == 2


def test_a_renamed_organization_is_corrected_at_its_new_address(client, harbor):
    with revisions.change(harbor, by=None, action=revisions.Action.EDIT):
        harbor.slug = "harbor-house"
        harbor.save()
    old = "/organizations/harbor/suggest/"
    assert client.get(old).url == "/organizations/harbor-house/suggest/"
    typed = {"about": "ended", "stamp": new_stamp(ready=True)}
    response = client.post(old, typed, follow=True)
    assert response.redirect_chain[0] == ("/organizations/harbor-house/suggest/", 308)
    assert Proposal.objects.get().record_id == harbor.pk


def test_the_way_to_suggest_is_on_every_page(client, harbor):
    assert 'href="/suggest/"' in client.get("/about/").text
    page = client.get(harbor.get_absolute_url()).text
    assert f'href="{harbor.get_absolute_url()}suggest/"' in page
    empty = client.get("/organizations/?q=zzzzqqqq").text
    assert empty.count('href="/suggest/"') == 2


def test_hostile_posts_get_a_clear_answer(harbor):
    client = Client(raise_request_exception=False)
    dice = random.Random(20261126)
    hostile = ("\0", "\u202e", "<script>alert(1)</script>", "9" * 400, "{{7*7}}", "")
    fields = ("about", "value", "name", "website", "text", "source_url", "stamp")
    for address in ("/suggest/", "/organizations/harbor/suggest/"):
        for _time in range(60):
            typed = {
                name: dice.choice((*hostile, *CorrectionSubject.values))
                for name in fields
            }
            if dice.random() < 0.5:
                typed["stamp"] = new_stamp(ready=True)
            response = client.post(address, typed)
            assert response.status_code in {303, 400, 429}, typed
            assert b"<script>alert" not in response.content
        for body, kind in (
            (b"\xff\xfe=%ff", "application/x-www-form-urlencoded"),
            (b"no parts", "multipart/form-data; boundary=x"),
            (b"no parts", "multipart/form-data"),
            (b"{}", "application/json"),
        ):
            status = client.post(address, body, content_type=kind).status_code
            assert status == 400, kind
