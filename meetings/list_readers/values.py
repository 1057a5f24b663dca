"""Single values as lists write them: days, times, coordinates, dates, texts.

Each function returns the value, or None where there is none, and raises ``ValueError``
with a reason for a person where something stands there that it does not understand.
"""

import datetime
import html
import math
import re
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.html import strip_tags
from django.utils.translation import gettext

from recovery_directory import characters

LONGEST_TEXT = 2000
LANGUAGES_OF_DAYS = ("en", "es", "fr", "de", "pt", "nl", "sv", "ja")
"""Languages in which sheets of the Meeting Guide name days."""

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?)?"
    r"\s?(?P<half>[ap])?\.?(?(half)m?\.?)",
    re.IGNORECASE,
)
_IN_WORDS = {"noon": (12, 0), "midday": (12, 0), "midnight": (0, 0)}
_LIST_OF_DAYS = re.compile(r"[\[\],;/&|]|\band\b")


def text(value: Any) -> str:
    """Return ``value`` as one plain text: no markup, no entities, no padding."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    plain = html.unescape(strip_tags(str(value)[:LONGEST_TEXT]))
    lines = (" ".join(line.split()) for line in characters.mended(plain).splitlines())
    return "\n".join(line for line in lines if line)


def line(value: Any, most: int = 200) -> str:
    """Return ``value`` as one line of at most ``most`` signs."""
    return text(value).replace("\n", " ")[:most].strip()


# Days


@cache
def _names_of_days() -> dict[str, int]:
    names = {}
    for language in LANGUAGES_OF_DAYS:
        with translation.override(language):
            for table in (WEEKDAYS, WEEKDAYS_ABBR):
                for number, name in table.items():
                    names.setdefault(characters.folded(str(name)).strip("."), number)
    for abbreviation, number in (("tues", 1), ("thur", 3), ("thurs", 3)):
        names.setdefault(abbreviation, number)
    return names


def day_named(word: str) -> int | None:
    """Return the day that a word names, its plural and abbreviations too."""
    names = _names_of_days()
    folded = characters.folded(word).strip(" .")
    return names.get(folded, names.get(folded.removesuffix("s")))


def days(value: Any, *, monday_is: int) -> list[int]:
    """Return the days of a row, Monday being 0; none where it states none.

    A number counts from the list's own ``monday_is``: 1 where Sunday is 0 (Meeting
    Guide), 2 where Sunday is 1 (BMLT).
    """
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, list):
        found = [day for one in value for day in days(one, monday_is=monday_is)]
        return list(dict.fromkeys(found))
    parts = [part.strip(" \"'") for part in _LIST_OF_DAYS.split(str(value)[:200])]
    found = [_day(part, monday_is) for part in parts if part]
    return list(dict.fromkeys(found))


def _day(part: str, monday_is: int) -> int:
    if re.fullmatch(r"[0-9]{1,2}(?:\.0)?", part):
        number = int(float(part))
        sunday = monday_is - 1
        if sunday <= number <= sunday + 6:
            return (number - monday_is) % 7
        raise ValueError(gettext("A number that is no day of this list."))
    named = day_named(part)
    if named is None:
        raise ValueError(gettext("A word that is no day."))
    return named


# Times


def time_of_day(value: Any) -> datetime.time | None:
    """Return a time by the clock; None where there is none (by appointment)."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    written = str(value).strip()[:20]
    if not written:
        return None
    if written.casefold() in _IN_WORDS:
        return datetime.time(*_IN_WORDS[written.casefold()])
    match = _TIME.fullmatch(written)
    if not match or not (match["minute"] or match["half"]):
        raise ValueError(gettext("This is no time of day."))
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(gettext("This is no time of day."))
        hour = hour % 12 + 12 * (match["half"].lower() == "p")
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise ValueError(gettext("This is no time of day."))
    return datetime.time(hour, minute)


LONGEST_NIGHT = datetime.timedelta(hours=4)
"""What begins before midnight and ends after it lasts no longer than this."""


def end_of(starts: datetime.time, ends: datetime.time | None) -> datetime.time | None:
    """Return when a meeting ends, which may be after midnight.

    An end before the start is after midnight where the meeting then lasts at most four
    hours. Otherwise somebody missed a PM, or typed another hour: it is not known.
    """
    if ends is None:
        return None
    lasts = _minutes(ends) - _minutes(starts)
    if lasts > 0:
        return ends
    if lasts == 0:
        raise ValueError(gettext("It ends when it begins; the end is left out."))
    if datetime.timedelta(minutes=lasts + 24 * 60) <= LONGEST_NIGHT:
        return ends
    raise ValueError(gettext("It ends before it begins; the end is left out."))


def end_after(starts: datetime.time, duration: Any) -> datetime.time | None:
    """Return when a meeting of this duration (``01:30:00``) ends."""
    lasts = time_of_day(duration)
    if lasts is None or not _minutes(lasts):
        return None
    hour, minute = divmod((_minutes(starts) + _minutes(lasts)) % (24 * 60), 60)
    return datetime.time(hour, minute)


def _minutes(time: datetime.time) -> int:
    return time.hour * 60 + time.minute


# Dates


_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y")


def date(value: Any) -> datetime.date | None:
    """Return the day of a time stamp, or None where none is understood."""
    written = str(value or "").strip()[:10].split("T")[0].split(" ")[0]
    for form in _DATES:
        try:
            return datetime.datetime.strptime(written, form).date()
        except ValueError:
            continue
    return None


# Coordinates


def coordinates(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """Return a point on land; 0.0 is what machines write where they know none."""
    try:
        point = float(latitude), float(longitude)
    except (TypeError, ValueError, OverflowError):
        return None
    if not all(map(math.isfinite, point)) or 0.0 in point:
        return None
    if abs(point[0]) > 90 or abs(point[1]) > 180:
        raise ValueError(gettext("Its coordinates are on no map; they are left out."))
    return point
