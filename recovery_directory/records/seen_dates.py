"""Seen dates: whoever says that something was seen in its source says on which day.

What was seen before, in copies whose day nobody kept, stays as it is.
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
    """Yield where ``record`` says seen, on no day, of what ``current`` does not."""
    day = getattr(record_format.model, "day_seen", "")
    if day and _lacks_day(day, record, current):
        yield day
    standing = rows_by_identity(record_format, current)
    for row in child_rows(record_format, record):
        day = getattr(row.model, "day_seen", "")
        before = standing.get(row.identity, {})
        if day and _lacks_day(day, row.values, before):
            yield row.where(day)


def _lacks_day(day: str, row: Record, standing: Record) -> bool:
    is_new = not standing.get("was_seen")
    return bool(is_new and row.get("was_seen") and not row.get(day))
