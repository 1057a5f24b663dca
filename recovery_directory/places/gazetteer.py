"""Files of places: one line for each ZIP code and each name of a town, in order.

They stay on the disk, which the processes of a server share, and are searched by
halves, as ``look`` does: nothing is read before somebody asks, and little then.
``scripts/build_places.py`` writes the file; docs/adr/0014 says from what.
"""

import mmap
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from recovery_directory.characters import folded
from recovery_directory.places.states import STATES

FOLDER = Path(__file__).with_name("data")

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_WORD = re.compile(r"[^\W_]+")

_WRITTEN_OUT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
"""Words of names that are as often written short."""


def words_in(text: str) -> list[str]:
    """Return the words of ``text`` as names of places are compared."""
    return _WORD.findall(_APOSTROPHES.sub("", folded(text)))


def key_of(words: list[str]) -> str:
    """Return the form in which a name of these words stands in the file.

    >>> key_of(words_in("Saint Paul")) == key_of(words_in("St. Paul"))
    True
    """
    return " ".join(_WRITTEN_OUT.get(word, word) for word in words)


@dataclass(frozen=True)
class Place:
    """A ZIP code, or a town with one of its ZIP codes where it has any.

    ``zone`` is the IANA time zone. The name is empty for a ZIP code whose town is not
    known. ``population`` is 0 where it is not known.
    """

    name: str
    state: str
    zip: str
    latitude: float
    longitude: float
    zone: str
    population: int = 0
    is_word: bool = False
    is_abroad: bool = False
    is_zip: bool = False
    others: tuple["Place", ...] = ()
    """Towns of the same name in other states, the largest first."""

    @property
    def label(self) -> str:
        """Return what it is called, with its state."""
        state = STATES[self.state].name if self.state in STATES else self.state
        if self.state == "DC":
            state = "DC"
        if not self.name:
            return f"{self.zip}, {state}" if state else self.zip
        return f"{self.name}, {state}" if state else self.name

    @property
    def entries(self) -> tuple[str, ...]:
        """Return what to type for it where somebody asks for a place."""
        town = "" if self.is_zip or not self.name else f"{self.name}, {self.state}"
        return tuple(filter(None, (town, self.zip)))


def named(key: str) -> list[Place]:
    """Return the places with this key, a ZIP code or a name, the largest first."""
    found = [_place(line) for lines in _files() for line in lines.of(key)]
    return sorted(found, key=lambda place: (-place.population, place.state))


def _place(line: str) -> Place:
    key, name, state, code, latitude, longitude, zone, people, marks = line.split("\t")
    return Place(
        name,
        state,
        code,
        float(latitude),
        float(longitude),
        zone,
        int(people or 0),
        is_word="w" in marks,
        is_abroad="f" in marks,
        is_zip=key == code or bool(code) and key == key_of(words_in(code)),
    )


def own_folder() -> Path:
    """Return where the operator's own places are kept."""
    return settings.LOCAL_DIR / "places"


def _files() -> Iterator["SortedLines"]:
    """Yield the file that is shipped, and the operator's own, as they are now."""
    for folder in (FOLDER, own_folder()):
        path = folder / f"{settings.COUNTRY.lower()}.tsv"
        with suppress(FileNotFoundError):
            yield _lines(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _lines(path: Path, written: int) -> "SortedLines":
    return SortedLines(path)


class SortedLines:
    """A file of lines in the order of their bytes, each beginning with a key."""

    def __init__(self, path: Path):
        """Open the file; nothing of it is read yet."""
        with path.open("rb") as file:
            self.bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def of(self, key: str) -> Iterator[str]:
        """Yield the lines that begin with ``key`` and a tab."""
        wanted = key.encode() + b"\t"
        place = self._first_from(wanted)
        while place < len(self.bytes):
            end = self._end(place)
            line = self.bytes[place:end]
            if not line.startswith(wanted):
                return
            yield line.decode()
            place = end + 1

    def _first_from(self, wanted: bytes) -> int:
        """Return where the first line begins that does not stand before ``wanted``."""
        low, high = 0, len(self.bytes)
        while low < high:
            middle = self.bytes.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._end(middle)
            if self.bytes[middle:end] < wanted:
                low = end + 1
            else:
                high = middle
        return low

    def _end(self, place: int) -> int:
        end = self.bytes.find(b"\n", place)
        return len(self.bytes) if end < 0 else end
