"""Seen dates: whoever says that something was seen in its source says on which day.

What was seen before, in copies whose day nobody kept, stays as it is.
"""

from collections.abc import Iterator

from recovery_directory.records.formats import Record, RecordFormat


def without_day(
    record_format: RecordFormat, record: Record, current: Record
) -> Iterator[str]:
    """Yield where ``record`` says seen, on no day, of what ``current`` does not."""
    day = getattr(record_format.model, "day_seen", "")
    if day and _lacks_day(day, record, current):
        yield day
    for child in record_format.children:
        day = getattr(child.model, "day_seen", "")
        standing = {child.sort_key(row): row for row in current.get(child.name, [])}
        for number, row in enumerate(record.get(child.name, []), start=1):
            if day and _lacks_day(day, row, standing.get(child.sort_key(row), {})):
                yield f"{child.name}[{number}].{day}"


def _lacks_day(day: str, row: Record, standing: Record) -> bool:
    is_new = not standing.get("was_seen")
    return bool(is_new and row.get("was_seen") and not row.get(day))
