"""What a record of each kind holds, and how it is read from the database.

A record is a plain mapping: scalars under their field names, another record under its
key (``slug``, or ``taxonomy/slug`` for a term), children as lists of mappings. A field
at its default is left out, so that a file shows what somebody stated.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from recovery_directory import guarding

Record = dict[str, Any]
"""One record, ready for YAML or JSON."""

HEAD = ("slug", "publication_state", "state_reason")
"""Fields with which every record begins, after its id and former slugs."""

ALWAYS = {"publication_state"}
"""Fields that a file states even at their default."""


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

    def encode(self, row: models.Model) -> Record:
        """Return the fields of ``row`` by which it is sorted and found."""
        return _encode_fields(row, self.key)


@dataclass(frozen=True)
class RecordFormat:
    """The form of one kind of record: its model, folder, fields and children."""

    model: type[models.Model]
    folder: str
    fields: tuple[str, ...]
    children: tuple[Children, ...] = ()

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
        joins = getattr(self.model, "record_key_joins", ())
        return (*(f"{join}__slug" for join in joins), "slug")

    def queryset(self) -> models.QuerySet:
        """Return all records of this kind with what reading them needs."""
        lookups = [
            models.Prefetch(child.name, queryset=_rows(child.model, child.fields))
            for child in self.children
        ]
        rows = _rows(self.model, self.all_fields).prefetch_related(*lookups)
        return rows.order_by("slug", "pk")

    def read(self, pk: uuid.UUID) -> Record:
        """Return the record with this id as it stands in the database now."""
        return next(self.read_all(self.queryset().filter(pk=pk)))

    def read_all(self, queryset: models.QuerySet | None = None) -> Iterator[Record]:
        """Yield every record in the canonical form, in a constant number of queries."""
        for _instance, record in self.read_pairs(queryset):
            yield record

    def read_pairs(
        self, queryset: models.QuerySet | None = None
    ) -> Iterator[tuple[models.Model, Record]]:
        """Yield every instance with its record."""
        from recovery_directory.revisions import FormerSlug

        instances = list(self.queryset() if queryset is None else queryset)
        former: dict[uuid.UUID, list[str]] = {}
        slugs = FormerSlug.objects.filter(record_kind=self.kind)
        if len(instances) == 1:
            slugs = slugs.filter(record_id=instances[0].pk)
        for record_id, slug in slugs.values_list("record_id", "slug"):
            former.setdefault(record_id, []).append(slug)
        for instance in instances:
            yield instance, self.encode(instance, sorted(former.get(instance.pk, [])))

    def encode(self, instance: models.Model, former_slugs: list[str]) -> Record:
        """Return ``instance`` and its (prefetched) children as a record."""
        record: Record = {"id": str(instance.pk)}
        if former_slugs:
            record["former_slugs"] = former_slugs
        record |= _encode_fields(instance, self.all_fields)
        for child in self.children:
            rows = list(getattr(instance, child.name).all())
            if child.ordered:
                rows.sort(key=lambda row: row.position)
            encoded = [_encode_fields(row, child.fields) for row in rows]
            if not child.ordered:
                encoded.sort(key=child.sort_key)
            if encoded:
                record[child.name] = encoded
        return record

    def parent_name(self, child: Children) -> str:
        """Return the name of the child's foreign key to the record."""
        return self.model._meta.get_field(child.name).field.name


def key_of(record_format: RecordFormat, record: Record) -> str:
    """Return what other records call this one by."""
    joins = getattr(record_format.model, "record_key_joins", ())
    return "/".join([*(record.get(join, "") for join in joins), record.get("slug", "")])


def child_id(child: Children, record_id: str, key: Iterable[str]) -> uuid.UUID:
    """Return the id of a child: uuid5 of parent id, kind and natural key."""
    return uuid.uuid5(uuid.UUID(record_id), "/".join([child.name, *key]))


def is_blank(field: models.Field, value: Any) -> bool:
    """Whether ``value`` is what an absent key means for ``field``."""
    if value is None or value == "" or value == []:
        return True
    if field.name in ALWAYS or not field.has_default():
        return False
    default = field.get_default()
    return value == default and isinstance(value, bool) == isinstance(default, bool)


def in_canonical_order(value: Any) -> Any:
    """Return a JSON value with the keys of its mappings sorted.

    PostgreSQL keeps them in an order of its own, SQLite in the order of writing.
    """
    if isinstance(value, list):
        return [in_canonical_order(entry) for entry in value]
    if isinstance(value, dict):
        return {key: in_canonical_order(value[key]) for key in sorted(value)}
    return value


def _rows(model: type[models.Model], names: Iterable[str]) -> models.QuerySet:
    """Return all rows of ``model`` with the keys of the records that they name.

    A foreign key is joined and a many-to-many field prefetched, and of the other record
    nothing is loaded but its key; a term is called by its taxonomy too.
    """
    related, prefetches, needless = [], [], []
    for name in names:
        field = model._meta.get_field(name)
        if field.many_to_many:
            prefetches.append(name)
        elif field.is_relation:
            other = field.related_model
            joins = getattr(other, "record_key_joins", ())
            related += [name, *(f"{name}__{join}" for join in joins)]
            needless += _all_but_key(other, name, joins)
            for join in joins:
                joined = other._meta.get_field(join).related_model
                needless += _all_but_key(joined, f"{name}__{join}", ())
    rows = model._base_manager.select_related(*related).defer(*needless)
    return rows.prefetch_related(*prefetches)


def _all_but_key(
    model: type[models.Model], path: str, joins: Iterable[str]
) -> list[str]:
    return [
        f"{path}__{field.name}"
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in ("slug", *joins)
    ]


def _encode_fields(instance: models.Model, names: Iterable[str]) -> Record:
    record: Record = {}
    for name in names:
        field = instance._meta.get_field(name)
        value: Any
        if field.many_to_many:
            value = sorted(other.record_key for other in getattr(instance, name).all())
        elif field.is_relation:
            other = getattr(instance, name)
            value = other.record_key if other else None
        else:
            value = getattr(instance, name)
            if isinstance(value, datetime.date):
                value = value.isoformat()
            elif isinstance(field, models.JSONField):
                value = in_canonical_order(value)
        if not is_blank(field, value):
            record[name] = value
    return record


_formats: dict[str, RecordFormat] = {}


def register(*new: RecordFormat) -> None:
    """Make formats known to loader, export and revisions, in the order of loading."""
    for record_format in new:
        _formats[record_format.kind] = record_format
        guarding.guard_lists(record_format.model)
        for child in record_format.children:
            guarding.guard_lists(child.model)


def formats() -> list[RecordFormat]:
    """Return all formats, in the order in which records are written."""
    return list(_formats.values())


def format_of(model: type[models.Model]) -> RecordFormat:
    """Return the format of a model's records."""
    return _formats[model._meta.model_name]
