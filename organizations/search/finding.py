"""Search: from what somebody typed to whom it found, in which order, and why."""

from collections.abc import Iterable, Mapping

from django.db.models import Case, IntegerField, QuerySet, Value, When

from organizations.search.deriving import TEXT_FIELDS
from organizations.search.matching import Hit, Match, Matching, Tier
from organizations.search.query import Query
from organizations.search.reasons import (
    COVERS,
    Reason,
    broader_reason,
    name_reason,
    text_reason,
    value_reason,
)
from organizations.search.vocabulary import Vocabulary
from organizations.search.words import MAX_QUERY_LENGTH, query_words


class Search:
    """The words that somebody typed."""

    def __init__(self, text: str):
        """Take any text at all: it is cut, and stripped of what nobody can type."""
        printable = "".join(
            char if char.isprintable() else " " for char in text[:MAX_QUERY_LENGTH]
        )
        self.text = " ".join(printable.split())
        self.words = query_words(self.text)

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to search for."""
        return bool(self.words)

    def run(self, organizations: QuerySet, vocabulary: Vocabulary) -> "Found":
        """Return what the words find among ``organizations``."""
        if not self.is_asked:
            return Found(self)
        query = Query(self.words, organizations, vocabulary)
        matching = Matching(query)
        if matching.is_general:
            return Found(self, None, was_general=True)
        return Found(
            self,
            matching.hits,
            stems=query.stems,
            correction=query.correction if matching.hits else "",
            matched_all=matching.matched_all,
        )


class Found:
    """The outcome of a search: whom it found, how well, and why."""

    def __init__(
        self,
        search: Search,
        hits: Mapping[object, Hit] | None = None,
        *,
        stems: Iterable[str] = (),
        correction: str = "",
        matched_all: bool = True,
        was_general: bool = False,
    ):
        """``hits`` is None where the words leave every organization in the list."""
        self.search = search
        self.hits = hits
        self.stems = frozenset(stems)
        self.correction = correction
        self.matched_all = matched_all
        self.was_general = was_general

    def keep(self, queryset: QuerySet) -> QuerySet:
        """Keep those that were found."""
        return (
            queryset if self.hits is None else queryset.filter(pk__in=list(self.hits))
        )

    def ranked(self, queryset: QuerySet) -> QuerySet:
        """Add ``found_rank``: 0 for the best matches, then 1 and so on."""
        ranks: dict[tuple, list] = {}
        for pk, hit in (self.hits or {}).items():
            ranks.setdefault(hit.rank, []).append(pk)
        whens = [
            When(pk__in=pks, then=Value(number))
            for number, (_rank, pks) in enumerate(sorted(ranks.items()))
        ]
        rank = Case(*whens, default=Value(0), output_field=IntegerField())
        return queryset.alias(found_rank=rank if whens else Value(0))

    def reasons(self, organization, values) -> list[Reason]:
        """Return why ``organization`` was found, where its name does not say so."""
        hit = (self.hits or {}).get(organization.pk)
        reasons: dict[str, Reason] = {}
        for match in hit.matches if hit else ():
            if reason := self._reason(match, organization, values):
                reasons.setdefault(reason.text, reason)
        return list(reasons.values())

    def _reason(self, match: Match, organization, values) -> Reason | None:
        if match.value:
            facet, value = match.value
            if match.tier == Tier.BROADER:
                return broader_reason(organization, facet, value, values)
            label = COVERS.get(value) if facet == "covers" else None
            label = str(label or values.labels[facet].get(value, value))
            return value_reason(label, match.unit.shown(match.value), self.stems)
        if match.tier == Tier.TEXT:
            return text_reason(organization, TEXT_FIELDS, match.unit.stems, self.stems)
        return name_reason(organization, match.name, self.stems)
