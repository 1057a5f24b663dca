"""Spreadsheets: the cells of an XLSX file as the texts that a CSV would hold.

Only what cells show is read: no formula is run, no link followed, no style kept.
"""

import datetime
import io
import warnings
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from recovery_directory.records import RecordFormat
from recovery_directory.tables.cells import NO, YES
from recovery_directory.tables.unpacking import Unreadable

MOST_CELLS = 3_000_000
"""Cells of a sheet, blank ones that it claims to have included."""


class Refused(str):
    """Stands in the place of a cell that has no text; says why."""

    __slots__ = ()


def read_spreadsheet(
    content: bytes, record_format: RecordFormat
) -> Iterator[list[str]]:
    """Yield the rows of the one sheet that holds the records."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, which nobody reads here
            workbook = load_workbook(io.BytesIO(content), read_only=True)
            sheet = _sheet(workbook, record_format)
            # What a sheet says of its own size may be a million rows of nothing.
            sheet.reset_dimensions()
            yield from _rows(sheet)
    except Unreadable:
        raise
    except Exception as error:  # any part of the archive may be damaged or hostile
        raise Unreadable(
            _(
                "The spreadsheet is damaged or not one of Excel's. Save it again, or "
                "as “CSV UTF-8”."
            )
        ) from error


def _sheet(workbook, record_format: RecordFormat):
    """Return the sheet named for the kind of record, or the only one."""
    sheets = workbook.worksheets
    named = [sheet for sheet in sheets if sheet.title == record_format.folder]
    if named or len(sheets) == 1:
        return (named or sheets)[0]
    raise Unreadable(
        _(
            "The workbook has several sheets. Name the one with the records "
            "“%(name)s”, or leave only that."
        )
        % {"name": record_format.folder}
    )


def _rows(sheet) -> Iterator[list[str]]:
    seen = 0
    for row in sheet.iter_rows():
        seen += len(row) or 1
        if seen > MOST_CELLS:
            raise Unreadable(
                _(
                    "The sheet has more than %(most)d cells, blank ones included. Copy "
                    "the rows with records into a new sheet."
                )
                % {"most": MOST_CELLS}
            )
        yield [_text(cell) for cell in row]


def _text(cell) -> str:
    if cell.data_type == "f":
        return Refused(_("holds a formula; paste its value instead"))
    if cell.data_type == "e":
        return Refused(_("holds an error: %(error)s") % {"error": cell.value})
    return _as_text(cell.value)


def _as_text(value: Any) -> str:
    """Return the text of a value that Excel keeps as a number, a date or a truth."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES[0] if value else NO[0]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
