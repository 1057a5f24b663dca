"""Redaction: what leads to a person, or past a door, is in no stored text."""

import json

import pytest

from meetings import list_readers
from meetings.choices import ListFormat
from meetings.list_readers.meeting_rows import ListSettings
from meetings.redaction import redacted

SETTINGS = ListSettings(zone="America/New_York", codes="alcoholics-anonymous")
SECRETS = {
    "mail": "robin.l@example.org",
    "venmo": "venmo @robin-pays",
    "paypal": "https://paypal.me/robinpays",
    "cash": "$robinpays",
    "passcode": "Passcode: owl1935",
    "password": "pw=owl1935",
    "spanish": "Contraseña: owl1935",
    "name and number": "Robin L. 555-555-0150",
    "number and more": "(555) 555-0150",
    "number and name": "555-555-0150 Robin L.",
    "number, name": "(555) 555-0150 (Robin)",
    "two names": "Robin Robinson 555-555-0150",
    "name, words, number": "Robin, cell: 555.555.0150",
    "written mail": "robin.l [at] example [dot] org",
    "spoken mail": "robin at robinmail dot org",
    "zelle": "Zelle 555-555-0150",
}
SENTENCES = {
    "a call": "Call Robin on Sundays before six: 555-555-0150.",
    "a mail": "Robin our secretary answers at robin.l@example.org.",
    "a payment": "Give Robin the seventh tradition by venmo @robin-pays.",
    "an initial": "Write to Robin L. 555-555-0150.",
}
KEPT = ("robin", "owl1935", "0150")
TEXTS = ("name", "group", "notes", "location_notes", "location", "formatted_address")
OTHERS = ("city", "state", "region", "country", "slug", "types", "time", "end_time")
OTHERS = (*OTHERS, "timezone", "conference_phone", "url", "conference_url", "day")
PEOPLE = (
    *("author", "email", "phone", "contact_1_name", "contact_1_email", "people"),
    *("feedback_emails", "entity_email", "venmo", "paypal", "square", "edit_url"),
)
ROW = {
    "name": "Night Owls",
    "slug": "night-owls",
    "day": 1,
    "time": "19:30",
    "formatted_address": "12 Main St, Lowell, MA, USA",
}


def stored(**fields) -> str:
    """Return all that a row of a list would store, as one text."""
    data = json.dumps([{**ROW, **fields}]).encode()
    read = list_readers.read(ListFormat.MEETING_GUIDE, data, SETTINGS)
    return repr([read.rows, read.problems, read.unknown_codes]).casefold()


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("field", TEXTS)
def test_what_leads_to_a_person_is_taken_out_of_every_text(field, secret):
    text = stored(**{field: f"12 Main St. Come early. {secret} and bring a cup"})
    assert not [one for one in KEPT if one in text]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("field", OTHERS)
def test_no_other_field_carries_it_either(field, secret):
    if field == "types":
        # A comma divides types, and a word that stands alone is one nobody knows.
        secret = secret.replace(",", "")
    text = stored(**{field: secret})
    assert not [one for one in KEPT[:1] if one in text]
    text = stored(**{field: [secret]})
    assert not [one for one in KEPT[:1] if one in text]


@pytest.mark.parametrize(
    "address", ["https://paypal.me/robin", "https://venmo.com/robin"]
)
@pytest.mark.parametrize("field", ["url", "conference_url"])
def test_no_link_leads_to_somebodys_purse(field, address):
    assert "robin" not in stored(**{field: address})


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
@pytest.mark.parametrize("field", ["notes", "location_notes", "group_notes"])
def test_a_sentence_of_a_note_that_leads_to_somebody_goes_as_a_whole(field, sentence):
    text = stored(**{field: f"Use the back stairs. {sentence} Bring a cup."})
    assert "robin" not in text
    assert "use the back stairs. bring a cup." in text


def test_a_number_to_call_somebody_is_no_dial_in():
    for words in (
        "Call Robin: 555-555-0150",
        "call Robin S. 555-555-0142",
        "Phone Robin 5555550150",
    ):
        assert "dial_in=''" in stored(notes=f"Come early. {words}")


def test_a_dial_in_carries_no_name():
    text = stored(conference_phone="+1 555 555 0199,,9990004922# (ask for Robin)")
    assert "+1 555 555 0199,,9990004922#" in text
    assert "robin" not in text


@pytest.mark.parametrize("field", PEOPLE)
def test_fields_for_people_are_never_read(field):
    assert "robin" not in stored(**{field: "Robin L."})


def test_dial_ins_go_to_their_own_field_before_anything_is_taken_out():
    data = json.dumps(
        [{**ROW, "notes": "Meeting ID: 999 0000 2525\ndial in +1 555 555 0150,,999#"}]
    ).encode()
    (row,) = list_readers.read(ListFormat.MEETING_GUIDE, data, SETTINGS).rows
    assert row.dial_in == "+1 555 555 0150,,999#"
    assert row.notes == ""


def test_a_link_into_a_meeting_is_kept_whole_and_found_in_notes():
    link = "https://us02web.zoom.us/j/99905952078?pwd=abc"
    data = json.dumps([{**ROW, "notes": f"Join: {link}."}]).encode()
    (row,) = list_readers.read(ListFormat.MEETING_GUIDE, data, SETTINGS).rows
    assert row.link == link


@pytest.mark.parametrize(
    "text",
    [
        "Enter from the parking lot, go up one floor.",
        "Room 12, 2nd floor, 12 Main St, Lowell, MA 01850-1234",
        "Big Book pages 1-164; steps 10, 11 and 12",
        "Since 1935",
    ],
)
def test_what_names_nobody_stays(text):
    assert redacted(text) == text
