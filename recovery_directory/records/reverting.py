"""Reverting: make a record again what one of its revisions says.

Everything comes back, rows inside and lists of other records included, as a new
revision; nothing of what came between is lost from the history. Six things are as
they must be today:

- Another record that was renamed or merged is named as it is called now. Two rows that
  became the same by that are one; a row that would name the record itself is left out.
- Former addresses are kept, all of them: no address ever stops leading here.
- The state comes back too. What returns to the public has to meet what publishing asks
  for, as if the button were pressed.
- What publishing asks for, and a public version of then does not state because nobody
  was asked for it, stays as it is today.
- Fields that the record format no longer has cannot come back; they are named.
- What an act says of a row, such as the day a number was verified, is taken back where
  it was not so then; it does not come back by itself, for nobody looks again.

A record that was deleted comes back the same way, under its own id.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from recovery_directory.records import RecordFormat, revisions
from recovery_directory.records.formats import Children, Record, key_of
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.publication_states import is_public
from recovery_directory.records.references import References, child_key
from recovery_directory.records.revisions import Action, Revision
from recovery_directory.records.saving import rewrite
from recovery_directory.records.schema_evolution import readable


@dataclass(frozen=True)
class Reversion:
    """What a record would be after reverting, and what of then cannot come back."""

    record: Record
    left_out: list[Problem]


def reversion(
    record_format: RecordFormat, revision: Revision, current: Record | None
) -> Reversion:
    """Return what reverting to ``revision`` would make of the record.

    ``current`` is the record as it stands; None where it is gone.
    """
    then, left_out = readable(record_format, revision.record)
    references = References.naming(record_format, [then], [revision.named])
    references = references.as_of(revision.named)
    then = _without_itself(record_format, then, references, left_out)
    if current and is_public(then):
        needed = record_format.model.needed_to_publish
        then = {name: current[name] for name in needed if name in current} | then
    for child in record_format.children:
        if child.name in then:
            then[child.name] = _once(child, then[child.name], references)
    then = references.canonical(record_format, then)
    former = _former_slugs(record_format, then, current)
    then.pop("former_slugs", None)
    if former:
        then = {"id": then["id"], "former_slugs": former} | then
    return Reversion(then, left_out)


def revert(
    record_format: RecordFormat,
    revision: Revision,
    *,
    by,
    reason: str,
    expected_version: int | None = None,
) -> models.Model:
    """Make the record what ``revision`` says, as a new revision, and return it.

    Raises RefusedFiles with everything that stands against it, and Conflict where the
    record is no longer at ``expected_version`` (0: it is gone).
    """
    model = record_format.model
    with transaction.atomic():
        found = model._base_manager.filter(pk=revision.record_id).first()
        current = record_format.read(found.pk) if found else None
        wanted = reversion(record_format, revision, current).record
        record = rewrite(
            record_format,
            wanted,
            by=by,
            action=Action.REVERT,
            reason=reason,
            expected_version=expected_version,
        )
        if not is_public(current) and is_public(wanted):
            fresh = model._base_manager.get(pk=record.pk)
            blockers = [
                Problem("", "", str(one)) for one in fresh.publication_blockers()
            ]
            if blockers:
                raise RefusedFiles(blockers)
    return record


def problems_of_reverting(
    record_format: RecordFormat, revision: Revision
) -> list[Problem]:
    """Return everything that stands against reverting to ``revision`` today."""
    try:
        with revisions.rehearsal():
            revert(record_format, revision, by=None, reason="")
    except RefusedFiles as refused:
        return refused.problems
    return []


def _former_slugs(
    record_format: RecordFormat, then: Record, current: Record | None
) -> list[str]:
    """Return every address that has led to the record, but for its own."""
    former = set((current or then).get("former_slugs", []))
    if current:
        former.add(key_of(record_format, current))
    return sorted(former - {key_of(record_format, then)})


def _once(child: Children, rows: list[Record], references: References) -> list[Record]:
    """Return ``rows`` without those that became the same as one before."""
    kept: dict[tuple[str, ...], Record] = {}
    for row in rows:
        kept.setdefault(tuple(child_key(child, row, references)), row)
    return list(kept.values())


def _without_itself(
    record_format: RecordFormat,
    then: Record,
    references: References,
    left_out: list[Problem],
) -> Record:
    """Return ``then`` without what would name the record itself since a merge."""

    def names_itself(model: type[models.Model], row: Record) -> str | None:
        for name, value in row.items():
            is_reference = _target(model, name) is record_format.model
            if (
                is_reference
                and isinstance(value, str)
                and references.find(record_format.model, value) == then["id"]
            ):
                return name
        return None

    def leave_out(where: str, value: Any) -> None:
        reason = _("%(value)s is this record itself today")
        left_out.append(Problem("", where, reason % {"value": value}))

    kept = dict(then)
    while name := names_itself(record_format.model, kept):
        leave_out(name, kept.pop(name))
    for child in record_format.children:
        rows = []
        for number, row in enumerate(then.get(child.name, []), start=1):
            if name := names_itself(child.model, row):
                leave_out(f"{child.name}[{number}].{name}", row[name])
            else:
                rows.append(row)
        if child.name in kept:
            kept[child.name] = rows
    return {name: value for name, value in kept.items() if value != []}


def _target(model: type[models.Model], name: str) -> type[models.Model] | None:
    """Return the model that a field of ``model`` names a record of."""
    if name in {"id", "former_slugs"} or not hasattr(model, name):
        return None
    return getattr(model._meta.get_field(name), "related_model", None)
