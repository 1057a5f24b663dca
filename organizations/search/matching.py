"""Matching: whom a query finds, and how well.

An organization fits when every word that says something matches it; where none does,
those that most words match are found, and the page says so.

Organizations that match every unit in the same way are one set of the catalog, so the
work grows with the ways of matching, not with the number of organizations.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import product
from typing import NamedTuple

from organizations.catalog.bits import bits_of, numbers_in
from organizations.catalog.snapshot import Catalog
from organizations.models import Closeness, SearchField
from organizations.search.query import Query, Unit
from organizations.text_analysis.words import NEGATIONS, STOP_WORDS


class Tier(IntEnum):
    """How an organization matches a word, best first."""

    ACRONYM = 0
    NAME = 1
    WHOLE_OTHER_NAME = 2
    NAME_START = 3
    NAME_WORD = 4
    OTHER_NAME = 5
    NAMED_AFTER = 6
    ONLY = 7
    FILED = 8
    PARTLY = 9
    BROADER = 10
    TEXT = 11


BY_CLOSENESS: dict[int, int] = {
    Closeness.NAMED: Tier.NAMED_AFTER,
    Closeness.ONLY: Tier.ONLY,
    Closeness.FILED: Tier.FILED,
    Closeness.PARTLY: Tier.PARTLY,
    Closeness.BROADER: Tier.BROADER,
}

BY_FIELD: dict[int, int] = {
    SearchField.ACRONYM: Tier.NAME_START,
    SearchField.WHOLE_NAME: Tier.NAME_START,
    SearchField.NAME: Tier.NAME_WORD,
    SearchField.WHOLE_OTHER_NAME: Tier.OTHER_NAME,
    SearchField.OTHER_NAME: Tier.OTHER_NAME,
}

WHOLE: dict[int, int] = {
    SearchField.ACRONYM: Tier.ACRONYM,
    SearchField.WHOLE_NAME: Tier.NAME,
    SearchField.WHOLE_OTHER_NAME: Tier.WHOLE_OTHER_NAME,
}

Tiers = dict[int, int]
"""Sets of the catalog by tier."""


def best_first(tiers: Mapping[int, int]) -> Tiers:
    """Return ``tiers`` in order, everybody only in the best of theirs."""
    found, seen = {}, 0
    for tier in sorted(tiers):
        if left := tiers[tier] & ~seen:
            found[tier] = left
            seen |= left
    return found


def union(sets: Iterable[int]) -> int:
    """Return everybody who is in any of ``sets``."""
    found = 0
    for bits in sets:
        found |= bits
    return found


@dataclass
class Fit:
    """Who matches one unit, and how: by a value, by a name, by a text.

    ``close`` are those that have each meaning otherwise than by a broader term.
    """

    unit: Unit
    values: Tiers
    names: Tiers
    texts: int
    close: list[int]

    @cached_property
    def tiers(self) -> Tiers:
        """Return everybody under the best tier of theirs."""
        found = dict(self.values)
        for tier, bits in (*self.names.items(), (Tier.TEXT, self.texts)):
            found[tier] = found.get(tier, 0) | bits
        return best_first(found)

    @cached_property
    def by_meanings(self) -> dict[tuple[int, int], int]:
        """Return everybody who matches by how many meanings, and by the first one."""
        found = {(0, 0): union(self.tiers.values())}
        for index, close in enumerate(self.close):
            now: dict[tuple[int, int], int] = {}
            for (number, first), bits in found.items():
                for key, part in (
                    ((number + 1, first if number else index), bits & close),
                    ((number, first), bits & ~close),
                ):
                    if part:
                        now[key] = now.get(key, 0) | part
            found = now
        return found

    @cached_property
    def ways(self) -> list[tuple[int, int, int, int]]:
        """Return tier, number of meanings, the first one, and whom it is true of."""
        return [
            (tier, number, first, both)
            for (tier, bits), ((number, first), part) in product(
                self.tiers.items(), self.by_meanings.items()
            )
            if (both := bits & part)
        ]


class Rank(NamedTuple):
    """How well somebody fits, best first.

    The worst match decides; then how well it suits the people who were named, the
    whole of the matches, and how many of the possible meanings it has.
    """

    missing: int = 0
    worst: int = 0
    people: int = 0
    total: int = 0
    meanings: int = 0
    preference: int = 0

    def matched(self, unit: Unit, tier: int, number: int, first: int) -> "Rank":
        """Return this rank with one more unit matched."""
        return Rank(
            self.missing,
            max(self.worst, tier) if unit.is_required else self.worst,
            self.people + (tier if unit.is_audience else 0),
            self.total + tier,
            self.meanings - number,
            self.preference + first,
        )

    def missed(self, unit: Unit) -> "Rank":
        """Return this rank with one more unit not matched."""
        if unit.is_required:
            return self._replace(missing=self.missing + 1)
        return self._replace(total=self.total + Tier.TEXT + 1)


class Matching:
    """Everybody whom a query finds."""

    def __init__(self, query: Query, catalog: Catalog):
        """Match ``query``, which is looked up already."""
        self.query = query
        self.catalog = catalog
        self.units = query.units
        self.words = query.words

    @property
    def is_general(self) -> bool:
        """Whether no word says anything."""
        return not self.units and not self.whole

    @property
    def matched_all(self) -> bool:
        """Whether they match every word that says something."""
        return all(rank.missing == 0 for rank in self.ranks)

    @cached_property
    def ranks(self) -> dict[Rank, int]:
        """Return whom the query finds by rank, best first: those whom most matches."""
        ranks = {Rank(worst=tier): bits for tier, bits in self.whole.items()}
        for rank, bits in self._by_units(~union(self.whole.values())).items():
            ranks[rank] = ranks.get(rank, 0) | bits
        required = sum(unit.is_required for unit in self.units)
        fewest = min((rank.missing for rank in ranks), default=0)
        if required and fewest >= required:
            return {}
        return {rank: ranks[rank] for rank in sorted(ranks) if rank.missing == fewest}

    def _by_units(self, others: int) -> dict[Rank, int]:
        """Return everybody by rank, unit by unit."""
        found = {Rank(worst=0 if self.units else Tier.TEXT): self._candidates & others}
        for fit in self.fits:
            now: dict[Rank, int] = {}
            for rank, bits in found.items():
                left = bits
                for *way, theirs in fit.ways:
                    if both := bits & theirs:
                        better = rank.matched(fit.unit, *way)
                        now[better] = now.get(better, 0) | both
                        left &= ~both
                if left:
                    worse = rank.missed(fit.unit)
                    now[worse] = now.get(worse, 0) | left
            found = now
        return self._with_beginnings(found)

    def _with_beginnings(self, found: dict[Rank, int]) -> dict[Rank, int]:
        """Raise those with a name that begins as typed above those with the words."""
        typed, ranks = "".join(self.words), dict(found)
        for rank, bits in found.items():
            if rank.worst != Tier.NAME_WORD:
                continue
            known = self.catalog.known_words
            begun = bits_of(
                (one for one in numbers_in(bits) if known.is_beginning(typed, one)),
                len(self.catalog.ids),
            )
            if begun:
                higher = rank._replace(worst=Tier.NAME_START)
                ranks[higher] = ranks.get(higher, 0) | begun
                ranks[rank] = bits & ~begun
        return {rank: bits for rank, bits in ranks.items() if bits}

    @property
    def _candidates(self) -> int:
        values = (bits for fit in self.fits for bits in fit.values.values())
        return union((*self.query.names.values(), *self.query.texts.values(), *values))

    def is_whole(self, where: int, start: int, end: int) -> bool:
        """Whether a name there, from one word to before another, is all that counts."""
        asked = {position for unit in self.units for position in unit.positions}
        covers = asked <= set(range(start, end))
        is_all = bool(asked) or end - start == len(self.words)
        return where in WHOLE and covers and is_all

    @cached_property
    def whole(self) -> Tiers:
        """Return whose acronym or name is all that was typed."""
        found: Tiers = {}
        for (where, start, end), bits in self.query.names.items():
            if self.is_whole(where, start, end):
                found[WHOLE[where]] = found.get(WHOLE[where], 0) | bits
        return best_first(found)

    # One unit

    @cached_property
    def fits(self) -> list[Fit]:
        """Return who matches each unit."""
        named = [self._named(unit) for unit in self.units]
        by_name = self.catalog.everyone
        for unit, names in zip(self.units, named, strict=True):
            if unit.is_required:
                by_name &= union(names.values())
        return [
            self._fit(unit, names, by_name)
            for unit, names in zip(self.units, named, strict=True)
        ]

    def _fit(self, unit: Unit, names: Tiers, by_name: int) -> Fit:
        values: Tiers = {}
        close = []
        for facet, value in unit.meanings:
            placing = self.catalog.placing(facet, value)
            close.append(union(placing[: Closeness.BROADER]))
            for closeness, bits in enumerate(placing):
                tier = BY_CLOSENESS[Closeness(closeness)]
                values[tier] = values.get(tier, 0) | bits
        values = best_first(values)
        if unit.meanings:
            # A word of a name that means something else there is no better than a note.
            other = ~union(values.values()) & ~by_name
            names = dict(names)
            for tier in [tier for tier in names if tier < Tier.PARTLY]:
                names[Tier.PARTLY] = names.get(Tier.PARTLY, 0) | names[tier] & other
                names[tier] &= ~other
        return Fit(unit, values, names, self._with_text(unit), close)

    def _with_text(self, unit: Unit) -> int:
        """Return who has the one word of ``unit`` in a text.

        A medicine counts only where a document accepts it: a sentence that names one
        may just as well say that nothing is known of it.
        """
        if unit.is_medicine or len(unit.positions) != 1:
            return 0
        return self.query.texts.get(unit.positions[0], 0)

    def telling(self, unit: Unit) -> list[int]:
        """Return the words of ``unit`` that a name must have; none if none will do."""
        words = [self.words[position] for position in unit.positions]
        telling = [p for p in unit.positions if self.words[p] not in STOP_WORDS]
        is_negated = len(words) > 1 and NEGATIONS & set(words)
        return [] if len(telling) < min(len(words), 2) or is_negated else telling

    def _named(self, unit: Unit) -> Tiers:
        """Return whose names hold all of ``unit``, by the worst tier of its words."""
        found: Tiers = {Tier.ACRONYM: self.catalog.everyone}
        for position in self.telling(unit):
            now: Tiers = {}
            for (tier, bits), (other, theirs) in product(
                found.items(), self._names[position].items()
            ):
                worse = max(tier, other)
                now[worse] = now.get(worse, 0) | bits & theirs
            found = now
        return found if self.telling(unit) else {}

    @cached_property
    def _names(self) -> list[Tiers]:
        """Return for every word who has it in a name."""
        found: list[Tiers] = [{} for _word in self.words]
        for (where, start, end), bits in self.query.names.items():
            tier = BY_FIELD[SearchField(where)]
            for position in range(start, end):
                found[position][tier] = found[position].get(tier, 0) | bits
        return [best_first(tiers) for tiers in found]
