"""Readers: a public list in, gatherings in the directory's words out.

``read`` is the one door. Each format has a module that knows its keys; what the values
mean is decided once, in ``interpreting``. See ``rows`` for what comes out.
"""

from meetings.choices import ListFormat
from meetings.list_readers import bmlt, csv_table, meeting_guide
from meetings.list_readers.meeting_rows import ListRead, ListSettings

_READERS = {
    ListFormat.MEETING_GUIDE: meeting_guide.read,
    ListFormat.BMLT: bmlt.read,
    ListFormat.CSV: csv_table.read,
}


def read(list_format: ListFormat, data: bytes, settings: ListSettings) -> ListRead:
    """Return what stands in ``data``; raise ``UnreadableList`` where it is no list."""
    return _READERS[ListFormat(list_format)](data, settings)
