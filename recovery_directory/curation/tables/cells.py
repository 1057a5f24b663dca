"""Cells: how one value stands in a table.

A list stands one entry on each line. A row inside a record (an address, a citation)
stands on a line too, its fields named: ``kind: website | url: https://a.example``.
"""

import json
import re
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from recovery_directory import characters
from recovery_directory.fields import LinesField
from recovery_directory.records import Children
from recovery_directory.records.formats import Record

ID, VERSION = "id", "version"
"""The columns before those of the fields."""

EMPTIES = "-"
"""A cell that empties its field."""

_FORMULA = re.compile(
    r"\A(?:['\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n])"
)
"""How a cell begins that a spreadsheet would compute: it passes over blanks, and takes
full-width signs for the plain ones."""

STAND_IN = "(too long for a cell of XLSX; not changed by this table)"
"""Stands in a workbook for a text that does not fit, and leaves it as it is."""

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN = re.compile(r"(?<!\\)((?:\\\\)*)\|")

YES, NO = ("yes", "true", "1"), ("no", "false", "0")


class NoValue(ValueError):
    """The text of a cell is no value of its field; says why."""


# Formulas


def escape_formula(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: ``=1+1`` becomes ``'=1+1``."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """Take back what ``escape_formula`` did."""
    is_neutral = text.startswith("'") and _FORMULA.match(text)
    return text[1:] if is_neutral else text


# Workbooks

_ESCAPE_OF_XLSX = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def in_xlsx(text: str) -> str:
    """Return ``text`` as a workbook holds it: ``_x000D_`` written so is no escape."""
    return _ESCAPE_OF_XLSX.sub("_x005F_", characters.mended(text))


# Fields


def as_text(field: models.Field, value: Any) -> str:
    """Return the text of a value of the record format; that of an absent one too."""
    if value is None and field.has_default() and not field.many_to_many:
        value = field.get_default()
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return YES[0] if value else NO[0]
    if field.many_to_many or isinstance(field, LinesField):
        return "\n".join(value)
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    return str(getattr(value, "value", value))


def from_text(field: models.Field, text: str) -> Any:
    """Return the value that ``text`` writes; the record format judges it further."""
    if field.many_to_many:
        return [key for key in re.split(r"[\s,;]+", text) if key]
    if isinstance(field, LinesField):
        return [line.strip() for line in text.split("\n") if line.strip()]
    if isinstance(field, models.JSONField):
        return from_json(text)
    if isinstance(field, models.BooleanField):
        return _from_yes_or_no(text)
    if isinstance(field, models.IntegerField):
        return _number(int, text, _("is not a whole number"))
    if isinstance(field, models.FloatField):
        return _number(float, text, _("is not a number"))
    return text


def from_json(text: str) -> Any:
    """Return what a text in JSON holds; raises NoValue with the reason."""
    try:
        value = json.loads(text, object_pairs_hook=_with_each_name_once)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except NoValue:
        raise
    except (ValueError, RecursionError) as error:
        reason = _("is not readable as JSON (%(reason)s)") % {"reason": error}
        raise NoValue(reason) from error
    return value


def _with_each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a mapping; a name that stands twice would lose one of its values."""
    mapping: dict[str, Any] = {}
    for name, value in pairs:
        if name in mapping:
            raise NoValue(_("has %(name)s twice") % {"name": name[:60]})
        mapping[name] = value
    return mapping


def _from_yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word not in (*YES, *NO):
        raise NoValue(_("is neither yes nor no"))
    return word in YES


def _number(kind: type, text: str, reason: str) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        raise NoValue(reason) from error


# Rows inside a record


def rows_as_text(child: Children, rows: list[Record]) -> str:
    """Return the rows of one list inside a record, each on a line."""
    return "\n".join(_row_as_text(child, row) for row in rows)


def _row_as_text(child: Children, row: Record) -> str:
    parts = [
        f"{name}: {_escape(_value_as_text(child, name, row[name]))}"
        for name in child.fields
        if name in row
    ]
    return " | ".join(parts)


def _value_as_text(child: Children, name: str, value: Any) -> str:
    """Return a value inside a row; a list cannot stand on lines there."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return as_text(child.model._meta.get_field(name), value)


def _escape(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("|", "\\|")
    return text.replace("\n", "\\n").replace("\r", "\\r")


def _unescape(text: str) -> str:
    signs = {"n": "\n", "r": "\r"}
    return _ESCAPED.sub(lambda match: signs.get(match[1], match[1]), text)


def rows_from_text(child: Children, text: str) -> list[Record]:
    """Return the rows that the lines of ``text`` write."""
    return [
        _row_from_text(child, line, number)
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]


def _row_from_text(child: Children, line: str, number: int) -> Record:
    row: Record = {}
    for part in _BETWEEN.sub("\\1\n", line).split("\n"):
        name, colon, value = part.partition(":")
        name = name.strip()
        if not colon or name not in child.fields:
            raise NoValue(
                _(
                    "line %(line)d: “%(part)s” should be one of %(fields)s, a colon "
                    "and a value"
                )
                % {
                    "line": number,
                    "part": part.strip()[:60],
                    "fields": ", ".join(child.fields),
                }
            )
        if name in row:
            raise NoValue(
                _("line %(line)d: %(field)s stands twice")
                % {"line": number, "field": name}
            )
        try:
            row[name] = _value_from_text(child, name, _unescape(value.strip()))
        except NoValue as error:
            raise NoValue(
                _("line %(line)d: %(field)s %(reason)s")
                % {"line": number, "field": name, "reason": error}
            ) from error
    return row


def _value_from_text(child: Children, name: str, text: str) -> Any:
    field = child.model._meta.get_field(name)
    if field.many_to_many or isinstance(field, models.JSONField):
        return from_json(text)
    return from_text(field, text)
