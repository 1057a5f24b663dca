"""Which services an organization offers.

HSDS lists services; the directory records organizations. Services are derived: one for
each way of meeting, one for a helpline that may be shown, one for families. An
organization of which none of these is known offers mutual help, so that each has at
least one.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.choices import OrganizationKind, UrlKind
from organizations.open_data.hsds.ids import derived_id


@dataclass(frozen=True)
class Offer:
    """A kind of service: what it is called, and what leads to it.

    ``formats`` are the ways of meeting that it stands for. ``doors`` are the kinds of
    web address that lead to it, the nearest first. One that ``is_virtual`` takes place
    behind its door.
    """

    key: str
    name: Any
    formats: tuple[str, ...] = ()
    doors: tuple[str, ...] = (UrlKind.WEBSITE,)
    is_virtual: bool = False


OFFERS = {
    offer.key: offer
    for offer in (
        Offer(
            "meetings-in-person",
            _("meetings in person"),
            ("in-person",),
            (UrlKind.MEETING_FINDER, UrlKind.WEBSITE),
        ),
        Offer(
            "meetings-online",
            _("meetings online"),
            ("online",),
            (UrlKind.ONLINE_MEETINGS, UrlKind.MEETING_FINDER, UrlKind.WEBSITE),
            is_virtual=True,
        ),
        Offer(
            "phone-meetings",
            _("meetings by phone"),
            ("phone",),
            (UrlKind.MEETING_FINDER, UrlKind.WEBSITE),
        ),
        Offer(
            "forum",
            _("online forum"),
            ("forum",),
            (UrlKind.FORUM, UrlKind.WEBSITE),
            is_virtual=True,
        ),
        Offer("chat", _("chat"), ("chat",), is_virtual=True),
        Offer("email-group", _("e-mail group"), ("email",)),
        Offer(
            "app", _("app"), ("app",), (UrlKind.APP, UrlKind.WEBSITE), is_virtual=True
        ),
        Offer("helpline", _("helpline")),
        Offer("family-programme", _("support for family and friends")),
        Offer("mutual-help", _("mutual help")),
    )
}

KEY_OF_FORMAT = {slug: offer.key for offer in OFFERS.values() for slug in offer.formats}

KEY_OF_KIND: dict[str, str] = {
    OrganizationKind.APP: "app",
    OrganizationKind.ONLINE_FORUM: "forum",
    OrganizationKind.ONLINE_PLATFORM: "meetings-online",
}
"""What a body of this kind offers even where no way of meeting is recorded."""

FAMILY = "family-and-friends"


def offers(
    *,
    kind: str,
    formats: Collection[str],
    audiences: Collection[str],
    has_helpline: bool,
) -> list[Offer]:
    """Return what an organization offers, in the order of ``OFFERS``.

    ``has_helpline`` counts only a number that may be shown.
    """
    keys = {KEY_OF_FORMAT[slug] for slug in formats if slug in KEY_OF_FORMAT}
    if not keys and kind in KEY_OF_KIND:
        keys.add(KEY_OF_KIND[kind])
    if has_helpline:
        keys.add("helpline")
    if FAMILY in audiences:
        keys.add("family-programme")
    return [offer for key, offer in OFFERS.items() if key in (keys or {"mutual-help"})]


def formats_of(offer: Offer, formats: Collection[str]) -> set[str]:
    """Return those of an organization's ways of meeting that one service carries.

    One that no kind of service stands for, because a curator added it, is carried by
    all services of the organization.
    """
    return {
        slug for slug in formats if slug in offer.formats or slug not in KEY_OF_FORMAT
    }


def service_id(organization_id: uuid.UUID, key: str) -> uuid.UUID:
    """Return the id of a service, the same for as long as the organization has it."""
    return derived_id(organization_id, f"service/{key}")


def place_id(organization_id: uuid.UUID, key: str) -> uuid.UUID:
    """Return the id of a service at the web address behind which it takes place."""
    return derived_id(service_id(organization_id, key), "service_at_location")
