"""Parse: from what a file holds to a record, without the database.

A problem is named with file, field and reason, and all problems of all files are found
in one run.
"""

import datetime
import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models

from recovery_directory import characters, yaml_files
from recovery_directory.records import record_files
from recovery_directory.records.formats import Children, Record, RecordFormat, formats
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.rows import in_canonical_order, is_blank


@dataclass
class Parsed:
    """A record as its file states it, in the canonical form but for references."""

    record_format: RecordFormat
    file: str
    record: Record


@dataclass
class _Reader:
    """Reads one file, collecting problems."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, where: str, reason: str) -> None:
        """Remember a breach."""
        self.problems.append(Problem(self.file, where, reason))

    def fields(
        self, model: type[models.Model], names: Iterable[str], data: Any, where: str
    ) -> Record:
        """Return the scalar fields of ``data`` in canonical form."""
        record: Record = {}
        for name in names:
            model_field = model._meta.get_field(name)
            place = f"{where}{name}"
            value = self.value(model_field, data.get(name), place)
            if not is_blank(model_field, value):
                record[name] = value
            elif _is_required(model_field) and is_blank(model_field, data.get(name)):
                self.refuse(place, "is missing")
        return record

    def value(self, model_field: models.Field, value: Any, where: str) -> Any:
        """Return one value, checked by its field; blank where it is refused."""
        if is_blank(model_field, value):
            return _default(model_field)
        if model_field.many_to_many:
            return self.keys(value, where)
        if model_field.is_relation:
            if isinstance(value, str):
                return value
            self.refuse(where, "is not the slug of a record")
            return None
        value = characters.normal_in(value)
        if reason := characters.problem_in(value):
            self.refuse(where, reason)
            return None
        if isinstance(model_field, models.JSONField):
            value = in_canonical_order(characters.with_texts(str.strip, value))
        elif isinstance(model_field, (models.CharField, models.TextField)):
            if isinstance(value, int) and not isinstance(value, bool):
                value = str(value)
            if not isinstance(value, str):
                self.refuse(where, "is not a text")
                return None
            value = value.strip()
        elif isinstance(model_field, models.BooleanField):
            if not isinstance(value, bool):
                self.refuse(where, "is neither true nor false")
                return None
        elif isinstance(model_field, models.IntegerField):
            if not isinstance(value, int) or isinstance(value, bool):
                self.refuse(where, "is not a whole number")
                return None
        elif isinstance(model_field, models.FloatField):
            if not _is_number(value):
                self.refuse(where, "is not a number")
                return None
        elif isinstance(model_field, models.DateField) and not isinstance(value, str):
            self.refuse(where, "is not a date (2013-01-31)")
            return None
        try:
            cleaned = model_field.clean(value, None)
        except ValidationError as error:
            self.refuse(where, " ".join(error.messages))
            return None
        # Django leaves out the choices of a field that no form edits.
        if model_field.choices and cleaned not in dict(model_field.flatchoices):
            self.refuse(where, f"has no value {cleaned!r}")
            return None
        if isinstance(cleaned, datetime.date):
            return cleaned.isoformat()
        return cleaned

    def keys(self, value: Any, where: str) -> list[str]:
        """Return a list of keys of records, sorted."""
        if not isinstance(value, list) or not all(
            isinstance(key, str) for key in value
        ):
            self.refuse(where, "is not a list of slugs")
            return []
        for key in sorted({key for key in value if value.count(key) > 1}):
            self.refuse(where, f"names {key} twice")
        return sorted(set(value))

    def children(self, model: type[models.Model], child: Children, data: Any) -> list:
        """Return the rows of one list of children in canonical order."""
        rows = data.get(child.name)
        if rows is None:
            return []
        if not isinstance(rows, list):
            self.refuse(child.name, "is not a list")
            return []
        records: list[Record] = []
        seen: dict[tuple, int] = {}
        for number, row in enumerate(rows, start=1):
            where = f"{child.name}[{number}]"
            if not isinstance(row, dict):
                self.refuse(where, "is not a mapping of fields")
                continue
            self.known(row, child.fields, where)
            record = self.fields(child.model, child.fields, row, f"{where}.")
            key = tuple(record.get(name) for name in child.key)
            if key in seen:
                same = " and ".join(child.key)
                self.refuse(where, f"has the same {same} as entry {seen[key]}")
            seen[key] = number
            records.append(record)
        return records if child.ordered else sorted(records, key=child.sort_key)

    def known(self, data: Any, names: Iterable[str], where: str = "") -> None:
        """Refuse keys that the record format does not have."""
        for name in data:
            if name not in names:
                place = f"{where}.{name}" if where else name
                self.refuse(place, "is no field of this record")


def parse_directory(root: Path) -> list[Parsed]:
    """Return all records below ``root``; raises RefusedFiles with every problem."""
    parsed, problems = [], []
    for record_format, path in record_files.find(root, formats()):
        name = str(path.relative_to(root))
        try:
            data = yaml_files.read(path)
        except (ValueError, OSError) as error:
            problems.append(Problem(name, "", str(error)))
            continue
        record, breaches = parse_record(record_format, data, name)
        problems += breaches
        parsed.append(Parsed(record_format, name, record))
    if problems:
        raise RefusedFiles(problems)
    return parsed


def parse_record(
    record_format: RecordFormat, data: Any, file: str
) -> tuple[Record, list[Problem]]:
    """Return the record that ``data`` states, and what is wrong with it."""
    reader = _Reader(file)
    if not isinstance(data, dict):
        reader.refuse("", "holds no record (a mapping of fields)")
        return {}, reader.problems
    data = record_format.in_fields_of_today(data)
    child_names = [child.name for child in record_format.children]
    reader.known(data, ["id", "former_slugs", *record_format.all_fields, *child_names])
    record: Record = {"id": _read_id(reader, data.get("id"))}
    former_slugs = _read_former_slugs(reader, data.get("former_slugs"))
    if former_slugs:
        record["former_slugs"] = former_slugs
    record |= reader.fields(record_format.model, record_format.all_fields, data, "")
    for child in record_format.children:
        rows = reader.children(record_format.model, child, data)
        if rows:
            record[child.name] = rows
    return record, reader.problems


def _read_id(reader: _Reader, value: Any) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        reader.refuse(
            "id",
            'is no UUID; mint one (python -c "import uuid; print(uuid.uuid4())") and '
            "keep it for life",
        )
        return ""


def _read_former_slugs(reader: _Reader, value: Any) -> list[str]:
    keys = [] if value is None else reader.keys(value, "former_slugs")
    for key in keys:
        try:
            for part in key.split("/"):
                validate_slug(part)
        except ValidationError:
            reader.refuse("former_slugs", f"{key!r} is no slug")
    return keys


def _is_required(model_field: models.Field) -> bool:
    return not (
        model_field.blank
        or model_field.null
        or model_field.many_to_many
        or model_field.has_default()
    )


def _default(model_field: models.Field) -> Any:
    """Return the plain value that an absent key means."""
    if not model_field.has_default():
        return None
    default = model_field.get_default()
    return getattr(default, "value", default)


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
    )
