"""Matching: whom a query finds, and how well.

An organization fits when every word that says something matches it; where none does,
those that most words match are found, and the page says so.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from django.db.models import Q

from organizations.models import Closeness, FacetValue, SearchField
from organizations.search.deriving import WORLDWIDE
from organizations.search.phrases import Meaning
from organizations.search.query import Query, Unit
from organizations.search.words import NEGATIONS, STOP_WORDS, joined


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


_BY_CLOSENESS = {
    Closeness.NAMED: Tier.NAMED_AFTER,
    Closeness.ONLY: Tier.ONLY,
    Closeness.FILED: Tier.FILED,
    Closeness.PARTLY: Tier.PARTLY,
    Closeness.BROADER: Tier.BROADER,
}


@dataclass
class Match:
    """How one organization matches one unit."""

    unit: Unit
    tier: Tier
    name: str = ""
    value: Meaning | None = None
    meanings: int = 0
    preference: int = 0


@dataclass
class Hit:
    """One organization that was found."""

    rank: tuple = ()
    matches: list[Match] = field(default_factory=list)


class Matching:
    """Everybody whom a query finds."""

    def __init__(self, query: Query):
        """Match ``query``, which is looked up already."""
        self.query = query
        self.units = query.units
        self.words = query.words

    @property
    def is_general(self) -> bool:
        """Whether no word says anything."""
        return not self.units and not self._whole

    @cached_property
    def hits(self) -> dict[object, Hit]:
        """Return whom the query finds, by id: those that most of it matches."""
        hits = {pk: self._hit(pk) for pk in self._candidates()}
        fewest = min((hit.rank[0] for hit in hits.values()), default=0)
        required = sum(unit.is_required for unit in self.units)
        return {
            pk: hit
            for pk, hit in hits.items()
            if hit.rank[0] == fewest and (fewest < required or not required)
        }

    @property
    def matched_all(self) -> bool:
        """Whether they match every word that says something."""
        return all(hit.rank[0] == 0 for hit in self.hits.values())

    def _candidates(self) -> set:
        return (
            {organization for organization, *_rest in self.query.names}
            | {organization for organization, _position in self.query.texts}
            | set(self._values)
        )

    @cached_property
    def _names(self) -> dict[object, dict[int, tuple[Tier, str]]]:
        """Return the best tier by name of every organization for every word."""
        tiers = {
            SearchField.ACRONYM: Tier.NAME_START,
            SearchField.WHOLE_NAME: Tier.NAME_START,
            SearchField.NAME: Tier.NAME_WORD,
        }
        found: dict[object, dict[int, tuple[Tier, str]]] = {}
        for organization, where, start, end, shown in self.query.names:
            match = (tiers.get(where, Tier.OTHER_NAME), shown)
            words = found.setdefault(organization, {})
            for position in range(start, end):
                words[position] = min(words.get(position, match), match)
        return found

    @cached_property
    def _whole(self) -> dict[object, tuple[Tier, str]]:
        """Return whose acronym or name is all that was typed."""
        tiers = {
            SearchField.ACRONYM: Tier.ACRONYM,
            SearchField.WHOLE_NAME: Tier.NAME,
            SearchField.WHOLE_OTHER_NAME: Tier.WHOLE_OTHER_NAME,
        }
        asked = {position for unit in self.units for position in unit.positions}
        found: dict[object, tuple[Tier, str]] = {}
        for organization, where, start, end, shown in self.query.names:
            if where in tiers and asked <= set(range(start, end)):
                if not asked and end - start < len(self.words):
                    continue
                match = (tiers[where], shown)
                found[organization] = min(found.get(organization, match), match)
        return found

    @cached_property
    def _texts(self) -> dict[object, set[int]]:
        found: dict[object, set[int]] = {}
        for organization, position in self.query.texts:
            found.setdefault(organization, set()).add(position)
        return found

    @cached_property
    def _values(self) -> dict[object, dict[Meaning, Tier]]:
        """Return how every organization has every value that the query means."""
        wanted: dict[str, set[str]] = {}
        for unit in self.units:
            for facet, value in unit.meanings:
                wanted.setdefault(facet, set()).add(value)
        countries = wanted.get("country", set())
        if countries:
            wanted["country"] = {*countries, WORLDWIDE}
        if not wanted:
            return {}
        condition = Q()
        for facet, values in sorted(wanted.items()):
            condition |= Q(facet=facet, value__in=sorted(values))
        rows = FacetValue.objects.filter(
            condition, organization__in=self.query.organizations.values("pk")
        )
        found: dict[object, dict[Meaning, Tier]] = {}
        for organization, facet, value, closeness in rows.values_list(
            "organization_id", "facet", "value", "closeness"
        ):
            theirs = found.setdefault(organization, {})
            everywhere = facet == "country" and value == WORLDWIDE
            for one in countries if everywhere else (value,):
                tier = _BY_CLOSENESS[Closeness(closeness)]
                theirs[facet, one] = min(theirs.get((facet, one), tier), tier)
        return found

    def _hit(self, organization) -> Hit:
        """Return how ``organization`` matches, unit by unit.

        The worst match decides; then how well it suits the people who were named, the
        whole of the matches, and how many of the possible meanings it has.
        """
        if whole := self._whole.get(organization):
            return Hit((0, whole[0]), [Match(Unit(()), *whole)])
        missing = total = 0
        matches: list[Match] = []
        required: list[Tier] = []
        by_name = all(
            self._name(organization, unit) for unit in self.units if unit.is_required
        )
        for unit in self.units:
            match = self._match(organization, unit, by_name=by_name)
            if match:
                matches.append(match)
                total += match.tier
                if unit.is_required:
                    required.append(match.tier)
            elif unit.is_required:
                missing += 1
            else:
                total += Tier.TEXT + 1
        worst = max(required, default=Tier.TEXT)
        if worst == Tier.NAME_WORD and self._starts_a_name(matches):
            worst = Tier.NAME_START
        rank = (
            missing,
            worst,
            sum(match.tier for match in matches if match.unit.is_audience),
            total,
            -sum(match.meanings for match in matches),
            sum(match.preference for match in matches),
        )
        return Hit(rank, matches)

    def _match(self, organization, unit: Unit, *, by_name: bool) -> Match | None:
        """Return the best way in which ``organization`` matches ``unit``."""
        found = []
        theirs = self._values.get(organization, {})
        had = [meaning for meaning in unit.meanings if meaning in theirs]
        close = [meaning for meaning in had if theirs[meaning] < Tier.BROADER]
        if had:
            best = min(had, key=lambda meaning: theirs[meaning])
            found.append(Match(unit, theirs[best], value=best))
        if named := self._name(organization, unit):
            tier, shown = named
            # A word of a name that means something else there is no better than a note.
            is_other = unit.meanings and not had and not by_name
            found.append(
                Match(unit, max(tier, Tier.PARTLY) if is_other else tier, shown)
            )
        if self._text(organization, unit):
            found.append(Match(unit, Tier.TEXT))
        match = min(found, key=lambda match: match.tier, default=None)
        if match:
            match.meanings = len(close)
            match.preference = list(unit.meanings).index(close[0]) if close else 0
        return match

    def _text(self, organization, unit: Unit) -> bool:
        """Whether a text of ``organization`` has the one word of ``unit``.

        A medicine counts only where a document accepts it: a sentence that names one
        may just as well say that nothing is known of it.
        """
        if unit.is_medicine or len(unit.positions) != 1:
            return False
        return unit.positions[0] in self._texts.get(organization, ())

    def _name(self, organization, unit: Unit) -> tuple[Tier, str] | None:
        """Return how the names of ``organization`` hold ``unit``, all of it."""
        words = [self.words[position] for position in unit.positions]
        telling = [p for p in unit.positions if self.words[p] not in STOP_WORDS]
        names = self._names.get(organization, {})
        if len(telling) < min(len(words), 2) or (
            len(words) > 1 and NEGATIONS & set(words)
        ):
            return None
        if not all(position in names for position in telling):
            return None
        return max(names[position] for position in telling)

    def _starts_a_name(self, matches: list[Match]) -> bool:
        """Whether what was typed is the beginning of one of the matching names."""
        typed = "".join(self.words)
        return any(
            match.name and joined(match.name).startswith(typed) for match in matches
        )
