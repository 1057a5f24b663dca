"""The library in the admin."""

import pytest

from evidence.admin import AuthorsField
from evidence.models import EvidenceSummary, Source
from recovery_directory.records.revisions import history
from tests import factories
from tests.admin_forms import add_row, address, list_address, typed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Kelly, John F.", {"family": "Kelly", "given": "John F."}),
        ("Plato,", {"family": "Plato"}),
        ("World Health Organization", {"literal": "World Health Organization"}),
        ('"Smith, Jones and Co"', {"literal": "Smith, Jones and Co"}),
    ],
)
def test_authors_are_written_as_people_write_them(line, name):
    field = AuthorsField()
    assert field.to_python(line + "\r\n") == [name]
    assert field.prepare_value([name]) == line
    assert not field.has_changed([name], line)


def test_a_source_with_a_finding_is_one_revision(curator_client):
    summary = factories.evidence_summary()
    outcome = factories.outcome()
    data = typed(curator_client.get(list_address(Source, "add")))
    data |= {
        "kind": "article-journal",
        "title": "A trial",
        "slug": "a-trial",
        "authors": "Kelly, John F.\r\nWorld Health Organization",
    }
    add_row(
        data,
        "findings",
        key="f001",
        outcome=outcome.pk,
        direction="favours",
        summaries=[summary.pk],
        effect_measure="RR",
        estimate="1.2",
        ci_low="1.1",
        ci_high="1.3",
    )
    answer = curator_client.post(list_address(Source, "add"), data)
    assert answer.status_code == 302
    trial = Source.objects.get(slug="a-trial")
    record = history(trial).get().record
    assert record["authors"] == [
        {"family": "Kelly", "given": "John F."},
        {"literal": "World Health Organization"},
    ]
    assert record["findings"][0]["summaries"] == [summary.slug]


def test_an_author_that_is_no_name_is_refused(curator_client):
    source = factories.source()
    data = typed(curator_client.get(address(source))) | {"authors": ", John"}
    answer = curator_client.post(address(source), data)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["authors"]


def test_a_renamed_finding_keeps_its_summaries(curator_client):
    summary = factories.evidence_summary()
    finding = factories.finding(summaries=[summary])
    source = finding.source
    data = typed(curator_client.get(address(source))) | {"findings-0-key": "f999"}
    assert curator_client.post(address(source), data).status_code == 302
    renamed = source.findings.get()
    assert (renamed.key, list(renamed.summaries.all())) == ("f999", [summary])
    assert renamed.pk != finding.pk


def test_ratings_and_statements_are_saved_with_their_summary(curator_client):
    summary = factories.evidence_summary()
    source = factories.source()
    data = typed(curator_client.get(address(summary)))
    add_row(
        data,
        "ratings",
        outcome=summary.main_outcome_id,
        strength="promising",
        direction="favours",
    )
    add_row(data, "statements", text="Second.", sources=[source.pk], position="2")
    add_row(data, "statements", text="First.", sources=[source.pk], position="1")
    assert curator_client.post(address(summary), data).status_code == 302
    summary = EvidenceSummary.objects.get(pk=summary.pk)
    assert summary.version == 2
    assert summary.strength == "promising"
    record = history(summary)[0].record
    assert [row["text"] for row in record["statements"]] == ["First.", "Second."]


def test_a_source_that_is_cited_is_found_by_its_title(curator_client):
    factories.source(title="A study of groups")
    page = curator_client.get(
        "/admin/autocomplete/",
        {
            "term": "study of",
            "app_label": "evidence",
            "model_name": "source",
            "field_name": "superseded_by",
        },
    )
    assert [row["text"] for row in page.json()["results"]] == ["A study of groups"]
