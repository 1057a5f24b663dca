"""Lists of meetings for tests: a feed, and what its server sends."""

import datetime
import json
from typing import Any

from meetings import receiving
from meetings.choices import ListFormat
from meetings.models import Feed, Run
from tests import factories

NAMES = ("Night Owls", "Early Birds", "Hilltop", "Open Door", "Bridge", "River")


def feed(organization=None, **fields: Any) -> Feed:
    """Return a saved feed of a published organization."""
    organization = organization or factories.organization(published=True)
    return Feed.objects.create(
        **{
            "organization": organization,
            "name": "Boston Central Service",
            "format": ListFormat.MEETING_GUIDE,
            "url": "https://meetings.example.org/list.json",
            "zone": "America/New_York",
            "permitted_by": "Boston Central Service",
            "permitted_on": datetime.date(2026, 11, 1),
            **fields,
        }
    )


def row(number: int, **fields: Any) -> dict[str, Any]:
    """Return the row of one meeting; no two numbers share a day, hour and name."""
    return {
        "slug": f"meeting-{number}",
        "name": f"{NAMES[number % len(NAMES)]} {number}",
        "day": number % 7,
        "time": f"{8 + number % 12:02}:30",
        "formatted_address": f"{number + 1} Main St, Lowell, MA 01850, USA",
        "latitude": 42.63 + number / 1000,
        "longitude": -71.31,
        "types": ["O"],
        "approximate": "no",
        **fields,
    }


def data(*rows: dict) -> bytes:
    """Return rows as a server sends them."""
    return json.dumps(rows).encode()


def many(count: int) -> list[dict]:
    """Return the rows of so many meetings."""
    return [row(number) for number in range(count)]


def accepted(a_feed: Feed, *rows: dict) -> Run:
    """Give a feed its first list, which a curator accepts."""
    return receiving.receive(a_feed, data(*rows), is_approved=True)
