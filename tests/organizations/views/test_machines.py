"""What search engines, browsers and those who share a link find."""

import datetime
import html
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from recovery_directory.records import revisions
from recovery_directory.records.formats import formats
from tests import factories
from tests.whole_site.routes import public_routes

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def entries(client, settings):
    """Return address and date of every page of the sitemap."""
    settings.SITE_URL = "https://directory.example"

    def found() -> dict[str, str | None]:
        root = ElementTree.fromstring(client.get("/sitemap.xml").content)
        return {
            url.findtext(f"{MAP}loc").removeprefix(settings.SITE_URL): url.findtext(
                f"{MAP}lastmod"
            )
            for url in root.findall(f"{MAP}url")
        }

    return found


def test_the_sitemap_holds_every_public_record_and_when_it_changed(entries):
    harbor = factories.organization(slug="harbor", published=True)
    factories.organization(slug="draft")
    factories.organization(slug="gone", withdrawn=True)
    source = factories.source(slug="book", published=True)
    factories.evidence_summary(slug="nobodys", published=True)
    topic = factories.evidence_summary(subject_kind="topic", published=True)
    found = entries()
    assert (
        found["/organizations/harbor/"]
        == timezone.localdate(harbor.updated_at).isoformat()
    )
    assert {source.get_absolute_url(), topic.get_absolute_url(), "/"} <= set(found)
    assert not [path for path in found if re.search("draft|gone|nobodys", path)]


def test_every_page_of_the_sitemap_answers(client, entries):
    factories.organization(published=True)
    factories.governance_style(published=True)
    for path in entries():
        assert client.get(path).status_code == 200, path


def test_the_sitemap_holds_every_page_that_belongs_to_no_record(entries):
    left_out = ("/compare/", "/handouts/", "/suggest/", "/styleguide/")
    pages = {
        route.filled()
        for route in public_routes()
        if route.pattern.endswith("/") or not route.pattern
    } - {None}
    found = entries()
    for path in pages:
        if not path.startswith((*left_out, "/api/", "/feeds/", "/s/")):
            assert path in found, path


def test_the_sitemap_costs_the_same_however_long_it_is(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/sitemap.xml")
        return len(captured)

    factories.organization(published=True)
    few = queries()
    for _number in range(5):
        factories.organization(published=True)
        factories.source(published=True)
    assert queries() == few


def test_robots_are_told_where_the_sitemap_is_and_what_to_leave(client, settings):
    settings.SITE_URL = "https://directory.example"
    response = client.get("/robots.txt")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/plain")
    assert "Sitemap: https://directory.example/sitemap.xml" in text
    assert "admin" not in text
    for path in ("/s/", "/compare/", "/handouts/", "/organizations/?"):
        assert f"Disallow: {path}\n" in text


def test_a_browser_can_search_from_its_address_bar(client, settings):
    root = ElementTree.fromstring(client.get("/opensearch.xml").content)
    template = root.find(f"{SEARCH}Url").get("template")
    assert len(root.findtext(f"{SEARCH}ShortName")) <= 16
    factories.organization(name="Harbor", published=True)
    path = template.replace("{searchTerms}", "harbor").removeprefix(settings.SITE_URL)
    assert "Harbor" in client.get(path).content.decode()
    page = client.get("/").content.decode()
    assert 'rel="search"' in page


# Every page


@pytest.fixture
def pages(client):
    """Return every page of the site that answers, by address."""
    summary = factories.evidence_summary(slug="open-door", published=True)
    kind = factories.organization_type(slug="open-door", published=True)
    factories.governance_style(slug="open-door", published=True)
    factories.source(slug="open-door", published=True)
    factories.organization(
        slug="open-door",
        organization_type=kind,
        evidence_summary=summary,
        published=True,
    )
    found = {}
    for address in {route.filled(slug="open-door") for route in public_routes()}:
        response = client.get(address) if address else None
        if response and response["Content-Type"].startswith("text/html"):
            found[address] = response
    return found


def test_every_page_names_its_own_address_once(pages, settings):
    seen = 0
    for address, response in pages.items():
        page = response.content.decode()
        found = re.findall(r'<link rel="canonical" href="([^"]*)">', page)
        if response.status_code == 200 and "masthead" in page:
            seen += 1
            assert found == [settings.SITE_URL + address], address
        elif response.status_code in {404, 410}:
            assert found == [], address
    assert seen > 15


def test_what_does_not_exist_has_no_address(client):
    for path in ("/no-such-page/", "/organizations/no-such/"):
        assert "canonical" not in client.get(path).content.decode()


def test_a_list_and_a_comparison_keep_what_was_chosen(client, settings):
    factories.shared(factories.organization_type, slug="secular")
    for path in ("/organizations/?type=secular", "/compare/?organization=a"):
        page = client.get(path).content.decode()
        assert f'rel="canonical" href="{settings.SITE_URL}{path}"' in page


def test_a_shared_link_shows_words_and_no_picture(pages):
    shared = 0
    for address, response in pages.items():
        page = response.content.decode()
        found = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
        assert "image" not in found
        if "title" in found:
            shared += 1
            assert found["description"], address
            text = html.unescape(re.sub("<meta[^>]*>", "", page))
            assert html.unescape(found["title"]) in text, address
    assert shared >= 8


def test_every_page_leads_to_the_feeds_and_a_record_to_its_own(pages):
    for address, response in pages.items():
        page = response.content.decode()
        for link in re.findall(r'<link rel="alternate"[^>]* href="([^"]*)"', page):
            assert resolve(html.unescape(link).partition("?")[0]), link
        if "masthead" in page:
            assert 'href="/feeds/changes/"' in page, address
    own = pages["/organizations/open-door/"].content.decode()
    assert 'href="/organizations/open-door/changes/"' in own


def test_a_change_of_a_record_changes_its_date(entries):
    harbor = factories.organization(slug="harbor", published=True)
    old = datetime.datetime(2020, 7, 1, 3, 30, tzinfo=datetime.UTC)
    for record_format in formats():
        record_format.model._base_manager.update(updated_at=old)
    assert entries()["/organizations/harbor/"] == "2020-06-30"
    with revisions.change(harbor, by=None, action=revisions.Action.EDIT):
        harbor.summary = "People meet at the harbor."
        harbor.save()
    assert (
        entries()["/organizations/harbor/"]
        == timezone.localdate(harbor.updated_at).isoformat()
    )


def test_a_change_of_what_a_page_repeats_changes_its_date_too(entries):
    focus = factories.term(taxonomy="focus", published=True)
    factories.organization(slug="harbor", terms=[focus], published=True)
    old = datetime.datetime(2020, 7, 1, 3, 30, tzinfo=datetime.UTC)
    for record_format in formats():
        record_format.model._base_manager.update(updated_at=old)
    assert entries()["/organizations/harbor/"] == "2020-06-30"
    with revisions.change(focus, by=None, action=revisions.Action.EDIT):
        focus.name = "Gambling of any kind"
        focus.save()
    day = timezone.localdate(focus.updated_at).isoformat()
    assert entries()["/organizations/harbor/"] == day


def test_the_manifest_names_icons_that_are_there(client):
    page = client.get("/").content.decode()
    assert '<link rel="manifest" href="/static/manifest' in page
    static = Path(settings.BASE_DIR) / "recovery_directory/static"
    manifest = json.loads((static / "manifest.json").read_text())
    assert manifest["name"] == "Recovery Directory"
    assert {icon["sizes"] for icon in manifest["icons"]} == {
        "any",
        "180x180",
        "512x512",
    }
    assert [
        icon["src"]
        for icon in manifest["icons"]
        if not (static / icon["src"]).is_file()
    ] == []


def test_the_colour_of_the_browser_follows_light_and_dark(client):
    page = client.get("/").content.decode()
    tokens = (
        Path(settings.BASE_DIR) / "recovery_directory/static/css/tokens.css"
    ).read_text()
    colors = re.findall(r'name="theme-color" content="(#\w{6})" media="[^"]+"', page)
    assert colors == re.findall(r"--accent-wash: (#\w{6})", tokens)
