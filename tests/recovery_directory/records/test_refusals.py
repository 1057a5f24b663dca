"""What is refused of files that can be read: all of them, with each reason."""

import uuid

import pytest
from django.core.management import CommandError

from recovery_directory import yaml_files
from tests import factories
from tests.record_files import (
    load,
    organization_file,
    record_file,
    refused,
    source_file,
)

pytestmark = pytest.mark.django_db


def test_one_bad_file_refuses_all(tmp_path):
    source_file(tmp_path)
    source_file(tmp_path, "b-book", kind="scroll")
    assert refused(tmp_path) == [
        "sources/b-book.yaml: kind: Value 'scroll' is not a valid choice."
    ]


def test_what_is_no_folder_is_named(tmp_path):
    with pytest.raises(CommandError, match="nowhere is no folder"):
        load(tmp_path / "nowhere")


def test_references_to_nothing_are_named_with_their_place(tmp_path):
    source_file(
        tmp_path,
        superseded_by="nothing",
        findings=[
            {
                "key": "f1",
                "outcome": "nothing",
                "direction": "mixed",
                "summaries": ["nothing"],
            }
        ],
    )
    organization_file(tmp_path, terms=[{"term": "alcohol"}, {"term": "focus/nothing"}])
    assert refused(tmp_path) == [
        "organizations/harbor.yaml: terms[1].term: there is no term 'alcohol'",
        "organizations/harbor.yaml: terms[2].term: there is no term 'focus/nothing'",
        "sources/a-book.yaml: superseded_by: there is no source 'nothing'",
        (
            "sources/a-book.yaml: findings[1].summaries: there is no evidence summary "
            "'nothing'"
        ),
        "sources/a-book.yaml: findings[1].outcome: there is no outcome 'nothing'",
    ]


def test_two_files_with_one_id_are_refused(tmp_path):
    data = source_file(tmp_path)
    source_file(tmp_path, "b-book", id=data["id"])
    assert refused(tmp_path) == [
        f"sources/b-book.yaml: id: {data['id']} is that of sources/a-book.yaml too"
    ]


def test_two_files_with_one_slug_are_refused(tmp_path):
    data = source_file(tmp_path)
    (tmp_path / "sources" / "z.yaml").write_text(
        yaml_files.dump(data | {"id": str(uuid.uuid4())})
    )
    assert refused(tmp_path) == [
        "sources/z.yaml: slug: a-book is that of sources/a-book.yaml too"
    ]


def test_one_slug_may_stand_in_two_vocabularies(tmp_path):
    for taxonomy in ("focus", "audience"):
        factories.taxonomy(slug=taxonomy)
        data = {
            "id": str(uuid.uuid4()),
            "slug": "harbors",
            "taxonomy": taxonomy,
            "name": "Harbors",
            "definition": "Where ships lie.",
        }
        record_file(tmp_path / taxonomy, "terms", **data)
    assert load(tmp_path)[-1] == "2 create, 0 update, 0 unchanged, 0 conflict"


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "taken"), ("doi", "10.1000/taken"), ("pmcid", "PMC1")],
)
def test_a_value_of_another_record_here_is_refused(tmp_path, field, value):
    other = factories.source(**{field: value})
    data = source_file(tmp_path, **{field: value})
    assert refused(tmp_path) == [
        (
            f"sources/{data['slug']}.yaml: {field}: {value} is that of record "
            f"{other.slug} here too"
        )
    ]


def test_a_name_of_another_record_here_is_refused(tmp_path):
    factories.organization(slug="other", name="Harbor")
    organization_file(tmp_path)
    assert refused(tmp_path) == [
        "organizations/harbor.yaml: name: Harbor is that of record other here too"
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            {"meeting_minutes_min": 90, "meeting_minutes_max": 60},
            "The shortest meeting cannot be longer than the longest.",
        ),
        (
            {"medication_stance": "supportive"},
            (
                "Name the document that states the stance on medication, or choose "
                "“not stated”."
            ),
        ),
        (
            {"medication_covers": ["other"]},
            "medication_covers: Medicines are named only with a stance.",
        ),
        (
            {"relationships": [{"kind": "related", "other": "harbor"}]},
            "relationships[1]: An organization is not related to itself.",
        ),
        (
            {"relationships": [{"kind": "related"}]},
            (
                "relationships[1]: Choose the other organization, or write its name: "
                "one of the two."
            ),
        ),
        (
            {
                "urls": [
                    {"kind": "forum", "url": "https://x.example/", "was_seen": True}
                ]
            },
            "urls[1]: Say in which source it was seen.",
        ),
        (
            {"citations": [{"fact": "summary"}]},
            "citations[1]: Say on which source the fact rests.",
        ),
    ],
)
def test_a_breach_of_the_models_own_rules_is_worded(tmp_path, fields, problem):
    source_file(tmp_path)
    organization_file(tmp_path, **fields)
    assert refused(tmp_path) == [f"organizations/harbor.yaml: {problem}"]


def test_a_refusal_that_only_the_database_can_word_still_names_the_file(tmp_path):
    """Name the first file of two between which a value moves."""
    source_file(tmp_path, "a-book")
    source_file(tmp_path, "b-book", doi="10.1000/moves")
    load(tmp_path)
    source_file(tmp_path, "a-book", doi="10.1000/moves")
    source_file(tmp_path, "b-book")
    [problem, *_detail] = refused(tmp_path)
    assert problem.startswith("sources/a-book.yaml: the database refuses this record")
