"""Meeting Guide JSON, with the further fields of the TSML plugin.

Specification: code4recovery/spec. Days count from Sunday, 0; a row may have several.
Types are codes whose meaning is the fellowship's. Fields for people (``author``,
``email``, ``contact_*``, ``venmo`` ...) are not read.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from meetings.choices import Venue
from meetings.list_readers import json_lists, type_codes, values
from meetings.list_readers.interpreting import Stated, read_rows
from meetings.list_readers.meeting_rows import ListRead, ListSettings

MONDAY_IS = 1

ATTENDANCE_OPTIONS = {
    "in_person": Venue.IN_PERSON,
    "online": Venue.ONLINE,
    "hybrid": Venue.HYBRID,
    "inactive": Venue.SUSPENDED,
}

TEXTS = ("notes", "location_notes", "group_notes", "conference_url_notes")

PARTS_OF_AN_ADDRESS = 4
"""Street, town, state, country: with fewer parts, and no number, it is an area."""


def read(data: bytes, settings: ListSettings) -> ListRead:
    """Return the gatherings of a Meeting Guide list."""
    rows = json_lists.rows_of(json_lists.parsed(data), "meetings", "data")
    return read_dicts(rows, settings)


def read_dicts(rows: list, settings: ListSettings) -> ListRead:
    """Return the gatherings of rows under the keys of the Meeting Guide."""
    return read_rows(_stated(rows, settings), settings)


def _stated(rows: list, settings: ListSettings) -> Iterator[Stated]:
    monday_is = MONDAY_IS if settings.monday_is is None else settings.monday_is
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield Stated(number, "", unusable=_("This row is no meeting."))
            continue
        address = _address(row)
        yield Stated(
            row=number,
            key=values.line(row.get("slug"), 120) or values.line(row.get("id"), 120),
            name=row.get("name"),
            group=row.get("group"),
            days=row.get("day"),
            monday_is=monday_is,
            starts=row.get("time"),
            ends=row.get("end_time"),
            zone=row.get("timezone"),
            latitude=row.get("latitude"),
            longitude=row.get("longitude"),
            is_approximate=_yes_or_no(row.get("approximate")),
            place_name=row.get("location"),
            address=address,
            has_street=_has_street(row, address),
            town=row.get("city"),
            region=row.get("state") or row.get("sub_region") or _region(row),
            country=row.get("country"),
            types=type_codes.read(row.get("types"), settings.codes),
            venue=ATTENDANCE_OPTIONS.get(values.line(row.get("attendance_option"))),
            link=row.get("conference_url"),
            dial_in=row.get("conference_phone"),
            texts=tuple(row.get(name) for name in TEXTS),
            updated=row.get("updated"),
            web_page=row.get("url"),
        )


def _address(row: dict[str, Any]) -> str:
    """Return the address in one line, from one field or from its parts."""
    whole = values.line(row.get("formatted_address"), 300)
    if whole:
        return whole
    state = " ".join(
        filter(None, (values.line(row.get(name)) for name in ("state", "postal_code")))
    )
    parts = [values.line(row.get(name)) for name in ("address", "city")]
    return ", ".join(filter(None, [*parts, state, values.line(row.get("country"))]))


def _has_street(row: dict[str, Any], address: str) -> bool:
    if _yes_or_no(row.get("approximate")) is not None and address:
        return not _yes_or_no(row.get("approximate"))
    parts = [part.strip() for part in address.split(",") if part.strip()]
    if not parts:
        return False
    return any(sign.isdigit() for sign in parts[0]) or len(parts) >= PARTS_OF_AN_ADDRESS


def _region(row: dict[str, Any]) -> Any:
    regions = row.get("regions")
    if isinstance(regions, list) and regions:
        return regions[-1]
    return row.get("region")


def _yes_or_no(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"yes": True, "no": False}.get(str(value).strip().casefold())
