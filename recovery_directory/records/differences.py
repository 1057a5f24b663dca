"""Differences: what is not the same in two states of one record, field by field.

The history, the conflict page, proposals and the dry run of an import all show these.
"""

from dataclasses import dataclass
from typing import Any

from recovery_directory.records.formats import Record, RecordFormat


@dataclass(frozen=True)
class Difference:
    """One field of the record format that differs; None where it is not stated."""

    name: str
    label: str
    before: Any
    after: Any


def field_names(record_format: RecordFormat) -> list[str]:
    """Return the names of everything that a record may hold but its id, in order."""
    children = [child.name for child in record_format.children]
    return ["former_slugs", *record_format.all_fields, *children]


def label_of(record_format: RecordFormat, name: str) -> str:
    """Return what a curator calls a field of the record or a list inside it."""
    if name == "former_slugs":
        return "former addresses"
    for child in record_format.children:
        if child.name == name:
            return str(child.model._meta.verbose_name_plural)
    return str(record_format.model._meta.get_field(name).verbose_name)


def label_of_place(record_format: RecordFormat, place: str) -> str:
    """Return what a curator calls a place such as ``handout_texts[2].who``."""
    list_name, bracket, rest = place.partition("[")
    if not bracket:
        return label_of(record_format, place)
    number, _bracket, name = rest.partition("].")
    child = next(one for one in record_format.children if one.name == list_name)
    noun = child.model._meta.verbose_name
    return f"{noun} {number}, {child.model._meta.get_field(name).verbose_name}"


def differences(
    record_format: RecordFormat, before: Record, after: Record
) -> list[Difference]:
    """Return every field in which ``after`` differs from ``before``, in order."""
    return [
        Difference(
            name, label_of(record_format, name), before.get(name), after.get(name)
        )
        for name in field_names(record_format)
        if before.get(name) != after.get(name)
    ]


def changed(before: Record, changes: dict[str, Any]) -> Record:
    """Return ``before`` with some fields replaced; None takes a field out."""
    record = before | changes
    return {name: value for name, value in record.items() if value is not None}
