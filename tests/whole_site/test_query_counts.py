"""One row costs the same number of queries as many, on every page that lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    """Return how many queries a page takes, warmed up."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200, address
        response.getvalue()  # a stream asks while it is read
    return len(captured)


def full_organization(number: int):
    """Make an organization with two rows of each kind and evidence of its own."""
    summary = factories.evidence_summary(published=True)
    factories.finding(summaries=[summary], was_seen=True)
    organization = factories.organization(
        slug=f"full-{number}", evidence_summary=summary, published=True
    )
    for row in range(2):
        source = factories.source(published=True)
        factories.add(organization, "terms", term=factories.term(published=True))
        factories.add(
            organization,
            "alternate_names",
            kind="acronym",
            name=f"F{number}{row}",
            source=source,
        )
        factories.add(
            organization,
            "urls",
            kind="website",
            url=f"https://{row}.example",
            source=source,
        )
        factories.add(
            organization,
            "size_estimates",
            metric="groups",
            value=row,
            scope="here",
            source=source,
        )
        factories.add(organization, "literature", title=f"Book {row}", source=source)
        factories.add(
            organization,
            "relationships",
            kind="related",
            other=factories.organization(published=True),
            source=source,
        )
    return organization


PAGES = (
    *("/", "/organizations/", "/types/", "/governance/", "/evidence/", "/about/"),
    *("/data/organizations.csv", "/data/organizations.json", "/data/records.zip"),
    *("/feeds/changes/", "/feeds/changes.json", "/sitemap.xml", "/about/data/"),
)


def test_a_page_that_lists_costs_the_same_with_one_row_and_with_several(client):
    counts = []
    for rows in (range(1), range(1, 4)):
        for number in rows:
            full_organization(number)
            factories.governance_style(published=True)
            factories.passage(page="about", published=True)
        counts.append({address: queries(client, address) for address in PAGES})
    assert counts[0] == counts[1]


def test_a_detail_page_costs_the_same_however_much_it_shows(client):
    organization = full_organization(0)
    address = organization.get_absolute_url()
    sheet = address + "print/"
    few = queries(client, address), queries(client, sheet)
    for row in range(2, 5):
        source = factories.source(published=True)
        for name, fields in (
            ("terms", {"term": factories.term(published=True)}),
            ("urls", {"kind": "website", "url": f"https://{row}.example"}),
            ("size_estimates", {"metric": "groups", "value": row, "scope": "here"}),
            ("literature", {"title": f"Book {row}"}),
            (
                "relationships",
                {"kind": "related", "other": factories.organization(published=True)},
            ),
        ):
            factories.add(organization, name, source=source, **fields)
        factories.finding(
            source=source, summaries=[organization.evidence_summary], was_seen=True
        )
    assert (queries(client, address), queries(client, sheet)) == few


def test_an_evidence_page_costs_the_same_however_much_it_shows(client):
    organization = full_organization(0)
    summary = organization.evidence_summary
    few = queries(client, summary.get_absolute_url())
    for _row in range(3):
        factories.finding(summaries=[summary], was_seen=True)
    assert queries(client, summary.get_absolute_url()) == few
