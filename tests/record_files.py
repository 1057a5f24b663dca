"""Record files for tests, and what loading them does."""

import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recovery_directory import yaml_files
from recovery_directory.records import format_of, formats
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.revisions import Revision
from tests import factories


def record_file(root: Path, folder: str, **record) -> Path:
    """Write a record file below ``root``, its fields in the order given."""
    path = root / folder / f"{record['slug']}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml_files.dump(record), encoding="utf-8")
    return path


def load(root, **options) -> list[str]:
    """Load a folder and return the lines that the command prints."""
    printed = StringIO()
    call_command("load_directory", root, stdout=printed, verbosity=2, **options)
    return printed.getvalue().splitlines()


def refused(root) -> list[str]:
    """Return the problems for which a folder is refused, after showing no change."""
    before = everything()
    with pytest.raises(CommandError) as refusal:
        load(root)
    assert everything() == before
    return [line.strip() for line in str(refusal.value).splitlines()[1:]]


def everything() -> list:
    """Return all records, revisions and former slugs that are here."""
    return [
        *([*record_format.read_all()] for record_format in formats()),
        [*Revision.objects.values_list("record_id", "number").order_by("pk")],
        [*FormerSlug.objects.values_list("record_id", "slug").order_by("pk")],
    ]


def export_one(root, record) -> dict:
    """Write the file of a record that is here, and return what it holds."""
    record_format = format_of(type(record))
    data = record_format.read(record.pk)
    record_file(root, record_format.folder, **data)
    return data


def source_file(root, slug="a-book", **fields) -> dict:
    """Write the file of a source, with an id made of its slug."""
    record = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, slug)),
        "slug": slug,
        "publication_state": "published",
        "kind": "book",
        "title": f"About {slug}",
    }
    record |= fields
    record_file(root, "sources", **record)
    return record


def organization_file(root, slug="harbor", **fields) -> dict:
    """Write the file of an organization of a type that is here."""
    record = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, slug)),
        "slug": slug,
        "name": slug.title(),
        "sort_name": slug.title(),
        "organization_type": factories.shared(factories.organization_type).slug,
        "summary": "People meet.",
    }
    record |= fields
    record_file(root, "organizations", **record)
    return record
