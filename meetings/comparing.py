"""Planning: what a list that came would change. Pure; nothing is written.

A row is the same meeting as before by the list's own key and the day; else by a day,
time, place and name that nothing else has, before and now; else it is new. So a list
that renames its keys renews nothing, and of two rows that look alike neither takes the
other's place.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from meetings.list_readers.meeting_rows import MeetingRow

GONE_AFTER = 2
"""How often in a row a meeting must be missing from its list to count as gone."""


class Known(Protocol):
    """A meeting that is stored, as far as planning asks."""

    pk: UUID
    feed_key: str
    day: int
    absences: int

    @property
    def natural_key(self) -> Hashable:
        """Return day, time, place and name."""

    @property
    def stored(self) -> dict[str, Any]:
        """Return what a list may change, by field."""


@dataclass
class ListPlan:
    """What would happen to each row, and to each meeting that is stored."""

    added: list[MeetingRow] = field(default_factory=list)
    changed: list[tuple[UUID, MeetingRow]] = field(default_factory=list)
    unchanged: list[UUID] = field(default_factory=list)
    absent: list[UUID] = field(default_factory=list)
    """Missing for the first time: still shown."""
    gone: list[UUID] = field(default_factory=list)
    doubled: int = 0
    """Rows whose key and day another row of the list has too."""
    known: int = 0

    @property
    def missing(self) -> int:
        """Return how many stored meetings the list does not have."""
        return len(self.absent) + len(self.gone)


def plan(rows: Iterable[MeetingRow], known: Iterable[Known], stored_as) -> ListPlan:
    """Return what a list would change; ``stored_as`` says how a row is stored."""
    rows, known = list(rows), list(known)
    result = ListPlan(known=len(known))
    counted = Counter((row.feed_key, row.day) for row in rows if row.feed_key)
    result.doubled = sum(count for count in counted.values() if count > 1)
    left_rows, left_known = _matched_by(
        lambda one: (one.feed_key, one.day) if one.feed_key else None,
        rows,
        known,
        matched := [],
    )
    left_rows, left_known = _matched_by(
        lambda one: one.natural_key, left_rows, left_known, matched
    )
    for meeting, row in matched:
        if stored_as(row) == meeting.stored:
            result.unchanged.append(meeting.pk)
        else:
            result.changed.append((meeting.pk, row))
    result.added = left_rows
    for meeting in left_known:
        is_gone = meeting.absences + 1 >= GONE_AFTER
        (result.gone if is_gone else result.absent).append(meeting.pk)
    return result


def _matched_by(key_of, rows, known, matched: list) -> tuple[list, list]:
    """Pair what has the same key, where no other has it; return what is left."""
    by_key = _unique(key_of, known)
    pairs = {key: row for key, row in _unique(key_of, rows).items() if key in by_key}
    matched += [(by_key[key], row) for key, row in pairs.items()]
    taken_rows = {id(row) for row in pairs.values()}
    taken_known = {id(by_key[key]) for key in pairs}
    return (
        [row for row in rows if id(row) not in taken_rows],
        [one for one in known if id(one) not in taken_known],
    )


def _unique(key_of, things) -> dict:
    by_key = defaultdict(list)
    for one in things:
        key = key_of(one)
        if key is not None:
            by_key[key].append(one)
    return {key: found[0] for key, found in by_key.items() if len(found) == 1}
