"""When, where, in which languages and at what cost a service is to be had.

Pure functions, like ``mapping``. Nothing is made up: no times of single meetings, no
places, no price that nobody states.
"""

from django.utils.translation import gettext as _

from organizations.choices import Fact, UrlKind
from organizations.models import Organization
from organizations.open_data.hsds.ids import derived_id
from organizations.open_data.hsds.offers import Offer, service_id
from organizations.open_data.hsds.parts import (
    Context,
    Json,
    address_of,
    given,
    is_public,
    terms,
)


def schedules(organization: Organization, offer: Offer) -> list[Json]:
    """Return how long meetings last and where their times are listed.

    Times of single meetings are not this directory's; none are made up.
    """
    if not offer.formats:
        return []
    finders = [kind for kind in offer.doors if kind != UrlKind.WEBSITE]
    schedule = given(
        description=_length(organization),
        notes=organization.meeting_length_note,
        schedule_link=address_of(organization, finders),
    )
    if not schedule:
        return []
    return [
        _part(organization, offer, "schedule")
        | {"attending_type": str(offer.name)}
        | schedule
    ]


def _part(organization: Organization, offer: Offer, name: str) -> Json:
    """Return the ids with which a part of a service begins."""
    identity = service_id(organization.pk, offer.key)
    return {"id": str(derived_id(identity, name)), "service_id": str(identity)}


def _length(organization: Organization) -> str:
    shortest, longest = (
        organization.meeting_minutes_min,
        organization.meeting_minutes_max,
    )
    if shortest and longest and shortest != longest:
        return _("%(from)d to %(to)d minutes") % {"from": shortest, "to": longest}
    minutes = shortest or longest
    return _("%(minutes)d minutes") % {"minutes": minutes} if minutes else ""


def service_areas(
    organization: Organization, offer: Offer, context: Context
) -> list[Json]:
    """Return the countries, and the world where no list names them all."""
    areas = [
        _part(organization, offer, f"service_area/{one.slug}")
        | {"name": one.term["name"], "uri": one.term["term_uri"]}
        | given(description=noted(one.note, was_seen=one.was_seen))
        for one in terms(organization, context)
        if one.taxonomy == "country"
    ]
    if not organization.is_worldwide:
        return areas
    worldwide = _part(organization, offer, "service_area/worldwide") | {
        "name": _("Worldwide"),
        "description": _("Active in many countries; not all of them are listed."),
    }
    return [worldwide, *areas]


def languages(organization: Organization, offer: Offer) -> list[Json]:
    """Return the languages of meetings or texts."""
    return [
        _part(organization, offer, f"language/{row.term.slug}")
        | {"name": row.term.name, "code": row.term.slug}
        | given(note=noted(row.note, was_seen=row.was_seen))
        for row in organization.terms.all()
        if row.term.taxonomy.slug == "language" and is_public(row.term)
    ]


def noted(note: str, *, was_seen: bool) -> str:
    """Return a note, with the words for what nobody has seen in its source."""
    return note if was_seen else "; ".join(filter(None, [note, _("not yet checked")]))


def cost_options(organization: Organization, offer: Offer) -> list[Json]:
    """Return that a service is free, unless nobody has seen a source say so."""
    if not (organization.is_free and not organization.is_unchecked(Fact.COST)):
        return []
    return [
        _part(organization, offer, "cost_option/free")
        | {"option": _("Free"), "amount": 0, "currency": "USD"}
        | given(amount_description=organization.fees_description)
    ]
