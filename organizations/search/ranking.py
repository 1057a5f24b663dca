"""Ranking: who matches one unit, in which ways, and how well somebody fits in all."""

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

from organizations.search.tiers import Tier, Tiers, best_first, union
from organizations.search.units import Unit


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

    Whoever is named comes first. Then those of whom the fewest words are missing; those
    for the side that asks, a family or the person; the worst match decides; after a
    name that is not wanted, another type; those for everybody before those for people
    who were not named; then how well it suits the people who were named, the whole of
    the matches, and how many of the possible meanings it has.
    """

    unnamed: int = 0
    missing: int = 0
    side: int = 0
    worst: int = 0
    kin: int = 0
    stranger: int = 0
    people: int = 0
    total: int = 0
    meanings: int = 0
    preference: int = 0

    def matched(self, unit: Unit, tier: int, number: int, first: int) -> "Rank":
        """Return this rank with one more unit matched."""
        return self._replace(
            worst=max(self.worst, tier) if unit.is_required else self.worst,
            people=self.people + (tier if unit.is_audience else 0),
            total=self.total + tier,
            meanings=self.meanings - number,
            preference=self.preference + first,
        )

    def missed(self, unit: Unit) -> "Rank":
        """Return this rank with one more unit not matched."""
        if unit.is_required:
            return self._replace(missing=self.missing + 1)
        last = Tier.TEXT + 1
        return self._replace(
            people=self.people + (last if unit.is_audience else 0),
            total=self.total + last,
        )
