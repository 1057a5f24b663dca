"""Columns: the flat form of a kind of record, and what a row of it says.

There is a column for every field and every list of the record format, under its name
there, after ``id`` and ``version``. Former addresses have none: no row takes one away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from recovery_directory import characters
from recovery_directory.curation.tables import cells
from recovery_directory.curation.tables.cells import ID, VERSION
from recovery_directory.records import RecordFormat
from recovery_directory.records.differences import label_of
from recovery_directory.records.formats import Record


@dataclass(frozen=True)
class TableColumn:
    """One column: its name, what a curator calls it, and how its cells are read."""

    name: str
    label: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]

    def cell(self, record: Record) -> str:
        """Return what stands in this column for ``record``."""
        return cells.escape_formula(self.write(record.get(self.name)))


def columns_of(record_format: RecordFormat) -> list[TableColumn]:
    """Return the columns of a kind of record, in the order of the record format."""
    model = record_format.model
    fields = [
        TableColumn(
            name,
            label_of(record_format, name),
            partial(cells.as_text, model._meta.get_field(name)),
            partial(cells.from_text, model._meta.get_field(name)),
        )
        for name in record_format.all_fields
    ]
    lists = [
        TableColumn(
            child.name,
            label_of(record_format, child.name),
            lambda rows, child=child: cells.rows_as_text(child, rows or []),
            partial(cells.rows_from_text, child),
        )
        for child in record_format.children
    ]
    return [*fields, *lists]


def header_of(record_format: RecordFormat) -> list[str]:
    """Return the names of all columns."""
    return [ID, VERSION, *(column.name for column in columns_of(record_format))]


def row_of(record_format: RecordFormat, record: Record, version: int) -> list[str]:
    """Return the cells of one record, in the order of the header."""
    cells_of_fields = [column.cell(record) for column in columns_of(record_format)]
    return [record["id"], str(version), *cells_of_fields]


def same_cell(one: str, other: str) -> bool:
    """Whether two cells say the same.

    Programs write line ends as they like, and no table has control characters.
    """
    return characters.mended(one).strip() == characters.mended(other).strip()
