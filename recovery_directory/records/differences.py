"""Differences: what is not the same in two states of one record, field by field.

The history, the conflict page, proposals and the dry run of an import show these, all
with ``templates/admin/includes/differences.html``. A field is one of three things
there: a list of rows (``rows``, matched by their natural keys), a list of entries
(``entries``), or a text (``runs``, with the changed words told apart).
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import ngettext

from recovery_directory.records.formats import Children, Record, RecordFormat
from recovery_directory.records.labels import (
    field_names,
    label_of,
    name_of_row,
    text_of,
)

__all__ = ["Difference", "changed", "differences", "field_names", "label_of"]

KEPT, ADDED, TAKEN_OUT, CHANGED, MOVED = (
    "kept",
    "added",
    "taken-out",
    "changed",
    "moved",
)
"""The fates of words, entries and rows."""

LONGEST_COMPARED = 4000
"""Words and spaces of a text; a longer one is shown as replaced in whole."""

LEAST_ALIKE = 0.4
"""The share of common words below which two texts are two, and no change of one."""


@dataclass(frozen=True)
class Stretch:
    """Neighboring words, or an entry of a list, with one fate."""

    fate: str
    text: str


@dataclass(frozen=True)
class RowDifference:
    """One row inside a record that came, went, moved or says something else now."""

    fate: str
    name: str
    differences: list["Difference"] = field(default_factory=list)
    key: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Difference:
    """One field of the record format that differs; None where it is not stated."""

    name: str
    label: str
    before: Any
    after: Any
    model_field: models.Field | None = field(default=None, compare=False, repr=False)
    child: Children | None = field(default=None, compare=False, repr=False)

    @cached_property
    def rows(self) -> list[RowDifference]:
        """Return what became of the rows of a list inside the record."""
        if self.child is None:
            return []
        return _rows(self.child, self.before, self.after)

    @cached_property
    def entries(self) -> list[Stretch]:
        """Return what became of the entries of a plain list."""
        lists = [value for value in (self.before, self.after) if value is not None]
        if self.child or not all(isinstance(value, list) for value in lists):
            return []
        before, after = (
            [text_of(None, entry) for entry in value or []]
            for value in (self.before, self.after)
        )
        return list(_runs(before, after))

    @cached_property
    def runs(self) -> list[Stretch]:
        """Return the words that stayed, came and went."""
        if self.rows or self.entries:
            return []
        before = text_of(self.model_field, self.before)
        after = text_of(self.model_field, self.after)
        if isinstance(self.before, str) and isinstance(self.after, str):
            return list(_words(before, after))
        whole = [Stretch(TAKEN_OUT, before), Stretch(ADDED, after)]
        return [run for run in whole if run.text]

    @property
    def in_few_words(self) -> str:
        """Return for example ``summary`` or ``phones (1 added, 2 changed)``."""
        fates = [row.fate for row in self.rows]
        counted = (
            (ngettext("%d added", "%d added", fates.count(ADDED)), ADDED),
            (
                ngettext("%d taken out", "%d taken out", fates.count(TAKEN_OUT)),
                TAKEN_OUT,
            ),
            (ngettext("%d changed", "%d changed", fates.count(CHANGED)), CHANGED),
        )
        counts = [words % fates.count(fate) for words, fate in counted if fate in fates]
        return f"{self.label} ({', '.join(counts)})" if counts else self.label


def label_of_place(record_format: RecordFormat, place: str) -> str:
    """Return what a curator calls a place such as ``handout_texts[2].who``."""
    list_name, bracket, rest = place.partition("[")
    if not bracket:
        return label_of(record_format, place)
    number, _bracket, name = rest.partition("].")
    child = next(one for one in record_format.children if one.name == list_name)
    noun = child.model._meta.verbose_name
    return f"{noun} {number}, {child.model._meta.get_field(name).verbose_name}"


def differences(
    record_format: RecordFormat, before: Record, after: Record
) -> list[Difference]:
    """Return every field in which ``after`` differs from ``before``, in order."""
    return [
        difference_in(record_format, name, before.get(name), after.get(name))
        for name in field_names(record_format)
        if before.get(name) != after.get(name)
    ]


def difference_in(
    record_format: RecordFormat, name: str, before: Any, after: Any
) -> Difference:
    """Return how two values of one field differ."""
    is_field = name in record_format.all_fields
    return Difference(
        name,
        label_of(record_format, name),
        before,
        after,
        record_format.model._meta.get_field(name) if is_field else None,
        next((one for one in record_format.children if one.name == name), None),
    )


def changed(before: Record, changes: dict[str, Any]) -> Record:
    """Return ``before`` with some fields replaced; None takes a field out."""
    record = before | changes
    return {name: value for name, value in record.items() if value is not None}


def in_few_words(found: list[Difference]) -> str:
    """Return what changed, short enough for a line of the history."""
    named = ", ".join(difference.in_few_words for difference in found[:3])
    more = len(found) - 3
    if more < 1:
        return named
    return ngettext(
        "%(named)s and %(more)d more field", "%(named)s and %(more)d more fields", more
    ) % {"named": named, "more": more}


def _rows(
    child: Children, before: list | None, after: list | None
) -> list[RowDifference]:
    old, new = child.by_key(before), child.by_key(after)
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        one, other = old.get(key, {}), new.get(key, {})
        if one == other:
            continue
        fate = CHANGED if one and other else ADDED if other else TAKEN_OUT
        name = name_of_row(child, other or one)
        found.append(RowDifference(fate, name, _in_row(child, one, other), key))
    staying = [
        [key for key in rows if key in old and key in new] for rows in (old, new)
    ]
    if child.ordered and staying[0] != staying[1]:
        order = "; ".join(name_of_row(child, new[key]) for key in staying[1])
        found.append(RowDifference(MOVED, order))
    return found


def _in_row(child: Children, before: Record, after: Record) -> list[Difference]:
    """Return the fields that differ in one row; its key names it already."""
    fields = [child.model._meta.get_field(name) for name in child.fields]
    return [
        Difference(
            one.name,
            str(one.verbose_name),
            before.get(one.name),
            after.get(one.name),
            one,
        )
        for one in fields
        if one.name not in child.key and before.get(one.name) != after.get(one.name)
    ]


def _words(before: str, after: str) -> Iterable[Stretch]:
    """Yield the words of two texts, with those that differ told apart."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    if max(len(old), len(new)) <= LONGEST_COMPARED:
        runs = list(_runs(old, new, together=True))
        kept = sum(len(run.text) for run in runs if run.fate == KEPT)
        if kept >= LEAST_ALIKE * max(len(before), len(after)):
            return runs
    return [
        run for run in (Stretch(TAKEN_OUT, before), Stretch(ADDED, after)) if run.text
    ]


def _runs(
    before: list[str], after: list[str], together: bool = False
) -> Iterable[Stretch]:
    matcher = difflib.SequenceMatcher(None, before, after)
    for step, start, end, new_start, new_end in matcher.get_opcodes():
        pieces = (
            [(KEPT, before[start:end])]
            if step == "equal"
            else [(TAKEN_OUT, before[start:end]), (ADDED, after[new_start:new_end])]
        )
        for fate, texts in pieces:
            for text in ["".join(texts)] if together and texts else texts:
                yield Stretch(fate, text)
