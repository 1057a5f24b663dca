"""What an act of its own says of a row, such as the day a number was verified.

Such a field is not editable: forms, tables, proposals and merges leave it as it stands
in the row of the same key, and a row that is new has none of it. Only the act itself
writes it, and the loader, which takes whole records. A revert takes an act back; it
never does one again, for nobody looked.
"""

from collections.abc import Iterator

from recovery_directory.records.formats import (
    Children,
    Record,
    RecordFormat,
    child_rows,
    rows_by_identity,
)


def fields_of(child: Children) -> list[str]:
    """Return the fields of a row that only an act writes."""
    return [
        name for name in child.fields if not child.model._meta.get_field(name).editable
    ]


def moved(
    record_format: RecordFormat, record: Record, current: Record
) -> Iterator[str]:
    """Yield where ``record`` says something of an act that ``current`` does not."""
    standing = rows_by_identity(record_format, current)
    for row in child_rows(record_format, record):
        before = standing.get(row.identity, {})
        for name in fields_of(row.child):
            if row.values.get(name) != before.get(name):
                yield row.where(name)


def as_they_stand(
    record_format: RecordFormat, record: Record, current: Record
) -> Record:
    """Return ``record`` with what acts say as it stands in ``current``."""
    kept = dict(record)
    for child in record_format.children:
        if child.name in record and (names := fields_of(child)):
            standing = child.by_key(current.get(child.name))
            kept[child.name] = [
                as_new(child, row)
                | {
                    name: value
                    for name, value in standing.get(child.sort_key(row), {}).items()
                    if name in names
                }
                for row in record[child.name]
            ]
    return kept


def taken_back(record_format: RecordFormat, record: Record, current: Record) -> Record:
    """Return ``record`` without what acts say where ``current`` says nothing of it."""
    kept = dict(record)
    for child in record_format.children:
        if child.name in record and (names := fields_of(child)):
            standing = child.by_key(current.get(child.name))
            kept[child.name] = [
                row
                if any(standing.get(child.sort_key(row), {}).get(n) for n in names)
                else as_new(child, row)
                for row in record[child.name]
            ]
    return kept


def as_new(child: Children, row: Record) -> Record:
    """Return ``row`` as it is before any act."""
    held = fields_of(child)
    return {name: value for name, value in row.items() if name not in held}
