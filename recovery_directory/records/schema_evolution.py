"""Schema evolution: older revisions, read as a record of today.

A field that another one replaced is read as that one. A field that is gone, or that
holds something else now, is left out and named; a field that is new is not stated.
Other records stand under their names of today, as ``references`` says. So every
revision can be read for ever, and compared.
"""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from recovery_directory.records.formats import Record, RecordFormat
from recovery_directory.records.labels import field_names
from recovery_directory.records.problems import Problem
from recovery_directory.records.references import References
from recovery_directory.records.revisions import Revision


def read(record_format: RecordFormat, *revisions: Revision) -> list[Record]:
    """Return what each of ``revisions`` says, as a record of today."""
    read = [readable(record_format, one.record)[0] for one in revisions]
    named = [one.named for one in revisions]
    references = References.naming(record_format, read, named)
    return [
        references.as_of(then).canonical(record_format, record)
        for record, then in zip(read, named, strict=True)
    ]


def readable(
    record_format: RecordFormat, stored: Record
) -> tuple[Record, list[Problem]]:
    """Return what of ``stored`` the record format knows today, and what it does not."""
    stored = record_format.in_fields_of_today(stored)
    record: Record = {"id": stored.get("id", "")}
    problems: list[Problem] = []
    _take(record_format.model, record_format.all_fields, stored, record, problems)
    if _is_list_of(str, stored.get("former_slugs", [])):
        record |= {key: stored[key] for key in ("former_slugs",) if key in stored}
    for child in record_format.children:
        rows = stored.get(child.name, [])
        if not _is_list_of(dict, rows):
            problems.append(_changed(child.name, rows))
            continue
        for number, row in enumerate(rows, start=1):
            where = f"{child.name}[{number}]."
            kept: Record = {}
            _take(child.model, child.fields, row, kept, problems, where)
            problems += [
                _unknown(f"{where}{name}", row[name])
                for name in row
                if name not in child.fields
            ]
            record.setdefault(child.name, []).append(kept)
    known = {"id", *field_names(record_format)}
    problems += [_unknown(name, stored[name]) for name in stored if name not in known]
    return record, problems


def _take(
    model: type[models.Model],
    names: Iterable[str],
    stored: Record,
    record: Record,
    problems: list[Problem],
    where: str = "",
) -> None:
    """Copy into ``record`` the fields of ``stored`` that are still of their kind."""
    for name in names:
        if stored.get(name) is None:
            continue
        model_field, value = model._meta.get_field(name), stored[name]
        if model_field.many_to_many:
            fits = _is_list_of(str, value)
        elif model_field.is_relation:
            fits = isinstance(value, str)
        else:
            fits = isinstance(model_field, models.JSONField) or not isinstance(
                value, (list, dict)
            )
        if fits:
            record[name] = value
        else:
            problems.append(_changed(f"{where}{name}", value))


def _is_list_of(kind: type, value) -> bool:
    return isinstance(value, list) and all(isinstance(entry, kind) for entry in value)


def _unknown(name: str, value) -> Problem:
    reason = _("records have no such field any more; it said: %(value)s")
    return Problem("", name, reason % {"value": value})


def _changed(name: str, value) -> Problem:
    reason = _("this field holds something else now; it said: %(value)s")
    return Problem("", name, reason % {"value": value})
