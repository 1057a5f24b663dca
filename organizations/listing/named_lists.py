"""Short lists of names: who stands under one value, in the order of the list."""

from urllib.parse import urlencode

from django.http import QueryDict

from organizations.catalog.results import Results
from organizations.listing.list_query import ListQuery
from organizations.models import Organization


def listed_under(facet: str, value: str, *, most: int | None = None) -> list:
    """Return whom the list shows under a value, with little but their names.

    Nobody where the list does not know the value: a type that is not public has none.
    """
    asked = ListQuery(QueryDict(urlencode({facet: value})))
    if not asked.selection[facet]:
        return []
    found = asked.results
    named = Organization.objects.only("name", "slug", "publication_state")
    return Results(found.catalog, found.levels, found.sort, named)[:most]
