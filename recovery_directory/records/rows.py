"""Rows of the database as the mappings that records are made of.

A record holds values and the keys of other records. They are asked for by name, so no
model instance is made, no column is read that no record holds, and a record with its
rows costs one short query for each kind of row.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

ALWAYS = {"publication_state"}
"""Fields that a record states even at their default."""


def key_lookups(model: type[models.Model], path: str = "") -> tuple[str, ...]:
    """Return the lookups whose values, joined by ``/``, are a record's key."""
    joins = getattr(model, "record_key_joins", ())
    start = f"{path}__" if path else ""
    return (*(f"{start}{join}__slug" for join in joins), f"{start}slug")


class Rows:
    """How rows of one model are read: some of their fields, as mappings.

    A relation is read as the key of the other record, several as a sorted list. A field
    at its default is left out. ``owner`` is the field that says whose a row is, and
    ``order`` how the rows of one owner follow each other.
    """

    def __init__(
        self,
        model: type[models.Model],
        names: Iterable[str],
        owner: str = "pk",
        order: Iterable[str] = (),
    ):
        """Keep what each field of ``names`` asks of the database."""
        self._names = tuple(names)
        self._owner = owner
        self._many: dict[str, tuple[str, ...]] = {}
        self._columns: list[tuple[models.Field, int, int]] = []
        lookups: list[str] = []
        for name in self._names:
            field = model._meta.get_field(name)
            if field.many_to_many:
                self._many[name] = key_lookups(field.related_model, name)
                continue
            start = len(lookups)
            lookups += (
                key_lookups(field.related_model, name) if field.is_relation else [name]
            )
            self._columns.append((field, start, len(lookups)))
        self._rows = model._base_manager.order_by(*order)
        self._values = self._rows.values_list("pk", owner, *lookups)

    def read(self, owners: Collection | None) -> list[tuple[Any, dict[str, Any]]]:
        """Return each row of these owners, or of all, with the owner before it."""
        theirs: dict[str, Any] = {f"{self._owner}__isnull": False}
        if owners is not None:
            theirs = {f"{self._owner}__in": owners}
        many = self._read_many(self._rows.filter(**theirs))
        return [
            (owner, self._mapping(values, many.get(pk)))
            for pk, owner, *values in self._values.filter(**theirs)
        ]

    def _read_many(self, rows: models.QuerySet) -> dict[Any, dict[str, list[str]]]:
        """Return the keys of the records that each row names, by its id and field."""
        found: dict[Any, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name, lookups in self._many.items():
            named = rows.order_by().filter(**{f"{name}__isnull": False})
            for pk, *key in named.values_list("pk", *lookups):
                found[pk][name].append("/".join(key))
        return found

    def _mapping(
        self, values: list, many: dict[str, list[str]] | None
    ) -> dict[str, Any]:
        found = {}
        for field, start, end in self._columns:
            value = values[start]
            if field.is_relation:
                value = None if value is None else "/".join(values[start:end])
            elif isinstance(value, datetime.date):
                value = value.isoformat()
            elif isinstance(field, models.JSONField):
                value = in_canonical_order(value)
            if not is_blank(field, value):
                found[field.name] = value
        if many:
            found |= {name: sorted(keys) for name, keys in many.items()}
            return {name: found[name] for name in self._names if name in found}
        return found


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
