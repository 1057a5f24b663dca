"""Labels: what a curator reads where a record holds a code or a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from recovery_directory.records.formats import Children, Record, RecordFormat


@dataclass(frozen=True)
class LabelledValue:
    """A field that a record states: what it is called, and what it says.

    ``rows`` are those of a list inside the record, each with its own fields.
    """

    label: str
    text: str = ""
    rows: list[list["LabelledValue"]] = field(default_factory=list)


def outline(record_format: RecordFormat, record: Record) -> list[LabelledValue]:
    """Return everything that ``record`` states, in the order of the format."""
    former = record.get("former_slugs")
    shown = [
        LabelledValue(label_of(record_format, "former_slugs"), text_of(None, former))
    ]
    shown = shown if former else []
    shown += _fields(record_format.model, record_format.all_fields, record)
    for child in record_format.children:
        if child.name in record:
            rows = [
                _fields(child.model, child.fields, row) for row in record[child.name]
            ]
            shown.append(LabelledValue(label_of(record_format, child.name), rows=rows))
    return shown


def _fields(
    model: type[models.Model], names: Iterable[str], values: Record
) -> list[LabelledValue]:
    fields = [model._meta.get_field(name) for name in names if name in values]
    return [
        LabelledValue(str(one.verbose_name), text_of(one, values[one.name]))
        for one in fields
    ]


def field_names(record_format: RecordFormat) -> list[str]:
    """Return the names of everything that a record may hold but its id, in order."""
    children = [child.name for child in record_format.children]
    return ["former_slugs", *record_format.all_fields, *children]


def label_of(record_format: RecordFormat, name: str) -> str:
    """Return what a curator calls a field of the record or a list inside it."""
    if name == "former_slugs":
        return _("former addresses")
    for child in record_format.children:
        if child.name == name:
            return str(child.model._meta.verbose_name_plural)
    return str(record_format.model._meta.get_field(name).verbose_name)


def name_of(record: Record) -> str:
    """Return what a record calls itself."""
    for name in ("name", "title", "heading"):
        if record.get(name):
            return str(record[name])
    return str(record.get("slug") or record.get("id") or "")


def name_of_row(child: Children, row: Record) -> str:
    """Return what makes a row itself, in words: ``website, https://a.example``."""
    parts = [
        text_of(child.model._meta.get_field(one), row.get(one)) for one in child.key
    ]
    return ", ".join(part for part in parts if part)


def text_of(model_field: models.Field | None, value: Any) -> str:
    """Return ``value`` in words; empty where it is not stated."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(text_of(None, entry) for entry in value)
    if isinstance(value, dict):
        return ", ".join(text_of(None, entry) for entry in value.values())
    choices = dict(model_field.flatchoices) if model_field is not None else {}
    return str(choices.get(value, value))
