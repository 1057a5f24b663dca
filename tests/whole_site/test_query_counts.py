"""One row costs the same number of queries as many, on every page that lists."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    """Return how many queries a page takes, warmed up."""
    client.get(address)
    return len(asked(client, address))


def asked(client, address: str) -> CaptureQueriesContext:
    """Return the queries of one answer."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200, address
        response.getvalue()  # a stream asks while it is read
    return captured


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


def table_of(sql: str) -> str:
    """Return the table that a query is about, whatever it asks on the way."""
    outermost = sql
    while (shorter := re.sub(r"\([^()]*\)", "", outermost)) != outermost:
        outermost = shorter
    return re.search(r'FROM +"(\w+)"', f"{outermost} {sql}")[1]


def tables(client, address: str) -> list[str]:
    """Return the table of each query, but for the data's version.

    That is asked again when half a second went by since the last request.
    """
    found = [table_of(query["sql"]) for query in asked(client, address)]
    return [table for table in found if table != "recovery_directory_dataversion"]


COSTS = {
    "/organizations/": [
        "organizations_organization",  # the page of the list
        "organizations_alternatename",  # other names beside each
        "organizations_organizationterm",  # what a card says in a sentence
        "evidence_outcomerating",  # how sure research is
        "organizations_verification",  # when somebody last looked
        "organizations_url",  # the ways to a meeting
        "organizations_phone",
    ],
    "/organizations/?q=help": [
        "organizations_shortanswer",  # whether it is something not listed here
        "organizations_crisisphrase",  # whether it is an emergency
        "organizations_searchtoken",  # names that hold the word
        "organizations_searchtoken",  # texts that hold it
        "organizations_organization",  # from here on as the list
        "organizations_alternatename",
        "organizations_organizationterm",
        "evidence_outcomerating",
        "organizations_verification",
        "organizations_url",
        "organizations_phone",
        "organizations_organizationterm",  # terms that nobody saw in a source
    ],
    "/organizations/full-0/": [
        "organizations_organization",  # with type, governance, country, summary
        "organizations_alternatename",  # each kind of row
        "organizations_url",
        "organizations_phone",
        "organizations_sizeestimate",
        "organizations_literatureitem",
        "organizations_citation",
        "organizations_verification",
        "organizations_organizationterm",
        "organizations_passage",  # safety lines for what it helps with
        "organizations_relationship",  # whom it names
        "organizations_relationship",  # who names it
        "evidence_outcomerating",  # its evidence
        "evidence_summarystatement",
        "evidence_source",  # the numbered references
        "organizations_facetvalue",  # organizations like it
    ],
    "/organizations/full-0/print/": [
        "organizations_organization",  # with type and summary
        "organizations_alternatename",  # each kind of row that paper shows
        "organizations_url",
        "organizations_phone",
        "organizations_verification",
        "organizations_handouttext",
        "organizations_organizationterm",
        "organizations_passage",  # safety lines
        "evidence_outcomerating",  # how sure research is
    ],
    "/compare/?organization=full-0&organization=full-1": [
        "recovery_directory_formerslug",  # old addresses among those asked for
        "organizations_organization",  # those asked for
        "organizations_url",  # the ways to a meeting
        "organizations_phone",
        "organizations_citation",  # each kind of row that a cell shows
        "organizations_sizeestimate",
        "organizations_organizationterm",
        "evidence_outcomerating",
        "evidence_source",  # sources of summaries
        "evidence_source",  # the numbered references
        "organizations_organization",  # one of each type, to add
        "organizations_organization",  # all others, to choose from
    ],
    "/find/": [
        "organizations_passage",  # safety lines; counts are kept in memory
    ],
    "/evidence/": [
        "organizations_organization",  # subjects that are organizations
        "evidence_evidencesummary",  # the rows of the map
        "evidence_finding",  # what fills its cells
        "evidence_outcomerating",  # how sure each cell is
        "organizations_organizationtype",  # subjects that are types
        "evidence_outcome",  # the columns
        "organizations_organizationtype",  # types to choose from
        "organizations_organization",  # who has evidence of its own
        "organizations_passage",  # the texts of the page
    ],
    "/evidence/full/": [
        "evidence_evidencesummary",  # the summary
        "evidence_outcomerating",  # each kind of row
        "evidence_finding",
        "evidence_summarystatement",
        "organizations_organization",  # whose evidence it is
        "evidence_evidencesummary",  # summaries that share its findings
        "organizations_organizationtype",  # types that rest on it
        "evidence_evidencesummary",  # which of those are public
        "recovery_directory_revision",  # what its ratings were before
        "evidence_outcome",  # outcomes that are public
        "recovery_directory_formerslug",  # outcomes under names of then
        "evidence_outcome",  # outcomes that earlier ratings name
    ],
    "/api/hsds/organizations": [
        "organizations_organization",  # the page of the list
        "organizations_alternatename",  # each kind of row that lists tell of
        "organizations_url",
        "organizations_phone",
        "organizations_verification",
        "organizations_citation",
        "organizations_organizationterm",
        "organizations_taxonomyterm",  # the terms with their vocabularies
        "evidence_outcomerating",
        "organizations_relationship",  # what each is part of
        "organizations_organization",  # when each last changed
    ],
    "/api/hsds/organizations/{pk}": [
        "organizations_organization",  # the organization
        "organizations_alternatename",  # each kind of row
        "organizations_url",
        "organizations_phone",
        "organizations_verification",
        "organizations_citation",
        "organizations_organizationterm",
        "organizations_taxonomyterm",  # the terms with their vocabularies
        "evidence_outcomerating",
        "organizations_relationship",
        "organizations_sizeestimate",
        "organizations_literatureitem",
        "evidence_source",  # sources of its summary
        "organizations_organization",  # when it last changed
        "evidence_source",  # sources that its rows cite
    ],
    "/data/organizations.csv": [
        "organizations_organization",  # a batch of those that the list holds
        "organizations_alternatename",  # each kind of row that has columns
        "organizations_url",
        "organizations_phone",
        "organizations_verification",
        "organizations_citation",
        "organizations_organizationterm",
        "organizations_taxonomyterm",
        "evidence_outcomerating",
        "organizations_relationship",
        "organizations_organization",  # when each last changed
    ],
}
"""The table of every query that an answer costs, in order, and what it is for."""


def test_every_query_of_an_answer_is_known_by_its_purpose(client):
    first = full_organization(0)
    full_organization(1)
    filled = {
        "/evidence/full/": first.evidence_summary.get_absolute_url(),
        "/api/hsds/organizations/{pk}": f"/api/hsds/organizations/{first.pk}",
    }
    costs = {}
    for name in COSTS:
        address = filled.get(name, name)
        client.get(address)
        costs[name] = tables(client, address)
    assert costs == COSTS
