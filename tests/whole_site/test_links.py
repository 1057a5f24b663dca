"""Every link inside the site leads to a page, every mark to its reference."""

import re
from html import unescape

import pytest
from django.urls import Resolver404, resolve

from organizations.models import Organization
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


def test_every_link_to_a_record_leads_to_a_published_one(client, pages):
    linked = {
        unescape(link)
        for page in pages.values()
        for link in re.findall(r'href="(/(?:types|governance|evidence)/[^"?#]*)"', page)
    }
    for link in sorted(linked):
        assert client.get(link).status_code in {200, 301}, link
    slugs = {
        slug
        for page in pages.values()
        for slug in re.findall(r'href="/organizations/([-\w]+)/"', page)
    }
    published = Organization.objects.published().values_list("slug", flat=True)
    assert slugs <= set(published)


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
