"""Telephones: what is written is shown, what is dialled is right, or there is no link.

What cannot be dialled is refused where somebody writes it; what was kept before stays.
"""

import datetime
import json
import re

import pytest
from django.core.management import CommandError, call_command

from organizations.models import LocalNote, Phone
from recovery_directory import telephones
from recovery_directory.records import format_of
from recovery_directory.records.reverting import revert
from recovery_directory.records.revisions import history
from tests import factories, record_files
from tests.admin_forms import add_row, address, save, typed
from tests.sheets import harbor, sheet_of, text_of
from tests.tables import as_zip, reviewed

DAY = datetime.date(2026, 1, 31)
PAGE = "/organizations/sober-harbor/"
SHEET = "/organizations/sober-harbor/print/"
UNDIALABLE = "CALL HOME 741741"


@pytest.mark.parametrize(
    ("country", "written", "dialled"),
    [
        ("us", "988", "tel:988"),
        ("us", "911", "tel:911"),
        ("us", "741741", "tel:741741"),
        ("us", "1-800-662-4357", "tel:+18006624357"),
        ("us", "(212) 555-0100", "tel:+12125550100"),
        ("us", "212.555.0100", "tel:+12125550100"),
        ("us", "1‑212‑555‑0100", "tel:+12125550100"),
        ("us", "1-800-GAMBLER", "tel:+18004262537"),
        ("us", "1-800-gambler", "tel:+18004262537"),
        ("us", "1-866-4-U-TREVOR", "tel:+18664887386"),
        ("us", "212-555-0100 ext. 214", "tel:+12125550100;ext=214"),
        ("us", "212-555-0100 x214", "tel:+12125550100;ext=214"),
        ("us", "1-800-GAMBLER ext 7", "tel:+18004262537;ext=7"),
        ("us", "+44 20 7946 0958", "tel:+442079460958"),
        ("gb", "116 123", "tel:116123"),
        ("gb", "020 7946 0958", "tel:+442079460958"),
        ("ie", "50808", "tel:50808"),
        ("us", "116 123", ""),
        ("us", "text HOME to 741741", ""),
        ("us", "212-555-0100 or 988", ""),
        ("us", "1-800-662-4357 now", ""),
        ("us", "1-888-GO-ANON", ""),
        ("us", "212-555-0100 am", ""),
        ("us", "988 ext. 1", ""),
        ("us", "555-0100", ""),
        ("us", "212-555", ""),
        ("us", "", ""),
        ("us", "1" * 5000, ""),
    ],
)
def test_a_number_dials_what_is_written(settings, country, written, dialled):
    settings.COUNTRY = country
    assert telephones.href(written) == dialled


LINES = [
    {"name": "Text line", "number": "sms:741741?body=HOME", "note": "always"},
    {"name": "Gambling", "number": "1-800-GAMBLER", "note": ""},
    {"name": "Desk", "number": "212-555-0100 ext. 214", "note": ""},
]
LINKS = {
    ("sms:741741?body=HOME", "text HOME to 741741"),
    ("tel:+18004262537", "1-800-GAMBLER"),
    ("tel:+12125550100;ext=214", "212-555-0100 ext. 214"),
}


def links(page) -> set[tuple[str, str]]:
    """Return address and words of each link to a telephone."""
    pattern = r'<a[^>]*href="((?:tel|sms):[^"]*)"[^>]*>(.*?)</a>'
    return {
        (href, " ".join(re.sub(r"<[^>]*>", "", words).split()))
        for href, words in re.findall(pattern, page.content.decode(), re.S)
        if not href.startswith("sms:?")
    }


@pytest.mark.django_db
def test_crisis_lines_are_links_that_dial_wherever_they_stand(client, settings):
    settings.CRISIS_LINES = LINES
    harbor()
    for where in (
        *("/", PAGE, SHEET, "/nowhere/", "/handouts/?organization=sober-harbor"),
        client.get(f"{SHEET}?discreet=1")["Location"],
    ):
        assert links(client.get(where)) == LINKS, where
    text = client.get(f"{SHEET}?as=text").content.decode()
    assert "text HOME to 741741" in text
    assert "1-800-GAMBLER (+1-800-426-2537)" in " ".join(text.split())


@pytest.mark.django_db
def test_pages_of_an_outage_carry_them_too(client, settings, monkeypatch):
    from recovery_directory import views

    settings.CRISIS_LINES = LINES
    request = client.get("/").wsgi_request
    monkeypatch.setattr(client, "raise_request_exception", False)
    assert links(views.server_error(request)) == LINKS


@pytest.mark.django_db
def test_a_text_line_is_said_in_spanish_on_a_spanish_sheet(client, settings):
    settings.CRISIS_LINES = LINES
    harbor()
    page = sheet_of(client.get(f"{SHEET}?lang=es"))
    assert "envíe HOME por mensaje de texto al 741741" in page


def with_phone(number: str, **more):
    organization = harbor()
    # As it was kept before anybody asked whether it can be dialled.
    with pytest.MonkeyPatch.context() as before:
        before.setattr(telephones, "validate", lambda number: None)
        factories.add(
            organization,
            "phones",
            **{"number": number, "kind": "helpline", "verified_on": DAY} | more,
        )
    organization.refresh_from_db()
    return organization


@pytest.mark.django_db
def test_a_number_of_an_organization_is_shown_as_written_and_dialled_right(client):
    organization = with_phone("1-800-GAMBLER ext. 5")
    wanted = ("tel:+18004262537;ext=5", "1-800-GAMBLER ext. 5")
    from organizations.handouts.sheet_codes import sheet_code

    code = sheet_code(organization.pk)
    for where in (PAGE, SHEET, f"/s/{code}/"):
        assert wanted in links(client.get(where)), where
    page = client.get(PAGE).content.decode()
    linked = json.loads(re.search(r"ld\+json[^>]*>(.*?)</script>", page, re.S)[1])
    assert '"+1-800-426-2537;ext=5"' in json.dumps(linked)
    table = client.get("/data/organizations.csv").getvalue().decode()
    assert "tel:+1-800-426-2537;ext=5" in table


@pytest.mark.django_db
def test_the_api_gives_the_extension_in_its_own_field(client):
    organization = with_phone("(212) 555-0100 ext. 214")
    factories.add(
        organization,
        "phones",
        number="212-555-0101 ext. 007",
        kind="office",
        verified_on=DAY,
    )
    address = f"/api/hsds/organizations/{organization.pk}"
    first, second = sorted(
        client.get(address).json()["phones"], key=lambda phone: phone["number"]
    )
    assert (first["number"], first["extension"]) == ("+1-212-555-0100", 214)
    assert second["number"] == "+1-212-555-0101"
    assert "extension" not in second
    assert second["description"] == "office line, not for emergencies; extension 007"


# What is refused


@pytest.mark.django_db
def test_a_form_refuses_a_number_that_cannot_be_dialled(curator_client):
    organization = harbor()
    data = typed(curator_client.get(address(organization)))
    add_row(data, "phones", number=UNDIALABLE, kind="office")
    answer = curator_client.post(address(organization), data)
    assert f"“{UNDIALABLE}” cannot be dialled." in text_of(answer)
    assert not Phone.objects.exists()


@pytest.mark.django_db
def test_a_suggestion_and_an_import_refuse_it_too(client, tmp_path):
    organization = harbor()
    form = client.get(f"{PAGE}suggest/").context["form"]
    data = {"about": "phone", "value": UNDIALABLE} | {
        bound.html_name: bound.value()
        for bound in form.hidden_fields()
        if bound.value() is not None
    }
    answer = client.post(f"{PAGE}suggest/", data)
    assert f"“{UNDIALABLE}” cannot be dialled." in text_of(answer)
    record = format_of(type(organization)).read(organization.pk)
    record["phones"] = [{"number": UNDIALABLE, "kind": "office"}]
    file = record_files.record_file(tmp_path, "organizations", **record)
    found = reviewed(
        type(organization), as_zip(**{"a.yaml": file.read_bytes()}), "a.zip"
    )
    assert [(one.field, UNDIALABLE in one.reason) for one in found.problems] == [
        ("phones[1].number", True)
    ]
    record["id"] = "0b2a5f14-4f0e-4c52-9f4e-5f0f9d2d3a11"
    record["slug"] = "other-harbor"
    file.unlink()
    record_files.record_file(tmp_path, "organizations", **record)
    refused = record_files.refused(tmp_path)
    assert any(
        "phones[1].number" in line and "cannot be dialled" in line for line in refused
    )


# What was kept before


@pytest.mark.django_db
def test_a_number_that_is_on_file_and_cannot_be_dialled_breaks_nothing(
    client, curator_client, curator
):
    organization = with_phone(UNDIALABLE)
    note = factories.local_note(organization=organization, text="Here.")
    LocalNote.objects.update(phone=UNDIALABLE)
    for where in (PAGE, SHEET, f"{SHEET}?as=text", "/data/organizations.csv"):
        page = client.get(where)
        assert page.status_code == 200
        assert b"tel:CALL" not in page.getvalue()
    assert UNDIALABLE in text_of(client.get(PAGE))
    api = f"/api/hsds/organizations/{organization.pk}"
    assert client.get(api).json()["phones"][0]["number"] == UNDIALABLE

    answer = save(curator_client, organization, summary="People meet on the shore.")
    assert answer.status_code == 302
    before = save(curator_client, organization, **{"phones-0-description": "Day"})
    assert before.status_code == 302
    assert Phone.objects.get().description == "Day"
    assert save(curator_client, note, text="There.").status_code == 302

    with pytest.raises(CommandError):
        call_command("check_records", stdout=(printed := Printed()))
    assert f"phones[1].number: “{UNDIALABLE}” cannot be dialled" in printed.text
    assert f"local note on sober-harbor: phone: “{UNDIALABLE}”" in printed.text


@pytest.mark.django_db
def test_a_revision_with_such_a_number_can_be_brought_back(curator_client, curator):
    organization = with_phone(UNDIALABLE)
    save(curator_client, organization, **{"phones-0-DELETE": "on"})
    assert not Phone.objects.exists()
    then = history(organization)[1]
    revert(format_of(type(organization)), then, by=curator, reason="As it was.")
    assert Phone.objects.get().number == UNDIALABLE


class Printed:
    """What a command prints."""

    def __init__(self):
        self.text = ""

    def write(self, line):
        self.text += line

    def isatty(self):
        return False
