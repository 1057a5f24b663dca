"""Seen dates: whoever says that something was seen in its source says on which day.

What was seen before, in copies whose day nobody kept, stays as it is.
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
    """Yield where ``record`` says seen, on no day, of what ``current`` does not."""
    standing = rows_by_identity(record_format, current)
    for row in rows(record_format, record):
        day = getattr(row.model, "day_seen", "")
        was_seen = standing.get(row.identity, {}).get("was_seen")
        is_new = row.values.get("was_seen") and not was_seen
        if day and is_new and not row.values.get(day):
            yield row.where(day)
