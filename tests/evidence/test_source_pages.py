"""The bibliography: list, page and files of sources."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence import cited_by
from evidence.models import Source
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/evidence/sources/"


def page_of(source, extension=None) -> str:
    if extension:
        return reverse("evidence:source-export", args=[source.slug, extension])
    return reverse("evidence:source-detail", args=[source.slug])


def slugs(response) -> list[str]:
    return [source.slug for source in response.context["object_list"]]


# List


@pytest.fixture
def library():
    summary = factories.evidence_summary(
        slug="tides", title="Tides", subject_kind="topic", published=True
    )
    study = factories.source(
        slug="study",
        kind="article-journal",
        study_design="rct",
        title="Evening meetings and sleep",
        authors=[{"family": "Núñez", "given": "Ana María"}],
        container_title="Journal of Harbors",
        issued="2020-03",
        doi="10.1234/evening",
        published=True,
    )
    factories.finding(source=study, summaries=[summary])
    factories.source(
        slug="leaflet",
        kind="pamphlet",
        title="Welcome",
        publisher="Harbor",
        publisher_kind="organization",
        was_seen=True,
        published=True,
    )
    factories.source(
        slug="old", kind="book", title="A book", issued="1939", published=True
    )
    factories.source(slug="secret", title="Evening draft")
    return summary


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["study", "old", "leaflet"]),
        ("q=evening", ["study"]),
        ("q=SLEEP+evening", ["study"]),
        ("q=nunez", ["study"]),
        ("q=ana+maria+núñez", ["study"]),
        ("q=10.1234/evening", ["study"]),
        ("q=harbor", ["study", "leaflet"]),
        ("q=nothing+like+it", []),
        ("q=%25", []),
        ("kind=book", ["old"]),
        ("design=rct", ["study"]),
        ("year=2020", ["study"]),
        ("year=undated", ["leaflet"]),
        ("official=yes", ["leaflet"]),
        ("official=no", ["study", "old"]),
        ("subject=tides", ["study"]),
        ("subject=tides&kind=book", []),
        ("kind=&q=", ["study", "old", "leaflet"]),
    ],
)
def test_the_list_is_filtered(client, library, query, expected):
    response = client.get(f"{LIST}?{query}")

    assert slugs(response) == expected
    assert response.context["filter"].ignored == []


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("kind=zine", [("kind", "zine")]),
        ("year=2999", [("year", "2999")]),
        ("subject=secret", [("subject", "secret")]),
        ("color=red&color=blue", [("color", "red"), ("color", "blue")]),
        ("kind=zine&kind=book", [("kind", "zine")]),
        ("official=maybe", [("official", "maybe")]),
        ("q=%00", [("q", "\x00")]),
        (f"q={'a' * 201}", [("q", "a" * 201)]),
    ],
)
def test_what_does_not_exist_is_named_and_ignored(client, library, query, ignored):
    response = client.get(f"{LIST}?{query}")

    assert response.status_code == 200
    assert response.context["filter"].ignored == ignored
    assert "left out" in response.text
    assert len(slugs(response)) == (1 if "kind=book" in query else 3)


def test_a_hostile_value_is_printed_as_text(client, library):
    response = client.get(LIST, {"kind": "<script>alert(1)</script>"})

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


def test_the_summary_of_an_unpublished_organization_is_no_subject(client, library):
    hidden = factories.evidence_summary(slug="hidden", published=True)
    shown = factories.evidence_summary(slug="shown", title="Shown", published=True)
    factories.organization(published=True, evidence_summary=shown)

    response = client.get(LIST)

    values = [
        value
        for value, _label in response.context["filter"].form["subject"].field.choices
    ]
    assert values == ["", "shown", "tides"]
    assert hidden.slug not in values


def test_fifty_sources_are_on_a_page(client):
    for _number in range(51):
        factories.source(published=True)

    assert len(slugs(client.get(LIST))) == 50
    second = client.get(f"{LIST}?page=2&kind=webpage")
    assert len(slugs(second)) == 1
    assert "?kind=webpage&amp;page=1" in second.text


@pytest.mark.parametrize("page", ["0", "-1", "3", "x", "last", "1.5", "9" * 400])
def test_a_page_that_does_not_exist_is_not_found(client, page):
    factories.source(published=True)

    assert client.get(LIST, {"page": page}).status_code == 404


def test_the_list_costs_the_same_for_one_source_and_ten(
    client, django_assert_max_num_queries
):
    # years, subjects (choices are read for the field and for its check); count; page
    for number in (1, 10):
        for _number in range(number):
            factories.source(published=True, issued="2020")
        with django_assert_max_num_queries(6):
            client.get(f"{LIST}?year=2020")


# One source


def test_a_page_says_what_a_source_is(client):
    source = factories.source(
        published=True,
        kind="article-journal",
        study_design="rct",
        title="Evening meetings",
        authors=[{"family": "Kelly", "given": "John F."}],
        container_title="Journal of Harbors",
        volume="3",
        issue="2",
        page="7-29",
        issued="2020-03",
        doi="10.1234/evening",
        pmid="123",
        pmcid="PMC456",
        was_seen=True,
        copy_seen="mirror.example",
        unchecked_fields=["volume"],
        curator_note="SENTINEL",
    )

    text = client.get(page_of(source)).text

    for words in (
        "Kelly JF",
        "Journal of Harbors</bdi></cite> 3(2): 7-29",
        "March 2020",
        'href="https://doi.org/10.1234/evening" rel="noreferrer external"',
        'href="https://pubmed.ncbi.nlm.nih.gov/123/" rel="noreferrer external"',
        'href="https://pmc.ncbi.nlm.nih.gov/articles/PMC456/"',
        "Copy: mirror.example",
        '<span class="unchecked">volume</span>',
    ):
        assert words in text
    assert "SENTINEL" not in text
    assert "http://mirror.example" not in text
    assert "https://mirror.example" not in text


def test_not_seen_superseded_and_retracted_are_said(client):
    newer = factories.source(published=True, title="The newer one")
    source = factories.source(
        published=True,
        superseded_by=newer,
        retracted_on=datetime.date(2024, 5, 1),
    )

    text = client.get(page_of(source)).text
    assert "Not seen:" in text
    assert "Superseded by:" in text
    assert "The newer one" in text
    assert "Retracted on May 1, 2024." in text
    assert "Takes the place of" in client.get(page_of(newer)).text
    listed = client.get(LIST).text
    assert "not yet seen" in listed
    assert "superseded" in listed
    assert "retracted" in listed


def test_findings_print_checked_numbers_only(client):
    source = factories.source(published=True)
    outcome = factories.outcome(published=True, name="sober days")
    factories.finding(
        source=source,
        outcome=outcome,
        was_seen=True,
        effect_measure="RR",
        estimate=1.21,
        ci_low=1.03,
        ci_high=1.42,
        participants=1936,
        studies=77,
        comparator="usual treatment",
        unchecked_fields=["studies"],
    )
    factories.finding(
        source=source, outcome=outcome, effect_measure="MD", estimate=54321.5
    )

    text = client.get(page_of(source)).text

    assert "Sober days" in text
    assert "Risk ratio 1.21 (95 % CI 1.03 to 1.42)" in text
    assert "1,936 people; not printed (not checked)" in text
    assert "usual treatment" in text
    assert "77 studies" not in text
    assert "54321" not in text
    assert "54,321" not in text


def test_results_that_nobody_saw_are_named_by_outcome_only(client):
    source = factories.source(published=True)
    outcome = factories.outcome(published=True, name="Sober days")
    factories.finding(
        source=source,
        outcome=outcome,
        effect_measure="MD",
        estimate=54.5,
        comparator="SENTINEL",
        direction="favours",
    )

    text = client.get(page_of(source)).text

    assert "nobody has seen the results" in text
    assert "Sober days" in text
    assert "SENTINEL" not in text
    assert "better than the comparison" not in text


def test_how_to_cite_the_page_has_its_version_day_and_address(client, settings):
    source = factories.source(published=True, title="Evening meetings")

    text = client.get(page_of(source)).text

    day = timezone.localdate().isoformat()
    assert (
        f"version {source.version}, {day}. {settings.SITE_URL}{page_of(source)}" in text
    )


def test_findings_of_an_unpublished_outcome_are_not_shown(client):
    source = factories.source(published=True)
    hidden = factories.outcome(name="secret outcome")
    factories.finding(source=source, outcome=hidden)
    factories.finding(source=source, outcome=hidden, was_seen=True)

    assert "ecret outcome" not in client.get(page_of(source)).text


def test_public_summaries_that_rest_on_it_are_linked_and_no_others(client):
    source = factories.source(published=True)
    of_topic = factories.evidence_summary(
        title="By list", subject_kind="topic", sources=[source], published=True
    )
    by_finding = factories.evidence_summary(
        title="By finding", subject_kind="topic", published=True
    )
    draft = factories.evidence_summary(title="DRAFT", subject_kind="topic")
    lonely = factories.evidence_summary(title="LONELY", published=True)
    factories.finding(
        source=source,
        summaries=[by_finding, draft, lonely],
        outcome=factories.outcome(published=True),
    )

    text = client.get(page_of(source)).text

    assert of_topic.get_absolute_url() in text
    assert by_finding.get_absolute_url() in text
    assert "DRAFT" not in text
    assert "LONELY" not in text


def test_records_of_other_apps_say_that_they_cite_it(client, monkeypatch):
    source = factories.source(published=True)
    asked = []

    def reader(one):
        asked.append(one)
        yield cited_by.CitingRecord("organizations", "Zebra", "/z/", ("size", "cost"))
        yield cited_by.CitingRecord("organizations", "aardvark", "")

    monkeypatch.setattr(cited_by, "_readers", [])
    assert "Nothing public cites it" in client.get(page_of(source)).text
    cited_by.register(reader)
    text = client.get(page_of(source)).text

    assert asked == [source]
    assert '<a href="/z/"><bdi>Zebra</bdi></a>: size, cost' in text
    assert text.index("aardvark") < text.index("Zebra")


def test_a_page_sets_no_cookie(client):
    source = factories.source(published=True)

    for address in (LIST, page_of(source), page_of(source, "ris")):
        assert not client.get(address).cookies


# Files


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("ris", "application/x-research-info-systems"),
        ("bib", "application/x-bibtex"),
        ("json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_a_source_is_a_file_for_reference_managers(client, extension, media_type):
    source = factories.source(published=True, title="Evening méetings")

    response = client.get(f"/evidence/sources/{source.slug}.{extension}")

    assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="{source.slug}.{extension}"'
    )
    assert "Evening méetings" in response.content.decode()
    assert page_of(source, extension) in client.get(page_of(source)).text


def test_the_json_file_is_csl_json(client):
    source = factories.source(published=True, title="Evening meetings")

    (item,) = json.loads(client.get(page_of(source, "json")).content)

    assert (item["id"], item["title"]) == (source.slug, "Evening meetings")


@pytest.mark.parametrize("extension", ["xml", "ris.ris", "RIS", "ris/"])
def test_a_format_that_does_not_exist_is_not_found(client, extension):
    source = factories.source(published=True)

    address = f"/evidence/sources/{source.slug}.{extension}"
    assert client.get(address).status_code == 404


# Who may see it


@pytest.mark.parametrize("extension", [None, "ris", "bib", "json"])
def test_a_draft_is_for_curators_only(client, curator_client, extension):
    draft = factories.source(title="Secret")

    assert client.get(page_of(draft, extension)).status_code == 404
    response = curator_client.get(page_of(draft, extension))
    assert response.status_code == 200
    assert "Secret" in response.content.decode()


@pytest.mark.parametrize("extension", [None, "ris"])
def test_a_withdrawn_source_is_gone_without_its_name(client, extension):
    newer = factories.source(published=True, title="The newer one")
    source = factories.source(withdrawn=True, title="Secret", superseded_by=newer)

    response = client.get(page_of(source, extension))

    assert response.status_code == 410
    assert "Secret" not in response.text
    assert "The newer one" in response.text


def test_the_whole_shipped_bibliography_can_be_read(client, shipped):
    first = client.get(LIST)
    pages = first.context["paginator"].num_pages
    listed = [
        slug
        for number in range(1, pages + 1)
        for slug in slugs(client.get(LIST, {"page": number}))
    ]
    assert len(listed) == len(set(listed)) == Source.objects.published().count()
    for source in Source.objects.published().research():
        assert client.get(page_of(source)).status_code == 200
    review = client.get("/evidence/sources/kelly-2020-cochrane/").text
    assert "Risk ratio 1.21 (95 % CI 1.03 to 1.42)" in review
    assert "1,936 people; 2 studies" in review
