"""Citations as files: read back by libraries that others keep."""

import datetime
import json
import warnings

import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from evidence import citations
from evidence.choices import SourceKind
from evidence.models import Source
from tests import factories

pytestmark = pytest.mark.django_db

AWKWARD = {
    "title": "50 % & more: “Sober_Grid” #1 $5 \\ ~ ^ of it",
    "authors": [
        {"family": "Núñez de la Cruz", "given": "M. Á."},
        {"family": "Strong and Sons", "given": "A"},
        {"literal": "Sobriety, Inc. and Friends"},
    ],
    "container_title": "Research & Practice",
    "publisher": "Plain_Press",
    "issued": "2020-03-11",
    "doi": "10.1234/a_b(c)%d<e>{f}",
    "page": "641-651",
    "accessed_on": datetime.date(2026, 11, 23),
    "unchecked_fields": ["volume", "page"],
}


@pytest.fixture
def publications(shipped):
    return list(Source.objects.published().research().select_related("superseded_by"))


def names_of(source: Source) -> list[str]:
    return [name.get("family") or name["literal"] for name in source.authors]


def with_its_particle(author: dict) -> dict:
    """Return an author of CSL as a record keeps it: ``de Waart`` is the family."""
    particle = author.get("non-dropping-particle")
    if not particle:
        return author
    family = f"{particle} {author['family']}"
    rest = {key: value for key, value in author.items() if "particle" not in key}
    return {**rest, "family": family}


def plain(tex: str) -> str:
    """Return TeX as text; this library takes a circumflex for its accent."""
    return LatexNodes2Text(keep_comments=True).latex_to_text(tex).replace("ˆ", "^")


def test_ris_of_all_publications_comes_back_as_it_went(publications):
    entries = {entry["id"]: entry for entry in rispy.loads(citations.ris(publications))}

    assert set(entries) == {source.slug for source in publications}
    for source in publications:
        entry = entries[source.slug]
        assert entry["title"] == source.title
        assert entry.get("year", "") == source.year
        assert entry.get("doi", "") == source.doi
        assert [name.split(",")[0] for name in entry.get("authors", [])] == [
            name.replace(",", "") for name in names_of(source)
        ]


def test_bibtex_of_all_publications_comes_back_as_it_went(publications):
    entries = parse_string(citations.bibtex(publications), "bibtex").entries

    assert set(entries) == {source.slug for source in publications}
    for source in publications:
        entry = entries[source.slug]
        assert plain(entry.fields["title"]) == source.title
        assert entry.fields.get("year", "") == source.year
        assert entry.fields.get("doi", "") == source.doi
        assert [
            plain(" ".join(person.prelast_names + person.last_names))
            for person in entry.persons.get("author", [])
        ] == names_of(source)


def test_csl_json_of_all_publications_comes_back_as_it_went(publications):
    items = {item["id"]: item for item in json.loads(citations.csl_json(publications))}

    assert set(items) == {source.slug for source in publications}
    for source in publications:
        item = items[source.slug]
        assert item["title"] == source.title
        # CSL tells a particle apart, which people write before the name.
        authors = [with_its_particle(author) for author in item.get("author", [])]
        assert authors == source.authors
        assert item.get("DOI", "") == source.doi
        year = item["issued"]["date-parts"][0][0] if source.issued else ""
        assert str(year) == source.year


def test_a_citation_processor_prints_every_publication(publications):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns of fields that it does not know
        library = CiteProcJSON(json.loads(citations.csl_json(publications)))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    printed = CitationStylesBibliography(style, library, formatter.plain)
    for source in publications:
        printed.register(Citation([CitationItem(source.slug)]))

    entries = [str(entry) for entry in printed.bibliography()]
    assert len(entries) == len(publications)
    for source in publications:
        words = source.title.split()[:2]
        assert any(all(word in entry for word in words) for entry in entries)


def test_every_shipped_source_can_be_exported_in_every_format(shipped):
    sources = list(Source.objects.select_related("superseded_by"))

    assert len(rispy.loads(citations.ris(sources))) == len(sources)
    assert len(parse_string(citations.bibtex(sources), "bibtex").entries) == len(
        sources
    )
    assert len(json.loads(citations.csl_json(sources))) == len(sources)


def test_the_cochrane_review_has_all_its_identifiers(shipped):
    review = Source.objects.get(slug="kelly-2020-cochrane")

    assert [(one.label, one.value) for one in citations.identifiers(review)] == [
        ("DOI", "10.1002/14651858.CD012880.pub2"),
        ("PMID", "32159228"),
        ("PMCID", "PMC7065341"),
    ]
    item = citations.csl(review)
    assert (item["DOI"], item["PMID"], item["PMCID"]) == (
        "10.1002/14651858.CD012880.pub2",
        "32159228",
        "PMC7065341",
    )
    assert item["page"] == "CD012880"


def test_awkward_characters_survive_bibtex():
    source = factories.source(published=True, kind="article-journal", **AWKWARD)

    entry = parse_string(citations.bibtex([source]), "bibtex").entries[source.slug]

    assert plain(entry.fields["title"]) == source.title
    assert plain(entry.fields["journal"]) == "Research & Practice"
    assert entry.fields["pages"] == "641--651"
    assert entry.fields["doi"] == "10.1234/a_b(c)%d<e>%7Bf%7D"
    assert entry.fields["month"] == "March"
    assert entry.fields["urldate"] == "2026-11-23"
    assert [
        plain(" ".join(one.prelast_names + one.last_names))
        for one in entry.persons["author"]
    ] == ["Núñez de la Cruz", "Strong and Sons", "Sobriety, Inc. and Friends"]


def test_a_brace_in_a_title_does_not_swallow_the_file():
    first = factories.source(published=True, title="Never } closed {{ twice")
    second = factories.source(published=True)

    entries = parse_string(citations.bibtex([first, second]), "bibtex").entries

    assert set(entries) == {first.slug, second.slug}


def test_awkward_characters_survive_ris():
    given = AWKWARD | {"title": "A title\nin two lines  - TY  - BOOK"}
    source = factories.source(published=True, kind="article-journal", **given)

    (entry,) = rispy.loads(citations.ris([source]))

    assert entry["title"] == "A title in two lines - TY - BOOK"
    assert entry["type_of_reference"] == "JOUR"
    assert entry["authors"] == [
        "Núñez de la Cruz, M. Á.",
        "Strong and Sons, A",
        "Sobriety Inc. and Friends",
    ]
    assert (entry["start_page"], entry["end_page"]) == ("641", "651")
    assert entry["date"] == "2020/03/11/"
    assert entry["access_date"] == "2026/11/23/"


def test_an_article_number_has_no_last_page():
    source = factories.source(published=True, page="CD012880")

    (entry,) = rispy.loads(citations.ris([source]))

    assert entry["start_page"] == "CD012880"
    assert "end_page" not in entry


def test_fields_that_nobody_checked_are_named():
    source = factories.source(published=True, **AWKWARD)

    assert (
        citations.note(source)
        == "Not seen for this directory. Not checked: volume, pages."
    )
    assert "Not checked: volume, pages." in citations.csl(source)["note"]
    (entry,) = rispy.loads(citations.ris([source]))
    assert entry["notes"] == [citations.note(source)]


def test_a_retracted_and_superseded_source_says_so_in_its_note():
    newer = factories.source(published=True, title="The newer one")
    source = factories.source(
        published=True,
        was_seen=True,
        retracted_on=datetime.date(2024, 5, 1),
        superseded_by=newer,
    )

    assert citations.note(source) == (
        "Retracted on 2024-05-01. Superseded by: The newer one."
    )


def test_a_newer_draft_is_not_named():
    draft = factories.source(title="Secret")
    source = factories.source(published=True, was_seen=True, superseded_by=draft)

    assert citations.note(source) == ""


def test_order_is_by_author_then_year_whatever_the_order_given():
    def by(name, **given):
        return factories.source(
            published=True, authors=[{"family": name, "given": "A"}], **given
        )

    later, earlier, other = (
        by("Moos", issued="2006"),
        by("moos", issued="1998"),
        by("Kelly", issued="2020"),
    )

    accented = by("Éliás", issued="2020")
    for given in (
        [later, earlier, accented, other],
        [other, later, earlier, accented, later],
    ):
        assert citations.in_order(given) == [accented, other, earlier, later]


def test_every_kind_of_source_has_a_type_in_every_format():
    assert set(citations.RIS_TYPES) == set(SourceKind)
    assert set(citations.BIBTEX_TYPES) == set(SourceKind)


def test_notes_for_curators_are_never_exported():
    source = factories.source(published=True, curator_note="SENTINEL")

    for chosen in citations.FORMATS.values():
        assert "SENTINEL" not in chosen.write([source])
