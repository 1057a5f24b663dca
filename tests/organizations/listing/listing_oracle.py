"""What the list must answer, found slowly and obviously: plain Python over the rows.

Nothing here asks the catalog whom a facet holds, who is published or what comes first.
Only how well words fit, and which people they name, is taken from search, which has
tests of its own.
"""

import datetime
from itertools import groupby

from django.conf import settings
from django.http import QueryDict

from organizations.catalog import facets, loading
from organizations.models import (
    Closeness,
    FacetValue,
    Organization,
    OrganizationTerm,
    OrganizationType,
    SizeEstimate,
    TaxonomyTerm,
    Url,
    Verification,
)
from organizations.search.searching import Search
from recovery_directory.records.publication import PublicationState

LAST = "~"
"""Comes after every date of founding."""

STATUSES = ("active", "uncertain", "historic")
LEADS_NOWHERE = "literature"
"""The one kind of address behind which nobody finds a meeting."""


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
        self.figures: dict[object, list[SizeEstimate]] = {}
        for figure in SizeEstimate.objects.all():
            self.figures.setdefault(figure.organization_id, []).append(figure)
        self.with_way_in = {
            url.organization_id
            for url in Url.objects.exclude(kind=LEADS_NOWHERE)
            if url.url.startswith(("https://", "http://"))
        }
        self.fits: dict[object, dict[str, str]] = {}
        for row in OrganizationTerm.objects.exclude(fit="").select_related("term"):
            self.fits.setdefault(row.organization_id, {})[row.term.slug] = row.fit
        audiences = TaxonomyTerm.objects.filter(taxonomy__slug="audience")
        self.broader = {
            one.slug: one.broader and one.broader.slug
            for one in audiences.select_related("broader")
        }
        self.types = [one.pk for one in OrganizationType.objects.order_by("position")]
        self.catalog = loading.read()

    def listed(
        self, query: QueryDict, *, statuses: tuple[str, ...], unless_sorted="relevance"
    ) -> list:
        """Return whom ``query`` finds, in order; ``statuses`` where it names none.

        ``unless_sorted`` is the order where it names none.
        """
        chosen = {
            kind.name: set(query.getlist(kind.name))
            for kind in facets.KINDS
            if query.getlist(kind.name)
        }
        ranks = self.ranks(query.get("q", ""))
        people = self.people(query.get("q", "")) | chosen.get("audience", set())
        sort = query.get("sort") or unless_sorted
        wanted = {"status": set(statuses)} | chosen
        found = [
            one
            for one in self.published
            if one.pk in ranks
            and all(self.has(one, *choice) for choice in wanted.items())
        ]

        def far(one: Organization) -> int:
            steps = sum(not self.is_direct(one, *choice) for choice in chosen.items())
            if "audience" in chosen:
                steps += not chosen["audience"] & set(self.fits.get(one.pk, {}))
            return steps

        def by_name(one: Organization) -> tuple:
            return one.sort_name.encode(), one.pk.hex

        def fit_and_standing(one: Organization) -> tuple:
            is_for_others = self.is_only_for_others(one, people)
            return far(one), ranks[one.pk], is_for_others, self.standing(one)

        if sort == "id":
            return sorted(found, key=lambda one: one.pk.hex)
        if sort == "relevance":
            found.sort(key=fit_and_standing)
            return [
                one
                for _fit, equals in groupby(found, key=fit_and_standing)
                for one in self.in_turns(sorted(equals, key=by_name))
            ]
        by = {
            "name": lambda one: 0,
            "founded": lambda one: one.founded or LAST,
            "verified": lambda one: -self.last_look(one).toordinal(),
        }[sort]
        return sorted(found, key=lambda one: (far(one), by(one), by_name(one)))

    def last_look(self, one: Organization) -> datetime.date:
        """Return when somebody last found ``one`` still right."""
        return self.verified.get(one.pk, datetime.date.min)

    def people(self, words: str) -> set[str]:
        """Return the audiences that the words name."""
        return Search(words).run(self.catalog).people

    def is_only_for_others(self, one: Organization, people: set[str]) -> bool:
        """Whether ``one`` is only for some whom nobody asked for.

        Who asks for women asks also for whatever is broader. Family and friends are
        people like others; the person with the problem is meant unless they are.
        """
        named = set(people)
        while more := {self.broader.get(slug) for slug in named} - named - {None}:
            named |= more
        only = {s for s, fit in self.fits.get(one.pk, {}).items() if fit == "only"}
        left_out = "person" if "family-and-friends" in named else "family"
        return one.is_for == left_out or bool(only - named)

    def standing(self, one: Organization) -> tuple:
        """Return where ``one`` stands among those that fit equally well, best lowest.

        Active, uncertain, historic; here or worldwide, not known where, elsewhere; the
        power of ten of the count of groups.
        """
        if self.has(one, "country", {settings.COUNTRY}):
            place = 0
        else:
            place = 1 if self.has(one, "country", {"not-recorded"}) else 2
        groups = self.count_of_groups(one)
        return (
            STATUSES.index(one.operating_status),
            place,
            -len(str(groups)) if groups else 0,
        )

    def count_of_groups(self, one: Organization) -> int:
        """Return how many groups ``one`` has by the figure that counts; 0 is unknown.

        Worldwide before anywhere; the newest with a date, else the largest without.
        """
        figures = [
            figure
            for figure in self.figures.get(one.pk, [])
            if figure.metric in {"groups", "weekly-meetings"} and figure.value
        ]
        worldwide = [figure for figure in figures if figure.scope == "worldwide"]
        figures = worldwide or figures
        dated = [figure for figure in figures if figure.as_of]
        if dated:
            newest = max(figure.as_of for figure in dated)
            return max(figure.value for figure in dated if figure.as_of == newest)
        return max((figure.value for figure in figures), default=0)

    def in_turns(self, equals: list) -> list:
        """Return ``equals``, which are by name, one of each type in turn.

        In each type those come first from whom a way leads to a meeting.
        """
        queues = []
        for kind in self.types:
            theirs = [one for one in equals if one.organization_type_id == kind]
            queues.append(
                [one for one in theirs if self.has_way_in(one)]
                + [one for one in theirs if not self.has_way_in(one)]
            )
        found = []
        while any(queues):
            found += [queue.pop(0) for queue in queues if queue]
        return found

    def has_way_in(self, one: Organization) -> bool:
        """Whether a web address leads from ``one`` to a meeting."""
        return one.operating_status != "historic" and one.pk in self.with_way_in

    def has(self, one: Organization, facet: str, values: set[str]) -> bool:
        """Whether ``one`` has any value; the worldwide have every known country."""
        theirs = {row.value for row in self.values[one.pk] if row.facet == facet}
        if facet == "country" and values - {"not-recorded"}:
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
