"""Readers: a file that somebody sent, taken apart. Nothing in it is trusted.

What a file is, its first bytes say; where its name says otherwise, it is refused. The
result is a list of rows, each with the place that a curator finds it by.

``apart`` runs this in a process of its own, which knows neither the database nor the
settings of the site.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from recovery_directory import yaml_files
from recovery_directory.curation.tables.archives import (
    UnreadableFile,
    is_archive,
    kind_of_archive,
    records_in,
    unpack,
)
from recovery_directory.curation.tables.cells import ID, NoValue, from_json
from recovery_directory.curation.tables.xlsx import Cell, MarkedCell, read_spreadsheet

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of an uploaded file. The shipped directory is a table of 2 MB."""

MOST_ROWS = 20_000

LONGEST_CELL = 131_072
"""Characters."""

SUFFIXES = (".csv", ".xlsx", ".json", ".yaml", ".zip")

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

csv.field_size_limit(LARGEST_FILE)  # A cell that is too long is refused by itself.


@dataclass(frozen=True)
class Wanted:
    """What is to be read: a kind of record, as far as a file is judged by it."""

    folder: str
    header: list[str]
    folders: list[str]
    """Those of all kinds of records."""
    kept_as: dict[str, str]
    """What a spreadsheet may keep a column as, where that is not text or a number."""


@dataclass(frozen=True)
class FileRow:
    """One row of a table, or one whole record, as the file holds it.

    ``refused`` says what is wrong with single cells, by column.
    """

    place: str
    data: dict[str, Any]
    is_whole: bool = False
    refused: dict[str, str] = field(default_factory=dict)


def read(wanted: Wanted, content: bytes, name: str) -> list[FileRow]:
    """Return the rows of a file; raises Unreadable where it is none of ours."""
    suffix = PurePosixPath(name).suffix.lower()
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(
            _("The file has more than %(most)d MB. Export fewer records at a time.")
            % {"most": LARGEST_FILE // (1024 * 1024)}
        )
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile(_("The file is empty."))
    found = _kind_of(content, suffix)
    if found != suffix:
        _refuse_name(suffix, found)
    match suffix:
        case ".xlsx":
            rows = _with_header(wanted, read_spreadsheet(content, wanted.folder))
        case ".csv":
            rows = _with_header(wanted, _read_csv(wanted, content))
        case ".json":
            rows = _read_json(wanted, content)
        case ".yaml":
            rows = [_read_yaml(name, content)]
        case _:
            rows = _read_zip(wanted, content)
    if not rows:
        raise UnreadableFile(_("The file holds no records."))
    return rows


# What it is


def _kind_of(content: bytes, suffix: str) -> str:
    """Return the ending that a file of this content has."""
    if content.startswith(_OLD_EXCEL):
        raise UnreadableFile(
            _(
                "This is an Excel file of the old kind (.xls), or one with a password. "
                "Save it as .xlsx without a password, or as “CSV UTF-8”."
            )
        )
    if is_archive(content):
        return kind_of_archive(unpack(content))
    if suffix in {".xlsx", ".zip"} or suffix not in SUFFIXES:
        return ".csv"
    return suffix


def _refuse_name(suffix: str, found: str) -> None:
    if suffix not in SUFFIXES:
        raise UnreadableFile(
            _("“%(suffix)s” files are not read; send one of %(known)s.")
            % {"suffix": suffix or _("nameless"), "known": ", ".join(SUFFIXES)}
        )
    raise UnreadableFile(
        _(
            "The name ends in %(suffix)s, but the file is not of that kind; it looks "
            "like %(found)s. Save it again under its right ending."
        )
        % {"suffix": suffix, "found": found}
    )


def _as_text(content: bytes) -> str:
    """Return the text of a file in UTF-8 or UTF-16; others are named and refused."""
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(_not_unicode(content, error.start)) from error
    if text.startswith("\ufeff"):
        raise UnreadableFile(
            _(
                "The file begins with two byte order marks: two programs each put one "
                "there. Open it in a text editor and save it as “UTF-8”."
            )
        )
    if "\0" in text:
        raise UnreadableFile(
            _(
                "The file holds null characters: it is no text, or UTF-16 without its "
                "mark. Save it as “CSV UTF-8”."
            )
        )
    return text


def _not_unicode(content: bytes, start: int) -> str:
    line = content.count(b"\n", 0, start) + 1
    near = content[max(0, start - 15) : start + 15].decode("cp1252", "replace")
    return _(
        "The file is not in UTF-8: line %(line)d near “%(near)s” is probably in "
        "Windows-1252. In Excel, save it as “CSV UTF-8 (comma delimited)”."
    ) % {"line": line, "near": " ".join(near.split())}


# Tables


def _read_csv(wanted: Wanted, content: bytes) -> Iterator[list[str]]:
    text = _as_text(content)
    if text.lower().startswith("sep="):
        text = text.partition("\n")[2]
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=_delimiter_of(wanted, text),
        strict=True,
    )
    try:
        yield from lines
    except csv.Error as error:
        raise UnreadableFile(
            _("The table breaks off near line %(line)d: %(reason)s.")
            % {"line": lines.line_num, "reason": error}
        ) from error


def _delimiter_of(wanted: Wanted, text: str) -> str:
    """Return what stands between the cells: what finds most names in the header."""
    known = set(wanted.header)
    first = text.lstrip().partition("\n")[0]

    def names_found(delimiter: str) -> int:
        names = (name.strip(' "\r').lower() for name in first.split(delimiter))
        return sum(name in known for name in names)

    return max((",", ";", "\t"), key=names_found)


def _with_header(wanted: Wanted, lines: Iterable[list[Cell]]) -> list[FileRow]:
    """Return the rows of a table by the names of its columns; blank ones are skipped.

    Rows are counted as spreadsheets count them: the header is row 1.
    """
    header: list[str] = []
    rows = []
    for number, line in enumerate(lines, start=1):
        if len(rows) == MOST_ROWS:
            raise UnreadableFile(
                _("The table has more than %(most)d rows. Send it in parts.")
                % {"most": MOST_ROWS}
            )
        if not any(_text_of(cell).strip() for cell in line):
            continue
        if not header:
            header = _header(wanted, line)
            continue
        rows.append(_row(wanted, header, line, number))
    return rows


def _text_of(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _header(wanted: Wanted, line: list[Cell]) -> list[str]:
    known = wanted.header
    names = [_text_of(cell).strip().lower() for cell in line]
    while names and not names[-1]:
        names.pop()
    unknown = [name or _("(no name)") for name in names if name not in known]
    if unknown:
        raise UnreadableFile(
            _(
                "The first row should name fields of the records. There is none called "
                "%(unknown)s; there are %(known)s."
            )
            % {
                "unknown": ", ".join(f"“{name[:60]}”" for name in unknown[:10]),
                "known": ", ".join(known),
            }
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableFile(
            _("These columns stand twice: %(names)s. Take one of each out.")
            % {"names": ", ".join(twice)}
        )
    if ID not in names and "slug" not in names:
        raise UnreadableFile(
            _("There is neither a column “id” nor “slug” to know the records by.")
        )
    return names


def _row(wanted: Wanted, header: list[str], line: list[Cell], number: int) -> FileRow:
    refused = {}
    data = {}
    for name, cell in zip(header, line, strict=False):
        text = _text_of(cell).replace("\r\n", "\n").replace("\r", "\n").strip(" \n\t")
        if len(text) > LONGEST_CELL:
            refused[name] = _(
                "is longer than a table may hold (%(most)d characters)"
            ) % {"most": LONGEST_CELL}
            text = ""
        elif isinstance(cell, MarkedCell) and (
            not cell.kept_as or cell.kept_as != wanted.kept_as.get(name)
        ):
            refused[name] = cell.reason
        data[name] = text
    beyond = [text for cell in line[len(header) :] if (text := _text_of(cell).strip())]
    if beyond:
        refused[""] = _("has cells beyond the last column: “%(cell)s”") % {
            "cell": beyond[0][:60]
        }
    return FileRow(_("row %(number)d") % {"number": number}, data, refused=refused)


# Whole records


def _read_json(wanted: Wanted, content: bytes) -> list[FileRow]:
    try:
        held = from_json(_as_text(content))
    except NoValue as error:
        raise UnreadableFile(_("The file %(reason)s.") % {"reason": error}) from error
    kind = held.get("kind") if isinstance(held, dict) else wanted.folder
    records = held.get("records") if isinstance(held, dict) else held
    if kind != wanted.folder:
        raise UnreadableFile(
            _("The file holds %(kind)s; here only %(folder)s are imported.")
            % {"kind": str(kind)[:60], "folder": wanted.folder}
        )
    if not isinstance(records, list):
        raise UnreadableFile(_("The file has no list of “records”."))
    if len(records) > MOST_ROWS:
        raise UnreadableFile(
            _("The file has more than %(most)d records. Send it in parts.")
            % {"most": MOST_ROWS}
        )
    return [
        _whole(_("record %(number)d") % {"number": number}, data)
        for number, data in enumerate(records, start=1)
    ]


def _read_yaml(place: str, content: bytes) -> FileRow:
    if len(content) > yaml_files.LARGEST_FILE:
        reason = _("is larger than a record is (1 MB)")
        return FileRow(place, {}, is_whole=True, refused={"": reason})
    try:
        return _whole(place, yaml_files.load(_as_text(content)))
    except (ValueError, RecursionError) as error:
        return FileRow(place, {}, is_whole=True, refused={"": str(error)})


def _read_zip(wanted: Wanted, content: bytes) -> list[FileRow]:
    archive = unpack(content)
    rows = []
    for path, member in records_in(archive):
        kinds = [part for part in path.parts[:-1] if part in wanted.folders]
        if kinds and kinds[0] != wanted.folder:
            raise UnreadableFile(
                _("The archive holds %(kind)s; here only %(folder)s are imported.")
                % {"kind": kinds[0], "folder": wanted.folder}
            )
        rows.append(_read_member(archive, member, str(path)))
    return rows


def _read_member(archive, member, place: str) -> FileRow:
    try:
        # One byte more than a record may have: what is longer is refused unread.
        with archive.open(member) as file:
            return _read_yaml(place, file.read(yaml_files.LARGEST_FILE + 1))
    except UnreadableFile as error:
        return FileRow(place, {}, is_whole=True, refused={"": str(error)})
    except MemoryError:
        raise
    except Exception as error:  # zipfile has a dozen kinds of damage
        raise UnreadableFile(
            _("%(name)s in the archive is damaged: %(reason)s")
            % {"name": place, "reason": error}
        ) from error


def _whole(place: str, data: Any) -> FileRow:
    reason = ""
    if not isinstance(data, dict):
        reason = _("holds no record (a mapping of fields)")
    elif _is_deeper(data, yaml_files.DEEPEST):
        reason = _("is nested deeper than a record is")
    if reason:
        return FileRow(place, {}, is_whole=True, refused={"": reason})
    return FileRow(place, data, is_whole=True)


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and mappings are nested more than ``levels`` deep."""
    if not isinstance(value, (dict, list)):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)
