"""Explaining: why a search found one organization, unit by unit."""

from collections.abc import Iterator
from dataclasses import replace

from organizations.models import Closeness
from organizations.search.index_rows import name_tokens
from organizations.search.matching import Matching
from organizations.search.ranking import Fit
from organizations.search.reasons import (
    COVERS,
    Reason,
    broader_reason,
    family_reason,
    is_unchecked_value,
    name_reason,
    value_reason,
)
from organizations.search.tiers import BY_FIELD, WHOLE


def reasons_of_match(organization, number: int, matching: Matching) -> list[Reason]:
    """Return each reason once; ``number`` is the organization's in the catalog."""
    found = {
        reason.text: reason
        for reason in reversed(list(_Explained(organization, number, matching)))
        if reason
    }
    return list(reversed(found.values()))


class _Explained:
    """One organization as one search found it."""

    def __init__(self, organization, number: int, matching: Matching):
        self.organization = organization
        self.number = number
        self.matching = matching
        self.catalog = matching.catalog
        self.stems = frozenset(matching.query.stems)
        written: dict[tuple[int, str], str] = {}
        for where, token, _word, shown in name_tokens(organization):
            written.setdefault((where, token), shown)
        self.names = [
            (where, start, end, shown)
            for (where, token), shown in written.items()
            for start, end in matching.query.spans.get(token, ())
        ]

    def __iter__(self) -> Iterator[Reason | None]:
        whole = [
            (WHOLE[where], shown)
            for where, start, end, shown in self.names
            if self.matching.is_whole(where, start, end)
        ]
        if whole:
            yield name_reason(self.organization, min(whole)[1], self.stems)
            return
        wanted = {(one.start, one.end) for one in self.matching.query.wanted}
        named = [
            (WHOLE[where], shown)
            for where, start, end, shown in self.names
            if where in WHOLE and (start, end) in wanted
        ]
        if named:
            yield name_reason(self.organization, min(named)[1], self.stems)
        for fit in self.matching.fits:
            tier = next((one for one in fit.tiers if self.is_in(fit.tiers[one])), None)
            if tier is not None:
                yield self.reason(fit, tier)

    def is_in(self, bits: int) -> bool:
        return bool(bits >> self.number & 1)

    def reason(self, fit: Fit, tier: int) -> Reason | None:
        """Return why it has a unit; a word of running text is no reason."""
        if self.is_in(fit.values.get(tier, 0)):
            return self.by_value(fit)
        if self.is_in(fit.names.get(tier, 0)):
            return name_reason(self.organization, self.shown(fit), self.stems)
        return None

    def by_value(self, fit: Fit) -> Reason | None:
        held = [
            (closeness, index, meaning)
            for index, meaning in enumerate(fit.unit.meanings)
            for closeness, bits in enumerate(self.catalog.placing(*meaning))
            if self.is_in(bits)
        ]
        if not held:
            return family_reason(self.number, self.catalog)
        closeness, _index, meaning = min(held)
        facet, value = meaning
        if closeness == Closeness.BROADER:
            return broader_reason(
                self.organization, self.number, facet, value, self.catalog
            )
        label = COVERS.get(value) if facet == "covers" else None
        label = str(label or self.catalog.values.labels[facet].get(value, value))
        return replace(
            value_reason(label, fit.unit.shown(meaning), self.stems),
            is_unchecked=is_unchecked_value(self.organization, facet, value),
        )

    def shown(self, fit: Fit) -> str:
        """Return the name that holds the words of a unit, as the record writes it."""
        return max(
            min(
                (BY_FIELD[where], shown)
                for where, start, end, shown in self.names
                if start <= position < end
            )
            for position in self.matching.telling(fit.unit)
        )[1]
