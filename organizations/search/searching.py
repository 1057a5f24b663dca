"""Search: from what somebody typed to whom it found, in which order, and why."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from functools import cached_property

from organizations.catalog.bits import numbers_in
from organizations.catalog.snapshot import Catalog
from organizations.models import Organization
from organizations.search import crisis, places_said, short_answers
from organizations.search.match_reasons import reasons_of_match
from organizations.search.matching import Matching
from organizations.search.query import Query
from organizations.search.reasons import Reason
from organizations.search.tiers import union
from organizations.search.units import Unit
from organizations.text_analysis.words import (
    MAX_QUERY_LENGTH,
    MAX_QUERY_WORDS,
    query_words,
    searched_among,
    telling,
    typed_words,
    words_of,
)
from recovery_directory.places import Recognized


class _Either(Container[str]):
    """Words that are in either of two."""

    def __init__(self, *places: Container[str]):
        self.places = places

    def __contains__(self, word: object) -> bool:
        return any(word in place for place in self.places)


LONGEST_TEXT = 2000
"""Signs of which it is said which words were not searched for."""


class Search:
    """The words that somebody typed."""

    def __init__(self, text: str, *, known: Container[str] | None = None):
        """Take any text at all: it is cut, and stripped of what nobody can type.

        ``known``: the words of the directory, where the answer is for a person. Then
        words of despair or emergency, and places, are answered and searched no more.
        """
        printable = "".join(
            char if char.isprintable() else " " for char in text[:MAX_QUERY_LENGTH]
        )
        self.text = " ".join(printable.split())
        self.words = query_words(self.text)
        self.left_out = telling(typed_words(text[:LONGEST_TEXT]))[MAX_QUERY_WORDS:]
        self.crisis: crisis.Crisis | None = None
        self.place: Recognized | None = None
        self.answered: short_answers.Answered | None = None
        if known is not None:
            self._answer(known)

    def _answer(self, known: Container[str]) -> None:
        """Take out of the words what is answered by itself.

        Despair comes first, then places, then what the directory does not hold.
        """
        answers = short_answers.in_use()
        known = _Either(known, answers.lexicon.words)
        self.crisis = crisis.read(self.text, known)
        words = list(self.crisis.rest) if self.crisis else typed_words(self.text)
        self.place = places_said.read(words)
        if self.place:
            words = list(self.place.rest)
        if found := short_answers.read(words, answers, known):
            words = list(found.rest)
            self.answered = found if found.answers else None
        self.words = searched_among(words)

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to search for."""
        return bool(
            self.words
            or (self.crisis and self.crisis.subject)
            or (self.answered and self.answered.groups)
        )

    def _query(self, catalog: Catalog) -> Query:
        """Look the words up; what is answered gives its subject where they name none.

        Groups for some people are sought beside any subject: "nurse alcohol".
        """
        query = Query(self.words, catalog)
        for subject in (
            self.crisis.subject if self.crisis else "",
            self.answered.groups if self.answered else "",
        ):
            added = words_of(subject)
            if added and not (
                query.names_any("focus") and Query(added, catalog).names_any("focus")
            ):
                query = Query([*self.words, *added], catalog)
        return query

    def run(self, catalog: Catalog) -> "Found":
        """Return what the words find among those in ``catalog``."""
        if not self.is_asked:
            return Found(self, catalog)
        matching = Matching(self._query(catalog), catalog)
        if matching.is_general:
            return Found(self, catalog, was_general=True, unheld=matching.query.unheld)
        return Found(self, catalog, matching)


@dataclass(frozen=True)
class Without:
    """What the words leave out of the list, and the words that do not."""

    label: str
    text: str


class Found:
    """The outcome of a search: whom it found, how well, and why."""

    def __init__(
        self,
        search: Search,
        catalog: Catalog,
        matching: Matching | None = None,
        *,
        was_general: bool = False,
        unheld: Collection[Unit] = (),
    ):
        """Keep the matching: None where the words leave everybody in the list."""
        self._unheld = matching.query.unheld if matching else unheld
        self.search = search
        self.catalog = catalog
        self.matching = matching
        self.was_general = was_general

    @property
    def levels(self) -> list[int]:
        """Return whom the words found, as sets of the catalog, the best first."""
        if self.matching is None:
            return [self.catalog.everyone]
        return list(self.matching.ranks.values())

    @property
    def people(self) -> set[str]:
        """Return the people whom the words name: slugs of audiences."""
        units = self.matching.units if self.matching else []
        return {
            value
            for unit in units
            for facet, value in unit.meanings
            if facet == "audience"
        }

    @cached_property
    def everyone(self) -> int:
        """Return all whom the words found."""
        return union(self.levels)

    @property
    def correction(self) -> str:
        """Return the words as they may have been meant, where that found somebody."""
        matching = self.matching
        return matching.query.correction if matching and matching.ranks else ""

    @property
    def matched_all(self) -> bool:
        """Whether those found match every word that says something."""
        return self.matching is None or self.matching.matched_all

    @property
    def fits_all(self) -> int:
        """Return how many match every word, where others follow that match most."""
        return self.matching.fits_all if self.matching else 0

    @property
    def is_prose(self) -> bool:
        """Whether those found have the words in running text alone."""
        return self.matching is not None and self.matching.is_prose

    @property
    def nobody_for(self) -> list[str]:
        """Return what the words mean that nobody is recorded under."""
        labels = self.catalog.values.labels
        return [
            str(labels.get(facet, {}).get(value, value))
            for unit in self._unheld
            for facet, value in list(unit.meanings)[:1]
        ]

    @cached_property
    def without(self) -> list[Without]:
        """Return what is left out because the words say so."""
        if self.matching is None:
            return []
        query = self.matching.query
        found = []
        for one in query.unwanted:
            ids = [self.catalog.ids[number] for number in numbers_in(one.bits)]
            rows = Organization.objects.published().filter(pk__in=ids)
            names = rows.order_by("name").values_list("name", flat=True)
            found += [Without(name, query.without(one.said)) for name in names]
        labels = self.catalog.values.labels
        found += [
            Without(
                str(labels.get(facet, {}).get(value, value)),
                query.without(range(*span)),
            )
            for span, values in query.excluded.items()
            for facet, value in values
        ]
        return found

    def reasons(self, organization) -> list[Reason]:
        """Return why ``organization`` was found, where its name does not say so."""
        number = self.catalog.numbers.get(organization.pk)
        if self.matching is None or number is None:
            return []
        return list(reasons_of_match(organization, number, self.matching))
