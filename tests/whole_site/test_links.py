"""Every link inside the site leads to a page, every mark to its reference."""

import re
from collections import Counter
from functools import cache
from html import unescape

import pytest
from django.urls import Resolver404, resolve

from evidence.models import EvidenceSummary, Source
from organizations.models import GovernanceStyle, Organization, OrganizationType
from tests.whole_site.routes import public_routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

SAMPLE = (
    "alcoholics-anonymous",
    "narcotics-anonymous",
    "smart-recovery",
    "celebrate-recovery",
    "millati-islami",
    "rational-recovery",
)


RECORD_PAGES = {
    "organizations:detail": Organization,
    "organizations:print": Organization,
    "types:detail": OrganizationType,
    "governance:detail": GovernanceStyle,
    "evidence-summary": EvidenceSummary,
    "evidence:source-detail": Source,
}
"""The pages of one record each, by the name of their address."""


LOADED_FROM_OUTSIDE = re.compile(
    r'<(?:script|img|iframe)[^>]+src="https?://'
    r'|<link[^>]+rel="(?!canonical)[^"]+"[^>]+href="https?://'
)


_read: dict[str, str] = {}


@pytest.fixture
def pages(client) -> dict[str, str]:
    """Return the pages of the site: all without a slug, a sample of those with one.

    They are read once: no test here changes the directory.
    """
    if _read:
        return _read
    plain = {route.filled() for route in public_routes()} - {None}
    records = {f"/organizations/{slug}/" for slug in SAMPLE}
    records |= {f"{address}print/" for address in records}
    records |= {f"/types/{slug}/" for slug in ("twelve-step", "secular", "religious")}
    records |= {f"/governance/{slug}/" for slug in ("horizontal", "vertical", "mixed")}
    records |= {"/evidence/alcoholics-anonymous/", "/evidence/twelve-step/"}
    for address in sorted(plain | records):
        response = client.get(address)
        is_page = response["Content-Type"].startswith("text/html")
        if is_page and response.status_code not in {301, 302}:
            _read[address] = response.content.decode()
    return _read


def test_every_link_inside_the_site_leads_to_an_address_that_it_has(pages):
    for address, page in pages.items():
        for link in re.findall(r'href="(/[^"]*)"', page):
            path = unescape(link).partition("?")[0].partition("#")[0]
            if path.startswith("/static/"):
                continue
            try:
                resolve(path)
            except Resolver404:
                pytest.fail(f"{address} links to {path}")


def test_every_link_to_a_record_leads_to_a_published_one(pages):
    """A link is as good as its slug: each page of a record opens where that is public.

    That every page of a public record opens is read elsewhere, record by record.
    """
    links = {
        unescape(link).partition("?")[0].partition("#")[0]
        for page in pages.values()
        for link in re.findall(r'href="(/[^"]*)"', page)
    }
    found = Counter()
    for link in sorted(link for link in links if not link.startswith("/static/")):
        match = resolve(link)
        model = RECORD_PAGES.get(match.view_name)
        if model:
            found[model] += 1
            assert match.kwargs["slug"] in public_slugs(model), link
    assert set(found) == set(RECORD_PAGES.values())


@cache
def public_slugs(model) -> set[str]:
    """Return the slugs of what the public sees of a kind; no test changes them."""
    return set(model._default_manager.published().values_list("slug", flat=True))


def test_every_fragment_that_is_linked_is_on_the_page(pages):
    for address, page in pages.items():
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), f"{address} has an id twice"
        for fragment in re.findall(r'href="#([^"]+)"', page):
            assert fragment in ids, f"{address} links to #{fragment}"


def test_every_page_says_where_help_is_now(pages):
    for address, page in pages.items():
        assert "988" in page, address


def test_no_page_loads_anything_from_another_host(pages):
    for address, page in pages.items():
        assert not LOADED_FROM_OUTSIDE.search(page), address
