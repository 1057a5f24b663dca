"""Archives: a zip archive, looked at before anything in it is unfolded.

A spreadsheet (XLSX) is an archive too. A small file may unfold into one that fills the
machine, so what it says of itself is judged first; ``zipfile`` then reads no byte more
than it says.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from recovery_directory.records import record_files

LARGEST_UNPACKED = 100 * 1024 * 1024
"""Bytes of all files in an archive together."""

MOST_FILES = 20_000

TIGHTEST = 200
"""How many times larger than itself an archive may unfold; tables come to about 20."""

SMALL = 1024 * 1024
"""Bytes up to which nobody minds how tightly a file is packed."""

MOST_PARTS = 1000
"""Files of a workbook; one has about ten, and one more for each sheet."""

LARGEST_PARTS = {"xl/sharedstrings.xml": 32, "xl/worksheets/": 80, "": 4}
"""Megabytes of a part of a workbook, by how its name begins."""

MACROS = ("vbaproject.bin", "macrosheets/")

STRICT = b"purl.oclc.org/ooxml"
"""Stands in the namespaces of “Strict Open XML”, which openpyxl finds no sheets in."""


class UnreadableFile(Exception):
    """A file that cannot be read at all; says why and what to do."""


def unpack(content: bytes) -> zipfile.ZipFile:
    """Return the archive that ``content`` is, if it is fit to be unfolded."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise UnreadableFile(
            _(
                "The file is damaged: it begins like an archive and ends too early. "
                "Save it again."
            )
        ) from error
    if len(members) > MOST_FILES:
        raise UnreadableFile(
            _("The archive holds more than %(most)d files.") % {"most": MOST_FILES}
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableFile(_("The archive is locked by a password: save it without."))
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or (
        unpacked > SMALL and unpacked > TIGHTEST * len(content)
    ):
        raise UnreadableFile(
            _(
                "The file would unfold to %(unpacked)d MB, which no table or folder of "
                "records needs. Nothing of it was read."
            )
            % {"unpacked": unpacked // (1024 * 1024)}
        )
    return archive


def is_archive(content: bytes) -> bool:
    """Whether ``content`` begins as a zip archive does."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def kind_of_archive(archive: zipfile.ZipFile) -> str:
    """Return the ending that an archive has; raises Unreadable for what is not read."""
    names = set(archive.namelist())
    if any(sign in name.lower() for name in names for sign in MACROS):
        raise UnreadableFile(_("The workbook holds macros. Save it as plain .xlsx."))
    if "xl/workbook.bin" in names:
        raise UnreadableFile(
            _("Binary workbooks (.xlsb) are not read. Save it as .xlsx.")
        )
    if "content.xml" in names:
        raise UnreadableFile(
            _("LibreOffice files are not read. Save it as .xlsx or as CSV.")
        )
    if "xl/workbook.xml" not in names:
        return ".zip"
    _refuse_large_parts(archive)
    _refuse_strict(archive)
    return ".xlsx"


def _refuse_large_parts(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook with more, or larger, parts than a table has."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise UnreadableFile(
            _(
                "The workbook has more than %(most)d parts. Copy the rows with records "
                "into a new one."
            )
            % {"most": MOST_PARTS}
        )
    for part in parts:
        most = next(
            megabytes
            for start, megabytes in LARGEST_PARTS.items()
            if part.filename.lower().startswith(start)
        )
        is_read = part.filename.lower().endswith((".xml", ".rels"))
        if is_read and part.file_size > most * 1024 * 1024:
            raise UnreadableFile(
                _(
                    "“%(part)s” in the workbook is larger than in any table "
                    "(%(most)d MB). Copy the rows with records into a new workbook."
                )
                % {"part": part.filename[:60], "most": most}
            )


def _refuse_strict(archive: zipfile.ZipFile) -> None:
    try:
        with archive.open("xl/workbook.xml") as part:
            start = part.read(4096)
    except Exception:  # damage of any kind is named where the workbook is read
        return
    if STRICT in start:
        raise UnreadableFile(
            _(
                "This workbook is a “Strict Open XML Spreadsheet”, which is not read. "
                "Save it as “Excel Workbook (.xlsx)”, or as “CSV UTF-8”."
            )
        )


def records_in(
    archive: zipfile.ZipFile,
) -> Iterator[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Yield the files of records in an archive with their paths, whoever packed it.

    Windows may part folders by a backslash; macOS writes UTF-8 and does not say so.
    """
    seen = set()
    for member in archive.infolist():
        path = PurePosixPath(_name(member).replace("\\", "/"))
        if member.is_dir() or not record_files.is_record_file(path):
            continue
        if path in seen:
            raise UnreadableFile(
                _("“%(name)s” is in the archive twice.") % {"name": path}
            )
        seen.add(path)
        yield path, member


def _name(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode()
    except UnicodeError:
        return member.filename
