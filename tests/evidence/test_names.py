"""Names of authors: persons in their parts, bodies as they are called."""

import json

import pytest
import rispy
from pybtex.database import parse_string

from evidence import citations
from evidence.author_names import Name, read_name, written_name
from evidence.metadata import linked_source, source_tags
from evidence.models import Source
from tests import factories
from tests.admin_forms import address, save, typed

pytestmark = pytest.mark.django_db

SURGEON = "U.S. Department of Health and Human Services, Office of the Surgeon General"

PERSONS = {
    "Kelly, John F.": ("", "Kelly", "John F.", ""),
    "van der Berg, Jan": ("van der", "Berg", "Jan", ""),
    "de la Cruz, Ana, Jr.": ("de la", "Cruz", "Ana", "Jr."),
    "d’Arc, Jeanne": ("d’", "Arc", "Jeanne", ""),
    "De La Cruz, Ana": ("", "De La Cruz", "Ana", ""),
    "Ortega y Gasset, José": ("", "Ortega y Gasset", "José", ""),
    "King, Martin Luther, III": ("", "King", "Martin Luther", "III"),
    "Von Hippel, Karl V": ("", "Von Hippel", "Karl V", ""),
    "Church, Sarah": ("", "Church", "Sarah", ""),
    "Salas-Wright, Christopher P.": ("", "Salas-Wright", "Christopher P.", ""),
    "Plato,": ("", "Plato", "", ""),
}

BODIES = [
    SURGEON,
    "World Health Organization",
    "Project MATCH Research Group",
    "National Institute on Alcohol Abuse and Alcoholism, Division of Epidemiology",
    "Sobriety, Inc. and Friends",
]


@pytest.mark.parametrize("line", PERSONS)
def test_a_person_is_read_in_parts_and_written_as_read(line):
    name = Name.of(read_name(line))
    assert (name.particle, name.family, name.given, name.suffix) == PERSONS[line]
    assert written_name(read_name(line)) == line


@pytest.mark.parametrize("body", BODIES)
def test_a_body_is_no_person_whatever_stands_in_its_name(body):
    assert Name.of(read_name(written_name({"literal": body}))).literal == body


def test_a_body_that_was_taken_for_a_person_is_cited_as_a_body():
    family, given = SURGEON.split(", ")
    source = factories.source(
        published=True, kind="report", authors=[{"family": family, "given": given}]
    )
    assert source.authors_in_words == SURGEON
    assert citations.csl(source)["author"] == [{"literal": SURGEON}]
    (entry,) = rispy.loads(citations.ris([source]))
    assert entry["authors"] == [SURGEON.replace(",", "")]
    assert f"author = {{{{{SURGEON}}}}}" in citations.bibtex([source])
    [author] = linked_source(source)["author"]
    assert author == {"@type": "Organization", "name": SURGEON}
    assert ("citation_author", SURGEON) in source_tags(source)


def test_particles_and_suffixes_are_kept_in_every_way_of_citing():
    authors = [
        {"family": "van der Berg", "given": "Jan"},
        {"family": "Atkins", "given": "Randolph G. Jr."},
        {"family": "Ortega y Gasset", "given": "José"},
        {
            "family": "Berg",
            "given": "Ole",
            "non-dropping-particle": "af",
            "suffix": "II",
        },
    ]
    source = factories.source(published=True, kind="article-journal", authors=authors)
    assert source.authors_in_words == (
        "van der Berg J, Atkins RG Jr, Ortega y Gasset J, af Berg O II"
    )
    assert citations.csl(source)["author"] == [
        {"non-dropping-particle": "van der", "family": "Berg", "given": "Jan"},
        {"family": "Atkins", "given": "Randolph G.", "suffix": "Jr."},
        {"family": "Ortega y Gasset", "given": "José"},
        {
            "non-dropping-particle": "af",
            "family": "Berg",
            "given": "Ole",
            "suffix": "II",
        },
    ]
    (entry,) = rispy.loads(citations.ris([source]))
    assert entry["authors"] == [
        "van der Berg, Jan",
        "Atkins, Randolph G., Jr.",
        "Ortega y Gasset, José",
        "af Berg, Ole, II",
    ]
    persons = (
        parse_string(citations.bibtex([source]), "bibtex")
        .entries[source.slug]
        .persons["author"]
    )
    assert [
        (
            " ".join(one.prelast_names),
            " ".join(one.last_names).strip("{}"),
            one.lineage_names,
        )
        for one in persons
    ] == [
        ("van der", "Berg", []),
        ("", "Atkins", ["Jr."]),
        ("", "Ortega y Gasset", []),
        ("af", "Berg", ["II"]),
    ]
    described = linked_source(source)["author"]
    assert described[0]["familyName"] == "van der Berg"
    assert described[1]["name"] == "Randolph G. Atkins Jr."
    assert described[1]["honorificSuffix"] == "Jr."


def test_a_form_keeps_what_was_typed_and_an_untouched_name(curator_client):
    source = factories.source(authors=[{"family": "Atkins", "given": "R. G. Jr."}])
    form = curator_client.get(address(source))
    assert typed(form)["authors"] == "Atkins, R. G., Jr."
    before = source.version
    save(curator_client, source)
    source.refresh_from_db()
    assert source.version == before
    save(curator_client, source, authors=f"{SURGEON}\r\nvan der Berg, Jan, Sr.")
    source.refresh_from_db()
    assert source.authors == [
        {"literal": SURGEON},
        {"family": "van der Berg", "given": "Jan", "suffix": "Sr."},
    ]


# What a source is part of


@pytest.mark.parametrize(
    ("kind", "given", "container", "publisher"),
    [
        (
            "article-newspaper",
            {"publisher": "The Boston Globe"},
            "The Boston Globe",
            "",
        ),
        ("entry-encyclopedia", {"publisher": "Wikipedia"}, "Wikipedia", ""),
        ("webpage", {"publisher": "Nar-Anon"}, "Nar-Anon", ""),
        ("webpage", {"url": "https://www.coda.example/x"}, "coda.example", ""),
        (
            "article-newspaper",
            {"container_title": "The Globe", "publisher": "Globe Media"},
            "The Globe",
            "Globe Media",
        ),
        ("book", {"publisher": "Hazelden"}, "", "Hazelden"),
    ],
)
def test_newspapers_encyclopedias_and_sites_are_named_as_containers(
    client, kind, given, container, publisher
):
    source = factories.source(
        **{"published": True, "kind": kind, "publisher": "", "url": ""} | given
    )
    item = citations.csl(source)
    assert item.get("container-title", "") == container
    assert item.get("publisher", "") == publisher
    (entry,) = rispy.loads(citations.ris([source]))
    assert entry.get("secondary_title", "") == container
    if container:
        assert f"= {{{container}" in citations.bibtex([source])
        assert linked_source(source)["isPartOf"]["name"] == container
        page = client.get(source.get_absolute_url()).text
        assert f"<cite><bdi>{container}</bdi></cite>" in page


def test_every_shipped_newspaper_encyclopedia_and_site_has_a_container(shipped):
    kinds = ("article-newspaper", "entry-encyclopedia", "webpage")
    for source in Source.objects.filter(kind__in=kinds):
        assert citations.csl(source)["container-title"], source.slug


def test_no_shipped_author_changes_when_a_form_is_saved(shipped):
    for source in Source.objects.exclude(authors=[]):
        for author in source.authors:
            assert read_name(written_name(author)) == author, source.slug


def test_bibtex_has_the_day():
    source = factories.source(published=True, issued="2020-03-11")
    entry = parse_string(citations.bibtex([source]), "bibtex").entries[source.slug]
    assert entry.fields["day"] == "11"
    whole_month = factories.source(published=True, issued="2020-03")
    assert "day =" not in citations.bibtex([whole_month])
    assert json.loads(citations.csl_json([source]))[0]["issued"] == {
        "date-parts": [[2020, 3, 11]]
    }
