"""Spreadsheets: the cells of an XLSX file as the texts that a CSV would hold.

Only what cells show is read: no formula is run, no link followed, no style kept. What a
program keeps as something else than people typed, a date or a truth, comes marked.
"""

import datetime
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from recovery_directory.curation.tables.archives import UnreadableFile
from recovery_directory.curation.tables.cells import NO, YES

MOST_CELLS = 3_000_000
"""Cells of a sheet, blank ones that it claims to have included."""

TEXTS = {"s", "inlineStr", "str"}
"""How cells with a text are marked in the file."""

_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\[\]]*\]|\\.|[_*].')
_DAY = re.compile(r"(?<!d)dd?(?!d)")
_AS_TYPED = re.compile(r"general|@|#?0?|#?0\.[0#]+")


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A cell that holds something else than a text that somebody typed.

    ``text`` is how a CSV would write it. It is good where its column holds what the
    program keeps it as; nowhere where that is nothing. ``reason`` says why it is not.
    """

    text: str
    reason: str
    kept_as: str = ""


Cell = str | MarkedCell


def read_spreadsheet(content: bytes, title: str) -> Iterator[list[Cell]]:
    """Yield the rows of the one sheet that holds the records."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, which nobody reads here
            workbook = load_workbook(
                io.BytesIO(content), read_only=True, keep_links=False
            )
            sheet = _sheet(workbook, title)
            # What a sheet says of its own size may be a million rows of nothing.
            sheet.reset_dimensions()
            yield from _rows(sheet)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:  # any part of the archive may be damaged or hostile
        raise UnreadableFile(
            _(
                "The spreadsheet is damaged or not one of Excel's. Save it again, or "
                "as “CSV UTF-8”."
            )
        ) from error


def _sheet(workbook, title: str):
    """Return the sheet named for the kind of record, or the only one."""
    sheets = workbook.worksheets
    named = [sheet for sheet in sheets if sheet.title == title]
    if named or len(sheets) == 1:
        return (named or sheets)[0]
    raise UnreadableFile(
        _(
            "The workbook has several sheets. Name the one with the records "
            "“%(name)s”, or leave only that."
        )
        % {"name": title}
    )


def _rows(sheet) -> Iterator[list[Cell]]:
    seen = 0
    for row in sheet.iter_rows():
        seen += len(row) or 1
        if seen > MOST_CELLS:
            raise UnreadableFile(
                _(
                    "The sheet has more than %(most)d cells, blank ones included. Copy "
                    "the rows with records into a new sheet."
                )
                % {"most": MOST_CELLS}
            )
        yield [_read(cell) for cell in row]


def _read(cell) -> Cell:
    """Return the text of a cell, marked where it is not what somebody typed."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return MarkedCell(str(value), _("holds a formula; paste its value instead"))
    if cell.data_type == "e":
        reason = _("holds an error: %(error)s") % {"error": value}
        return MarkedCell(str(value), reason)
    if cell.data_type in TEXTS:
        return _unescaped(str(value))
    text, kind = _as_text(value), _kind(value, cell.number_format)
    if not kind:
        return text
    reason = _REASONS[kind] % {"cell": cell.coordinate, "text": text[:40]}
    return MarkedCell(text, str(reason), kind)


def _unescaped(text: str) -> str:
    """Return a text with ``_x000D_`` as the character that it stands for."""
    if "_x" not in text:
        return text
    halves = unescape(text).encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le", "surrogatepass")


def _as_text(value: Any) -> str:
    """Return the text of a value that Excel keeps as a number, a date or a truth."""
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


def _kind(value: Any, number_format: str) -> str:
    """Return what a value is kept as; nothing for a number that shows as it is."""
    shown = _NOT_SHOWN.sub("", number_format.lower())
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, datetime.date):  # a datetime is one, too
        # One that shows no day, such as “June 1935”, is kept as the first of June.
        is_whole = _DAY.search(shown) and "m" in shown and "y" in shown
        return "date" if is_whole else "part of a date"
    if isinstance(value, datetime.time | datetime.timedelta):
        return "time"
    return "" if _AS_TYPED.fullmatch(shown) else "number"


_REASONS = {
    "date": gettext_lazy(
        "cell %(cell)s is kept as the date %(text)s; format it as text and write what "
        "is known: 1935, 1935-06 or 1935-06-10"
    ),
    "part of a date": gettext_lazy(
        "cell %(cell)s shows a part of the date %(text)s, which nobody may have typed; "
        "format it as text and write it out"
    ),
    "time": gettext_lazy(
        "cell %(cell)s is kept as the time %(text)s; format it as text and write it out"
    ),
    "truth": gettext_lazy(
        "cell %(cell)s is kept as TRUE or FALSE, and this column holds neither; format "
        "it as text and write it out"
    ),
    "number": gettext_lazy(
        "cell %(cell)s is kept as the number %(text)s and shows something else; format "
        "it as text and write it out"
    ),
}
