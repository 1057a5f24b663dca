"""What pages say to search engines is what they say to people."""

import html
import json
import re

import pytest

from organizations.models import Organization
from organizations.models.display import END_OF_SENTENCE
from recovery_directory.fields import partial_date_in_words
from recovery_directory.records import revisions
from recovery_directory.templatetags.linked_data_tags import linked_data
from tests import factories

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
WORDLESS = {"@context", "@type", "@id", "mainEntityOfPage", "url", "query-input"}


def described(page: str) -> dict:
    """Return what a page says to machines."""
    [block] = BLOCK.findall(page)
    return json.loads(block)


def values(name: str, value):
    """Yield every text of a description with the name that it stands under."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from values(key, part)
    elif isinstance(value, list):
        for part in value:
            yield from values(name, part)
    else:
        yield name, value


def text_of(page: str) -> str:
    """Return what people read of a page, white space made one."""
    body = page[page.index("<main") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def assert_page_says(page: str, description: dict) -> None:
    """Fail unless everything in ``description`` stands on the page for people."""
    text = text_of(page)
    for name, value in values("", description):
        if name in WORDLESS:
            continue
        shown = partial_date_in_words(value) if name == "foundingDate" else value
        if name == "knowsLanguage":
            continue
        # The first sentence stands above the ways to a meeting, the others below.
        for sentence in END_OF_SENTENCE.split(str(shown)):
            assert " ".join(sentence.split()) in text, (name, value)


# Organizations


def test_an_organization_is_described_as_its_page_says(client, everything):
    page = client.get(everything.get_absolute_url()).content.decode()
    found = described(page)
    assert found["@type"] == "NGO"
    assert found["name"] == everything.name
    assert found["contactPoint"][0]["telephone"] == "+1-212-555-0100"
    assert len(found["contactPoint"]) == 1
    assert_page_says(page, found)


def test_every_shipped_page_is_described_as_it_says(shipped, client):
    for organization in Organization.objects.published():
        page = client.get(organization.get_absolute_url()).content.decode()
        found = described(page)
        assert found["@id"].endswith(f"{organization.get_absolute_url()}#organization")
        assert_page_says(page, found)


def test_what_nobody_has_seen_is_not_said_to_machines(client):
    harbor = factories.organization(name="Harbor", founded="1935", published=True)
    url = "https://harbor.example/"
    row = factories.add(harbor, "urls", kind="website", url=url)
    found = described(client.get(harbor.get_absolute_url()).content.decode())
    assert not {"url", "foundingDate"} & set(found)
    with revisions.change(harbor, by=None, action="edit"):
        row.was_seen = True
        row.save()
        harbor.citations.filter(fact="founding").update(was_seen=True)
    found = described(client.get(harbor.get_absolute_url()).content.decode())
    assert found["url"] == url
    assert found["foundingDate"] == "1935"


def test_an_app_is_no_ngo(client):
    app = factories.organization(kind="app", published=True)
    page = client.get(app.get_absolute_url()).content.decode()
    assert described(page)["@type"] == "Organization"


def test_no_text_ends_the_block_it_stands_in(client):
    harbor = factories.organization(
        name="Harbor", summary="</script><script>alert(1)</script>&", published=True
    )
    page = client.get(harbor.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert described(page)["description"] == harbor.summary
    assert "<" not in linked_data({"a": "<b>"}).partition(">")[2].partition("<")[0]


# The site, research, sources


def test_the_first_page_says_how_to_search(client, settings):
    found = described(client.get("/").content.decode())
    assert found["@type"] == "WebSite"
    template = found["potentialAction"]["target"]["urlTemplate"]
    address = template.replace("{search_term_string}", "harbor")
    factories.organization(name="Harbor", published=True)
    response = client.get(address.removeprefix(settings.SITE_URL))
    assert "Harbor" in response.content.decode()


def test_a_summary_is_an_article_of_this_directory(client, settings):
    settings.OPERATOR_NAME = "The library"
    summary = factories.evidence_summary(subject_kind="topic", published=True)
    page = client.get(summary.get_absolute_url()).content.decode()
    found = described(page)
    assert found["@type"] == "Article"
    assert found["headline"] == f"What research says: {summary.title}"
    assert found["description"] in text_of(page)
    assert '<meta name="citation_author" content="The library">' in page


STUDY = {
    "kind": "article-journal",
    "title": "Mutual help & <friends>",
    "authors": [{"family": "Kelly", "given": "John F."}, {"literal": "WHO"}],
    "container_title": "Journal of Groups",
    "volume": "12",
    "issue": "3",
    "page": "18-26",
    "issued": "2018-03",
    "doi": "10.1000/groups.12",
    "pmid": "29606223",
}


def tags(page: str) -> list[tuple[str, str]]:
    """Return the citation tags of a page."""
    found = re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', page)
    return [(name, html.unescape(content)) for name, content in found]


def test_a_study_is_a_scholarly_article(client):
    source = factories.source(**STUDY, published=True)
    page = client.get(source.get_absolute_url()).content.decode()
    found = described(page)
    assert found["@type"] == "ScholarlyArticle"
    assert [one["name"] for one in found["author"]] == ["John F. Kelly", "WHO"]
    issue = found["isPartOf"]
    assert (issue["@type"], issue["issueNumber"]) == ("PublicationIssue", "3")
    assert issue["isPartOf"]["volumeNumber"] == "12"
    assert issue["isPartOf"]["isPartOf"]["name"] == "Journal of Groups"
    assert found["sameAs"][0] == "https://doi.org/10.1000/groups.12"


def test_what_nobody_has_checked_of_a_source_is_not_said_to_search_engines(client):
    source = factories.source(
        **STUDY, unchecked_fields=["authors", "doi"], published=True
    )
    found = described(client.get(source.get_absolute_url()).content.decode())
    assert "author" not in found
    assert found["sameAs"] == ["https://pubmed.ncbi.nlm.nih.gov/29606223/"]


def test_a_retracted_study_is_said_to_be_retracted(client):
    source = factories.source(**STUDY, retracted_on="2020-01-01", published=True)
    found = described(client.get(source.get_absolute_url()).content.decode())
    assert found["creativeWorkStatus"] == "Retracted"


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("book", "Book"), ("webpage", "WebPage"), ("report", "Report")]
    + [("article-newspaper", "NewsArticle"), ("pamphlet", "CreativeWork")],
)
def test_other_sources_are_what_they_are(client, kind, type_):
    source = factories.source(kind=kind, published=True)
    found = described(client.get(source.get_absolute_url()).content.decode())
    assert found["@type"] == type_


def test_a_reference_manager_finds_the_source_on_its_page(client):
    source = factories.source(**STUDY, published=True)
    page = client.get(source.get_absolute_url()).content.decode()
    assert tags(page) == [
        ("citation_title", "Mutual help & <friends>"),
        ("citation_author", "Kelly, John F."),
        ("citation_author", "WHO"),
        ("citation_publication_date", "2018/03"),
        ("citation_journal_title", "Journal of Groups"),
        ("citation_volume", "12"),
        ("citation_issue", "3"),
        ("citation_firstpage", "18"),
        ("citation_lastpage", "26"),
        ("citation_doi", "10.1000/groups.12"),
        ("citation_pmid", "29606223"),
        ("citation_public_url", "https://doi.org/10.1000/groups.12"),
    ]
