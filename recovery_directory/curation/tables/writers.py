"""Writers: records out to a file, in batches, whatever their number.

CSV is UTF-8 with a byte order mark, which Excel needs to read accents. In XLSX every
cell is text, so that no program rewrites a date or a telephone number.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from recovery_directory import characters, yaml_files
from recovery_directory.curation.tables import cells
from recovery_directory.curation.tables.columns import VERSION, header_of, row_of
from recovery_directory.records import RecordFormat, record_files
from recovery_directory.records.formats import Record, key_of

BATCH = 200
"""Records that are held in memory at once."""

LONGEST_XLSX_CELL = 32_767
"""Characters; openpyxl cuts longer ones without a word, so a note stands in place."""

Versioned = Iterable[tuple[Record, int]]
"""Records, each with the version at which it was read."""


@dataclass(frozen=True)
class Written:
    """What an export came to: how many records, and what did not fit into a cell."""

    count: int
    too_long: list[str]
    mended: list[str]

    @property
    def warning(self) -> str:
        """Return what in the file is not what the record says, or nothing."""
        said = []
        if self.too_long:
            said.append(
                _(
                    "Longer than a cell of XLSX may be (32,767 characters): %(cells)s. "
                    "A note stands there instead, which changes nothing when the table "
                    "comes back. Export as CSV or as whole records to see these texts."
                )
                % {"cells": _some(self.too_long)}
            )
        if self.mended:
            said.append(characters_left_out(self.mended))
        return " ".join(said)


def characters_left_out(slugs: list[str]) -> str:
    """Return that some records were written without what no text may hold."""
    return _(
        "Written without the control characters that no file may hold: %(records)s. "
        "Open and save these records to mend them here, too."
    ) % {"records": _some(slugs)}


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if names[5:] else "")


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its ending, its media type, and what a curator calls it."""

    suffix: str
    media_type: str
    label: str
    action: str


KINDS = (
    FileKind(
        ".csv",
        "text/csv; charset=utf-8",
        gettext_lazy("table (CSV)"),
        gettext_lazy("Export selected as CSV"),
    ),
    FileKind(
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        gettext_lazy("table (XLSX, for Excel and LibreOffice)"),
        gettext_lazy("Export selected as XLSX"),
    ),
    FileKind(
        ".json",
        "application/json",
        gettext_lazy("whole records (JSON)"),
        gettext_lazy("Export selected as JSON"),
    ),
    FileKind(
        ".zip",
        "application/zip",
        gettext_lazy("whole records (YAML, one file each, zipped)"),
        gettext_lazy("Export selected as YAML"),
    ),
)


def write(
    file: BinaryIO, suffix: str, record_format: RecordFormat, queryset: models.QuerySet
) -> Written:
    """Write the records of ``queryset`` to ``file``, and return what that came to."""
    counted = _Counted(_records(record_format, queryset))
    writer = {
        ".csv": _write_csv,
        ".xlsx": _write_xlsx,
        ".json": _write_json,
        ".zip": _write_zip,
    }[suffix]
    too_long = writer(file, record_format, counted) or []
    return Written(counted.number, too_long, counted.mended)


@dataclass
class _Counted:
    """Counts the records that go by, and mends their texts."""

    records: Versioned
    number: int = 0
    mended: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[Record, int]]:
        for record, version in self.records:
            self.number += 1
            if characters.problem_in(record):
                self.mended.append(record["slug"])
                record = characters.mended(record)
            yield record, version


def _records(record_format: RecordFormat, queryset: models.QuerySet) -> Versioned:
    """Yield records with their versions, in the order of ``queryset``.

    The version is read before the record: one that changes in between makes a conflict
    of its row later, never a change that is overwritten.
    """
    ids = list(queryset.values_list("pk", flat=True))
    everything = record_format.queryset()
    for start in range(0, len(ids), BATCH):
        batch = everything.filter(pk__in=ids[start : start + BATCH])
        versions = dict(batch.order_by().values_list("pk", "version"))
        found = {record["id"]: record for record in record_format.read_all(batch)}
        for pk in ids[start : start + BATCH]:
            if str(pk) in found and pk in versions:
                yield found.pop(str(pk)), versions[pk]


def _write_csv(file: BinaryIO, record_format: RecordFormat, records: Versioned) -> None:
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(header_of(record_format))
    for record, version in records:
        writer.writerow(row_of(record_format, record, version))
    text.detach()


def _write_xlsx(
    file: BinaryIO, record_format: RecordFormat, records: Versioned
) -> list[str]:
    """Write a workbook, and return which cells are too long for one."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(record_format.folder)
    sheet.freeze_panes = "D2"
    header = header_of(record_format)
    sheet.append([_cell(sheet, name, Font(bold=True)) for name in header])
    too_long = []
    for record, version in records:
        row = row_of(record_format, record, version)
        for place, text in enumerate(row):
            if len(cells.in_xlsx(text)) > LONGEST_XLSX_CELL:
                too_long.append(f"{header[place]} ({record['slug']})")
                row[place] = cells.STAND_IN
        sheet.append([_cell(sheet, text) if text else None for text in row])
    workbook.save(file)
    return too_long


def _cell(sheet, text: str, font: Font | None = None) -> WriteOnlyCell:
    """Return a cell that holds text and nothing else."""
    cell = WriteOnlyCell(sheet, cells.in_xlsx(text))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top")
    if font:
        cell.font = font
    return cell


def _whole(record: Record, version: int) -> Record:
    """Return a whole record that says its version, right after its id."""
    return {"id": record["id"], VERSION: version} | record


def _write_json(
    file: BinaryIO, record_format: RecordFormat, records: Versioned
) -> None:
    kind = json.dumps(record_format.folder)
    file.write(f'{{"kind": {kind},\n"records": ['.encode())
    between = "\n"
    for record, version in records:
        text = json.dumps(_whole(record, version), ensure_ascii=False, indent=1)
        file.write(f"{between}{text}".encode())
        between = ",\n"
    file.write(b"\n]}\n")


def _write_zip(file: BinaryIO, record_format: RecordFormat, records: Versioned) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for record, version in records:
            path = record_files.path_of(record_format, key_of(record_format, record))
            archive.writestr(str(path), yaml_files.dump(_whole(record, version)))
