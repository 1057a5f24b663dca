"""The records that are checked together: where they are read, what they hold.

An app says in its module ``record_rules`` which of its fields hold names, titles or no
sentences at all; all other text is prose, so a new field is judged from its first day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.db import models

from recovery_directory import yaml_files
from recovery_directory.fields import LinesField, PartialDateField
from recovery_directory.prose import Names
from recovery_directory.records import record_files
from recovery_directory.records.formats import (
    Record,
    RecordFormat,
    format_of,
    formats,
    rows,
)
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.parsing import parse_record
from recovery_directory.records.problems import Problem
from recovery_directory.records.references import key_of

NEVER_PUBLIC = frozenset({"curator_note", "state_reason", "search_words"})
"""Fields that no public record has; their words are judged nowhere."""


@dataclass(frozen=True)
class DirectoryEntry:
    """A record to check and where it was found: a file, or a kind with its key."""

    place: str
    record_format: RecordFormat
    record: Record


@dataclass
class Directory:
    """All records that are checked together, found by kind and key."""

    entries: list[DirectoryEntry]
    _by_key: dict[str, dict[str, Record]] = field(init=False, default_factory=dict)

    def __post_init__(self):
        """Index records by their keys; a former slug leads to its record too."""
        for entry in self.entries:
            known = self._by_key.setdefault(entry.record_format.kind, {})
            for former in entry.record.get("former_slugs", []):
                known.setdefault(former, entry.record)
        for entry in self.entries:
            key = key_of(entry.record_format, entry.record)
            self._by_key[entry.record_format.kind][key] = entry.record

    def find(self, model: type[models.Model], key: str | None) -> Record | None:
        """Return the record of ``model`` that ``key`` names, or None."""
        return self._by_key.get(_kind(model), {}).get(key or "")

    def keys(self, model: type[models.Model]) -> list[str]:
        """Return the keys of all records of ``model``."""
        return list(self._by_key.get(_kind(model), {}))

    @cached_property
    def names(self) -> Names:
        """Return the names of organizations, which count as one word when read."""
        return Names(self._values("NAMES"))

    @cached_property
    def names_and_titles(self) -> Names:
        """Return all that nobody here may reword: names, and titles of works."""
        return Names([*self._values("NAMES"), *self._values("TITLES")])

    def _values(self, declared: str) -> Iterator[str]:
        for entry in self.entries:
            for row in rows(entry.record_format, entry.record):
                for name in declared_for(row.model, declared):
                    yield row.values.get(name, "")


class StoredDirectory(Directory):
    """All records of the database, each read only when a rule asks for it.

    Those that are given stand in the place of what is stored.
    """

    def __init__(self, entries: Iterable[DirectoryEntry] = ()) -> None:
        """Begin with those that are given."""
        super().__init__([*entries])

    def find(self, model: type[models.Model], key: str | None) -> Record | None:
        """Return the record of ``model`` that ``key`` names, or None."""
        known = self._by_key.setdefault(_kind(model), {})
        if key and key not in known:
            record_format = format_of(model)
            former = FormerSlug.objects.filter(record_kind=_kind(model), slug=key)
            alike = record_format.queryset().filter(
                models.Q(slug=key.rpartition("/")[2])
                | models.Q(pk__in=former.values("record_id"))
            )
            for record in record_format.read_all(alike):
                keys = key_of(record_format, record), *record.get("former_slugs", [])
                for name in keys:
                    known.setdefault(name, record)
        return super().find(model, key)

    def _values(self, declared: str) -> Iterator[str]:
        for record_format in formats():
            for model in (
                record_format.model,
                *(child.model for child in record_format.children),
            ):
                names = sorted(declared_for(model, declared))
                if names:
                    for row in model._base_manager.values_list(*names):
                        yield from row


def _kind(model: type[models.Model]) -> str:
    return model._meta.model_name or ""


def prose_of(
    record_format: RecordFormat, record: Record
) -> Iterator[tuple[str, str, str]]:
    """Yield field, text and language of all that people read as sentences.

    Every text field is prose unless its app names it under ``NAMES``, ``TITLES`` or
    ``NOT_PROSE``.
    """
    for row in rows(record_format, record):
        for name in _prose_fields(row.model, row.fields):
            value = row.values.get(name)
            for text in value if isinstance(value, list) else [value]:
                if text:
                    yield row.where(name), str(text), row.language


@cache
def _prose_fields(model: type[models.Model], names: tuple[str, ...]) -> list[str]:
    left_out = NEVER_PUBLIC.union(
        *(
            declared_for(model, declared)
            for declared in ("NAMES", "TITLES", "NOT_PROSE")
        )
    )
    return [
        name
        for name in names
        if name not in left_out and _holds_text(model._meta.get_field(name))
    ]


def _holds_text(model_field: Any) -> bool:
    if isinstance(
        model_field,
        (models.SlugField, models.URLField, models.EmailField, PartialDateField),
    ):
        return False
    text = isinstance(model_field, (models.CharField, models.TextField, LinesField))
    return text and not model_field.choices


def app_rules(model: type[models.Model]) -> ModuleType:
    """Return the module ``record_rules`` of the app to which ``model`` belongs."""
    return import_module(f"{model._meta.app_config.name}.record_rules")


def declared_for(model: type[models.Model], declared: str) -> set[str]:
    """Return the fields of ``model`` that its app names under ``declared``."""
    return getattr(app_rules(model), declared).get(model, set())


# Reading what is to be checked


def read_folders(folders: Iterable[Path]) -> tuple[list[DirectoryEntry], list[Problem]]:
    """Return the records of all folders, and what keeps some from being read.

    A record with a bad field is checked all the same, without that field. Raises
    RefusedFiles where a folder holds no records.
    """
    entries, problems = [], []
    for root in folders:
        for record_format, path in record_files.find(root, formats()):
            try:
                data = yaml_files.read(path)
            except (ValueError, OSError) as error:
                problems.append(Problem(str(path), "", str(error)))
                continue
            record, refused = parse_record(record_format, data, str(path))
            problems += refused
            if record:
                entries.append(DirectoryEntry(str(path), record_format, record))
    return entries, problems


def read_database() -> list[DirectoryEntry]:
    """Return every record of the database."""
    return [
        DirectoryEntry(
            f"{record_format.model._meta.verbose_name} {key_of(record_format, record)}",
            record_format,
            record,
        )
        for record_format in formats()
        for record in record_format.read_all()
    ]
