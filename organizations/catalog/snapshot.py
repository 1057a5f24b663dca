"""What the catalog holds, and what can be asked of it without the database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from uuid import UUID

from django.conf import settings

from organizations.catalog import standing
from organizations.catalog.aggregates import pk_as_text
from organizations.catalog.bits import bits_of, numbers_in
from organizations.catalog.facets import FacetValues
from organizations.catalog.lexicon import KnownWords
from organizations.choices import NOT_RECORDED, WORLDWIDE
from organizations.models import Closeness
from recovery_directory.web.data_version import State

FEW = 200
"""Up to so many are sorted by themselves; more are picked from everybody in order."""

NOBODY = (0,) * len(Closeness)

Placing = tuple[int, ...]
"""Who has one value: a set of bits for each closeness, closest first."""


@dataclass(frozen=True)
class Key:
    """By what an organization is sorted; the same on every database."""

    name: tuple[bytes, str]
    founded: bytes
    verified: int


@dataclass(frozen=True, eq=False)
class Catalog:
    """All published organizations as they stood when it was read, never changed.

    Whatever is kept for as long as nothing changes can be kept by it.
    """

    state: State = State()
    ids: tuple[UUID, ...] = ()
    everyone: int = 0
    keys: tuple[Key, ...] = ()
    placings: Mapping[tuple[str, str], Placing] = field(default_factory=dict)
    values: FacetValues = field(default_factory=FacetValues)
    words: KnownWords | None = None
    """The known words, where they are carried on; else they are read when needed."""

    # Who

    @cached_property
    def numbers(self) -> dict[UUID, int]:
        """Return the number of each organization by its id."""
        return {pk: number for number, pk in enumerate(self.ids)}

    @cached_property
    def numbers_by_text(self) -> dict[str, int]:
        """Return the same by the text that the database writes for an id."""
        return {pk_as_text(pk): number for pk, number in self.numbers.items()}

    def holders(self, joined_ids: str) -> int:
        """Return the published ones among ids that the database has joined."""
        known = self.numbers_by_text
        numbers = (known.get(text) for text in joined_ids.split())
        return (
            bits_of((one for one in numbers if one is not None), len(self.ids))
            & self.everyone
        )

    # Under which values

    def having(self, facet: str, value: str) -> int:
        """Return who has a value: directly, by a broader term, or worldwide."""
        found = 0
        for bits in self.placings.get((facet, value), NOBODY):
            found |= bits
        return found

    def filed_under(self, facet: str, value: str) -> int:
        """Return who has a value directly."""
        *close, broader = self.placings.get((facet, value), NOBODY)
        found = 0
        for bits in close:
            found |= bits
        return found

    @cached_property
    def worldwide(self) -> int:
        """Return who is worldwide, and so under every country."""
        return self.having("country", WORLDWIDE)

    def chosen(self, facet: str, values: Iterable[str]) -> int:
        """Return who has any of ``values``.

        Those worldwide are found under every country, but not among those of which
        nothing is recorded.
        """
        wanted = set(values)
        if facet == "country" and wanted - {NOT_RECORDED}:
            wanted.add(WORLDWIDE)
        found = 0
        for value in wanted:
            found |= self.having(facet, value)
        return found

    def counts(self, facet: str, among: int) -> dict[str, int]:
        """Return how many of ``among`` each value of a facet has."""
        found = {
            value: (self.having(facet, value) & among).bit_count()
            for value in self.values.labels[facet]
        }
        if facet == "country":
            listed = among & ~self.worldwide
            everywhere = (among & self.worldwide).bit_count()
            for value in found:
                if value != NOT_RECORDED:
                    has = self.having(facet, value) & listed
                    found[value] = has.bit_count() + everywhere
        return found

    def placing(self, facet: str, value: str) -> Placing:
        """Return who has a value, by closeness, each organization once."""
        *close, broader = self.placings.get((facet, value), NOBODY)
        if facet == "country":
            broader |= self.worldwide
        found, seen = [], 0
        for bits in (*close, broader):
            found.append(bits & ~seen)
            seen |= bits
        return tuple(found)

    # In which order

    @cached_property
    def _standings(self) -> dict[str, list[int]]:
        return {}

    @property
    def standing(self) -> list[int]:
        """Return everybody in sets of equal standing, best first; once a country."""
        country = settings.COUNTRY
        if country not in self._standings:
            self._standings[country] = standing.sets_of_equals(self, country)
        return self._standings[country]

    @cached_property
    def _orders(self) -> dict[str, list[int]]:
        return {}

    def _sorted(self, numbers: Iterable[int], sort: str) -> list[int]:
        """Return ``numbers`` by their keys; equal ones by name."""
        if sort == "id":
            return sorted(numbers, key=lambda number: self.ids[number])
        order = sorted(numbers, key=lambda number: self.keys[number].name)
        if sort in {"founded", "verified"}:
            order.sort(key=lambda number: getattr(self.keys[number], sort))
        return order

    def _order(self, sort: str) -> list[int]:
        """Return all numbers in one order."""
        if sort not in self._orders:
            self._orders[sort] = self._sorted(numbers_in(self.everyone), sort)
        return self._orders[sort]

    def ordered(self, bits: int, sort: str) -> Iterator[int]:
        """Yield the numbers in ``bits`` in the order of ``sort``."""
        if sort == "relevance":
            for equals in standing.refined([bits], self.standing):
                yield from standing.in_turns(self, equals)
        elif bits.bit_count() <= FEW:
            yield from self._sorted(numbers_in(bits), sort)
        else:
            flags = f"{bits:0{len(self.ids)}b}"
            # The last digit is the first organization.
            yield from (number for number in self._order(sort) if flags[~number] == "1")

    def listed(self, levels: Sequence[int], sort: str, part: slice) -> list:
        """Return the ids of one part of a list whose ``levels`` come one after another.

        What ends before the part, or begins after it, is counted, not sorted.
        """
        start, stop, _step = part.indices(sum(bits.bit_count() for bits in levels))
        needed, skipped = _within(levels, start, stop)
        if sort == "relevance":
            start, stop = start - skipped, stop - skipped
            needed, skipped = _within(
                standing.refined(needed, self.standing), start, stop
            )
        numbers = chain.from_iterable(self.ordered(bits, sort) for bits in needed)
        return [
            self.ids[number]
            for number in islice(numbers, start - skipped, stop - skipped)
        ]

    # What it is called

    @cached_property
    def known_words(self) -> KnownWords:
        """Return the words to which a slip may be corrected."""
        return self.words or KnownWords.read(self)

    @property
    def words_so_far(self) -> KnownWords | None:
        """Return the known words, None where nobody has needed them yet."""
        return vars(self).get("known_words", self.words)


def _within(levels: Iterable[int], start: int, stop: int) -> tuple[list[int], int]:
    """Return the levels that reach into a part, and how many come before them."""
    needed, skipped, end = [], 0, 0
    for bits in levels:
        begin, end = end, end + bits.bit_count()
        if end <= start:
            skipped = end
        elif begin < stop:
            needed.append(bits)
    return needed, skipped
