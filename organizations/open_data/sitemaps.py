"""/sitemap.xml: every public page, with the day on which its record last changed.

Two queries for each kind of record.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from evidence.cited_by import public_summaries
from evidence.models import Source
from organizations.models import (
    GovernanceStyle,
    Organization,
    OrganizationType,
    last_changes,
)


class _Public(Sitemap):
    """Pages at the address of the site, whatever address was asked."""

    def get_protocol(self, protocol=None) -> str:
        """Return the scheme of the site."""
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        """Return the host of the site."""
        return urlsplit(settings.SITE_URL).netloc


class RecordSitemap(_Public):
    """The pages of one kind of record."""

    def __init__(self, published):
        """Take a function that returns the public records of a kind."""
        self.published = published

    def items(self) -> list:
        """Return the records in a stable order, with when their pages last changed."""
        rows = self.published().only("slug", "updated_at").order_by("slug")
        records, moments = list(rows), last_changes.of(rows.model)
        for record in records:
            record.page_changed_at = moments.get(record.pk, record.updated_at)
        return records

    def lastmod(self, record):
        """Return when the record, or what its page repeats of others, last changed."""
        return record.page_changed_at


class PageSitemap(_Public):
    """The pages that belong to no record."""

    def items(self) -> list[str]:
        """Return their names."""
        return [
            *("home", "organizations:list", "find", "types:list", "governance:list"),
            *("evidence", "evidence-mechanisms", "evidence:source-list"),
            *("about", "methods", "data", "privacy", "accessibility"),
        ]

    def location(self, name: str) -> str:
        """Return the address of a page."""
        return reverse(name)


SITEMAPS = {
    "pages": PageSitemap,
    "organizations": RecordSitemap(Organization.objects.published),
    "types": RecordSitemap(OrganizationType.objects.published),
    "governance": RecordSitemap(GovernanceStyle.objects.published),
    "summaries": RecordSitemap(public_summaries),
    "sources": RecordSitemap(Source.objects.published),
}
