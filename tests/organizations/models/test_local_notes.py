"""Local notes: the operator's own words on page and sheet, and in no data."""

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from organizations.handouts.sheet_codes import sheet_code
from organizations.models import LocalNote
from recovery_directory.records.revisions import Revision
from recovery_directory.web import data_version
from tests import factories
from tests.admin_forms import address, list_address, save, typed
from tests.everything_public import answers_about, unpacked
from tests.sheets import harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db

TEXT = "The meeting in room 214, Thursdays at 6."
PAGE = "/organizations/sober-harbor/"
SHEET = "/organizations/sober-harbor/print/"


def note(**given) -> LocalNote:
    """Make a note on a published organization."""
    if "organization" not in given:
        given["organization"] = harbor()
    return factories.local_note(**{"text": TEXT} | given)


# Where it is shown


@override_settings(OPERATOR_NAME="Ward 4 West")
def test_note_stands_on_page_and_sheet_as_the_operators(client):
    note(phone="212-555-0147 ext. 214", link="https://ward.example/groups/")
    for where in (PAGE, SHEET, "/handouts/?organization=sober-harbor"):
        page = client.get(where)
        said = f"From Ward 4 West: {TEXT} 212-555-0147 ext. 214 ward.example/groups"
        assert said in text_of(page), where
        assert "Noted on Nov. 3, 2026." in text_of(page)
    page = client.get(PAGE).content.decode()
    assert 'href="tel:+12125550147;ext=214"' in page
    assert 'href="https://ward.example/groups/" rel="noreferrer external"' in page


def test_note_is_in_the_plain_text_too(client):
    note(phone="212-555-0147", good_until=datetime.date(2099, 1, 1))
    lines = client.get(f"{SHEET}?as=text").content.decode().splitlines()
    place = lines.index("FROM THIS DIRECTORY")
    assert lines[place + 1 : place + 4] == [TEXT, "212-555-0147"] + [
        "Good until Jan. 1, 2099."
    ]


def test_note_is_marked_as_english_on_a_spanish_sheet(client):
    note()
    page = client.get(f"{SHEET}?lang=es")
    assert f'<span lang="en">{TEXT}</span>' in page.content.decode()
    assert "Aviso de este directorio:" in sheet_of(page)


def test_historic_organization_keeps_its_note(client):
    note(organization=harbor(operating_status="historic"))
    assert TEXT in sheet_of(client.get(SHEET))


def test_no_discreet_sheet_carries_a_note(client):
    organization = note().organization
    for query in ("discreet=1", "discreet=1&as=text"):
        page = client.get(f"/s/{sheet_code(organization.pk)}/?{query}")
        assert page.status_code == 200
        assert "room 214" not in page.content.decode()


def test_note_is_shown_on_its_last_day_and_not_after(client):
    one = note()
    for days, is_shown in ((0, True), (-1, False)):
        one.good_until = datetime.date.today() + datetime.timedelta(days=days)
        one.noted_on = one.good_until
        one.save()
        for where in (PAGE, SHEET):
            assert (TEXT in text_of(client.get(where))) is is_shown, (where, days)


def test_a_note_saved_or_deleted_is_seen_at_once(
    client, curator_client, settings, monkeypatch
):
    settings.PAGES_ARE_KEPT = True
    monkeypatch.setattr(data_version, "REMEMBERED_FOR", 0)
    one = note()
    first = client.get(PAGE)
    save(curator_client, one, text="The meeting has moved to room 9.")
    second = client.get(PAGE, HTTP_IF_NONE_MATCH=first["ETag"])
    assert "room 9" in text_of(second)
    curator_client.post(address(one, "delete"), {"post": "yes"})
    third = client.get(PAGE, HTTP_IF_NONE_MATCH=second["ETag"])
    assert third.status_code == 200
    assert "room 9" not in text_of(third)


# Where it is not


SENTINEL = "Xanthippe"


def test_note_leaves_this_site_in_no_data(client, tmp_path):
    one = note(
        text=f"Ask for {SENTINEL}.",
        phone="212-555-0147",
        link="https://xanthippe.example",
    )
    allowed = {PAGE, SHEET}
    asked = answers_about(one.organization, client)
    assert any(where.startswith("/api/hsds/organizations/") for where, _body in asked)
    for where, body in asked:
        if where.partition("?")[0] in allowed:
            assert SENTINEL.encode() in body, where
        else:
            told = unpacked(body).lower()
            assert SENTINEL.lower().encode() not in told, where
            assert b"555-0147" not in told, where
    call_command("export_directory", tmp_path, stdout=io.StringIO())
    files = [path.read_text() for path in tmp_path.rglob("*.yaml")]
    assert len(files) > 1
    assert not [text for text in files if SENTINEL.lower() in text.lower()]
    one.organization.withdraw(by=None, reason="Listed twice.")
    assert not [kept for kept in Revision.objects.all() if SENTINEL in str(kept.record)]


def test_saving_a_note_is_no_change_of_the_record(curator_client):
    organization = harbor()
    version = organization.version
    save(curator_client, note(organization=organization), text="Room 9.")
    organization.refresh_from_db()
    assert organization.version == version


def test_note_of_an_organization_that_is_not_published_is_shown_nowhere(
    client, curator_client
):
    draft = harbor(published=False, slug="draft", name="Draft Harbor")
    note(organization=draft)
    for where in ("", "print/"):
        assert client.get(f"/organizations/draft/{where}").status_code == 404
        shown = curator_client.get(f"/organizations/draft/{where}")
        assert TEXT in text_of(shown)
    gone = note(organization=harbor(), text="Room 9 has closed.").organization
    gone.withdraw(by=None, reason="Listed twice.")
    for where in (PAGE, SHEET, f"/s/{sheet_code(gone.pk)}/"):
        page = client.get(where)
        assert page.status_code == 410
        assert "Room 9" not in page.content.decode()


# How it is written


def test_curator_writes_a_note_in_the_admin(curator_client, client):
    organization = harbor()
    data = typed(curator_client.get(list_address(LocalNote, "add")))
    data |= {"organization": organization.pk, "text": TEXT}
    answer = curator_client.post(list_address(LocalNote, "add"), data)
    assert answer.status_code == 302
    assert LocalNote.objects.get().noted_on == datetime.date.today()
    assert TEXT in text_of(client.get(PAGE))
    assert TEXT in text_of(curator_client.get(list_address(LocalNote)))


def test_admin_says_that_discreet_sheets_leave_it_out(curator_client):
    page = text_of(curator_client.get(list_address(LocalNote, "add")))
    assert "A discreet hand-out leaves it out" in page


@pytest.mark.parametrize(
    ("typed_in", "said"),
    [
        ({"text": "word " * 31}, "Take out 1 word: 30 fit on the sheet."),
        ({"text": "word " * 40}, "Take out 10 words: 30 fit on the sheet."),
        ({"text": "long" * 60}, "at most 220 characters"),
        (
            {"phone": "ask Ann"},
            "“ask Ann” cannot be dialled. Write it as +1-212-555-0100",
        ),
        ({"phone": "212-555-0147 or 988"}, "with nothing else beside it."),
        ({"link": "https://a.example/" + "x" * 80}, "at most 80 characters"),
        ({"good_until": "2026-11-02"}, "cannot end before the day on which it was"),
    ],
)
def test_what_would_not_fit_or_hold_is_refused_and_kept_in_the_form(
    curator_client, typed_in, said
):
    one = note()
    answer = save(curator_client, one, **typed_in)
    assert answer.status_code == 200
    assert said in text_of(answer)
    for value in typed_in.values():
        assert value.strip() in answer.content.decode()
    one.refresh_from_db()
    assert one.text == TEXT


def test_a_second_curator_overwrites_no_note_that_they_have_not_seen(curator_client):
    one = note()
    seen = typed(curator_client.get(address(one)))
    save(curator_client, one, text="Room 9, says a colleague.")
    late = curator_client.post(address(one), seen | {"text": "Room 7."})
    assert late.status_code == 200
    assert "Room 9, says a colleague." in text_of(late)
    assert "Room 7." in late.content.decode()
    again = curator_client.post(address(one), typed(late) | {"text": "Room 7."})
    assert again.status_code == 302
    one.refresh_from_db()
    assert one.text == "Room 7."


def test_an_organization_has_one_note(curator_client):
    one = note()
    data = typed(curator_client.get(list_address(LocalNote, "add")))
    data |= {"organization": one.organization.pk, "text": "Another."}
    answer = curator_client.post(list_address(LocalNote, "add"), data)
    assert answer.status_code == 200
    assert "already exists" in text_of(answer)


def test_only_curators_write_notes(django_user_model):
    one = note()
    writer = django_user_model.objects.create_user("writer", is_staff=True)
    client = Client()
    client.force_login(writer)
    for where in (list_address(LocalNote), address(one), address(one, "delete")):
        assert client.get(where).status_code == 403


def test_database_refuses_a_note_that_ends_before_it_began():
    one = note()
    one.good_until = one.noted_on - datetime.timedelta(days=1)
    with pytest.raises(ValidationError):
        one.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()
