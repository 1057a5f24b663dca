"""Record files hold what the public may see of a record, and can be loaded again."""

import io
import zipfile

import pytest

from organizations.open_data.public_records import (
    WITHHELD,
    PublicRecords,
)
from recovery_directory.records import format_of
from recovery_directory.records.directory import NEVER_PUBLIC, read_folders
from recovery_directory.yaml_files import load
from tests import factories
from tests.organizations.open_data.hsds import accounting

pytestmark = pytest.mark.django_db


def shown(record) -> dict:
    """Return the public part of a record as it stands."""
    record_format = format_of(type(record))
    return PublicRecords().of(record_format, record_format.read(record.pk))


def test_notes_among_curators_are_left_out():
    harbor = factories.organization(
        published=True,
        curator_note="Call again.",
        verifications=[
            {
                "part": "whole",
                "verified_on": "2026-06-01",
                "verified_by": "Ada Lovelace",
                "method": "phone",
                "note": "She was kind.",
            }
        ],
    )
    record = shown(harbor)
    assert "curator_note" not in record
    assert record["verifications"] == [
        {"verified_on": "2026-06-01", "verified_by": "a curator", "method": "phone"}
    ]


def test_a_number_is_there_once_it_is_verified():
    harbor = factories.organization(
        published=True,
        phones=[
            {"number": "+1-212-555-0199", "kind": "office"},
            {
                "number": "+1-212-555-0100",
                "kind": "helpline",
                "verified_on": "2026-05-01",
            },
        ],
    )
    assert shown(harbor)["phones"] == [
        {
            "number": "+1-212-555-0100",
            "kind": "helpline",
            "verified_on": "2026-05-01",
            "source": "shared",
        }
    ]


def test_references_to_what_is_not_public_are_left_out():
    draft = factories.source(slug="hidden-source", published=True)
    hidden = factories.organization(slug="hidden-harbor")
    open_door = factories.organization(slug="open-door", published=True)
    summary = factories.evidence_summary(slug="hidden-summary")
    harbor = factories.organization(
        published=True,
        evidence_summary=summary,
        terms=[factories.term(slug="hidden-term", taxonomy="focus")],
        relationships=[
            {"kind": "related", "other": hidden},
            {"kind": "part-of", "other": open_door},
            {"kind": "related", "other_name": "A group nobody lists"},
        ],
        urls=[
            {
                "kind": "website",
                "url": "https://harbor.example/",
                "source": draft,
                "was_seen": True,
            }
        ],
        size_estimates=[
            {"metric": "groups", "value": 7, "scope": "here", "source": draft}
        ],
    )
    factories.add(harbor, "citations", fact="status", source=draft)
    draft.withdraw(by=None, reason="A test.", even_if_used=True)
    record = shown(harbor)
    assert "hidden" not in str(record)
    assert [row.get("other") for row in record["relationships"]] == ["open-door", None]
    assert record["urls"] == [{"kind": "website", "url": "https://harbor.example/"}]
    assert record["size_estimates"][0]["value"] == 7


def test_a_finding_is_there_once_somebody_saw_it():
    source = factories.source(published=True)
    summary = factories.evidence_summary(slug="hidden-summary")
    factories.finding(source=source, key="unseen")
    factories.finding(
        source=source,
        key="seen",
        was_seen=True,
        summaries=[summary],
        curator_note="Check the table.",
    )
    [finding] = shown(source)["findings"]
    assert finding["key"] == "seen"
    assert not {"summaries", "curator_note"} & set(finding)


def test_whatever_the_api_keeps_among_curators_is_kept_here():
    reasons = ("a note among curators", "names a person", "a number is served")
    for model, withheld in accounting.WITHHELD.items():
        own = {name for name, reason in withheld.items() if reason.startswith(reasons)}
        fields = set(format_of_row(model))
        assert own & fields <= NEVER_PUBLIC | WITHHELD.get(model, set()), model


def format_of_row(model) -> tuple[str, ...]:
    """Return the fields of a record, or of a row inside an organization."""
    from organizations.records import ORGANIZATION

    for child in ORGANIZATION.children:
        if child.model is model:
            return child.fields
    return format_of(model).all_fields


def test_the_shipped_records_can_be_read_back(shipped, client, tmp_path):
    written = client.get("/data/records.zip").getvalue()
    zipfile.ZipFile(io.BytesIO(written)).extractall(tmp_path)
    entries, problems = read_folders([tmp_path])
    assert problems == []
    assert len(entries) > 1000
    texts = [path.read_text() for path in tmp_path.rglob("*.yaml")]
    for name in NEVER_PUBLIC:
        assert not [text for text in texts if f"{name}:" in text]
    assert all(load(text)["publication_state"] == "published" for text in texts)
