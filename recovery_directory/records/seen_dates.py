"""Seen dates: whoever says that something was seen in its source says on which day.

A row that keeps no day of its own, such as a finding, was seen when its record was: on
that record's day. What was seen before, in copies whose day nobody kept, stays as it
is.
"""

from collections.abc import Iterator

from recovery_directory.records.formats import (
    Record,
    RecordFormat,
    rows,
    rows_by_identity,
)


def without_day(
    record_format: RecordFormat, record: Record, current: Record
) -> Iterator[str]:
    """Yield where ``record`` says seen, on no day, of what ``current`` does not.

    Each place is that of the day that is missing, and is named once.
    """
    of_record = getattr(record_format.model, "day_seen", "")
    standing = rows_by_identity(record_format, current)
    places: dict[str, None] = {}
    for row in rows(record_format, record):
        was_seen = standing.get(row.identity, {}).get("was_seen")
        if was_seen or not row.values.get("was_seen"):
            continue
        day = getattr(row.model, "day_seen", "")
        has_day = row.values.get(day) if day else record.get(of_record)
        if (day or of_record) and not has_day:
            places[row.where(day) if day else of_record] = None
    yield from places
