"""Types of meetings: what a code, a world id or a name means in the directory's words.

The same letters mean other things in other fellowships (POA is proof of attendance in
AA, and parents of alcoholics in Al-Anon), so a code is read as the organization's own
first, then as what all share. What no list knows is counted, for a curator to see.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from meetings.choices import Access, Attendance, Venue
from recovery_directory import characters, yaml_files

TYPE_CODES = Path(__file__).with_suffix(".yaml")

_SEPARATORS = re.compile(r"[,;|]")
MOST_TYPES = 60


@dataclass(frozen=True)
class Meaning:
    """What one type of meeting says."""

    attendance: Attendance | None = None
    terms: tuple[str, ...] = ()
    access: Access | None = None
    venue: Venue | None = None
    is_closed: bool = False
    """The building is closed."""


@dataclass
class Types:
    """What all types of one row say together."""

    attendance: Attendance = Attendance.NOT_STATED
    contradicts_itself: bool = False
    """It is said to be open and closed at once."""
    terms: set[str] = field(default_factory=set)
    access: set[str] = field(default_factory=set)
    venue: Venue | None = None
    is_closed: bool = False
    unknown: Counter = field(default_factory=Counter)
    seen: int = 0

    def add(self, meaning: Meaning) -> None:
        """Take in what one more type says."""
        if meaning.attendance:
            if self.attendance not in {Attendance.NOT_STATED, meaning.attendance}:
                self.contradicts_itself = True
            self.attendance = meaning.attendance
        self.terms.update(meaning.terms)
        if meaning.access:
            self.access.add(meaning.access)
        if meaning.venue:
            self.venue = meaning.venue
        self.is_closed = self.is_closed or meaning.is_closed


@dataclass(frozen=True)
class _Tables:
    by_code: dict[str, dict[str, Meaning]]
    by_world_id: dict[str, Meaning]
    by_name: dict[str, Meaning]
    languages: dict[str, Meaning]
    """By code in capital letters, of the Meeting Guide and of ISO 639-1."""


@cache
def _tables() -> _Tables:
    data = yaml_files.read(TYPE_CODES)
    meanings, by_name = {}, {}
    for key, stated in data["meanings"].items():
        stated = dict(stated)
        names = stated.pop("named", [])
        meanings[key] = Meaning(
            attendance=Attendance(stated["attendance"])
            if "attendance" in stated
            else None,
            terms=tuple(stated.get("terms", ())),
            access=Access(stated["access"]) if "access" in stated else None,
            venue=Venue(stated["venue"]) if "venue" in stated else None,
            is_closed=stated.get("is_closed", False),
        )
        for name in (key.replace("-", " "), *names):
            by_name[characters.folded(name)] = meanings[key]
    languages = {
        code: Meaning(terms=(f"language/{iso}",))
        for code, iso in data["languages"].items()
    }
    by_code = {
        owner: {code: meanings[key] for code, key in codes.items()}
        for owner, codes in data["codes"].items()
    }
    by_code["every"] = {**languages, **by_code["every"]}
    by_world_id = {key: meanings[value] for key, value in data["world_ids"].items()}
    iso = {value.upper(): languages[code] for code, value in data["languages"].items()}
    return _Tables(by_code, by_world_id, by_name, {**iso, **languages})


def listed(value: Any) -> list[str]:
    """Return the types of a row, from a list, or from one text (``"[open]"``)."""
    if isinstance(value, str):
        value = _SEPARATORS.split(value.strip().strip("[]"))
    if not isinstance(value, list):
        return []
    parts = (
        characters.mended(str(one)[:200]).strip(" \t\r\n\"'[]")
        for one in value
        if isinstance(one, str | int)
    )
    return [part for part in parts if part][:MOST_TYPES]


def read(value: Any, owner: str) -> Types:
    """Return what the types of a row of ``owner``'s list say."""
    tables = _tables()
    own, every = tables.by_code.get(owner, {}), tables.by_code["every"]
    types = Types()
    for one in listed(value):
        types.seen += 1
        code = one.upper()
        meaning = (
            own.get(code)
            or every.get(code)
            or tables.by_name.get(characters.folded(one))
        )
        if meaning:
            types.add(meaning)
        else:
            types.unknown[one[:40]] += 1
    return types


def by_world_id(world_id: str, name: str) -> Meaning | None:
    """Return what a format of BMLT means, by its world id, else by its name."""
    tables = _tables()
    return tables.by_world_id.get(world_id.upper()) or tables.by_name.get(
        characters.folded(name)
    )


def language_called(name: str, code: str) -> Meaning | None:
    """Return the language that a format of BMLT names, by its own letters."""
    languages = _tables().languages
    return languages.get(code.upper()) or languages.get(name.upper())
