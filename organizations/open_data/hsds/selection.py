"""Which records a request of the API gets: an outline of all of them, in order.

Everything starts from what is published. An outline is a few columns wide; the records
of one page of it, or of one chunk of a stream, are then fetched by ``queries``. The
number of queries does not grow with the number of records.
"""

import datetime
import uuid
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.catalog import loading
from organizations.catalog.aggregates import JoinedIds, pk_as_text
from organizations.catalog.snapshot import Catalog
from organizations.choices import OperatingStatus, PhoneKind
from organizations.listing.filters import OrganizationFilter
from organizations.listing.list_query import ListQuery
from organizations.models import (
    Organization,
    OrganizationTerm,
    Phone,
    Url,
    last_changes,
)
from organizations.open_data.errors import bad_parameters
from organizations.open_data.hsds.offers import (
    FAMILY,
    Offer,
    formats_of,
    offers,
    place_id,
    service_id,
)
from organizations.open_data.hsds.term_filters import carrying_any_of, carrying_term
from organizations.open_data.parameters import Asked
from organizations.open_data.public_records import public_terms

NARROWING = (
    "search",
    "organization_id",
    "modified_after",
    "taxonomy_term_id",
    "taxonomy_id",
)
"""The standard's parameters that leave out some organizations."""

FEW = 500
"""Up to this many organizations an outline names them; beyond, it reads all."""


@dataclass(frozen=True, slots=True)
class OutlinedOrganization:
    """An organization in a list, before it is fetched."""

    id: uuid.UUID
    name: str
    kind: str
    operating_status: str


@dataclass(frozen=True, slots=True)
class OutlinedService:
    """A service in a list, before its organization is fetched."""

    organization: OutlinedOrganization
    offer: Offer

    @property
    def id(self) -> uuid.UUID:
        """Return the id of the service."""
        return service_id(self.organization.id, self.offer.key)

    @property
    def place_id(self) -> uuid.UUID:
        """Return the id of the service at its web address."""
        return place_id(self.organization.id, self.offer.key)


def refuse_unknown(list_query: ListQuery) -> None:
    """Raise Refused where the list does not know a value, naming each."""
    problems: dict[str, list[str]] = {}
    for name, value in list_query.ignored:
        problems.setdefault(str(name), []).append(str(value)[:80])
    if problems:
        raise bad_parameters(
            {
                name: _("there is no value “%(values)s”.")
                % {"values": "”, “".join(values)}
                for name, values in problems.items()
            }
        )


def outline(asked: Asked) -> list[OutlinedOrganization]:
    """Return the organizations that a request asks for, a few columns wide."""
    return _outline(asked) if _narrows(asked) else _everybody(loading.current())


def outline_services(asked: Asked) -> list[OutlinedService]:
    """Return the services that a request asks for, those of an organization together.

    Where a way of meeting is asked for, only the services that stand for it.
    """
    if _narrows(asked):
        return _services_of(_outline(asked), _wanted_formats(asked))
    return _all_services(loading.current(), timezone.localdate())


def _narrows(asked: Asked) -> bool:
    return bool(asked.filters) or any(asked[name] is not None for name in NARROWING)


def _outline(asked: Asked) -> list[OutlinedOrganization]:
    """Return the published organizations that the list finds, in order.

    The directory's own filters are those of its list, with two differences: without
    ``status`` the API gives all, the historic ones as defunct; without ``sort`` it
    orders by id, so that a program that reads page by page misses nobody.
    """
    data = asked.filters.copy()
    if asked["search"] is not None:
        data["search"] = asked["search"]
    if "status" not in data:
        data.setlist("status", OperatingStatus.values)
    chosen = OrganizationFilter.for_api(data, _narrowed(asked))
    refuse_unknown(chosen.list_query)
    ids = chosen.list_query.results.ids
    found = chosen.qs if len(ids) <= FEW else chosen.queryset
    columns = ("pk", "name", "kind", "operating_status")
    rows = {
        row[0]: OutlinedOrganization(*row)
        for row in found.order_by().values_list(*columns)
    }
    return [rows[pk] for pk in ids if pk in rows]


def _narrowed(asked: Asked) -> QuerySet[Organization]:
    """Return what the standard's own parameters leave of the published ones."""
    queryset = Organization.objects.published()
    if asked["organization_id"]:
        queryset = queryset.filter(pk=asked["organization_id"])
    if asked["modified_after"]:
        queryset = queryset.filter(
            last_changes.since(Organization, asked["modified_after"])
        )
    if asked["taxonomy_term_id"]:
        queryset = queryset.filter(carrying_term(asked["taxonomy_term_id"]))
    if asked["taxonomy_id"]:
        queryset = queryset.filter(carrying_any_of(asked["taxonomy_id"]))
    return queryset


# Read once for all pages of a list, until a record changes and the catalog is another;
# which numbers may be shown changes with the day too.


@lru_cache(maxsize=1)
def _everybody(_catalog: Catalog) -> list[OutlinedOrganization]:
    return _outline(Asked())


@lru_cache(maxsize=1)
def _all_services(catalog: Catalog, _day: datetime.date) -> list[OutlinedService]:
    return _services_of(_everybody(catalog), wanted=[])


def _services_of(
    chosen: list[OutlinedOrganization], wanted: list[set[str]]
) -> list[OutlinedService]:
    formats, audiences, helplines = _what_leads_to_services(chosen)
    services = []
    for organization in chosen:
        pk = pk_as_text(organization.id)
        theirs = formats.get(pk, ())
        services += [
            OutlinedService(organization, offer)
            for offer in offers(
                kind=organization.kind,
                formats=theirs,
                audiences=audiences.get(pk, ()),
                has_helpline=pk in helplines,
            )
            if all(formats_of(offer, theirs) & some for some in wanted)
        ]
    return services


def outline_virtual_places(asked: Asked) -> list[OutlinedService]:
    """Return the services that take place behind a web address that is known."""
    services = [row for row in outline_services(asked) if row.offer.is_virtual]
    doors: dict[uuid.UUID, set[str]] = {}
    rows = _of_these(Url.objects.all(), [row.organization for row in services])
    for organization_id, kind in rows.values_list("organization_id", "kind"):
        doors.setdefault(organization_id, set()).add(kind)
    return [
        row
        for row in services
        if doors.get(row.organization.id, set()) & set(row.offer.doors)
    ]


# One by its id


def find_service(pk: uuid.UUID) -> list[OutlinedService]:
    """Return the published service of this id, or nothing."""
    return _find(pk, outline_services, lambda row: row.id)


def find_virtual_place(pk: uuid.UUID) -> list[OutlinedService]:
    """Return the service that takes place at the web address of this id, or nothing."""
    return _find(pk, outline_virtual_places, lambda row: row.place_id)


_owners: dict[uuid.UUID, uuid.UUID] = {}
"""Which organization each derived id was last seen at, so far as this process knows."""


def _find(pk, outline_of, id_of) -> list[OutlinedService]:
    """Return the row of this derived id, or nothing.

    No table holds derived ids. An organization remembered from before is looked at
    first and always asked again; otherwise all are looked through.
    """
    for asked in (Asked({"organization_id": _owners.get(pk)}), Asked()):
        if asked.values == {"organization_id": None}:
            continue
        rows = {id_of(row): row for row in outline_of(asked)}
        if pk in rows:
            if len(rows) > len(_owners):
                _owners.clear()
                _owners.update((key, row.organization.id) for key, row in rows.items())
            return [rows[pk]]
    return []


# Parts of the above


def _wanted_formats(asked: Asked) -> list[set[str]]:
    """Return the ways of meeting asked for, one set for each parameter that asks."""
    wanted = []
    if "meeting_format" in asked.filters:
        wanted.append(set(asked.filters.getlist("meeting_format")))
    if asked["taxonomy_term_id"]:
        term = public_terms().filter(
            pk=asked["taxonomy_term_id"], taxonomy__slug="format"
        )
        wanted += [{slug} for slug in term.values_list("slug", flat=True)]
    if asked["taxonomy_id"]:
        all_of_it = public_terms().filter(
            taxonomy_id=asked["taxonomy_id"], taxonomy__slug="format"
        )
        wanted += [set(all_of_it.values_list("slug", flat=True))] if all_of_it else []
    return wanted


def _of_these(rows: QuerySet, chosen: list[OutlinedOrganization]) -> QuerySet:
    if len(chosen) <= FEW:
        return rows.filter(organization_id__in=[one.id for one in chosen])
    return rows


def _what_leads_to_services(chosen: list[OutlinedOrganization]):
    """Return formats and audiences of organizations, and which have a helpline.

    Ids are the texts of ``pk_as_text``: of ten thousand organizations each value comes
    with all of its ids as one row.
    """
    formats: dict[str, set[str]] = {}
    audiences: dict[str, set[str]] = {}
    found = {"format": formats, "audience": audiences}
    carried = OrganizationTerm.objects.filter(
        Q(term__taxonomy__slug="format")
        | Q(term__taxonomy__slug="audience", term__slug=FAMILY),
        term__in=public_terms(),
    )
    rows = _of_these(carried, chosen).order_by()
    for taxonomy, slug, joined_ids in rows.values_list(
        "term__taxonomy__slug", "term__slug", JoinedIds("organization_id")
    ):
        for pk in joined_ids.split():
            found[taxonomy].setdefault(pk, set()).add(slug)
    public = Phone.objects.public(on=timezone.localdate()).order_by()
    phones = public.filter(kind=PhoneKind.HELPLINE)
    answering = _of_these(phones, chosen).values_list("organization_id", flat=True)
    return formats, audiences, set(map(pk_as_text, answering))
