"""Nothing that is not published appears anywhere public, at any address."""

import datetime
import io
import uuid
import zipfile

import pytest

from organizations.handouts.sheet_codes import sheet_code
from tests import factories
from tests.whole_site.routes import public_routes

pytestmark = pytest.mark.django_db

SENTINEL = "Xanthippe"
"""A word that stands only in what the public must not see."""

IDS = {
    "open-organization": uuid.UUID(int=1),
    "hidden-organization": uuid.UUID(int=2),
    "gone-organization": uuid.UUID(int=3),
}
"""Sheets are found by codes, which are computed from the id."""

CODES = {slug: sheet_code(pk) for slug, pk in IDS.items()}


@pytest.fixture
def directory():
    """Make one published record of each kind, full of children that are not."""
    kind = factories.organization_type(slug="open-type", published=True)
    style = factories.governance_style(slug="open-style", published=True)
    hidden_source = factories.source(slug="hidden-source", title=f"{SENTINEL} notes")
    hidden_summary = factories.evidence_summary(
        slug="hidden-summary", title=SENTINEL, plain_statement=SENTINEL
    )
    focus = factories.taxonomy(slug="focus", published=True)
    hidden_term = factories.term(taxonomy=focus, name=SENTINEL, synonyms=[SENTINEL])
    hidden = factories.organization(
        id=IDS["hidden-organization"],
        slug="hidden-organization",
        name=SENTINEL,
        summary=SENTINEL,
        organization_type=kind,
        governance_style=style,
    )
    gone = factories.organization(
        id=IDS["gone-organization"],
        slug="gone-organization",
        name=f"{SENTINEL} Gone",
        organization_type=kind,
        withdrawn=True,
    )
    source = factories.source(slug="open-source", curator_note=SENTINEL, published=True)
    factories.finding(
        source=source, was_seen=True, curator_note=SENTINEL, comparator="waiting"
    )
    summary = factories.evidence_summary(slug="open-organization", published=True)
    open_door = factories.organization(
        id=IDS["open-organization"],
        slug="open-organization",
        organization_type=kind,
        governance_style=style,
        evidence_summary=summary,
        curator_note=SENTINEL,
        published=True,
    )
    factories.add(open_door, "terms", term=hidden_term)
    open_term = factories.term(taxonomy=focus, search_words=[SENTINEL], published=True)
    factories.add(open_door, "terms", term=open_term)
    factories.add(open_door, "relationships", kind="related", other=hidden)
    factories.add(open_door, "relationships", kind="split-from", other=gone)
    factories.add(hidden, "relationships", kind="part-of", other=open_door)
    factories.add(
        open_door, "urls", kind="website", url="https://a.example", source=hidden_source
    )
    factories.add(open_door, "phones", number="+1-212-555-0147", kind="office")
    for organization in (hidden, gone):
        factories.local_note(organization=organization, text=SENTINEL)
    factories.local_note(
        organization=open_door,
        text=SENTINEL,
        noted_on=datetime.date(2020, 1, 1),
        good_until=datetime.date(2020, 2, 1),
    )
    factories.add(
        open_door,
        "verifications",
        part="whole",
        verified_on="2026-06-01",
        verified_by=SENTINEL,
        method="phone",
        note=SENTINEL,
    )
    factories.add(open_door, "citations", fact="status", source=hidden_source)
    for page in ("about", "types", "governance", "evidence", "mechanisms"):
        factories.passage(page=page, heading=SENTINEL, text=SENTINEL)
    other = factories.organization(organization_type=kind)
    other.evidence_summary = hidden_summary
    return open_door


SLUGS = (
    "open-organization",
    "open-type",
    "open-style",
    "open-source",
    "hidden-organization",
    "gone-organization",
    "hidden-source",
    "hidden-summary",
)

SHEET_QUERIES = ("", "?discreet=1", "?discreet=1&as=text", "?version=1", "?lang=es")


def addresses():
    """Return every public address, for published and for hidden records."""
    for route in public_routes():
        for slug in SLUGS:
            for extension in ("ris", "bib", "json"):
                address = route.filled(slug=slug, extension=extension)
                if address:
                    yield address
            if "<" not in route.pattern:
                break
        for code in CODES.values():
            address = route.filled(code=code, version="1")
            if address and code in address:
                yield from (f"{address}{query}" for query in SHEET_QUERIES)


def unpacked(response) -> bytes:
    """Return everything that a response holds, also inside an archive."""
    body = response.getvalue()
    if response["Content-Type"] != "application/zip":
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        return b"".join(name.encode() + archive.read(name) for name in names)


def test_the_walk_meets_every_kind_of_page():
    found = set(addresses())
    for address in (
        "/",
        "/organizations/",
        "/organizations/open-organization/print/",
        "/types/open-type/",
        "/evidence/open-organization/",
        "/evidence/sources/open-source/",
        f"/s/{CODES['hidden-organization']}/",
        f"/s/{CODES['gone-organization']}/1/?discreet=1",
        "/organizations/open-organization/changes/",
        "/data/organizations.csv",
        "/data/records.zip",
        "/feeds/changes.json",
        "/sitemap.xml",
    ):
        assert address in found


def test_what_is_not_published_appears_at_no_public_address(client, directory):
    for address in sorted(set(addresses())):
        response = client.get(address)
        assert response.status_code < 500, address
        body = unpacked(response)
        assert SENTINEL.encode() not in body, address
        assert b"555-0147" not in body, address


def test_what_is_not_published_is_not_found(client, directory):
    for address in sorted(set(addresses())):
        if "/hidden-" in address or CODES["hidden-organization"] in address:
            assert client.get(address).status_code == 404, address
        if (
            address.startswith("/organizations/gone-")
            or CODES["gone-organization"] in address
        ):
            assert client.get(address).status_code == 410, address


def test_visitors_get_no_cookie_and_touch_no_session(client, directory):
    for address in sorted(set(addresses())):
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address


def test_no_file_names_what_is_not_published(client, directory):
    for address in ("/data/records.zip", "/data/organizations.csv", "/sitemap.xml"):
        body = unpacked(client.get(address))
        assert b"open-organization" in body, address
        for slug in (b"hidden-organization", b"gone-organization", b"hidden-source"):
            assert slug not in body, (address, slug)
        assert b"hidden-summary" not in body, address


def test_no_query_string_finds_what_is_not_published(client, directory):
    for query in (f"q={SENTINEL}", "status=historic&status=active", "sort=verified"):
        page = client.get(f"/organizations/?{query}").content.decode()
        assert "hidden-organization" not in page
        assert "gone-organization" not in page
