"""Plan: compare parsed records with the database and say what would happen.

create - the id is new; update - the file differs from a record that nobody changed
since it was last loaded; unchanged - they are equal; conflict - somebody changed the
record here since it was loaded: it is reported and left alone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models

from recovery_directory.records.formats import (
    Children,
    Record,
    RecordFormat,
    formats,
)
from recovery_directory.records.parsing import Parsed
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.revisions import Action, FormerSlug, Revision


ANY_ID = "00000000-0000-0000-0000-000000000000"
"""Stands for a record where only whether there is one matters."""


class Step(StrEnum):
    """What applying the plan does with one record."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"


@dataclass
class Planned:
    """One record of the plan, with what the database has now."""

    step: Step
    parsed: Parsed
    current: Record | None = None


@dataclass
class References:
    """Finds the id of a record by kind and key, in the database and in the files."""

    ids: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def collect(cls, parsed: Iterable[Parsed] = ()) -> "References":
        """Return the references of all records known here and in ``parsed``.

        A former slug leads to its record too, so an old file still loads.
        """
        parsed = list(parsed)
        ids: dict[str, dict[str, str]] = {}
        for kind, slug, pk in FormerSlug.objects.values_list(
            "record_kind", "slug", "record_id"
        ):
            ids.setdefault(kind, {})[slug] = str(pk)
        for record_format in formats():
            joins = getattr(record_format.model, "record_key_joins", ())
            known = ids.setdefault(record_format.kind, {})
            names = [*(f"{join}__slug" for join in joins), "slug", "pk"]
            for *parts, pk in record_format.model._base_manager.values_list(*names):
                known["/".join(parts)] = str(pk)
        for one in parsed:
            known = ids.setdefault(one.record_format.kind, {})
            for former in one.record.get("former_slugs", []):
                known.setdefault(former, one.record["id"])
        for one in parsed:
            key = key_of(one.record_format, one.record)
            ids[one.record_format.kind][key] = one.record["id"]
        return cls(ids)

    def find(self, model: type[models.Model], key: str) -> str | None:
        """Return the id of the record of ``model`` that ``key`` names, or None."""
        return self.ids.get(model._meta.model_name, {}).get(key)


def key_of(record_format: RecordFormat, record: Record) -> str:
    """Return what other records call this one by."""
    joins = getattr(record_format.model, "record_key_joins", ())
    return "/".join([*(record.get(join, "") for join in joins), record.get("slug", "")])


def plan(parsed: list[Parsed]) -> list[Planned]:
    """Return what applying ``parsed`` would do; raises RefusedFiles."""
    references = References.collect(parsed)
    current = {
        record_format.kind: {record["id"]: record for record in record_format.read_all()}
        for record_format in _formats_of(parsed)
    }
    problems = [*_taken_values(parsed, current)]
    for one in parsed:
        problems += _broken_references(one, references)
        problems += breaches(one)
    if problems:
        raise RefusedFiles(problems)
    planned = [
        _compare(one, current[one.record_format.kind].get(one.record["id"]))
        for one in parsed
    ]
    _mark_conflicts(planned)
    return planned


def _formats_of(parsed: Iterable[Parsed]) -> list[RecordFormat]:
    return list({one.record_format.kind: one.record_format for one in parsed}.values())


def summary(planned: Iterable[Planned]) -> str:
    """Return for example ``12 create, 3 update, 600 unchanged, 1 conflict``."""
    counts = Counter(entry.step for entry in planned)
    return ", ".join(f"{counts[step]} {step.value}" for step in Step)


def _compare(parsed: Parsed, current: Record | None) -> Planned:
    if current is None:
        return Planned(Step.CREATE, parsed)
    same = current == parsed.record
    return Planned(Step.UNCHANGED if same else Step.UPDATE, parsed, current)


def _mark_conflicts(planned: list[Planned]) -> None:
    """Turn updates into conflicts where the record was changed here since loading."""
    updates = {entry.parsed.record["id"]: entry for entry in planned if entry.step is Step.UPDATE}
    loaded: dict[str, Record] = {}
    revisions = Revision.objects.filter(record_id__in=updates, action=Action.LOAD)
    for pk, record in revisions.order_by("number").values_list("record_id", "record"):
        loaded[str(pk)] = record
    for pk, entry in updates.items():
        if entry.current != loaded.get(pk):
            entry.step = Step.CONFLICT


def _taken_values(
    parsed: list[Parsed], current: dict[str, dict[str, Record]]
) -> Iterable[Problem]:
    """Yield a problem for each value that two records would share and may not.

    These are ids, keys, and the fields that are unique by themselves, over all files
    and the records here that the files leave alone.
    """
    in_files = {one.record["id"] for one in parsed}
    for record_format in _formats_of(parsed):
        unique = _unique_fields(record_format.model)
        owners: dict[tuple[str, str], str] = {}
        kinds = [one for one in parsed if one.record_format is record_format]
        staying = [
            (f"record {record['slug']} here", record)
            for pk, record in current[record_format.kind].items()
            if pk not in in_files
        ]
        rows = [*staying, *((one.file, one.record) for one in kinds)]
        for owner, record in rows:
            values = {name: record.get(name) for name in unique}
            values |= {"id": record["id"], "slug": key_of(record_format, record)}
            for name, value in values.items():
                other = owners.setdefault((name, value), owner) if value else owner
                if other != owner:
                    yield Problem(owner, name, f"{value} is that of {other} too")


def _unique_fields(model: type[models.Model]) -> set[str]:
    """Return the fields, beside id and slug, whose values no two records share."""
    names = {
        model_field.name
        for model_field in model._meta.fields
        if model_field.unique and not model_field.primary_key
    }
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and len(constraint.fields) == 1:
            names.update(constraint.fields)
    return names - {"slug"}


def _broken_references(parsed: Parsed, references: References) -> Iterable[Problem]:
    record_format, record = parsed.record_format, parsed.record
    yield from _broken(parsed, record_format.model, record_format.all_fields, record, "", references)
    for child in record_format.children:
        for number, row in enumerate(record.get(child.name, []), start=1):
            where = f"{child.name}[{number}]."
            yield from _broken(parsed, child.model, child.fields, row, where, references)


def _broken(parsed, model, names, row, where, references) -> Iterable[Problem]:
    for name in names:
        model_field = model._meta.get_field(name)
        if not model_field.is_relation or name not in row:
            continue
        target = model_field.related_model
        keys = row[name] if model_field.many_to_many else [row[name]]
        for key in keys:
            if references.find(target, key) is None:
                noun = target._meta.verbose_name
                yield Problem(parsed.file, f"{where}{name}", f"there is no {noun} {key!r}")


def breaches(parsed: Parsed, *, constraints: bool = False) -> Iterable[Problem]:
    """Yield what the models' own rules say against the record.

    With ``constraints``, those of the database too: it evaluates each for each row,
    which is slow, so that is asked only to word what the database has refused.
    """
    record_format, record = parsed.record_format, parsed.record
    rows = [(record_format.model, record_format.all_fields, record, "")]
    for child in record_format.children:
        for number, row in enumerate(record.get(child.name, []), start=1):
            rows.append((child.model, child.fields, row, f"{child.name}[{number}]"))
    for model, names, row, where in rows:
        instance = model()
        fill(instance, names, row, lambda target, key: ANY_ID)
        checks = [instance.clean]
        if constraints:
            checks += [
                partial(constraint.validate, model, instance)
                for constraint in model._meta.constraints
                if isinstance(constraint, models.CheckConstraint)
            ]
        for check in checks:
            try:
                check()
            except ValidationError as error:
                yield from _as_problems(parsed, error, where)


def _as_problems(parsed: Parsed, error: ValidationError, where: str) -> Iterable[Problem]:
    if hasattr(error, "error_dict"):
        for name, messages in error.message_dict.items():
            place = ".".join(part for part in (where, name) if part)
            yield Problem(parsed.file, place, " ".join(messages))
    else:
        yield Problem(parsed.file, where, " ".join(error.messages))


def fill(instance: models.Model, names: Iterable[str], row: Record, find) -> None:
    """Set the fields of ``instance`` from ``row``; an absent key means the default."""
    for name in names:
        model_field = instance._meta.get_field(name)
        if model_field.many_to_many:
            continue
        if model_field.is_relation:
            key = row.get(name)
            value = find(model_field.related_model, key) if key else None
            setattr(instance, model_field.attname, value)
        elif name in row:
            setattr(instance, name, model_field.to_python(row[name]))
        else:
            setattr(instance, name, model_field.get_default())


def child_key(child: Children, row: Record, references: References) -> list[str]:
    """Return the natural key of a child, other records by their ids.

    Ids outlive slugs, so a child keeps its own id when the other record is renamed.
    """
    key = []
    for name in child.key:
        value = row.get(name)
        target = child.model._meta.get_field(name).related_model
        if target and value:
            value = references.find(target, value)
        key.append("" if value is None else str(value))
    return key
