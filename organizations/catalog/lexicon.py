"""The words of names and of terms, to which a slip may be corrected."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from organizations.catalog.bits import numbers_in
from organizations.models import SearchField, SearchToken

WHOLE = frozenset(
    {SearchField.ACRONYM, SearchField.WHOLE_NAME, SearchField.WHOLE_OTHER_NAME}
)

Preference = tuple[int, int]
"""Names before everyday phrases before search words, common words before rare ones."""

_LAST = {SearchField.PHRASE_WORD: 1, SearchField.SEARCH_WORD: 2}

Stored = tuple[str, int]
"""A word, and the field of the record in which it stands."""


@dataclass
class KnownWords:
    """The known words, and how much each is preferred."""

    theirs: dict[int, list[Stored]] = field(default_factory=dict)
    of_terms: Counter = field(default_factory=Counter)
    of_places: frozenset[str] = frozenset()
    """Words of countries: nobody is sent to one by the beginning of a word."""

    @classmethod
    def read(cls, catalog) -> "KnownWords":
        """Read the words of everybody in ``catalog``."""
        terms = _rows(
            term__isnull=False, columns=("word", "field", "term__taxonomy__slug")
        )
        words: Counter = Counter()
        facets: dict[str, set[str]] = {}
        for word, where, facet in terms:
            words[word, where] += 1
            facets.setdefault(word, set()).add(facet)
        places = frozenset(word for word, of in facets.items() if of == {"country"})
        known = cls(of_terms=words, of_places=places)
        known._add(catalog, _rows(organization__isnull=False, columns=_COLUMNS))
        return known

    def with_changed(self, catalog, numbers: Iterable[int]) -> "KnownWords":
        """Return these words with those of the organizations read again."""
        numbers = set(numbers)
        left = {one: words for one, words in self.theirs.items() if one not in numbers}
        known = KnownWords(left, self.of_terms, self.of_places)
        ids = [catalog.ids[number] for number in numbers]
        known._add(catalog, _rows(organization__in=ids, columns=_COLUMNS))
        return known

    def _add(self, catalog, rows: Iterable[tuple]) -> None:
        everyone = set(numbers_in(catalog.everyone))
        for word, where, pk in rows:
            number = catalog.numbers.get(pk)
            if number in everyone:
                self.theirs.setdefault(number, []).append((word, where))

    @cached_property
    def preferences(self) -> dict[str, Preference]:
        """Return each word with its order of preference."""
        counts = Counter(self.of_terms)
        for words in self.theirs.values():
            counts.update(words)
        found: dict[str, Preference] = {}
        for (word, where), how_often in counts.items():
            preference = (_LAST.get(where, 0), -how_often)
            found[word] = min(found.get(word, preference), preference)
        return found

    def is_of_a_name(self, word: str) -> bool:
        """Whether a known word stands in a name of an organization."""
        return self.preferences[word][0] == 0

    def may_be_shown(self, word: str) -> bool:
        """Whether a known word stands in something public."""
        return self.preferences[word][0] < _LAST[SearchField.SEARCH_WORD]

    @cached_property
    def in_order(self) -> list[str]:
        """Return the words by the alphabet."""
        return sorted(self.preferences)

    def beginning_with(self, typed: str) -> list[str]:
        """Return the words that ``typed`` is the beginning of."""
        words = self.in_order
        start = end = bisect_left(words, typed)
        while end < len(words) and words[end].startswith(typed):
            end += 1
        return words[start:end]

    def is_beginning(self, typed: str, number: int) -> bool:
        """Whether a name of an organization, as one word, begins with ``typed``."""
        return any(
            where in WHOLE and word.startswith(typed)
            for word, where in self.theirs.get(number, ())
        )


_COLUMNS = ("word", "field", "organization_id")


def _rows(*, columns: tuple[str, ...] = ("word", "field"), **which):
    rows = SearchToken.objects.exclude(word="").filter(**which)
    return rows.order_by().values_list(*columns).iterator(chunk_size=5000)
