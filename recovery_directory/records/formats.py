"""What a record of each kind holds, and how it is read from the database.

A record is a plain mapping: scalars under their field names, another record under its
key (``slug``, or ``taxonomy/slug`` for a term), children as lists of mappings. A field
at its default is left out, so that a file shows what somebody stated.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models

from recovery_directory.records import write_guard
from recovery_directory.records.rows import Rows, key_lookups

Record = dict[str, Any]
"""One record, ready for YAML or JSON."""

HEAD = ("slug", "publication_state", "state_reason")
"""Fields with which every record begins, after its id and former slugs."""


ORDER = ("slug", "pk")
"""How records of one kind follow each other wherever all are read."""


@dataclass(frozen=True)
class Children:
    """Rows that live and die with a record, kept inside it.

    ``name`` is both the related name and the key in the file. ``key`` names the fields
    that make a child itself: its id is uuid5(parent id, name, key). An ordered list
    keeps its order in the model's ``position``; any other is sorted by key.
    """

    name: str
    model: type[models.Model]
    fields: tuple[str, ...]
    key: tuple[str, ...]
    ordered: bool = False

    def sort_key(self, row: Record) -> tuple[str, ...]:
        """Return the sort order of a child in the file: its key, as text."""
        return tuple(str(row.get(name, "")) for name in self.key)

    def by_key(self, rows: Iterable[Record] | None) -> dict[tuple[str, ...], Record]:
        """Return the rows of a record by their keys."""
        return {self.sort_key(row): row for row in rows or ()}


@dataclass(frozen=True)
class RecordFormat:
    """The form of one kind of record: its model, folder, fields and children.

    ``formerly`` names fields that files and revisions of old may have, each with what
    its value says in the fields of today.
    """

    model: type[models.Model]
    folder: str
    fields: tuple[str, ...]
    children: tuple[Children, ...] = ()
    formerly: Mapping[str, Callable[[Any], Record]] = field(
        default_factory=dict, compare=False
    )

    @property
    def kind(self) -> str:
        """Return the name of the kind, as revisions store it."""
        return self.model._meta.model_name

    @cached_property
    def all_fields(self) -> tuple[str, ...]:
        """Return the scalar fields in the order of the file."""
        return HEAD + self.fields

    @cached_property
    def key_fields(self) -> tuple[str, ...]:
        """Return the lookups whose values, joined by ``/``, are a record's key."""
        return key_lookups(self.model)

    def in_fields_of_today(self, stored: Record) -> Record:
        """Return ``stored`` with what fields of old say said in those of today.

        A value that says nothing today is None.
        """
        record: Record = {}
        for name, value in stored.items():
            if name in self.formerly:
                record = self.formerly[name](value) | record
            else:
                record[name] = value
        return record

    def queryset(self) -> models.QuerySet:
        """Return all records of this kind, in the order in which they are read."""
        return self.model._base_manager.order_by(*ORDER)

    def read(self, pk: uuid.UUID) -> Record:
        """Return the record with this id as it stands in the database now."""
        return next(self._read([pk]))

    def read_all(self, queryset: models.QuerySet | None = None) -> Iterator[Record]:
        """Yield every record, or those of ``queryset``, in the canonical form.

        The number of queries is constant, and so is the order.
        """
        if queryset is None:
            return self._read(None)
        return self._read(list(queryset.values_list("pk", flat=True)))

    def _read(self, ids: list | None) -> Iterator[Record]:
        # By its name: whoever reads a stranger's file knows formats, and no tables.
        former_slugs = apps.get_model("recovery_directory", "FormerSlug")
        heads, children = self._rows
        found = heads.read(ids)
        former = defaultdict(list)
        for pk, slug in former_slugs.of(self.kind, ids):
            former[pk].append(slug)
        inside = [
            (child.name, self._in_order(child, rows.read(ids)))
            for child, rows in children
        ]
        for pk, head in found:
            record: Record = {"id": str(pk)}
            if pk in former:
                record["former_slugs"] = sorted(former[pk])
            record |= head
            record |= {name: rows[pk] for name, rows in inside if pk in rows}
            yield record

    @cached_property
    def _rows(self) -> tuple[Rows, list[tuple[Children, Rows]]]:
        """Return how records are read, and how the rows of each kind inside them."""
        return Rows(self.model, self.all_fields, order=ORDER), [
            (
                child,
                Rows(
                    child.model,
                    child.fields,
                    f"{self.parent_name(child)}_id",
                    ("position", "pk") if child.ordered else (),
                ),
            )
            for child in self.children
        ]

    def _in_order(
        self, child: Children, rows: list[tuple[uuid.UUID, Record]]
    ) -> dict[uuid.UUID, list[Record]]:
        """Return the rows of each record by its id."""
        found = defaultdict(list)
        for pk, row in rows:
            found[pk].append(row)
        if not child.ordered:
            for theirs in found.values():
                theirs.sort(key=child.sort_key)
        return found

    def parent_name(self, child: Children) -> str:
        """Return the name of the child's foreign key to the record."""
        return self.model._meta.get_field(child.name).field.name


@dataclass(frozen=True)
class RecordRow:
    """A record, or one of its children: the model, the field names, the values."""

    model: type[models.Model]
    fields: tuple[str, ...]
    values: Record

    @property
    def place(self) -> str:
        """Return where it stands: nothing for the record itself."""
        return ""

    def where(self, name: str) -> str:
        """Return where one of its fields stands: ``name``, ``urls[2].label``."""
        return ".".join(filter(None, (self.place, name)))

    @property
    def identity(self) -> tuple[str, ...]:
        """Return what no other row of the record has: nothing for the record itself."""
        return ()

    @property
    def language(self) -> str:
        """Return the language of its texts."""
        return self.values.get("language", "en")


@dataclass(frozen=True)
class ChildRow(RecordRow):
    """One of the children of a record, the first with the number 1."""

    child: Children
    number: int

    @property
    def place(self) -> str:
        """Return the list and the number: ``urls[2]``."""
        return f"{self.child.name}[{self.number}]"

    @property
    def identity(self) -> tuple[str, ...]:
        """Return the list and the key, which no other row of the record has."""
        return (self.child.name, *self.child.sort_key(self.values))


def rows(record_format: RecordFormat, record: Record) -> Iterator[RecordRow]:
    """Yield the record and each of its children."""
    yield RecordRow(record_format.model, record_format.all_fields, record)
    yield from child_rows(record_format, record)


def child_rows(
    record_format: RecordFormat,
    record: Record,
    of: type[models.Model] | None = None,
) -> Iterator[ChildRow]:
    """Yield the children of a record, all of them or those of one model."""
    for child in record_format.children:
        if of is None or child.model is of:
            for number, values in enumerate(record.get(child.name) or (), start=1):
                yield ChildRow(child.model, child.fields, values, child, number)


def rows_by_identity(
    record_format: RecordFormat, record: Record
) -> dict[tuple[str, ...], Record]:
    """Return a record and its children by what makes each of them itself."""
    return {row.identity: row.values for row in rows(record_format, record)}


def key_of(record_format: RecordFormat, record: Record) -> str:
    """Return what other records call this one by."""
    joins = getattr(record_format.model, "record_key_joins", ())
    return "/".join([*(record.get(join, "") for join in joins), record.get("slug", "")])


def child_id(child: Children, record_id: str, key: Iterable[str]) -> uuid.UUID:
    """Return the id of a child: uuid5 of parent id, kind and natural key."""
    return uuid.uuid5(uuid.UUID(record_id), "/".join([child.name, *key]))


_formats: dict[str, RecordFormat] = {}


def register(*new: RecordFormat) -> None:
    """Make formats known to loader, export and revisions, in the order of loading."""
    for record_format in new:
        _formats[record_format.kind] = record_format
        write_guard.guard_lists(record_format.model)
        for child in record_format.children:
            write_guard.guard_lists(child.model)


def formats() -> list[RecordFormat]:
    """Return all formats, in the order in which records are written."""
    return list(_formats.values())


def format_of(model: type[models.Model]) -> RecordFormat:
    """Return the format of a model's records."""
    return _formats[model._meta.model_name]
