"""The door of the list for page, API and open data: a ``FilterSet`` of django-filter.

It names the parameters and their values; who is found, in which order, is
``list_query``'s to say.
"""

from collections.abc import Iterable, Mapping

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict

from organizations.listing.list_query import SORTS, ListQuery
from organizations.models import Organization

Values = django_filters.MultipleChoiceFilter
"""One facet; the values that it has now come from the catalog."""


class OrganizationFilter(django_filters.FilterSet):
    """Published organizations by everyday words and facets."""

    q = django_filters.CharFilter()
    type = Values()
    governance = Values()
    focus = Values()
    audience = Values()
    format = Values()
    spirituality = Values()
    goal = Values()
    medication = Values()
    facilitation = Values()
    evidence = Values()
    language = Values()
    country = Values()
    status = Values()
    sort = django_filters.ChoiceFilter(choices=tuple(SORTS.items()))

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
        default_sort: str = "relevance",
        **kwargs,
    ):
        """Read ``data`` as ``ListQuery`` does; what that knows is what is bound."""
        self.list_query = ListQuery(
            data,
            names=names,
            also=also,
            for_people=for_people,
            default_sort=default_sort,
        )
        if queryset is None:
            queryset = Organization.objects.published()
        super().__init__(self.list_query.known, queryset, **kwargs)
        for name, labels in self.list_query.values.labels.items():
            self.filters[name].extra["choices"] = tuple(labels.items())

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
        return cls(data, queryset, names=names, also=also, default_sort="id")

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Keep those that the list finds; their order is that of its results."""
        return queryset.filter(pk__in=self.list_query.results.ids)
