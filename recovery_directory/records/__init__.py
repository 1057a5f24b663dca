"""The record format: one canonical, readable form of every record.

It serves everything that moves records: the shipped files, export, import, revisions,
differences, reverts. Reading it is three steps: parse (pure), plan (compares with
the database), apply (one transaction). What the fields of each kind are is declared in
``evidence.records`` and ``organizations.records``.
"""

from recovery_directory.records.formats import (
    Children,
    RecordFormat,
    format_of,
    formats,
    register,
)

__all__ = ["Children", "RecordFormat", "format_of", "formats", "register"]
