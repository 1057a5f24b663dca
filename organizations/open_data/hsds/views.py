"""The addresses of the API: read-only, for everybody, for any program."""

import re
import uuid
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from organizations.models import Organization, last_changes
from organizations.open_data import responses
from organizations.open_data.errors import Refused, not_found
from organizations.open_data.hsds import (
    endpoints,
    mapping,
    openapi,
    queries,
    schemas,
    selection,
    tabular,
    vocabularies,
)
from organizations.open_data.hsds.parts import Context, Json
from organizations.open_data.parameters import UUID, Asked
from organizations.open_data.resources import Document, Listing, OpenResource
from recovery_directory.characters import folded
from recovery_directory.web.data_version import State


def context(sources=None) -> Context:
    """Return what the mapping needs besides records."""
    return Context(responses.operator_email(), sources or {})


# Organizations


class OrganizationListing(Listing):
    """All organizations."""

    endpoint = endpoints.ORGANIZATIONS

    def rows(self, asked: Asked) -> list:
        """Return the organizations asked for."""
        return selection.outline(asked)

    def records(self, rows: list, asked: Asked) -> Iterable[Json]:
        """Return them as lists show them, or in full."""
        is_full = bool(asked["full"] or asked["full_service"])
        fetched = queries.fetch([row.id for row in rows], self.state, is_full=is_full)
        within = context(fetched.sources)
        for row in rows:
            found = fetched.organizations.get(row.id)
            if found and is_full:
                in_full = bool(asked["full_service"])
                yield mapping.organization_full(found, within, full_service=in_full)
            elif found:
                yield mapping.organization_summary(found)


class OrganizationDocument(Document):
    """One organization."""

    endpoint = endpoints.ORGANIZATION

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return it in full."""
        pk = _id(kwargs["pk"], _("organization"))
        fetched = queries.fetch([pk], self.state, is_full=True)
        if pk not in fetched.organizations:
            raise not_found(_("organization"))
        return mapping.organization_full(
            fetched.organizations[pk],
            context(fetched.sources),
            full_service=bool(asked["full_service"]),
        )


# Services


class ServiceListing(Listing):
    """All services."""

    endpoint = endpoints.SERVICES

    def rows(self, asked: Asked) -> list:
        """Return the services asked for."""
        return selection.outline_services(asked)

    def records(self, rows: list, asked: Asked) -> Iterable[Json]:
        """Return them as lists show them, in full, or as little as possible."""
        if asked["minimal"]:
            return _minimal(rows, self.state)
        form = mapping.service_full if asked["full"] else mapping.service_summary
        return _mapped(rows, form, self.state)


class ServiceDocument(Document):
    """One service."""

    endpoint = endpoints.SERVICE

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return it in full."""
        pk = _id(kwargs["pk"], _("service"))
        found = selection.find_service(pk)
        for record in _mapped(found, mapping.service_full, self.state):
            return record
        raise not_found(_("service"))


class ServiceAtLocationListing(Listing):
    """All services that take place on the web."""

    endpoint = endpoints.SERVICE_AT_LOCATIONS

    def rows(self, asked: Asked) -> list:
        """Return those asked for."""
        return selection.outline_virtual_places(asked)

    def records(self, rows: list, asked: Asked) -> Iterable[Json]:
        """Return them as lists show them, or in full."""
        full = mapping.service_at_location_full
        form = full if asked["full"] else mapping.service_at_location_summary
        return _mapped(rows, form, self.state)


class ServiceAtLocationDocument(Document):
    """One service at its web address."""

    endpoint = endpoints.SERVICE_AT_LOCATION

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return it in full."""
        pk = _id(kwargs["pk"], _("service at a location"))
        found = selection.find_virtual_place(pk)
        for record in _mapped(found, mapping.service_at_location_full, self.state):
            return record
        raise not_found(_("service at a location"))


def _minimal(rows: list, state: State) -> Iterator[Json]:
    moments = last_changes.of(Organization, {row.organization.id for row in rows})
    for row in rows:
        changed_at = last_changes.vouched_for(moments.get(row.organization.id), state)
        yield mapping.service_minimal(row.organization, row.offer, changed_at)


def _mapped(rows: list, form, state: State) -> Iterator[Json]:
    """Yield the records of outlined services, so far as they are still published."""
    fetched = queries.fetch({row.organization.id for row in rows}, state, is_full=False)
    within = context(fetched.sources)
    for row in rows:
        found = fetched.organizations.get(row.organization.id)
        record = form(found, row.offer, within) if found else None
        if record is not None:
            yield record


# Taxonomies


class TaxonomyListing(Listing):
    """All vocabularies."""

    endpoint = endpoints.TAXONOMIES

    def rows(self, asked: Asked) -> list:
        """Return the taxonomies asked for; there are few."""
        return _found(_taxonomies(), asked)


class TaxonomyDocument(Document):
    """One vocabulary."""

    endpoint = endpoints.TAXONOMY

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return it."""
        return _one(_taxonomies(), kwargs["pk"], _("taxonomy"))


class TaxonomyTermListing(Listing):
    """All terms."""

    endpoint = endpoints.TAXONOMY_TERMS

    def rows(self, asked: Asked) -> list:
        """Return the terms asked for."""
        terms = _found(_terms(), asked)
        for name in ("taxonomy_id", "parent_id"):
            if asked[name]:
                terms = [term for term in terms if term.get(name) == str(asked[name])]
        if asked["top_only"]:
            terms = [term for term in terms if "parent_id" not in term]
        return terms


class TaxonomyTermDocument(Document):
    """One term."""

    endpoint = endpoints.TAXONOMY_TERM

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return it."""
        pk = _id(kwargs["pk"], _("taxonomy term"))
        return _one(_terms(pk), kwargs["pk"], _("taxonomy term"))


def _taxonomies() -> list[Json]:
    return [
        *map(vocabularies.taxonomy, vocabularies.CLOSED),
        *map(vocabularies.taxonomy, queries.taxonomies()),
    ]


def _terms(pk: uuid.UUID | None = None) -> list[Json]:
    """Return all terms; with ``pk``, of curators' terms only that one."""
    return [
        *map(vocabularies.record_term, queries.types_and_styles()),
        *(
            vocabularies.value_term(closed, value)
            for closed in vocabularies.OF_VALUES
            for value in closed.values
        ),
        *map(vocabularies.taxonomy_term, queries.terms(pk)),
    ]


def _found(records: list[Json], asked: Asked) -> list[Json]:
    """Return the records that hold every word of the search."""
    words = folded((asked["search"] or "")[:200]).split()

    def holds_all(record: Json) -> bool:
        texts = [record["name"], record["description"], record.get("code", "")]
        text = folded(" ".join([*texts, *record.get("synonyms", ())]))
        return all(word in text for word in words)

    return [record for record in records if holds_all(record)]


def _one(records: list[Json], pk: str, what: str) -> Json:
    for record in records:
        if record["id"] == pk.lower():
            return record
    raise not_found(what)


def _id(text: str, what: str) -> uuid.UUID:
    if not re.fullmatch(UUID, text):
        raise not_found(what)
    return uuid.UUID(text)


# The API itself


class Root(Document):
    """What this API is."""

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return version, profile and description."""
        publisher = {
            "name": settings.OPERATOR_NAME or "Recovery directory",
            "website": settings.SITE_URL,
        }
        if email := responses.operator_email():
            publisher["email"] = email
        return {
            "version": schemas.HSDS_VERSION,
            "software_version": settings.VERSION,
            "profile": responses.address("profile"),
            "openapi_url": responses.address("openapi"),
            "description": openapi.DESCRIPTION,
            "publisher": publisher,
            "data_guide": f"{settings.SITE_URL}/about/data/",
        }


class OpenAPI(Document):
    """The description of the API, for programs."""

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return the OpenAPI file."""
        return openapi.document()


class Profile(Document):
    """What the profile consists of."""

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return name, version, licence and addresses of the profile."""
        return {
            "name": _("Recovery directory profile of HSDS"),
            "version": schemas.PROFILE_VERSION,
            "hsds_version": schemas.HSDS_VERSION,
            "description": openapi.PROFILE_DESCRIPTION,
            "license": openapi.LICENSE_OF_SCHEMAS,
            "profile": [
                responses.address("profile-file", f"{name}.json")
                for name in (*schemas.PATCHED, "openapi")
            ],
            "schema": [
                responses.address("schema-file", f"{name}.json")
                for name in (*schemas.file_names(), "openapi")
            ],
            "datapackage": responses.address("profile-datapackage"),
            "openapi_url": responses.address("openapi"),
        }


class ProfileDataPackage(Document):
    """The profile as tables."""

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return the Tabular Data Package of the profile."""
        return tabular.data_package(
            name="recovery-directory-hsds-profile",
            version=schemas.PROFILE_VERSION,
            home=responses.address("profile"),
            licenses=[
                {
                    "name": "CC-BY-SA-4.0",
                    "path": openapi.LICENSE_OF_SCHEMAS["url"],
                    "title": openapi.LICENSE_OF_SCHEMAS["name"],
                }
            ],
        )


class ProfileFile(Document):
    """One merge patch of the profile."""

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return the patch of this file name."""
        name = kwargs["name"].removesuffix(".json")
        if name == "openapi":
            return schemas.difference(schemas.standard_openapi(), openapi.document())
        if name in schemas.PATCHED:
            return schemas.patch(name)
        raise Refused(404, _("The profile changes no file of this name."))


class SchemaFile(Document):
    """One schema of the profile, merged."""

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return the schema of this file name."""
        name = kwargs["name"].removesuffix(".json")
        if name == "openapi":
            return openapi.document()
        if name in schemas.file_names():
            address = responses.address("schema-file", f"{name}.json")
            return schemas.schema_file(name, address)
        raise Refused(404, _("There is no schema of this name; the profile lists all."))


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """Say of any other address that nothing is there, and where they are listed."""
    refused = Refused(
        404,
        _(
            "There is nothing here. Addresses have no slash at the end and are "
            "listed in %(openapi)s."
        )
        % {"openapi": responses.address("openapi")},
    )
    response = refused.response()
    responses.for_other_origins(response, OpenResource.methods)
    return response
