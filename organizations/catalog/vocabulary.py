"""The published terms, as finding needs them: by facet, with their broader terms."""

from dataclasses import dataclass, field
from functools import cached_property

from organizations.models import TaxonomyTerm
from organizations.text_analysis.words import words_of
from recovery_directory.records.publication import PublicationState

SCOPE_EXCLUDES = frozenset({"outside", "except", "excluding", "without"})
"""Words that turn the scope of a figure into where something is *not*."""

PLACES = {
    ("us",): "us",
    ("new", "jersey"): "us",
    ("new", "mexico"): "us",
    ("new", "england"): "us",
    ("georgia", "us"): "us",
    ("georgia", "usa"): "us",
    ("atlanta", "georgia"): "us",
    ("new", "south", "wales"): "au",
}
"""Words of scopes that no term has, most with another country's name inside."""


@dataclass(frozen=True)
class Term:
    """A published term, without the weight of a model instance."""

    pk: object
    facet: str
    slug: str
    name: str
    synonyms: tuple[str, ...]
    broader: object


@dataclass
class Vocabulary:
    """All published terms, read at once."""

    terms: dict[object, Term] = field(default_factory=dict)

    @classmethod
    def read(cls, *, synonyms: bool = False) -> "Vocabulary":
        """Read the published terms in one query."""
        columns = ["pk", "taxonomy__slug", "slug", "name", "broader_id"]
        rows = (
            TaxonomyTerm.objects.published()
            .order_by("taxonomy__position", "position", "name", "slug")
            .values_list(*columns, *(["synonyms"] if synonyms else []))
        )
        return cls(
            {
                pk: Term(pk, facet, slug, name, tuple(rest[0] if rest else ()), broader)
                for pk, facet, slug, name, broader, *rest in rows
            }
        )

    @cached_property
    def by_facet(self) -> dict[str, dict[str, Term]]:
        """Return the terms of each facet by slug, in their order."""
        facets: dict[str, dict[str, Term]] = {}
        for term in self.terms.values():
            facets.setdefault(term.facet, {})[term.slug] = term
        return facets

    def broader_than(self, term: Term) -> list[Term]:
        """Return the published terms above ``term``, nearest first."""
        above: list[Term] = []
        while (found := self.terms.get(term.broader)) and found not in above:
            above.append(found)
            term = found
        return above

    @cached_property
    def narrower(self) -> dict[object, list[Term]]:
        """Return the terms anywhere below each term."""
        below: dict[object, list[Term]] = {}
        for term in self.terms.values():
            for above in self.broader_than(term):
                below.setdefault(above.pk, []).append(term)
        return below

    @cached_property
    def _countries(self) -> dict[tuple[str, ...], str]:
        countries = self.by_facet.get("country", {})
        known = {
            words: slug if slug in countries else "" for words, slug in PLACES.items()
        }
        for slug, term in countries.items():
            for text in (term.name, *term.synonyms):
                known.setdefault(tuple(words_of(text)), slug)
        return known

    def countries_in(self, scope: str) -> set[str]:
        """Return the countries that the scope of a figure names."""
        words = words_of(scope)
        if SCOPE_EXCLUDES & set(words):
            return set()
        found: set[str] = set()
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + 6), start, -1):
                if (
                    country := self._countries.get(tuple(words[start:end]))
                ) is not None:
                    found.add(country)
                    start = end - 1
                    break
            start += 1
        return found - {""}


def is_published(record) -> bool:
    """Whether ``record`` is there and public."""
    return record is not None and (
        record.publication_state == PublicationState.PUBLISHED
    )
