"""What the list must answer, found slowly and obviously: plain Python over the rows.

Nothing here asks the catalog whom a facet holds, who is published or what comes first.
Only how well words fit is taken from search, which has tests of its own.
"""

import datetime

from django.http import QueryDict

from organizations.catalog import facets, loading
from organizations.models import Closeness, FacetValue, Organization, Verification
from organizations.search.searching import Search
from recovery_directory.records.publication import PublicationState

LAST = "~"
"""Comes after every date of founding."""


class Oracle:
    """Everybody in the database with their rows, read at once."""

    def __init__(self):
        """Read the rows; who is not published is told apart here."""
        self.published = [
            one
            for one in Organization._base_manager.all()
            if one.publication_state == PublicationState.PUBLISHED
        ]
        self.values: dict[object, list[FacetValue]] = {}
        for row in FacetValue.objects.all():
            self.values.setdefault(row.organization_id, []).append(row)
        self.verified: dict[object, datetime.date] = {}
        for row in Verification.objects.all():
            before = self.verified.get(row.organization_id, datetime.date.min)
            self.verified[row.organization_id] = max(before, row.verified_on)
        self.catalog = loading.read()

    def listed(self, query: QueryDict, *, statuses: tuple[str, ...]) -> list:
        """Return whom ``query`` finds, in order; ``statuses`` where it names none."""
        chosen = {
            kind.name: set(query.getlist(kind.name))
            for kind in facets.KINDS
            if query.getlist(kind.name)
        }
        ranks = self.ranks(query.get("q", ""))
        sort = query.get("sort") or ("relevance" if query.get("q") else "name")

        def order(one: Organization) -> tuple:
            by = {
                "name": 0,
                "relevance": ranks.get(one.pk),
                "founded": one.founded or LAST,
                "verified": -self.verified.get(one.pk, datetime.date.min).toordinal(),
            }[sort]
            far = sum(not self.is_direct(one, *choice) for choice in chosen.items())
            return far, by, one.sort_name.encode(), one.pk.hex

        wanted = {"status": set(statuses)} | chosen
        return sorted(
            (
                one
                for one in self.published
                if one.pk in ranks
                and all(self.has(one, *choice) for choice in wanted.items())
            ),
            key=order,
        )

    def has(self, one: Organization, facet: str, values: set[str]) -> bool:
        """Whether ``one`` has any value; the worldwide have every known country."""
        theirs = {row.value for row in self.values[one.pk] if row.facet == facet}
        if facet == "country" and values != {"not-recorded"}:
            values = {*values, "worldwide"}
        return bool(theirs & values)

    def is_direct(self, one: Organization, facet: str, values: set[str]) -> bool:
        """Whether ``one`` has any value otherwise than by a broader term."""
        return any(
            row.facet == facet
            and row.value in values
            and row.closeness != Closeness.BROADER
            for row in self.values[one.pk]
        )

    def ranks(self, words: str) -> dict[object, tuple]:
        """Return how well the words fit each of those whom they find, best lowest."""
        found = Search(words).run(self.catalog)
        if found.matching is None:
            return {one.pk: () for one in self.published}
        return {
            pk: rank
            for pk, number in self.catalog.numbers.items()
            for rank, bits in found.matching.ranks.items()
            if bits >> number & 1
        }
