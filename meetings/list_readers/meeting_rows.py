"""What every reader gives: gatherings as a list states them, and what was wrong.

A reader is pure and total. Whatever comes in, it gives back rows and problems; it
raises ``UnreadableList`` only for what is no list at all, with a sentence that says so.
Nothing in a row is guessed: what is not understood is left empty, and named.
"""

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from meetings.choices import (
    Attendance,
    Precision,
    Recurrence,
    Venue,
    Weekday,
    ZoneBasis,
)


class UnreadableList(ValueError):
    """What came is no list of meetings: a login page, half a file, another format."""


@dataclass(frozen=True)
class RowProblem:
    """What was not understood in one row; a quarantined row is left out as a whole."""

    row: int
    """Which row of the list, counted from 1."""
    reason: str
    value: str = ""
    is_quarantined: bool = False


@dataclass(frozen=True)
class ListSettings:
    """What must be known of a list to read it, since it does not say it itself."""

    zone: str
    """IANA zone of rows that neither state one nor have real coordinates."""
    codes: str = ""
    """Slug of the organization, whose types of meetings the codes are."""
    zone_at: Callable[[float, float], str] = field(default=lambda _lat, _long: "")
    """Returns the IANA zone of a latitude and a longitude, or an empty text."""
    monday_is: int | None = None
    """The number of Monday where the list counts otherwise than its format says."""


@dataclass(frozen=True)
class MeetingPlace:
    """Where people meet, as far as the list says it and it can be believed."""

    name: str = ""
    address: str = ""
    town: str = ""
    region: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    precision: Precision = Precision.NONE


@dataclass(frozen=True)
class MeetingRow:
    """One weekly gathering."""

    row: int
    feed_key: str
    name: str
    day: int
    """As ``datetime.date.weekday``: Monday is 0."""
    starts: datetime.time
    zone: str
    zone_basis: ZoneBasis
    venue: Venue
    ends: datetime.time | None = None
    """Before ``starts``: after midnight."""
    group: str = ""
    place: MeetingPlace = MeetingPlace()
    attendance: Attendance = Attendance.NOT_STATED
    terms: frozenset[str] = frozenset()
    """Terms of the directory: ``audience/women``, ``language/es``."""
    access: frozenset[str] = frozenset()
    recurrence: Recurrence = Recurrence.WEEKLY
    weeks: tuple[int, ...] = ()
    """Which weeks of a month its words name, 1 to 5, the last is -1."""
    link: str = ""
    dial_in: str = ""
    notes: str = ""
    updated_on: datetime.date | None = None
    web_page: str = ""

    @property
    def day_name(self) -> str:
        """Return the day in words."""
        return str(Weekday(self.day).label)

    @property
    def natural_key(self) -> tuple:
        """Return what tells it apart where the list has no identity for it."""
        place = self.place.address or self.place.name or self.link or self.dial_in
        return (self.day, self.starts, place.casefold(), self.name.casefold())


@dataclass
class ListRead:
    """A list, read."""

    rows_in: int = 0
    rows: list[MeetingRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    unknown_codes: Counter = field(default_factory=Counter)
    codes_seen: int = 0
    """How many codes of types stood in the list in all."""

    @property
    def quarantined(self) -> Counter:
        """Return how many rows were left out, by reason."""
        return Counter(one.reason for one in self.problems if one.is_quarantined)
