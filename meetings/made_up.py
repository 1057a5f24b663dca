"""Made-up lists for a demonstration: in the shape of public ones, of no group there is.

The same each time: whoever shows the site twice shows the same.
"""

import csv
import io
import json
import random
from dataclasses import dataclass
from typing import Any

from meetings.choices import ListFormat

TOWNS = (
    ("Lowell", "MA", 42.6334, -71.3162),
    ("Providence", "RI", 41.8240, -71.4128),
    ("Albuquerque", "NM", 35.0844, -106.6504),
    ("Des Moines", "IA", 41.5868, -93.6250),
    ("Portland", "OR", 45.5152, -122.6784),
)
ZONE = "America/New_York"
"""Of gatherings online, which have no place."""

ORGANIZATIONS = {
    "alcoholics-anonymous": ListFormat.MEETING_GUIDE,
    "narcotics-anonymous": ListFormat.MEETING_GUIDE,
    "al-anon-family-groups": ListFormat.MEETING_GUIDE,
    "smart-recovery": ListFormat.CSV,
    "lifering": ListFormat.CSV,
    "recovery-dharma": ListFormat.MEETING_GUIDE,
    "women-for-sobriety": ListFormat.CSV,
    "celebrate-recovery": ListFormat.CSV,
}
"""Whose lists are made up, and how each is written."""

IN_A_LIST = 210

_FIRST = """
    Quiet Bright Open Early Late Green Harbor River Maple Lantern Hill Bridge
"""
_SECOND = """
    Door Morning Evening Table Path Circle House Corner Garden Light Step
"""
_STREETS = "Elm Cedar Mill Church School Union Prospect Pleasant Summer Water"
FIRST, SECOND, STREETS = _FIRST.split(), _SECOND.split(), _STREETS.split()
HOUSES = ("Community Hall", "Library", "Parish House", "Clinic", "Friends House")
HOURS = (7, 8, 12, 12, 17, 18, 19, 19, 19, 20, 20, 21, 23)


@dataclass(frozen=True)
class MadeUpList:
    """A list as a server would send it."""

    organization: str
    list_format: ListFormat
    data: bytes


def lists() -> list[MadeUpList]:
    """Return a list for each organization."""
    return [
        MadeUpList(slug, list_format, _written(list_format, _rows(slug)))
        for slug, list_format in ORGANIZATIONS.items()
    ]


def _rows(slug: str) -> list[dict[str, Any]]:
    dice = random.Random(slug)
    return [_row(dice, slug, number) for number in range(IN_A_LIST)]


def _row(dice: random.Random, slug: str, number: int) -> dict[str, Any]:
    hour = dice.choice(HOURS)
    minute = dice.choice((0, 0, 30, 15))
    row: dict[str, Any] = {
        "slug": f"made-up-{number}",
        "name": f"{dice.choice(FIRST)} {dice.choice(SECOND)} {number + 1}",
        "day": dice.randrange(7),
        "time": f"{hour:02}:{minute:02}",
        "end_time": f"{(hour + 1) % 24:02}:{minute:02}",
        "types": [dice.choice(("Open", "Closed"))],
        "notes": "",
        "updated": "2026-11-15 12:00:00",
    }
    if dice.random() < 0.15:
        row["types"].append(dice.choice(("Women", "Men", "Beginners", "Young People")))
    if dice.random() < 0.3:
        row["types"].append("Wheelchair Access")
    if dice.random() < 0.06:
        row["notes"] = dice.choice(
            ("1st and 3rd weeks of the month", "Every other week")
        )
    is_online = dice.random() < 0.2
    if is_online or dice.random() < 0.1:
        row["conference_url"] = f"https://meet.example.org/{slug}/{number}"
        row["conference_phone"] = f"+1-555-555-{100 + number % 100:04}"
    if is_online:
        return {**row, "timezone": ZONE, "attendance_option": "online"}
    town, state, latitude, longitude = dice.choice(TOWNS)
    return {
        **row,
        "location": dice.choice(HOUSES),
        "address": f"{dice.randrange(1, 400)} {dice.choice(STREETS)} St",
        "city": town,
        "state": state,
        "country": "USA",
        "latitude": round(dice.gauss(latitude, 0.05), 5),
        "longitude": round(dice.gauss(longitude, 0.05), 5),
        "approximate": "no",
    }


def _written(list_format: ListFormat, rows: list[dict[str, Any]]) -> bytes:
    if list_format == ListFormat.MEETING_GUIDE:
        return json.dumps(rows).encode()
    columns = list(dict.fromkeys(key for row in rows for key in row))
    file = io.StringIO()
    table = csv.DictWriter(file, columns)
    table.writeheader()
    table.writerows({**row, "types": ", ".join(row["types"])} for row in rows)
    return file.getvalue().encode()
