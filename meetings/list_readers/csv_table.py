"""A table of meetings, for groups that have no feed.

The first row names the columns, those of the Meeting Guide in words: ``Name``, ``Day``,
``Time``, ``End Time``, ``Location``, ``Address`` (or ``Full Address``), ``City``,
``State``, ``Postal Code``, ``Country``, ``Latitude``, ``Longitude``, ``Timezone``,
``Types``, ``Attendance``, ``Conference URL``, ``Conference Phone``, ``Notes``, ``URL``,
``Updated``, and ``ID`` or ``Slug``, by which a row is known again. Days and types may
be words; columns that are not named here are left out.
"""

import csv
import io

from django.utils.translation import gettext as _

from meetings.list_readers import meeting_guide
from meetings.list_readers.meeting_rows import ListRead, ListSettings, UnreadableList
from recovery_directory import characters

COLUMNS = {
    "id": "slug",
    "full_address": "formatted_address",
    "address": "address",
    "attendance": "attendance_option",
    "venue": "attendance_option",
    "zip": "postal_code",
    "zip_code": "postal_code",
    "time_zone": "timezone",
    "start_time": "time",
    "meeting": "name",
    "meeting_name": "name",
    "link": "conference_url",
    "phone": "conference_phone",
}
"""Names of columns, and the keys of the Meeting Guide that they stand for."""

NEEDED = ("name", "day", "time")


def read(data: bytes, settings: ListSettings) -> ListRead:
    """Return the gatherings of a table; say which columns are missing."""
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableList(
            _("This is no text in UTF-8. Save the table as “CSV UTF-8”.")
        ) from error
    start = written[:4096].split("\n", 1)[0]
    delimiter = max(",;\t", key=start.count)
    try:
        table = list(csv.reader(io.StringIO(written), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableList(_("This is no table in CSV.")) from error
    heading = [_key(name) for name in table[0]] if table else []
    missing = [name for name in NEEDED if name not in heading]
    if missing:
        message = _("The first row must name these columns too: %(columns)s.")
        raise UnreadableList(message % {"columns": ", ".join(missing)})
    rows = [
        _without_dashes(dict(zip(heading, cells, strict=False)))
        for cells in table[1:]
        if any(cell.strip() for cell in cells)
    ]
    return meeting_guide.read_dicts(rows, settings)


def _key(name: str) -> str:
    key = "_".join(characters.folded(name).replace("-", " ").split())
    return COLUMNS.get(key, key)


def _without_dashes(row: dict[str, str]) -> dict[str, str]:
    """Return the row with attendance as the Meeting Guide writes it."""
    option = row.get("attendance_option", "").strip().casefold()
    return {**row, "attendance_option": option.replace("-", "_").replace(" ", "_")}
