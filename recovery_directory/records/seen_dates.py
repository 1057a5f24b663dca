"""Seen dates: whoever says that something was seen in its source says on which day.

A row that keeps no day of its own, such as a finding, was seen when its record was: on
that record's day. What was seen before, in copies whose day nobody kept, stays as it
is.
"""

from collections.abc import Iterator

from recovery_directory.records.formats import (
    Record,
    RecordFormat,
    child_rows,
    rows_by_identity,
)


def without_day(
    record_format: RecordFormat, record: Record, current: Record
) -> Iterator[str]:
    """Yield where ``record`` says seen, on no day, of what ``current`` does not.

    Each place is that of the day that is missing, and is named once.
    """
    places = dict.fromkeys(_days_missing(record_format, record, current))
    yield from places


def _days_missing(
    record_format: RecordFormat, record: Record, current: Record
) -> Iterator[str]:
    of_record = getattr(record_format.model, "day_seen", "")
    lacks_day = bool(of_record) and not record.get(of_record)
    if lacks_day and _is_newly_seen(record, current):
        yield of_record
    standing = rows_by_identity(record_format, current)
    for row in child_rows(record_format, record):
        if not _is_newly_seen(row.values, standing.get(row.identity, {})):
            continue
        day = getattr(row.model, "day_seen", "")
        if day and not row.values.get(day):
            yield row.where(day)
        elif not day and lacks_day:
            yield of_record


def _is_newly_seen(row: Record, standing: Record) -> bool:
    return bool(row.get("was_seen") and not standing.get("was_seen"))
