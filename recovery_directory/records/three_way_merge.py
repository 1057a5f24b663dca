"""Three-way merge: two people changed a record from one version; make one of both.

Whatever only one of them changed is taken from that one, unless somebody says
otherwise; what both changed has to be chosen. Fields are joined one by one, rows
inside a record by their natural keys and then field by field, plain lists by their
entries. A choice is named by where it stands: ``summary``, ``urls/website/https://…``
for a whole row, with ``#label`` for one field of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from recovery_directory.records import protected_fields
from recovery_directory.records.differences import Difference
from recovery_directory.records.formats import Children, Record, RecordFormat
from recovery_directory.records.labels import label_of, name_of_row, text_of

THEIRS, MINE, BOTH = "theirs", "mine", "both"

NOT_CHOSEN = {"publication_state", "former_slugs"}
"""Fields that no form writes: they stand as they are now."""

LABELS = {
    THEIRS: gettext_lazy("theirs"),
    MINE: gettext_lazy("mine"),
    BOTH: gettext_lazy("both together"),
}


@dataclass(frozen=True)
class Side:
    """One way to decide a choice: its value, and how it differs from before."""

    name: str
    value: Any
    difference: Difference

    @property
    def label(self) -> str:
        """Return whose it is."""
        return str(LABELS[self.name])

    @property
    def is_as_before(self) -> bool:
        """Whether this side changed nothing."""
        return self.difference.before == self.difference.after


@dataclass(frozen=True)
class ConflictChoice:
    """A field, or a row, in which the two differ from each other."""

    name: str
    label: str
    where: str
    before: str
    sides: list[Side]
    chosen: str
    """The side that only one of them changed; empty where both did."""

    @property
    def names(self) -> set[str]:
        """Return the names of the sides."""
        return {side.name for side in self.sides}

    def value(self, side: str) -> Any:
        """Return the value of one side; None takes the field or row out."""
        return next(one.value for one in self.sides if one.name == side)


@dataclass(frozen=True)
class ThreeWayMerge:
    """Three states of one record, and what has to be decided to make one of them."""

    record_format: RecordFormat
    before: Record
    theirs: Record
    mine: Record

    def choices(self) -> list[ConflictChoice]:
        """Return everything in which the two differ, in the order of the record."""
        return list(self._choices())

    def joined(self, chosen: dict[str, str]) -> Record:
        """Return the record as ``chosen`` says: the name of a choice, then its side.

        What is not named there is taken from whoever changed it; the two must agree
        on it, or only one may have changed it.
        """
        sides = {
            choice.name: choice.value(chosen.get(choice.name) or choice.chosen)
            for choice in self._choices()
        }
        record: Record = {"id": self.theirs["id"]}
        if "former_slugs" in self.theirs:
            record["former_slugs"] = self.theirs["former_slugs"]
        for name in self.record_format.all_fields:
            value = sides.get(name, self.theirs.get(name))
            if value is not None:
                record[name] = value
        for child in self.record_format.children:
            rows = list(self._joined_rows(child, sides))
            if rows:
                record[child.name] = rows
        return record

    # Fields

    def _choices(self) -> Iterator[ConflictChoice]:
        fields = self.record_format.model._meta
        for name in self.record_format.all_fields:
            if name not in NOT_CHOSEN:
                states = [one.get(name) for one in self._states]
                label = label_of(self.record_format, name)
                yield from _choice(name, label, "", states, fields.get_field(name))
        for child in self.record_format.children:
            yield from self._row_choices(child)

    @property
    def _states(self) -> tuple[Record, Record, Record]:
        return self.before, self.theirs, self.mine

    # Rows

    def _row_choices(self, child: Children) -> Iterator[ConflictChoice]:
        where = label_of(self.record_format, child.name)
        for key in self._keys(child):
            rows = [
                child.by_key(state.get(child.name)).get(key) for state in self._states
            ]
            name = _row_name(child, key)
            if rows[1] is not None and rows[2] is not None:
                title = name_of_row(child, rows[1])
                for part in child.fields:
                    if part in protected_fields.fields_of(child):
                        continue
                    model_field = child.model._meta.get_field(part)
                    states = [(row or {}).get(part) for row in rows]
                    yield from _choice(
                        f"{name}#{part}",
                        str(model_field.verbose_name),
                        f"{where}: {title}",
                        states,
                        model_field,
                    )
            else:
                title = name_of_row(child, next(row for row in rows if row))
                yield from _choice(name, title, where, rows, None, child)

    def _joined_rows(self, child: Children, sides: dict[str, Any]) -> Iterator[Record]:
        for key in self._keys(child):
            name = _row_name(child, key)
            theirs, mine = (
                child.by_key(state.get(child.name)).get(key)
                for state in (self.theirs, self.mine)
            )
            if theirs is not None and mine is not None:
                row = {
                    part: sides.get(f"{name}#{part}", theirs.get(part))
                    for part in child.fields
                }
                yield {part: value for part, value in row.items() if value is not None}
            elif sides.get(name) is not None:
                yield sides[name]

    def _keys(self, child: Children) -> list[tuple[str, ...]]:
        """Return the keys of all rows, in the order in which they will stand.

        An order that only the others changed is theirs; else it is mine.
        """
        before, theirs, mine = (
            list(child.by_key(one.get(child.name))) for one in self._states
        )
        first, second = (theirs, mine) if mine == before else (mine, theirs)
        return list(dict.fromkeys([*first, *second, *before]))


def _row_name(child: Children, key: tuple[str, ...]) -> str:
    return "/".join([child.name, *key])


def _choice(
    name: str,
    label: str,
    where: str,
    states: list,
    model_field: models.Field | None,
    child: Children | None = None,
) -> Iterable[ConflictChoice]:
    """Yield the choice between the two, where they differ."""
    before, theirs, mine = states
    if theirs == mine:
        return
    values = {THEIRS: theirs, MINE: mine}
    chosen = MINE if theirs == before else THEIRS if mine == before else ""
    if not chosen and _is_list(before) and _is_list(theirs) and _is_list(mine):
        values[BOTH] = _together(before or [], theirs or [], mine or []) or None
    yield ConflictChoice(
        name,
        label,
        where,
        name_of_row(child, before or {}) if child else text_of(model_field, before),
        [
            Side(
                side,
                value,
                _shown(name, label, before, value, model_field, child),
            )
            for side, value in values.items()
        ],
        chosen,
    )


def _shown(name, label, before, after, model_field, child) -> Difference:
    """Return how a side differs from before; a row stands as a list of one."""
    if child is None:
        return Difference(name, label, before, after, model_field)
    before, after = ([row] if row else [] for row in (before, after))
    return Difference(name, label, before, after, None, child)


def _is_list(value: Any) -> bool:
    return value is None or isinstance(value, list)


def _together(before: list, theirs: list, mine: list) -> list:
    """Return their list with what I added, without what I took out."""
    kept = [entry for entry in theirs if entry in mine or entry not in before]
    return kept + [
        entry for entry in mine if entry not in theirs and entry not in before
    ]
