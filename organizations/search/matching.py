"""Matching: whom a query finds, and how well.

Whoever is named comes first. Else an organization fits when every word that says
something matches it; where none does, those that most words match are found, and the
page says so. Words of running text count only where nothing else says anything.

Organizations that match every unit in the same way are one set of the catalog, so the
work grows with the ways of matching, not with the number of organizations.
"""

from functools import cached_property
from itertools import product

from organizations.catalog.bits import bits_of, numbers_in
from organizations.catalog.snapshot import Catalog
from organizations.models import Closeness, SearchField
from organizations.search.query import Query
from organizations.search.ranking import Fit, Rank
from organizations.search.suiting import Suiting
from organizations.search.tiers import (
    BY_CLOSENESS,
    BY_FIELD,
    WHOLE,
    Tier,
    Tiers,
    best_first,
    union,
)
from organizations.search.units import Unit
from organizations.search.whose import FAMILY
from organizations.text_analysis.words import NEGATIONS, STOP_WORDS

WHATEVER_THE_NAME = {"type", "format"}
"""Facets of whose values nobody is more for a word in the name."""


FEW = 5
"""Where fewer fit all words, those that fit most of them follow."""


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
        is_named = self.query.wanted or self.left_out
        return not self.units and not self.whole and not is_named

    @property
    def matched_all(self) -> bool:
        """Whether they match every word that says something."""
        return all(rank.missing == 0 for rank in self.ranks)

    @property
    def fits_all(self) -> int:
        """Return how many match every word that says something."""
        return sum(
            bits.bit_count() for rank, bits in self.ranks.items() if not rank.missing
        )

    @property
    def is_prose(self) -> bool:
        """Whether they are found by words of running text alone."""
        return (
            bool(self.ranks)
            and not self.named
            and all(rank.worst == Tier.TEXT for rank in self.ranks)
        )

    # Names

    @cached_property
    def named(self) -> int:
        """Return whose names were typed, beside other words."""
        return union(one.bits for one in self.query.wanted) & ~self.left_out

    @cached_property
    def suiting(self) -> Suiting:
        """Return for whom everybody is, against who asks."""
        return Suiting(self.query, self.catalog, self.named)

    @cached_property
    def left_out(self) -> int:
        """Return who is not wanted."""
        return union(
            (
                *(one.bits for one in self.query.unwanted),
                *(
                    self.catalog.filed_under(*value)
                    for values in self.query.excluded.values()
                    for value in values
                ),
            )
        )

    @cached_property
    def ranks(self) -> dict[Rank, int]:
        """Return whom the query finds by rank, best first: those whom most matches."""
        ranks = {Rank(worst=tier): bits for tier, bits in self.whole.items()}
        ranks = {
            rank: left for rank, bits in ranks.items() if (left := bits & self.all)
        }
        named = self._with_beginnings(self._by_units(self.named)) if self.named else {}
        seen = union((*ranks.values(), *named.values()))
        found = self._most(self._by_units(self._candidates & self.all & ~seen), ranks)
        found = self._with_beginnings(found)
        if self.query.wanted:
            found = self._like_or_not(found, min(named, default=Rank()))
        for more in (named, found):
            for rank, bits in more.items():
                ranks[rank] = ranks.get(rank, 0) | bits
        return {rank: ranks[rank] for rank in sorted(ranks)}

    def _like_or_not(self, found: dict[Rank, int], best: Rank) -> dict[Rank, int]:
        """Put those of a like name before others; a better fit counts as named.

        "Agnostic AA" is Secular AA, before the name that stands in it.
        """
        like = self._like_the_named
        placed: dict[Rank, int] = {}
        for rank, bits in found.items():
            place = int(rank.missing > 0 or rank >= best)
            for unnamed, part in ((place, like), (2, ~like)):
                if both := bits & part:
                    placed[rank._replace(unnamed=unnamed)] = both
        return placed

    def _most(self, found: dict[Rank, int], whole: dict[Rank, int]) -> dict[Rank, int]:
        """Return those whom most words match; nobody whom none does.

        Where they are few, and no name is all that was typed, those follow whom one
        word less matches; the trouble that was named matches them all the same.
        """
        required = sum(unit.is_required for unit in self.units)
        fewest = min((rank.missing for rank in (*whole, *found)), default=0)
        if required and fewest >= required:
            return {}
        first = {rank: bits for rank, bits in found.items() if rank.missing == fewest}
        number = sum(bits.bit_count() for bits in first.values())
        next_best = fewest + 1
        is_closed = whole or self.query.wanted or self.query.is_for_family
        if number >= FEW or is_closed:
            return first
        if next_best >= required:
            return first
        return first | {
            rank: left
            for rank, bits in found.items()
            if rank.missing == next_best and (left := bits & self._for_the_trouble)
        }

    @property
    def _for_the_trouble(self) -> int:
        """Return whom each subject that was named matches."""
        found = self.catalog.everyone
        for fit in self.fits:
            if fit.unit.is_subject:
                found &= union(fit.values.values())
        return found

    @cached_property
    def all(self) -> int:
        """Return everybody but those who are not wanted."""
        return self.catalog.everyone & ~self.left_out

    def _with_sides(self, found: dict[Rank, int]) -> dict[Rank, int]:
        """Add whether each is for the side that asks, and of another type."""
        for name, parts in self.suiting.parts.items():
            found = {
                rank._replace(**{name: place}): both
                for rank, bits in found.items()
                for place, part in enumerate(parts)
                if (both := bits & part)
            }
        return found

    def _by_units(self, among: int) -> dict[Rank, int]:
        """Return those in a set by rank, unit by unit."""
        found = self._with_sides({Rank(worst=0 if self.units else Tier.FILED): among})
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
        return found

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
        if not self.units:
            return self._like_the_named if self.query.wanted else self.all
        if self.query.wanted and not self._asks_for_more:
            return self._like_the_named
        return union(bits for fit in self.fits for bits in fit.tiers.values())

    @property
    def _asks_for_more(self) -> bool:
        """Whether, beside names, something says whom else it may be."""
        return any(
            unit.facets - {"format", "language", "country"} for unit in self.units
        )

    @property
    def _like_the_named(self) -> int:
        """Return those in whose names stand all words of a name that was typed."""
        found = 0
        for one in self.query.wanted:
            theirs = self.catalog.everyone
            for position in range(one.start, one.end):
                theirs &= union(self._names[position].values())
            found |= theirs
        return found

    def is_whole(self, where: int, start: int, end: int) -> bool:
        """Whether a name there, from one word to before another, is all that counts."""
        if self.query.wanted or self.query.unwanted:
            return False
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
                if facet in WHATEVER_THE_NAME:
                    tier = max(tier, int(Tier.FILED))  # No name makes more of it.
                values[tier] = values.get(tier, 0) | bits
        values = best_first(self._at_hand(unit, values))
        if unit.is_subject and self.query.is_for_family:
            values = best_first(values | self._for_any_trouble(values))
        if unit.meanings:
            # A word of a name that means something else there is no better than a note.
            other = ~union(values.values()) & ~by_name
            names = dict(names)
            for tier in [tier for tier in names if tier < Tier.PARTLY]:
                names[Tier.PARTLY] = names.get(Tier.PARTLY, 0) | names[tier] & other
                names[tier] &= ~other
        if unit.is_subject or unit.facets & WHATEVER_THE_NAME:
            # The name of anybody else speaks of another subject, or of other people.
            own = values.get(Tier.NAMED_AFTER, 0)
            others = union(names.values()) & ~own
            names = {tier: bits & own for tier, bits in names.items()}
            names[Tier.PARTLY] = names.get(Tier.PARTLY, 0) | others
        return Fit(unit, values, names, self._with_text(unit), close)

    def _at_hand(self, unit: Unit, values: Tiers) -> Tiers:
        """Return ``values``; who is named after a subject, but not for all, is filed.

        Those made for people who were not asked for, of another country, or perhaps
        gone, are no better for being named after it.
        """
        named = values.get(Tier.NAMED_AFTER, 0)
        if not unit.is_subject or not named:
            return values
        less = named & ~self.suiting.for_everybody
        return values | {
            Tier.NAMED_AFTER: named & ~less,
            Tier.FILED: values.get(Tier.FILED, 0) | less,
        }

    def _for_any_trouble(self, values: Tiers) -> Tiers:
        """Return family groups for another subject, or any: they help families too."""
        first, *_others = self.suiting.sides
        no_subject = first & ~union(
            self.catalog.filed_under("focus", value)
            for value in self.catalog.values.labels.get("focus", {})
        )
        grown = first & union(
            self.catalog.placing(*meaning)[Closeness.NAMED]
            for unit in self.units
            for meaning in unit.meanings
            if meaning in self.query.family and meaning != ("audience", FAMILY)
        )
        grown &= ~self.catalog.filed_under("is_for", "family")
        broader = values.get(Tier.BROADER, 0) | no_subject | grown
        return {Tier.BROADER: broader, Tier.ANY_TROUBLE: first}

    def _with_text(self, unit: Unit) -> int:
        """Return who has the one word of ``unit`` in a text.

        Beside other words only where it stands nowhere else. A medicine counts only
        where a document accepts it: a sentence that names one may just as well say that
        nothing is known of it.
        """
        if len(unit.positions) != 1 or unit.is_medicine:
            return 0
        is_beside = len(self.units) > 1 or self.query.wanted
        if is_beside and not self.query.is_prose(unit):
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
