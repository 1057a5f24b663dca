"""The archive: every published record as the file that the project itself ships.

Only the public part of each, see ``public_records``. The folders can be read, compared
and loaded again with ``load_directory``. It is written while it is read, a few records
in memory at a time, and its bytes change only when a record does: the entries are in a
fixed order and carry no time of their own.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from organizations.models import Organization
from organizations.open_data.hsds import queries
from organizations.open_data.public_records import PublicRecords, public
from recovery_directory import yaml_files
from recovery_directory.records import record_files
from recovery_directory.records.formats import RecordFormat, formats, key_of

RECORDS_IN_MEMORY = 50

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that the format can write; every entry has it."""

FILE = 0o100644
"""Permissions of an ordinary file, which unpacking would otherwise take away."""

LEVEL = 6


class _Outbox(io.RawIOBase):
    """Takes what an archive writes, until it is sent; cannot go back."""

    def __init__(self):
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        data = bytes(self._written)
        self._written.clear()
        return data


def archive(organizations: Iterable, changed_on: str) -> Iterator[bytes]:
    """Yield a zip file: these organizations, and all other records in full.

    ``organizations`` are ids in any order; ``changed_on`` is the date of the data.
    """
    outbox = _Outbox()
    public_records = PublicRecords()
    with zipfile.ZipFile(outbox, "w") as file:
        _add(file, "README.txt", _about(changed_on))
        for record_format in formats():
            for name, text in _files(record_format, organizations, public_records):
                _add(file, name, text)
                yield outbox.taken()
    yield outbox.taken()


def _files(
    record_format: RecordFormat, organizations: Iterable, public_records: PublicRecords
) -> Iterator[tuple[str, str]]:
    rows = public(record_format.model).order_by("slug", "pk")
    pks = list(rows.values_list("pk", flat=True))
    if record_format.model is Organization:
        wanted = set(organizations)
        pks = [pk for pk in pks if pk in wanted]
    for chunk in queries.chunks(pks, RECORDS_IN_MEMORY):
        still_public = public(record_format.model).filter(pk__in=chunk)
        found = record_format.queryset().filter(pk__in=still_public.values("pk"))
        for record in record_format.read_all(found):
            shown = public_records.of(record_format, record)
            path = record_files.path_of(record_format, key_of(record_format, shown))
            yield path.as_posix(), yaml_files.dump(shown)


def _add(file: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = FILE << 16
    file.writestr(entry, text, compresslevel=LEVEL)


def _about(changed_on: str) -> str:
    return _(
        "Records of the Recovery Directory, %(site)s\n"
        "Last change: %(day)s\n"
        "\n"
        "One YAML file a record. What is not published is not here, nor telephone\n"
        "numbers that no curator has verified, nor notes among curators.\n"
        "\n"
        "Texts: Creative Commons Attribution 4.0 (CC BY 4.0),\n"
        "https://creativecommons.org/licenses/by/4.0/: name this directory and the\n"
        "date. Facts belong to nobody; cite their sources. How to use them:\n"
        "%(site)s/about/data/\n"
    ) % {"site": settings.SITE_URL, "day": changed_on}
