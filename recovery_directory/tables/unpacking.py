"""Unpacking: a zip archive, looked at before anything in it is unfolded.

A spreadsheet (XLSX) is an archive too. A small file may unfold into one that fills the
machine, so what it says of itself is judged first; ``zipfile`` then reads no byte more
than it says.
"""

import io
import zipfile

from django.utils.translation import gettext as _

LARGEST_UNPACKED = 100 * 1024 * 1024
"""Bytes of all files in an archive together."""

MOST_FILES = 20_000

TIGHTEST = 200
"""How many times larger than itself an archive may unfold; tables come to about 20."""

SMALL = 1024 * 1024
"""Bytes up to which nobody minds how tightly a file is packed."""

MACROS = ("vbaproject.bin", "macrosheets/")


class Unreadable(Exception):
    """A file that cannot be read at all; says why and what to do."""


def unpack(content: bytes) -> zipfile.ZipFile:
    """Return the archive that ``content`` is, if it is fit to be unfolded."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise Unreadable(
            _(
                "The file is damaged: it begins like an archive and ends too early. "
                "Save it again."
            )
        ) from error
    if len(members) > MOST_FILES:
        raise Unreadable(
            _("The archive holds more than %(most)d files.") % {"most": MOST_FILES}
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise Unreadable(_("The archive is locked by a password: save it without."))
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or (
        unpacked > SMALL and unpacked > TIGHTEST * len(content)
    ):
        raise Unreadable(
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


def is_spreadsheet(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is a workbook of Excel."""
    return "xl/workbook.xml" in archive.namelist()


def is_open_document(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is a document of LibreOffice."""
    return "content.xml" in archive.namelist()


def holds_macros(archive: zipfile.ZipFile) -> bool:
    """Whether a workbook holds programs."""
    return any(sign in name.lower() for name in archive.namelist() for sign in MACROS)
