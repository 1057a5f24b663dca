"""Next meetings: near a point or online, in the order in which somebody can be there.

Nothing is looked up elsewhere. Around a point are a few ranges of cells; distance is
plain arithmetic. The database narrows by the clocks of the zones that meetings have;
what is left is reckoned exactly, each in its own zone. The search looks at the next
hours first and ever further ahead, until there are enough.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil, cos, radians
from uuid import UUID

from django.conf import settings
from django.db import models

from meetings.choices import Attendance, Venue
from meetings.models import Feed, Meeting
from meetings.models.meeting import CELLS_AROUND, CELLS_IN_A_DEGREE, cell_of
from meetings.next_times import DAY, JUST_BEGUN, SOON, Occurrence, at, occurrences
from meetings.next_times import zone_called as clock_of
from organizations.models import TaxonomyTerm
from recovery_directory.places import distance, unit

RINGS = (5, 10, 25, 50)
"""How far around a place is looked, in miles or kilometers."""
FEW = 3
"""With fewer than these the next ring is looked at."""
MOST = 60
"""Gatherings that one answer has, unless somebody asks for others."""
END_OF_THE_NIGHT = datetime.time(4)
"""Until then it is still today for whoever is up."""
HOUR = datetime.timedelta(hours=1)
FIRST_LOOK = datetime.timedelta(hours=2)
LONGER = 2
DEGREES_PER = {"mi": 1 / 69.0, "km": 1 / 111.0}
"""Of latitude."""


class When(StrEnum):
    """Which gatherings are asked for."""

    NOW = "now"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = list(When)[4:]


class TakingPart(StrEnum):
    """How somebody would take part."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    PHONE = "phone"


VENUES = {
    TakingPart.IN_PERSON: (Venue.IN_PERSON, Venue.HYBRID),
    TakingPart.ONLINE: (Venue.ONLINE, Venue.HYBRID),
    TakingPart.PHONE: (Venue.ONLINE, Venue.HYBRID),
}


@dataclass(frozen=True)
class MeetingQuery:
    """What somebody asks for; empty means any."""

    point: tuple[float, float] | None = None
    zone: str = ""
    """Of the place; without a place, the operator's."""
    within: float = 10
    when: When = When.WEEK
    way: TakingPart | None = None
    organizations: Collection[UUID] = ()
    terms: Mapping[str, Collection[str]] | None = None
    """By vocabulary: any of these, of each."""
    is_open: bool = False
    access: Collection[str] = ()

    @property
    def has_to_be_near(self) -> bool:
        """Whether the distance counts: to a meeting online there is none."""
        return self.point is not None and self.way in (None, TakingPart.IN_PERSON)


@dataclass(frozen=True)
class Near:
    """A gathering that was found."""

    occurrence: Occurrence
    organization: UUID
    distance: float | None
    is_after_midnight: bool
    """It begins after midnight of the day that was asked for."""

    @property
    def meeting(self) -> Meeting:
        """Return the meeting."""
        return self.occurrence.meeting


@dataclass(frozen=True)
class NextMeetings:
    """What was found, in order; whether there is more, and how far was looked."""

    gatherings: tuple[Near, ...]
    has_more: bool
    within: float


def search(
    asked: MeetingQuery, moment: datetime.datetime, *, most: int = MOST
) -> NextMeetings:
    """Return the next gatherings: by time, in one hour one of each organization."""
    looking = _Search(asked, moment)
    found: list[Near] = []
    for after, before in _slices(*window(asked, moment)):
        found += looking.between(after, before)
        if len(found) > most:
            break
    ordered = in_turn(found)[:most]
    return NextMeetings(tuple(_with_meetings(ordered)), len(found) > most, asked.within)


def search_wider(
    asked: MeetingQuery, moment: datetime.datetime, *, most: int = MOST
) -> NextMeetings:
    """Return what ``search`` does; where that is too little, from the next ring."""
    found = search(asked, moment, most=most)
    for ring in RINGS:
        if len(found.gatherings) >= FEW or not asked.has_to_be_near:
            break
        if ring > asked.within:
            found = search(replace(asked, within=ring), moment, most=most)
    return found


# When


def window(
    asked: MeetingQuery, moment: datetime.datetime
) -> tuple[datetime.datetime, datetime.datetime]:
    """Return from when until when gatherings that are asked for begin."""
    begun = moment - JUST_BEGUN
    if asked.when == When.NOW:
        return begun, moment + SOON
    if asked.when == When.WEEK:
        return begun, moment + 7 * DAY
    today, day = day_of(asked, moment), asked_day(asked, moment) or moment.date()
    return begun if day == today else _night(asked, day), _night(asked, day + DAY)


def asked_day(asked: MeetingQuery, moment: datetime.datetime) -> datetime.date | None:
    """Return the day that is asked for; None where it is no single one."""
    today = day_of(asked, moment)
    if asked.when == When.TODAY:
        return today
    if asked.when == When.TOMORROW:
        return today + DAY
    if asked.when in WEEKDAYS:
        return today + (WEEKDAYS.index(asked.when) - today.weekday()) % 7 * DAY
    return None


def day_of(asked: MeetingQuery, moment: datetime.datetime) -> datetime.date:
    """Return which day it is there: until four it is still yesterday."""
    here = moment.astimezone(clock_of(asked.zone or settings.TIME_ZONE))
    return here.date() - (DAY if here.time() < END_OF_THE_NIGHT else 0 * DAY)


def _night(asked: MeetingQuery, date: datetime.date) -> datetime.datetime:
    return at(date, END_OF_THE_NIGHT, asked.zone or settings.TIME_ZONE)


def _slices(
    after: datetime.datetime, before: datetime.datetime
) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
    """Yield the window in pieces, each longer than the one before.

    A piece ends before a full hour, so that an hour is in one piece as a whole.
    """
    length = FIRST_LOOK
    while after <= before:
        end = (after + length).replace(minute=0, second=0, microsecond=0)
        end = min(end - datetime.timedelta(microseconds=1), before)
        yield after, end
        after, length = end + datetime.timedelta(microseconds=1), LONGER * length


# Where, and which


ROW = (
    *("pk", "feed", "day", "starts", "ends", "zone", "latitude", "longitude"),
    *("recurrence", "weeks", "weeks_confirmed"),
)
"""As much of a meeting as is needed to find it."""


OF_A_FEED = (
    *("name", "attribution", "url", "confirmed_at", "stale_at"),
    *("organization__name", "organization__slug"),
)
"""What is said of its list beside a meeting."""


class _Search:
    """One search: what it asks the database in each piece of its window."""

    def __init__(self, asked: MeetingQuery, moment: datetime.datetime):
        """Learn which lists are shown, and in which zones their meetings are."""
        self.asked = asked
        feeds = Feed.objects.shown(moment)
        if asked.organizations:
            feeds = feeds.filter(organization__in=asked.organizations)
        rows = list(feeds.values_list("pk", "organization", "zones"))
        self.organizations = {pk: organization for pk, organization, _zones in rows}
        self.zones = sorted({zone for *_ids, zones in rows for zone in zones})
        shown = Meeting.objects.shown(moment, feeds=list(self.organizations))
        self.meetings = shown.filter(*_conditions(asked)).order_by()
        self.where = _where(asked)
        self.end_of_today = _night(asked, day_of(asked, moment) + DAY)
        self.day = asked_day(asked, moment)
        self.clock = clock_of(asked.zone or settings.TIME_ZONE)

    def between(
        self, after: datetime.datetime, before: datetime.datetime
    ) -> Iterator[Near]:
        """Yield what begins between two moments."""
        asked = self.asked
        clocks = _clocks(self.zones, after, before)
        # With each: so every stretch of an index is as narrow as both make it.
        parts = models.Q(*(self.where & one for one in clocks), _connector=models.Q.OR)
        rows = self.meetings.filter(parts) if clocks else self.meetings.none()
        columns = (*ROW, "access") if asked.access else ROW
        for row in rows.values_list(*columns, named=True):
            away = None
            if asked.point and row.latitude is not None:
                away = distance(asked.point, (row.latitude, row.longitude))
            if asked.has_to_be_near and (away is None or away > asked.within):
                continue
            if asked.access and not set(asked.access) <= set(row.access):
                continue
            for one in occurrences(row, after=after, before=before):
                # Whoever comes tonight must not stand before a locked door.
                if one.is_sure or one.starts_at >= self.end_of_today:
                    yield Near(
                        one,
                        self.organizations[row.feed],
                        away,
                        self._is_after_midnight(one),
                    )

    def _is_after_midnight(self, one: Occurrence) -> bool:
        return (
            self.day is not None
            and one.starts_at.astimezone(self.clock).date() > self.day
        )


def _where(asked: MeetingQuery) -> models.Q:
    """Return what an index narrows to: cells around a point, or kinds of venues."""
    if asked.has_to_be_near and asked.point:
        return models.Q(cell__in=cells_around(asked.point, asked.within))
    venues = VENUES[asked.way] if asked.way else set(Venue) - {Venue.SUSPENDED}
    return models.Q(venue__in=venues)


def _conditions(asked: MeetingQuery) -> Iterator[models.Q]:
    if asked.has_to_be_near:
        here = VENUES[TakingPart.IN_PERSON]
        yield models.Q(venue__in=here if asked.way else (*here, Venue.UNKNOWN))
    if asked.way == TakingPart.PHONE:
        yield ~models.Q(dial_in="")
    if asked.is_open:
        yield models.Q(attendance=Attendance.OPEN)
    for vocabulary, slugs in (asked.terms or {}).items():
        if slugs:
            terms = TaxonomyTerm.objects.published().filter(
                taxonomy__slug=vocabulary, slug__in=slugs
            )
            links = Meeting.terms.through.objects.filter(
                meeting=models.OuterRef("pk"), taxonomyterm__in=list(terms)
            )
            yield models.Q(models.Exists(links))


def cells_around(point: tuple[float, float], within: float) -> list[int]:
    """Return every cell that a circle around a point may touch."""
    latitude, longitude = point
    height = within * DEGREES_PER[unit()]
    width = height / max(0.01, cos(radians(min(89.0, abs(latitude) + height))))
    step = 1 / CELLS_IN_A_DEGREE
    rows = ceil(2 * height / step) + 1
    columns = min(CELLS_AROUND, ceil(2 * width / step) + 1)
    south, west = max(-90.0, latitude - height), longitude - width
    return [
        cell_of(latitude, (west + column * step + 180) % 360 - 180)
        for row in range(rows)
        for column in range(columns)
        if (latitude := south + row * step) <= 90
    ]


def _clocks(
    zones: Iterable[str], after: datetime.datetime, before: datetime.datetime
) -> list[models.Q]:
    """Return what clocks show between two moments, in each of these zones.

    An hour more on both sides where clocks are being changed.
    """
    by_clock: dict[tuple, list[str]] = defaultdict(list)
    for zone in zones:
        clock = clock_of(zone)
        first, last = (
            (after - HOUR).astimezone(clock),
            (before + HOUR).astimezone(clock),
        )
        if first.utcoffset() == last.utcoffset():
            first, last = first + HOUR, last - HOUR
        by_clock[first.replace(tzinfo=None), last.replace(tzinfo=None)].append(zone)
    clocks = []
    for (first, last), same in by_clock.items():
        date = first.date()
        while date <= last.date():
            on_day = models.Q(zone__in=same, day=date.weekday())
            if date == first.date():
                on_day &= models.Q(starts__gte=first.time())
            if date == last.date():
                on_day &= models.Q(starts__lte=last.time())
            clocks.append(on_day)
            date += DAY
    return clocks


# In which order


def in_turn(found: list[Near]) -> list[Near]:
    """Return gatherings by time; in one hour one of each organization in turn."""
    by_hour: dict[datetime.datetime, list[Near]] = defaultdict(list)
    for one in found:
        begins = one.occurrence.starts_at.astimezone(datetime.UTC)
        by_hour[begins.replace(minute=0, second=0, microsecond=0)].append(one)
    ordered: list[Near] = []
    for hour in sorted(by_hour):
        taken: dict[UUID, int] = defaultdict(int)
        turns = []
        for one in sorted(by_hour[hour], key=_nearest):
            turns.append((taken[one.organization], _nearest(one), one))
            taken[one.organization] += 1
        ordered += [one for _turn, _near, one in sorted(turns, key=lambda t: t[:2])]
    return ordered


def _nearest(one: Near) -> tuple:
    away = float("inf") if one.distance is None else one.distance
    meeting = one.occurrence.meeting
    return away, one.occurrence.starts_at, str(meeting.pk)


def _with_meetings(found: list[Near]) -> Iterator[Near]:
    """Yield what was found with whole meetings, their lists and organizations."""
    meetings = Meeting.objects.in_bulk([one.meeting.pk for one in found])
    feeds = (
        Feed.objects.select_related("organization")
        .only(*OF_A_FEED)
        .in_bulk({meeting.feed_id for meeting in meetings.values()})
    )
    for one in found:
        if meeting := meetings.get(one.meeting.pk):
            meeting.feed = feeds[meeting.feed_id]
            yield replace(one, occurrence=replace(one.occurrence, meeting=meeting))
