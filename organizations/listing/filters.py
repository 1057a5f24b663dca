"""The filter of the list, of the API and of the open data: one for all of them.

What is asked, and the addresses that ask it, is ``question``; here is what is found.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

import django_filters
from django import forms
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _

from organizations.catalog import facets
from organizations.catalog.results import Results
from organizations.listing.list_query import Chip, Question
from organizations.models import Organization, Verification
from organizations.models.querysets import DIRECT_FIRST, bytewise
from organizations.search.matching import union
from organizations.search.reasons import Reason, facet_reasons


class Values(forms.Field):
    """The values of a repeated parameter: ``OrganizationFilter`` knows which exist."""

    widget = forms.SelectMultiple

    def clean(self, value):
        """Return the values as they are."""
        return value or []


class FacetFilter(django_filters.Filter):
    """Any of the values of one facet, through the index: no join, no duplicates."""

    field_class = Values

    def filter(self, queryset: QuerySet, value: list[str]) -> QuerySet:
        """Keep those that have any of the values."""
        return queryset.with_facet(self.field_name, value) if value else queryset


class OrganizationFilter(Question, django_filters.FilterSet):
    """Published organizations by everyday words and facets."""

    type = FacetFilter()
    governance = FacetFilter()
    focus = FacetFilter()
    audience = FacetFilter()
    format = FacetFilter()
    spirituality = FacetFilter()
    goal = FacetFilter()
    medication = FacetFilter()
    facilitation = FacetFilter()
    evidence = FacetFilter()
    language = FacetFilter()
    country = FacetFilter()
    status = FacetFilter()

    class Meta:
        model = Organization
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict | None = None,
        queryset: QuerySet | None = None,
        *,
        names: Mapping[str, str] | None = None,
        also: Iterable[str] = ("page",),
        for_people: bool = False,
        **kwargs,
    ):
        """Read ``data``; the rest is as for ``Question``."""
        Question.__init__(self, data, names=names, also=also, for_people=for_people)
        known = QueryDict(mutable=True)
        for name, values in self.effective.items():
            known.setlist(name, values)
        if queryset is None:
            queryset = Organization.objects.published()
        django_filters.FilterSet.__init__(self, known, queryset, **kwargs)

    @classmethod
    def for_api(
        cls,
        data: QueryDict,
        queryset: QuerySet | None = None,
        *,
        also: Iterable[str] = ("page", "per_page", "format"),
    ) -> "OrganizationFilter":
        """Return the filter under the API's names, where the standard's come first."""
        names = {"q": "search", "format": "meeting_format"}
        return cls(data, queryset, names=names, also=also)

    # Results

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Keep what was asked for, in the order asked for."""
        return self._ordered(self._matching(queryset))

    def _matching(self, queryset: QuerySet, *, but: str = "") -> QuerySet:
        """Keep what every facet and the words ask for; leave out one facet."""
        for name, values in self.effective.items():
            if name != but:
                queryset = self.filters[name].filter(queryset, values)
        return self.found.keep(queryset)

    @cached_property
    def found(self):
        """Return what the words found, among all that is published."""
        return self.search.run(self.catalog)

    def _ordered(self, queryset: QuerySet) -> QuerySet:
        """Order: specific before broader and worldwide, then as asked, then by name."""
        queryset = queryset.with_indirect_last(
            {name: values for name, values in self.selection.items() if values}
        )
        orders = ["indirect"]
        if self.sort == "founded":
            queryset = queryset.alias(
                founded_first=bytewise("founded", empty_last=True)
            )
            orders.append("founded_first")
        elif self.sort == "verified":
            last = Verification.objects.filter(organization=OuterRef("pk"))
            queryset = queryset.alias(
                last_verified=Subquery(
                    last.order_by("-verified_on").values("verified_on")[:1]
                )
            )
            orders.append(F("last_verified").desc(nulls_last=True))
        elif self.sort == "relevance" and self.search.is_asked:
            queryset = self.found.ranked(queryset)
            orders.append("found_rank")
        return queryset.alias(name_bytes=bytewise("sort_name")).order_by(
            *orders, "name_bytes", "pk"
        )

    # What the page shows

    def _among(self, *, but: str = "") -> int:
        """Return, as a set of the catalog, who is left; leave out one facet."""
        found = self.catalog.everyone & self.found.everyone
        for name, values in self.effective.items():
            if values and name != but:
                found &= self.catalog.chosen(name, values)
        return found

    @cached_property
    def results(self) -> Results:
        """Return the list: the same organizations in the same order as ``qs``."""
        left = self._among()
        levels = [
            specific & best
            for specific in self._indirect_last(left)
            for best in (self.found.levels if self.sort == "relevance" else [left])
        ]
        return Results(self.catalog, levels, self.sort, Organization.objects.for_list())

    def _indirect_last(self, bits: int) -> list[int]:
        """Return ``bits`` in levels: by how many facets fit only indirectly."""
        levels = [bits]
        for name in DIRECT_FIRST:
            if values := self.selection[name]:
                direct = union(self.catalog.filed_under(name, one) for one in values)
                above = [*levels, 0]
                below = [0, *levels]
                levels = [
                    (first & direct) | (then & ~direct)
                    for first, then in zip(above, below, strict=True)
                ]
        return levels

    @cached_property
    def facets(self) -> list[facets.Facet]:
        """Return the facets, each counted without its own selection."""
        everybody = self._among()
        return [
            facets.build(
                kind,
                self.values.labels[kind.name],
                self.catalog.counts(
                    kind.name,
                    self._among(but=kind.name)
                    if self.effective[kind.name]
                    else everybody,
                ),
                self.selection[kind.name],
            )
            for kind in facets.KINDS
        ]

    @property
    def did_you_mean(self) -> Chip | None:
        """Return a better spelling with its address, where words were mistyped."""
        text = "" if self.search.crisis else self.found.correction
        return Chip(_("Did you mean"), text, self.url(q=text)) if text else None

    @property
    def notices(self) -> list[str]:
        """Return what a reader has to know of how the words were taken."""
        if not self.search.text or self._is_crisis_alone:
            return []
        if self.found.was_general or not self.search.is_asked:
            return [
                _("Your words are too general to search by; here is the whole list.")
            ]
        if not self.found.matched_all:
            return [
                _("Nothing fits all of your words. Here is what fits most of them.")
            ]
        return []

    @property
    def _is_crisis_alone(self) -> bool:
        """Whether nothing was typed but words that are answered by themselves."""
        return bool(self.search.crisis) and self.found.matching is None

    @cached_property
    def elsewhere(self) -> list[Chip]:
        """Return the statuses that an empty list leaves out though they would fit."""
        if self.results:
            return []
        status = next(facet for facet in self.facets if facet.name == "status")
        return [
            Chip(
                status.label,
                option.label,
                self.url(without=("status", None), also=("status", option.value)),
            )
            for option in status.options
            if option.count
        ]

    def reasons(self, organization: Organization) -> list[Reason]:
        """Return why ``organization`` is here, where its card does not say so."""
        number = self.catalog.numbers[organization.pk]
        return [
            *self.found.reasons(organization),
            *facet_reasons(number, self.selection, self.catalog),
        ]
