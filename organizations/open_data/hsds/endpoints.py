"""The endpoints of the standard: what each takes and gives.

The views run by this table and ``openapi.json`` is written from it.
"""

from dataclasses import dataclass

from organizations.open_data.parameters import (
    FORMAT,
    FULL,
    FULL_SERVICE,
    MINIMAL,
    MODIFIED_AFTER,
    ORGANIZATION_ID,
    PAGE,
    PARENT_ID,
    PER_PAGE,
    SEARCH,
    TAXONOMY_ID,
    TAXONOMY_TERM_ID,
    TERMS_OF_TAXONOMY,
    TOP_ONLY,
    Parameter,
)


@dataclass(frozen=True)
class Endpoint:
    """An address of the API.

    ``schemas`` are the forms that its records may have. ``is_required`` tells whether
    the standard requires it of every API.
    """

    path: str
    operation: str
    summary: str
    schemas: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    has_filters: bool = False
    is_required: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it gives a page of records, and so takes POST too."""
        return PAGE in self.parameters


PAGING = (PAGE, PER_PAGE, FORMAT)

SERVICES = Endpoint(
    "/services",
    "ListOfServices",
    "Services: ways of meeting, helplines, support for families.",
    ("service_list_item", "service_full"),
    (
        SEARCH,
        *PAGING,
        TAXONOMY_TERM_ID,
        TAXONOMY_ID,
        ORGANIZATION_ID,
        MODIFIED_AFTER,
        MINIMAL,
        FULL,
    ),
    has_filters=True,
    is_required=True,
)
SERVICE = Endpoint(
    "/services/{id}",
    "Service",
    "One service with everything nested in it.",
    ("service_full",),
    is_required=True,
)
ORGANIZATIONS = Endpoint(
    "/organizations",
    "ListOfOrganizations",
    "Organizations that offer mutual help.",
    ("organization_list_item", "organization_full"),
    (
        SEARCH,
        FULL_SERVICE,
        FULL,
        TAXONOMY_TERM_ID,
        TAXONOMY_ID,
        MODIFIED_AFTER,
        *PAGING,
    ),
    has_filters=True,
)
ORGANIZATION = Endpoint(
    "/organizations/{id}",
    "Organization",
    "One organization with everything nested in it.",
    ("organization_full",),
    (FULL_SERVICE,),
)
SERVICE_AT_LOCATIONS = Endpoint(
    "/service_at_locations",
    "ListOfServiceAtLocations",
    "Services that take place on the web, with their addresses. No other places.",
    ("service_at_location_list_item", "service_at_location_full"),
    (
        SEARCH,
        TAXONOMY_TERM_ID,
        TAXONOMY_ID,
        ORGANIZATION_ID,
        MODIFIED_AFTER,
        FULL,
        *PAGING,
    ),
    has_filters=True,
)
SERVICE_AT_LOCATION = Endpoint(
    "/service_at_locations/{id}",
    "ServiceAtLocation",
    "One service at its web address, with everything nested in it.",
    ("service_at_location_full",),
)
TAXONOMIES = Endpoint(
    "/taxonomies",
    "ListOfTaxonomies",
    "The vocabularies by which organizations are classified.",
    ("taxonomy",),
    (SEARCH, *PAGING),
)
TAXONOMY = Endpoint("/taxonomies/{id}", "Taxonomy", "One vocabulary.", ("taxonomy",))
TAXONOMY_TERMS = Endpoint(
    "/taxonomy_terms",
    "ListOfTaxonomyTerms",
    "The terms of all vocabularies, with everyday words for them.",
    ("taxonomy_term",),
    (SEARCH, *PAGING, TERMS_OF_TAXONOMY, TOP_ONLY, PARENT_ID),
)
TAXONOMY_TERM = Endpoint(
    "/taxonomy_terms/{id}", "TaxonomyTerm", "One term.", ("taxonomy_term",)
)

ENDPOINTS = (
    SERVICES,
    SERVICE,
    ORGANIZATIONS,
    ORGANIZATION,
    SERVICE_AT_LOCATIONS,
    SERVICE_AT_LOCATION,
    TAXONOMIES,
    TAXONOMY,
    TAXONOMY_TERMS,
    TAXONOMY_TERM,
)
