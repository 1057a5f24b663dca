"""References: which record a key names, and what a record is called now.

A record names others by their keys, and keys change: records are renamed, merged,
deleted, and an address that is free again may go to another. So a revision keeps,
beside the record, the ids of what it names (``Revision.named``); neither is written
again. Whoever compares a revision with anything, or brings it back, reads it with the
names of today (``References.as_of``): what it named, under its present key; where that
was merged into another, the other; what is gone, under the name that it had then, or
under its id if that name is another's today.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from recovery_directory.records.formats import (
    Children,
    Record,
    RecordFormat,
    RecordRow,
    formats,
    key_of,
    rows,
)
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.parsing import Parsed

Named = dict[str, dict[str, str]]
"""The ids of other records, by their kind and the key that each had at the time."""


@dataclass
class References:
    """Finds the id of a record by kind and key, in the database and in the files."""

    ids: dict[str, MutableMapping[str, str]] = field(default_factory=dict)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def collect(cls, parsed: Iterable[Parsed] = ()) -> "References":
        """Return the references of all records known here and in ``parsed``.

        A former slug leads to its record too, so an old file still loads.
        """
        parsed = list(parsed)
        found = cls()
        for kind, slug, pk in FormerSlug.objects.values_list(
            "record_kind", "slug", "record_id"
        ):
            found.ids.setdefault(kind, {})[slug] = str(pk)
        for record_format in formats():
            names = [*record_format.key_fields, "pk"]
            for *parts, pk in record_format.model._base_manager.values_list(*names):
                found._add(record_format.kind, "/".join(parts), str(pk))
        for one in parsed:
            known = found.ids.setdefault(one.record_format.kind, {})
            for former in one.record.get("former_slugs", []):
                known.setdefault(former, one.record["id"])
        for one in parsed:
            key = key_of(one.record_format, one.record)
            found._add(one.record_format.kind, key, one.record["id"])
        return found

    @classmethod
    def naming(
        cls,
        record_format: RecordFormat,
        records: Iterable[Record],
        named: Iterable[Named] = (),
    ) -> "References":
        """Return the references of what ``records`` name, and of nothing else.

        So that two states of one record can be compared without all the others.
        ``named`` is what revisions among them named in their time.
        """
        keys: dict[str, set[str]] = {}
        for record in records:
            for model, theirs in _named_in(record_format, record).items():
                keys.setdefault(model._meta.model_name, set()).update(theirs)
        ids: dict[str, set[str]] = {}
        for then in named:
            for kind, led in then.items():
                ids.setdefault(kind, set()).update(led.values())
        found = cls()
        for one in formats():
            kind = one.kind
            if keys.get(kind) or ids.get(kind):
                found._look_up(one, keys.get(kind, set()), ids.get(kind, set()))
        return found

    def _look_up(
        self, record_format: RecordFormat, keys: set[str], ids: set[str]
    ) -> None:
        """Find the records of one kind that have these keys, had them once, or ids."""
        kind = record_format.kind
        former = FormerSlug.objects.filter(record_kind=kind, slug__in=keys | ids)
        moved = {slug: str(pk) for slug, pk in former.values_list("slug", "record_id")}
        self.ids[kind] = dict(moved)
        slugs = {key.rpartition("/")[2] for key in keys}
        found = record_format.model._base_manager.filter(
            models.Q(slug__in=slugs) | models.Q(pk__in=ids | set(moved.values()))
        )
        names = [*record_format.key_fields, "pk"]
        for *parts, pk in found.values_list(*names):
            self._add(kind, "/".join(parts), str(pk))

    def _add(self, kind: str, key: str, pk: str) -> None:
        self.ids.setdefault(kind, {})[key] = pk
        self.keys.setdefault(kind, {})[pk] = key

    def named_in(self, record_format: RecordFormat, record: Record) -> Named:
        """Return the ids of what ``record`` names by its keys of today."""
        found: Named = {}
        for model, keys in _named_in(record_format, record).items():
            ids = {key: pk for key in sorted(keys) if (pk := self.find(model, key))}
            if ids:
                found[model._meta.model_name] = ids
        return found

    def as_of(self, named: Named) -> "References":
        """Return the references of a revision: its keys lead where they led then.

        A key of which the revision keeps no id leads where it leads today.
        """
        ids = dict(self.ids)
        for kind, then in named.items():
            today = self.ids.get(kind, {})
            here = self.keys.get(kind, {})
            # The id of a merged record is a former address of the other.
            moved = {key: today.get(pk, pk) for key, pk in then.items()}
            led = {key: pk for key, pk in moved.items() if pk in here or key in today}
            ids[kind] = ChainMap(led, today)
        return References(ids, self.keys)

    def find(self, model: type[models.Model], key: str) -> str | None:
        """Return the id of the record of ``model`` that ``key`` names, or None."""
        return self.ids.get(model._meta.model_name, {}).get(key)

    def canonical(self, record_format: RecordFormat, record: Record) -> Record:
        """Return ``record`` with every other record under its present key.

        Two records that differ only in former keys are the same.
        """
        result = self._fields(record_format.model, record_format.all_fields, record)
        for child in record_format.children:
            if record.get(child.name):
                rows = [
                    self._fields(child.model, child.fields, row)
                    for row in record[child.name]
                ]
                result[child.name] = (
                    rows if child.ordered else sorted(rows, key=child.sort_key)
                )
        return result

    def _fields(self, model, names: Iterable[str], row: Record) -> Record:
        row = dict(row)
        for name in names:
            model_field = model._meta.get_field(name)
            if not row.get(name) or not model_field.is_relation:
                continue
            target = model_field.related_model
            if model_field.many_to_many:
                row[name] = sorted({self._present(target, key) for key in row[name]})
            else:
                row[name] = self._present(target, row[name])
        return row

    def _present(self, model: type[models.Model], key: str) -> str:
        """Return the present key of what ``key`` names; ``key`` if there is none.

        What is gone has none; it is named by its id where ``key`` is another's.
        """
        pk = self.find(model, key)
        return self.keys.get(model._meta.model_name, {}).get(pk, pk) if pk else key


@dataclass(frozen=True)
class Reference:
    """One key by which a record, or a row inside it, names another record."""

    row: RecordRow
    name: str
    model: type[models.Model]
    key: str

    @property
    def where(self) -> str:
        """Return the field in which it stands."""
        return self.row.where(self.name)


def references_in(record_format: RecordFormat, record: Record) -> Iterator[Reference]:
    """Yield every key by which ``record`` names others, itself and row by row."""
    for row in rows(record_format, record):
        for name in row.fields:
            model_field: Any = row.model._meta.get_field(name)
            value = row.values.get(name)
            if model_field.is_relation and value:
                for key in value if model_field.many_to_many else [value]:
                    yield Reference(row, name, model_field.related_model, key)


def broken_references(
    record_format: RecordFormat,
    record: Record,
    find: Callable[[type[models.Model], str], Any],
) -> Iterator[Reference]:
    """Yield the keys for which ``find`` has no record."""
    for reference in references_in(record_format, record):
        if find(reference.model, reference.key) is None:
            yield reference


def _named_in(
    record_format: RecordFormat, record: Record
) -> dict[type[models.Model], set[str]]:
    """Return the keys by which ``record`` names other records."""
    named: dict[type[models.Model], set[str]] = {}
    for reference in references_in(record_format, record):
        named.setdefault(reference.model, set()).add(reference.key)
    return named


def child_key(child: Children, row: Record, references: References) -> list[str]:
    """Return the natural key of a child, other records by their ids.

    Ids outlive slugs, so a child keeps its own id when the other record is renamed.
    """
    key = []
    for name in child.key:
        value = row.get(name)
        target = child.model._meta.get_field(name).related_model
        if target and value:
            value = references.find(target, value) or value
        key.append("" if value is None else str(value))
    return key
