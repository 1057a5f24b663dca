"""An organization in the words of HSDS: services, places, and what leads to them.

Pure functions over records that were fetched before; no query inside. A key without a
value is left out, because nothing in HSDS may be null. What HSDS has no word for is in
``extension``; the tests list and prove which field went where.
"""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from organizations.choices import (
    NameKind,
    OperatingStatus,
    PhoneKind,
    RelationshipKind,
    UrlKind,
    VerificationPart,
)
from organizations.models import Organization
from organizations.open_data.hsds import availability, extension
from organizations.open_data.hsds.ids import derived_id
from organizations.open_data.hsds.offers import (
    FAMILY,
    Offer,
    formats_of,
    offers,
    place_id,
    service_id,
)
from organizations.open_data.hsds.parts import (
    Context,
    Json,
    address_of,
    attribute,
    given,
    is_public,
    moment,
    phone_of,
    provenance,
    slugs,
    term_of,
    terms,
)
from organizations.open_data.hsds.selection import OutlinedOrganization

STATUS = {
    OperatingStatus.ACTIVE: "active",
    OperatingStatus.UNCERTAIN: "active",
    OperatingStatus.HISTORIC: "defunct",
}

ASSURING_PARTS = {VerificationPart.WHOLE, VerificationPart.CONTACT}
"""Somebody who looked only at figures or research has not assured a service."""


# Organizations


def organization_summary(organization: Organization) -> Json:
    """Return an organization as lists show it: what there is once, no lists."""
    return given(
        id=str(organization.pk),
        name=organization.name,
        alternate_name=_alternate_name(organization),
        description=organization.summary or organization.name,
        email=organization.email,
        website=address_of(organization, (UrlKind.WEBSITE,)),
        uri=f"{settings.SITE_URL}{organization.get_absolute_url()}",
        parent_organization_id=_parent(organization),
        operating_status=organization.operating_status,
        last_modified=moment(organization.last_modified),
    )


def organization_full(
    organization: Organization, context: Context, *, full_service: bool = False
) -> Json:
    """Return an organization with everything, its services included."""
    services = [
        service_full(organization, offer, context, is_nested=True)
        if full_service
        else service_summary(organization, offer, context, is_nested=True)
        for offer in offers_of(organization)
    ]
    return _organization(organization, context) | {"services": services}


def _organization_of_service(organization: Organization, context: Context) -> Json:
    """Return an organization inside its services; its own address has the rest.

    Inside: how to reach it, and what the profile says on evidence and medication.
    """
    if organization.pk not in context.made:
        context.made[organization.pk] = _reachable(
            organization, context
        ) | extension.for_service(organization, context)
    return context.made[organization.pk]


def _reachable(organization: Organization, context: Context) -> Json:
    """Return an organization with every way to reach it."""
    return organization_summary(organization) | given(
        additional_websites=_additional_websites(organization, context),
        phones=[phone_of(number) for number in organization.public_phones],
    )


def _organization(organization: Organization, context: Context) -> Json:
    return (
        _reachable(organization, context)
        | given(
            locations=_locations(organization, context),
            attributes=[
                attribute("organization", organization.pk, one.term, one.said)
                for one in terms(organization, context)
            ],
        )
        | extension.organization(organization, context)
    )


def _alternate_name(organization: Organization) -> str:
    names = organization.alternate_names.all()
    for kind in (NameKind.ACRONYM, NameKind.ALSO_KNOWN_AS):
        for name in names:
            if name.kind == kind:
                return name.name
    return ""


def _parent(organization: Organization) -> str | None:
    for row in organization.relationships.all():
        if (
            row.kind == RelationshipKind.PART_OF
            and row.other
            and row.other.is_published
        ):
            return str(row.other_id)
    return None


def _additional_websites(organization: Organization, context: Context) -> list[Json]:
    website = organization.url_of(UrlKind.WEBSITE)
    return [
        {
            "id": str(url.pk),
            "label": url.label or url.get_kind_display(),
            "url": url.address,
        }
        | provenance(url, context)
        for url in organization.web_addresses
        if url != website
    ]


def _locations(organization: Organization, context: Context) -> list[Json]:
    """Return the headquarters: a place to write to, not one where help is given."""
    country = organization.headquarters_country
    country = country if country and is_public(country) else None
    if not (organization.headquarters or country):
        return []
    location_id = derived_id(organization.pk, "location/headquarters")
    place = {
        "id": str(location_id),
        "location_type": "postal",
        "organization_id": str(organization.pk),
        "name": _("Headquarters"),
    }
    place |= given(description=organization.headquarters)
    if country:
        term = term_of(country, context)
        place["attributes"] = [attribute("location", location_id, term)]
    return [place]


# Services


def offers_of(organization: Organization) -> list[Offer]:
    """Return what an organization offers, by its public terms and telephones."""
    return offers(
        kind=organization.kind,
        formats=slugs(organization, "format"),
        audiences=slugs(organization, "audience"),
        has_helpline=any(
            phone.kind == PhoneKind.HELPLINE for phone in organization.public_phones
        ),
    )


def service_name(name: str, offer: Offer) -> str:
    """Return for example ``SMART Recovery: meetings online``."""
    return f"{name}: {offer.name}"


def service_minimal(
    organization: Organization | OutlinedOrganization,
    offer: Offer,
    last_modified: datetime.datetime | None,
) -> Json:
    """Return a service for those who only ask what changed."""
    return given(
        id=str(service_id(organization.id, offer.key)),
        name=service_name(organization.name, offer),
        status=STATUS[OperatingStatus(organization.operating_status)],
        last_modified=moment(last_modified),
    )


def service_summary(
    organization: Organization,
    offer: Offer,
    context: Context,
    *,
    is_nested: bool = False,
) -> Json:
    """Return a service as lists show it. Inside its organization, without that."""
    minimal = service_minimal(organization, offer, organization.last_modified)
    assured_on = max(
        (
            verification.verified_on
            for verification in organization.verifications.all()
            if verification.part in ASSURING_PARTS
        ),
        default=None,
    )
    service = minimal | given(
        organization_id=str(organization.pk),
        description=_service_description(organization, offer),
        url=address_of(organization, offer.doors),
        email=organization.email,
        application_process=organization.how_to_start,
        fees_description=organization.fees_description,
        eligibility_description=organization.eligibility_description,
        alert=_alert(organization),
    )
    if assured_on:
        service |= given(
            assured_date=assured_on.isoformat(), assurer_email=context.assurer_email
        )
    if not is_nested:
        service["organization"] = organization_summary(organization)
    return service


def service_full(
    organization: Organization,
    offer: Offer,
    context: Context,
    *,
    is_nested: bool = False,
) -> Json:
    """Return a service with everything. Inside its organization, without that."""
    summary = service_summary(organization, offer, context, is_nested=True)
    place = service_at_location(organization, offer, context)
    service = summary | given(
        phones=[
            phone_of(number)
            for number in organization.public_phones
            if offer.key == "helpline" and number.kind == PhoneKind.HELPLINE
        ],
        schedules=availability.schedules(organization, offer),
        service_areas=availability.service_areas(organization, offer, context),
        languages=availability.languages(organization, offer),
        cost_options=availability.cost_options(organization, offer),
        attributes=_service_attributes(organization, offer, context),
        service_at_locations=[place] if place else [],
    )
    if not is_nested:
        service["organization"] = _organization_of_service(organization, context)
    return service


def _service_description(organization: Organization, offer: Offer) -> str:
    if offer.key == "helpline":
        texts = [
            phone.description
            for phone in organization.public_phones
            if phone.kind == PhoneKind.HELPLINE
        ]
    elif offer.key == "meetings-online":
        texts = [
            organization.online_meetings_description,
            organization.meeting_description,
        ]
    elif offer.key == "family-programme":
        texts = [
            row.note
            for row in organization.terms.all()
            if row.term.slug == FAMILY and is_public(row.term)
        ]
    elif offer.formats:
        texts = [organization.meeting_description]
    else:
        texts = []
    return next(filter(None, texts), organization.summary)


def _alert(organization: Organization) -> str:
    if organization.operating_status != OperatingStatus.UNCERTAIN:
        return ""
    return organization.status_note or _(
        "It is uncertain whether this organization is still active."
    )


def _service_attributes(
    organization: Organization, offer: Offer, context: Context
) -> list[Json]:
    """Return the terms of a service.

    Of the ways of meeting only its own; languages and countries have fields in HSDS.
    """
    identity = service_id(organization.pk, offer.key)
    own = formats_of(offer, slugs(organization, "format"))
    return [
        attribute("service", identity, one.term, one.said)
        for one in terms(organization, context)
        if one.taxonomy not in {"language", "country"}
        and (one.taxonomy != "format" or one.slug in own)
    ]


# Places on the web


def service_at_location(
    organization: Organization, offer: Offer, context: Context
) -> Json | None:
    """Return the web address behind which a service takes place, if it has one."""
    url = address_of(organization, offer.doors)
    if not (offer.is_virtual and url):
        return None
    identity = service_id(organization.pk, offer.key)
    location_id = derived_id(identity, "location")
    return {
        "id": str(place_id(organization.pk, offer.key)),
        "service_id": str(identity),
        "location_id": str(location_id),
        "location": {
            "id": str(location_id),
            "location_type": "virtual",
            "organization_id": str(organization.pk),
            "name": service_name(organization.name, offer),
            "url": url,
        },
    }


def service_at_location_summary(
    organization: Organization, offer: Offer, context: Context
) -> Json | None:
    """Return a service at its web address, as lists show it."""
    place = service_at_location(organization, offer, context)
    return place and place | {"service": service_summary(organization, offer, context)}


def service_at_location_full(
    organization: Organization, offer: Offer, context: Context
) -> Json | None:
    """Return a service at its web address, with everything."""
    place = service_at_location(organization, offer, context)
    if place is None:
        return None
    service = service_full(organization, offer, context)
    del service["service_at_locations"]
    areas = given(
        schedules=service.get("schedules"), service_areas=service.get("service_areas")
    )
    return place | areas | {"service": service}
