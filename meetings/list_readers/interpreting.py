"""What a row means, whichever format it came in.

A format's module says which of its keys holds what (``Stated``); here the values are
read, what contradicts itself is left open, and each day of a row becomes one gathering.
"""

import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from meetings.choices import Attendance, Precision, Venue, ZoneBasis
from meetings.list_readers import recurrence, values, venues
from meetings.list_readers.meeting_rows import (
    ListRead,
    ListSettings,
    MeetingPlace,
    MeetingRow,
    RowProblem,
)
from meetings.list_readers.type_codes import Types
from meetings.redaction import (
    dialled,
    may_name_somebody,
    redacted,
    redacted_note,
    ways_in,
)
from meetings.zones import is_zone
from recovery_directory.web_addresses import web_address

SHARED_BY_MANY = 5
"""A point that so many online gatherings share is a machine's guess, not a place."""

JOINING_HOSTS = (
    *("zoom.us", "zoomgov.com", "meet.google.com", "teams.microsoft.com"),
    *("teams.live.com", "webex.com", "gotomeeting.com", "goto.com", "gotomeet.me"),
    *("bluejeans.com", "freeconferencecall.com", "freeconference.com", "zoho.com"),
    *("meet.jit.si", "skype.com", "discord.gg", "discord.com", "whereby.com"),
    *("dialpad.com", "signal.group", "bigbluebutton.org"),
)
"""Services that people meet in; a link to another host in a text is no door."""


@dataclass
class Stated:
    """One row as its list states it, under names that all formats share."""

    row: int
    key: str
    name: Any = ""
    group: Any = ""
    days: Any = None
    monday_is: int = 1
    starts: Any = None
    ends: Any = None
    duration: Any = None
    zone: Any = ""
    latitude: Any = None
    longitude: Any = None
    is_approximate: bool | None = None
    place_name: Any = ""
    address: str = ""
    has_street: bool = False
    town: Any = ""
    region: Any = ""
    country: Any = ""
    types: Types = field(default_factory=Types)
    venue: Venue | None = None
    link: Any = ""
    dial_in: Any = ""
    texts: tuple[Any, ...] = ()
    updated: Any = ""
    web_page: Any = ""
    unusable: str = ""
    """Why its list itself says that it is not to be shown."""


def read_rows(stated: Iterable[Stated], settings: ListSettings) -> ListRead:
    """Return all rows, read, with what was wrong in them."""
    result = ListRead()
    drafts = []
    for one in stated:
        result.rows_in += 1
        for code, count in one.types.unknown.items():
            result.unknown_codes[redacted(code) or "…"] += count
        result.codes_seen += one.types.seen
        drafts += _Row(one, settings, result.problems).gatherings()
    result.rows = [
        _in_its_zone(row, point, settings)
        for row, point in _with_believable_places(drafts)
    ]
    return result


Draft = tuple[MeetingRow, bool]
"""A gathering, and whether its coordinates may be those of its place."""


@dataclass
class _Row:
    """The reading of one row."""

    stated: Stated
    settings: ListSettings
    problems: list[RowProblem]

    def gatherings(self) -> list[Draft]:
        """Return a gathering for each day; none where the row cannot be used."""
        stated = self.stated
        days = self._tried(
            values.days, stated.days, monday_is=stated.monday_is, is_needed=True
        )
        starts = self._tried(values.time_of_day, stated.starts, is_needed=True)
        name = redacted(values.line(stated.name)) or redacted(values.line(stated.group))
        reason = stated.unusable
        if not reason and days is not None and starts is not _BAD:
            if not name:
                reason = _("It has no name.")
            elif not days or starts is None:
                reason = _("It states no day and time (by appointment).")
        if reason:
            self._problem(reason, is_quarantined=True)
        if reason or days in (None, _BAD) or starts in (None, _BAD):
            return []
        return [self._gathering(name, day, starts) for day in days]

    def _gathering(self, name: str, day: int, starts: datetime.time) -> Draft:
        stated = self.stated
        texts = [values.text(one) for one in stated.texts]
        found = ways_in("\n".join(texts), is_joining_link)
        link = _address(stated.link) or found.link
        dial_in = dialled(values.line(stated.dial_in, 80)) or found.dial_in
        venue = venues.of(
            venues.VenueWords(
                code=stated.venue or stated.types.venue,
                is_closed=stated.types.is_closed,
                has_way_online=bool(link or dial_in),
                has_address=stated.has_street and not stated.is_approximate,
                words=(name, *texts),
            )
        )
        place, is_believable = self._place(venue)
        rule = recurrence.of_words(day, name, values.line(stated.group), *texts)
        if venue == Venue.IN_PERSON:
            link = dial_in = ""
        row = MeetingRow(
            row=stated.row,
            feed_key=_key(stated.key),
            name=name,
            group=redacted(values.line(stated.group)),
            day=day,
            starts=starts,
            ends=self._ends(starts),
            zone=(zone := self._zone()),
            zone_basis=ZoneBasis.LIST if zone else ZoneBasis.FEED,
            venue=venue,
            place=place,
            attendance=self._attendance(),
            terms=frozenset(stated.types.terms),
            access=frozenset(stated.types.access),
            recurrence=rule.recurrence,
            weeks=rule.weeks,
            link=link,
            dial_in=dial_in,
            notes=redacted_note("\n".join(texts)),
            updated_on=values.date(stated.updated),
            web_page=_address(stated.web_page),
        )
        return row, is_believable

    def _zone(self) -> str:
        """Return the zone that the row states, if clocks know it."""
        written = values.line(self.stated.zone, 60)
        if not written:
            return ""
        if is_zone(written):
            return written
        self._problem(_("Its time zone is no place's (Europe/Berlin)."), written)
        return ""

    def _ends(self, starts: datetime.time) -> datetime.time | None:
        if self.stated.duration:
            ends = self._tried(values.end_after, starts, self.stated.duration)
        else:
            said = self._tried(values.time_of_day, self.stated.ends)
            ends = self._tried(values.end_of, starts, None if said is _BAD else said)
        return None if ends is _BAD else ends

    def _attendance(self) -> Attendance:
        if self.stated.types.contradicts_itself:
            self._problem(_("It is said to be open and closed."))
            return Attendance.NOT_STATED
        return self.stated.types.attendance

    def _place(self, venue: Venue) -> tuple[MeetingPlace, bool]:
        """Return the place, and whether the coordinates may be believed.

        What is online alone has no place; coordinates without a street are somebody's
        middle of a town, or of a country.
        """
        stated = self.stated
        point = self._tried(values.coordinates, stated.latitude, stated.longitude)
        point = None if point is _BAD else point
        if venue == Venue.ONLINE:
            is_real = stated.has_street and not stated.is_approximate
            return MeetingPlace(*("",) * 5, *(point or (None, None))), bool(
                point and is_real
            )
        is_exact = stated.has_street and not stated.is_approximate
        if is_exact:
            precision = Precision.EXACT
        elif point or stated.address or stated.town:
            precision = Precision.APPROXIMATE
        else:
            precision = Precision.NONE
        place = MeetingPlace(
            name=redacted(values.line(stated.place_name)),
            address=redacted(values.line(stated.address, 300)),
            town=redacted(values.line(stated.town, 100)),
            region=redacted(values.line(stated.region, 100)),
            country=redacted(values.line(stated.country, 100)),
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            precision=precision,
        )
        return place, bool(point)

    def _tried(self, reader, *arguments, is_needed: bool = False, **options):
        """Return what ``reader`` reads; name the problem and return ``_BAD``."""
        try:
            return reader(*arguments, **options)
        except ValueError as error:
            written = values.line(arguments[-1], 40)
            self._problem(str(error), written, is_quarantined=is_needed)
            return _BAD

    def _problem(self, reason: str, value: str = "", *, is_quarantined=False) -> None:
        said = redacted(value)
        self.problems.append(RowProblem(self.stated.row, reason, said, is_quarantined))


_BAD: Any = object()
"""A value that stands there and was not understood."""


LONGEST_ADDRESS = 500
"""Signs of a link; half of one leads nowhere."""


def _address(value: Any) -> str:
    """Return a link that leads to a page, and to nobody's purse or mailbox."""
    address = web_address(values.line(value, LONGEST_ADDRESS + 1))
    if len(address) > LONGEST_ADDRESS or may_name_somebody(address):
        return ""
    return address


def _key(written: str) -> str:
    """Return a row's key; where it tells more than a key should, a digest of it."""
    if redacted(written) == written:
        return written
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()


def is_joining_link(link: str) -> bool:
    """Whether a link leads into an online meeting."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return False
    return any(host == one or host.endswith(f".{one}") for one in JOINING_HOSTS)


def _with_believable_places(drafts: list[Draft]) -> Iterator[Draft]:
    """Take away coordinates that many online gatherings share: no place is there."""
    online: Counter = Counter()
    addresses: dict[tuple, set] = defaultdict(set)
    for row, _is_believable in drafts:
        point = (row.place.latitude, row.place.longitude)
        addresses[point].add(row.place.address)
        if row.venue == Venue.ONLINE:
            online[point] += 1
    for row, is_believable in drafts:
        place = row.place
        point = (place.latitude, place.longitude)
        if place.latitude is not None and online[point] >= SHARED_BY_MANY:
            is_exact = place.precision == Precision.EXACT
            if not is_exact or len(addresses[point]) > 2:
                place = replace(place, latitude=None, longitude=None)
                is_believable = False
        yield replace(row, place=place), is_believable


def _in_its_zone(
    row: MeetingRow, is_believable: bool, settings: ListSettings
) -> MeetingRow:
    """Return the row with its time zone: stated, else of its place, else the list's."""
    place = row.place
    if not row.zone and is_believable and place.latitude is not None:
        zone = settings.zone_at(place.latitude, place.longitude or 0.0)
        if zone:
            row = replace(row, zone=zone, zone_basis=ZoneBasis.PLACE)
    if not row.zone:
        row = replace(row, zone=settings.zone)
    if row.venue == Venue.ONLINE:
        row = replace(row, place=MeetingPlace())
    return row
