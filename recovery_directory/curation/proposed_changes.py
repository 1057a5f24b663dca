"""What a proposal says field by field, beside what stood then and what stands now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from recovery_directory.records.differences import (
    Difference,
    RowDifference,
    difference_in,
    field_names,
)
from recovery_directory.records.formats import Record, RecordFormat


@dataclass(frozen=True)
class ProposedField:
    """One field of a proposal: as it was when that was made, as it is, as proposed."""

    name: str
    label: str
    before: Any
    now: Any
    proposed: Any
    is_stale: bool
    """Whether somebody changed the field since: then taking it over is a choice."""
    difference: Difference
    """What taking it over would change."""

    @cached_property
    def rows(self) -> dict[str, RowDifference]:
        """Return the rows that can be taken over singly, as ``urls[2]``; hardly one."""
        rows = [row for row in self.difference.rows if row.key]
        if len(rows) < 2:
            return {}
        return {
            f"{self.name}[{number}]": row for number, row in enumerate(rows, start=1)
        }

    def taken(self, names: Collection[str]) -> Any:
        """Return the value with what is named of it: the whole field, or its rows."""
        child = self.difference.child
        if child is None or self.name in names:
            return self.proposed
        now, proposed = child.by_key(self.now), child.by_key(self.proposed)
        chosen = {row.key for name, row in self.rows.items() if name in names}
        found = [
            (proposed if key in chosen else now).get(key)
            for key in dict.fromkeys([*now, *proposed])
        ]
        return [row for row in found if row] or None


def proposed_fields(
    record_format: RecordFormat, changes: Record, *, then: Record | None, now: Record
) -> list[ProposedField]:
    """Return every field of ``changes``, in the order of the record.

    ``then`` is the record that they were made from; where it is None, nothing can be
    compared with it, and every field counts as changed since.
    """
    found = []
    for name in field_names(record_format):
        if name in changes:
            before = (then or {}).get(name)
            difference = difference_in(
                record_format, name, now.get(name), changes[name]
            )
            found.append(
                ProposedField(
                    name=name,
                    label=difference.label,
                    before=before,
                    now=now.get(name),
                    proposed=changes[name],
                    is_stale=then is None or before != now.get(name),
                    difference=difference,
                )
            )
    return found


def chosen(fields: list[ProposedField], names: Iterable[str] | None) -> list[str]:
    """Return the names of the fields and rows to take over, in order.

    None are all; then none may have changed since. Raises ValidationError.
    """
    if names is None:
        stale = [field.label for field in fields if field.is_stale]
        if stale:
            raise ValidationError(
                _("Changed since this was proposed: %(fields)s. Choose for each.")
                % {"fields": ", ".join(stale)},
                code="stale",
            )
        return [field.name for field in fields]
    named = set(names)
    found = [
        name for field in fields for name in (field.name, *field.rows) if name in named
    ]
    if not found:
        raise ValidationError(
            _("Tick what is to be taken over, or decline the proposal."),
            code="nothing",
        )
    return found
