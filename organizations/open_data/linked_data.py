"""Pages for search engines, in the words of schema.org.

What is said here is what the page says. It cannot be said with "not yet checked", so a
fact that nobody has seen in its source is left out; so are telephone numbers that no
curator has verified.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.choices import OrganizationKind, RelationshipKind, UrlKind
from organizations.models import Organization
from organizations.open_data.dumps.package import KEYWORDS, LICENSES

CONTEXT = {"@context": "https://schema.org"}

NGOS = {
    OrganizationKind.ORGANIZATION,
    OrganizationKind.UMBRELLA,
    OrganizationKind.NETWORK,
    OrganizationKind.MOVEMENT,
}
"""Kinds that schema.org calls NGO; the others are plainly organizations."""


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def is_seen(rows: Iterable) -> bool:
    """Whether somebody saw a fact in a source that the public sees too."""
    return any(row.was_seen and row.source and row.source.is_published for row in rows)


def linked_organization(organization: Organization) -> dict[str, Any]:
    """Return an organization; fetch it with ``for_page``."""
    page = settings.SITE_URL + organization.get_absolute_url()
    website = organization.url_of(UrlKind.WEBSITE)
    has_founding = is_seen(organization.cited.get("founding", ()))
    return (
        CONTEXT
        | {
            "@type": "NGO" if organization.kind in NGOS else "Organization",
            "@id": f"{page}#organization",
            "mainEntityOfPage": page,
            "name": organization.name,
        }
        | _given(
            alternateName=[
                one.name for one in organization.alternate_names.all() if is_seen([one])
            ],
            description=organization.summary,
            url=website.address if website and is_seen([website]) else "",
            email=organization.email
            if is_seen(organization.cited.get("email", ()))
            else "",
            contactPoint=[]
            if organization.is_historic
            else [
                _contact(phone)
                for phone in organization.public_phones
                if phone.telephone
            ],
            knowsLanguage=[
                row.term.slug for row in organization.language_terms if is_seen([row])
            ],
            areaServed=[
                {"@type": "Country", "name": row.term.name}
                for row in organization.country_terms
                if is_seen([row])
            ],
            parentOrganization=_parent(organization),
        )
        | (_founding(organization) if has_founding else {})
    )


def _contact(phone) -> dict[str, str]:
    return {
        "@type": "ContactPoint",
        "telephone": phone.telephone.in_full,
        "contactType": str(phone.get_kind_display()),
    }


def _founding(organization: Organization) -> dict[str, Any]:
    place = organization.founded_place
    return _given(
        foundingDate=organization.founded,
        foundingLocation={"@type": "Place", "name": place} if place else None,
        founder=[{"@type": "Person", "name": name} for name in organization.founders],
    )


def _parent(organization: Organization) -> dict[str, str] | None:
    for row in organization.relationships.all():
        is_parent = row.kind == RelationshipKind.PART_OF and is_seen([row])
        if is_parent and row.other and row.other.is_published:
            address = settings.SITE_URL + row.other.get_absolute_url()
            return {
                "@type": "Organization",
                "@id": f"{address}#organization",
                "name": row.other.name,
            }
    return None


def linked_website() -> dict[str, Any]:
    """Return the site, with its search."""
    listed = settings.SITE_URL + reverse("organizations:list")
    return CONTEXT | {
        "@type": "WebSite",
        "@id": f"{settings.SITE_URL}/#website",
        "url": f"{settings.SITE_URL}/",
        "name": _("Recovery Directory"),
        "publisher": _publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{listed}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _publisher() -> dict[str, str]:
    return {"@type": "Organization", "name": settings.OPERATOR_NAME}


def linked_dataset(description: str, changed_at: str | None) -> dict[str, Any]:
    """Return the open data, with every way to take it."""
    site = settings.SITE_URL
    downloads = (
        ("text/csv", reverse("data:csv")),
        ("application/json", reverse("data:json")),
        ("application/zip", reverse("data:records")),
        ("application/x-ndjson", reverse("hsds:services") + "?format=ndjson&full=true"),
        ("application/atom+xml", reverse("feeds:atom")),
    )
    return (
        CONTEXT
        | {
            "@type": "Dataset",
            "@id": f"{site}{reverse('data')}#dataset",
            "url": f"{site}{reverse('data')}",
            "name": _("Recovery Directory: open data"),
            "description": description,
            "license": LICENSES[0]["path"],
            "isAccessibleForFree": True,
            "keywords": KEYWORDS,
            "creator": _publisher(),
            "publisher": _publisher(),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": kind,
                    "contentUrl": f"{site}{path}",
                }
                for kind, path in downloads
            ],
        }
        | _given(dateModified=changed_at)
    )
