"""BMLT: what ``GetSearchResults`` and ``GetFormats`` of a root server give.

All values are texts. Sunday is 1. The letters of a format are each server's own; its
world id is the same everywhere, so formats are read through ``GetFormats``, in the same
answer (``get_used_formats=1``) or beside it. Fields for people (``contact_*``,
``email_contact``) are not read. A failed request gives an empty list.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from meetings.choices import Venue
from meetings.list_readers import json_lists, type_codes, values
from meetings.list_readers.interpreting import Stated, read_rows
from meetings.list_readers.meeting_rows import ListRead, ListSettings

MONDAY_IS = 2

VENUE_TYPES = {"1": Venue.IN_PERSON, "2": Venue.ONLINE, "3": Venue.HYBRID}

TEXTS = (
    "comments",
    "location_info",
    "virtual_meeting_additional_info",
    "public_transport",
)

LANGUAGE = "LANG"
"""World id of formats that name the language of a meeting."""


def read(data: bytes, settings: ListSettings) -> ListRead:
    """Return the gatherings of a BMLT answer."""
    value = json_lists.parsed(data)
    rows = json_lists.rows_of(value, "meetings")
    formats = value.get("formats") if isinstance(value, dict) else None
    meanings = _meanings(formats if isinstance(formats, list) else [])
    return read_rows(_stated(rows, meanings, settings), settings)


def _meanings(formats: list) -> dict[str, type_codes.Meaning | None]:
    """Return what each letter means on this server; None where it says nothing."""
    meanings: dict[str, type_codes.Meaning | None] = {}
    for one in formats:
        if not isinstance(one, dict):
            continue
        letters = values.line(one.get("key_string"))
        world_id = values.line(one.get("world_id"))
        name = values.line(one.get("name_string"))
        if world_id == LANGUAGE:
            meaning = type_codes.language_called(name, letters)
        else:
            meaning = type_codes.by_world_id(world_id, name)
        if letters and (meaning or letters not in meanings):
            meanings[letters] = meaning
    return meanings


def _types(written: Any, meanings: dict) -> type_codes.Types:
    types = type_codes.Types(unknown=Counter())
    for letters in type_codes.listed(written if isinstance(written, str) else ""):
        types.seen += 1
        meaning = meanings.get(letters)
        if meaning:
            types.add(meaning)
        else:
            types.unknown[letters[:40]] += 1
    return types


def _stated(rows: list, meanings: dict, settings: ListSettings) -> Iterator[Stated]:
    monday_is = MONDAY_IS if settings.monday_is is None else settings.monday_is
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield Stated(number, "", unusable=_("This row is no meeting."))
            continue
        street = values.line(row.get("location_street"))
        yield Stated(
            row=number,
            key=values.line(row.get("id_bigint"), 120),
            name=row.get("meeting_name"),
            days=row.get("weekday_tinyint"),
            monday_is=monday_is,
            starts=row.get("start_time"),
            duration=row.get("duration_time"),
            zone=row.get("time_zone"),
            latitude=row.get("latitude"),
            longitude=row.get("longitude"),
            place_name=row.get("location_text"),
            address=_address(row, street),
            has_street=bool(street),
            town=row.get("location_municipality"),
            region=row.get("location_province"),
            country=row.get("location_nation"),
            types=_types(row.get("formats"), meanings),
            venue=VENUE_TYPES.get(values.line(row.get("venue_type"))),
            link=row.get("virtual_meeting_link"),
            dial_in=row.get("phone_meeting_number"),
            texts=tuple(row.get(name) for name in TEXTS),
            unusable=_("Its server does not publish it.")
            if values.line(row.get("published")) == "0"
            else "",
        )


def _address(row: dict, street: str) -> str:
    names = ("location_municipality", "location_province", "location_postal_code_1")
    parts = [street, *(values.line(row.get(name)) for name in names)]
    return ", ".join(filter(None, dict.fromkeys(parts)))
