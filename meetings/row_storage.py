"""How a row that was read is stored: in a meeting, and in a run that waits."""

import dataclasses
import datetime
from typing import Any

from meetings.choices import Attendance, Precision, Recurrence, Venue, ZoneBasis
from meetings.list_readers.meeting_rows import MeetingPlace, MeetingRow
from meetings.models.meeting import LONGEST_NOTES, Meeting, cell_of

FIELDS = (
    *("feed_key", "name", "group", "day", "starts", "ends", "zone", "zone_basis"),
    *("venue", "precision", "place_name", "address", "town", "region", "country"),
    *("latitude", "longitude", "cell", "attendance", "access", "recurrence", "weeks"),
    *("link", "dial_in", "notes", "web_page", "updated_on"),
)
"""What a list may change of a meeting, beside its terms."""


def fields_of(row: MeetingRow, *, allows_notes: bool) -> dict[str, Any]:
    """Return the fields of the meeting that a row states."""
    place = row.place
    cell = None
    if place.latitude is not None and place.longitude is not None:
        cell = cell_of(place.latitude, place.longitude)
    same = ("feed_key", "name", "group", "day", "starts", "ends", "zone", "link")
    return {
        **{name: getattr(row, name) for name in (*same, "dial_in", "updated_on")},
        "zone_basis": row.zone_basis.value,
        "venue": row.venue.value,
        "precision": place.precision.value,
        "place_name": place.name,
        **{name: getattr(place, name) for name in ("address", "town", "region")},
        **{name: getattr(place, name) for name in ("country", "latitude", "longitude")},
        "cell": cell,
        "attendance": row.attendance.value,
        "access": sorted(row.access),
        "recurrence": row.recurrence.value,
        "weeks": list(row.weeks),
        "notes": row.notes[:LONGEST_NOTES] if allows_notes else "",
        "web_page": row.web_page,
    }


@dataclasses.dataclass(frozen=True)
class StoredMeeting:
    """A meeting as planning compares it with the rows of a list."""

    pk: Any
    feed_key: str
    day: int
    absences: int
    natural_key: tuple
    stored: dict[str, Any]


def stored(meeting: Meeting, terms: frozenset[str]) -> StoredMeeting:
    """Return what planning asks of a meeting; ``terms`` are its own, as keys."""
    place = meeting.address or meeting.place_name or meeting.link or meeting.dial_in
    key = (meeting.day, meeting.starts, place.casefold(), meeting.name.casefold())
    fields = {name: getattr(meeting, name) for name in FIELDS} | {"terms": terms}
    return StoredMeeting(
        meeting.pk, meeting.feed_key, meeting.day, meeting.absences, key, fields
    )


# A run that waits


def as_json(row: MeetingRow) -> dict[str, Any]:
    """Return a row as JSON holds it."""
    return {
        **dataclasses.asdict(row),
        "starts": row.starts.isoformat(),
        "ends": row.ends.isoformat() if row.ends else None,
        "updated_on": row.updated_on.isoformat() if row.updated_on else None,
        "terms": sorted(row.terms),
        "access": sorted(row.access),
    }


def from_json(value: dict[str, Any]) -> MeetingRow:
    """Return the row that ``as_json`` wrote."""
    place = value["place"]
    return MeetingRow(
        **{
            **value,
            "starts": datetime.time.fromisoformat(value["starts"]),
            "ends": value["ends"] and datetime.time.fromisoformat(value["ends"]),
            "updated_on": value["updated_on"]
            and datetime.date.fromisoformat(value["updated_on"]),
            "terms": frozenset(value["terms"]),
            "access": frozenset(value["access"]),
            "weeks": tuple(value["weeks"]),
            "zone_basis": ZoneBasis(value["zone_basis"]),
            "venue": Venue(value["venue"]),
            "attendance": Attendance(value["attendance"]),
            "recurrence": Recurrence(value["recurrence"]),
            "place": MeetingPlace(
                **{**place, "precision": Precision(place["precision"])}
            ),
        }
    )
