"""When a meeting takes place next, by the clock of its own place.

Nothing of this is stored: day, start and zone are the row, and "now" comes with each
request. Where clocks are put forward, an hour that does not exist is the one after it;
where they are put back, an hour that comes twice is the first. A meeting that may not
take place this week is never sure.
"""

import datetime
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from meetings.choices import Recurrence
from meetings.models import Meeting

DAY = datetime.timedelta(days=1)
LAST_WEEK = -1
LONGEST_SEARCH = 7 * 6
"""Days: within six weeks every week of a month comes, but for a fifth."""

JUST_BEGUN = datetime.timedelta(minutes=30)
SOON = datetime.timedelta(minutes=90)


@lru_cache(maxsize=500)
def zone_called(name: str) -> datetime.tzinfo:
    """Return the clock of a zone."""
    return zoneinfo.ZoneInfo(name)


@dataclass(frozen=True)
class Occurrence:
    """One gathering of a meeting."""

    meeting: Meeting
    starts_at: datetime.datetime
    """In the meeting's own zone."""
    ends_at: datetime.datetime | None
    is_sure: bool
    """Whether it takes place in this week, as far as its list says."""

    def is_now(self, moment: datetime.datetime) -> bool:
        """Whether it began at most half an hour ago, or begins within 90 minutes."""
        return moment - JUST_BEGUN <= self.starts_at <= moment + SOON


def at(date: datetime.date, time: datetime.time, zone: str) -> datetime.datetime:
    """Return the moment at which the clock of ``zone`` shows this day and time."""
    clock = zone_called(zone)
    written = datetime.datetime.combine(date, time, tzinfo=clock)
    # There and back: an hour that clocks leave out becomes the one after it.
    return written.astimezone(datetime.UTC).astimezone(clock)


def occurrences(
    meeting: Meeting, *, after: datetime.datetime, before: datetime.datetime
) -> Iterator[Occurrence]:
    """Yield the gatherings that begin from ``after`` on and not later than ``before``.

    In weeks of which its list says that there is none, there is none; where it says
    only that it is not every week, each is unsure.
    """
    clock = zone_called(meeting.zone)
    first = after.astimezone(clock).date() - DAY
    last = before.astimezone(clock).date() + DAY
    date = first + DAY * ((meeting.day - first.weekday()) % 7)
    while date <= last:
        starts_at = at(date, meeting.starts, meeting.zone)
        if after <= starts_at <= before and _may_be(meeting, date):
            yield Occurrence(meeting, starts_at, _end(meeting, date), _is_sure(meeting))
        date += 7 * DAY


def next_occurrence(meeting: Meeting, moment: datetime.datetime) -> Occurrence | None:
    """Return the next gathering that has not begun more than half an hour ago."""
    after = moment - JUST_BEGUN
    found = occurrences(meeting, after=after, before=moment + LONGEST_SEARCH * DAY)
    return next(found, None)


def weeks_of(date: datetime.date) -> set[int]:
    """Return which week of its month a day is: 1 to 5, and -1 where it is the last."""
    weeks = {(date.day - 1) // 7 + 1}
    if (date + 7 * DAY).month != date.month:
        weeks.add(LAST_WEEK)
    return weeks


def _may_be(meeting: Meeting, date: datetime.date) -> bool:
    weeks = set(meeting.weeks)
    return not weeks or bool(weeks & weeks_of(date))


def _is_sure(meeting: Meeting) -> bool:
    return meeting.recurrence == Recurrence.WEEKLY or meeting.weeks_confirmed


def _end(meeting: Meeting, date: datetime.date) -> datetime.datetime | None:
    if meeting.ends is None:
        return None
    if meeting.ends <= meeting.starts:
        date += DAY
    return at(date, meeting.ends, meeting.zone)
