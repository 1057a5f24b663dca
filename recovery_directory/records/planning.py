"""Plan: compare parsed records with the database and say what would happen.

create - the id is new; update - the file differs from a record that nobody changed
since it was last loaded; unchanged - they are equal; conflict - somebody changed the
record here since it was loaded: it is reported and left alone. A change that states the
version from which it was made is judged by that version instead.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from recovery_directory.records.formats import (
    ChildRow,
    Record,
    RecordFormat,
    child_rows,
    key_of,
    rows,
)
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.parsing import Parsed
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.references import (
    References,
    broken_references,
    child_key,
)
from recovery_directory.records.revisions import Action, Revision
from recovery_directory.records.schema_evolution import readable

ANY_ID = "00000000-0000-0000-0000-000000000000"
"""Stands for a record where only whether there is one matters."""

MOST_NAMED = 10_000
"""Records that one query asks for by their ids; beyond, all of the kind are read."""


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
    version: int = 0
    """The version of the record here; 0 where there is none."""

    @property
    def standing(self) -> Record:
        """Return the record as it will stand: that of the file, unless it conflicts."""
        if self.step is Step.CONFLICT and self.current:
            return self.current
        return self.parsed.record


def plan(
    parsed: list[Parsed],
    seen: Mapping[str, int] | None = None,
    giving_up: Collection[str] = (),
) -> list[Planned]:
    """Return what applying ``parsed`` would do; raises RefusedFiles."""
    planned, problems = compare(parsed, seen, giving_up)
    if problems:
        raise RefusedFiles(problems)
    return planned


def compare(
    parsed: list[Parsed],
    seen: Mapping[str, int] | None = None,
    giving_up: Collection[str] = (),
) -> tuple[list[Planned], list[Problem]]:
    """Return what applying ``parsed`` would do, and what stands against it.

    ``seen`` holds the version from which each record was changed, by its id;
    ``giving_up`` the ids of those that leave their addresses to another.
    """
    references = References.collect(parsed)
    current = _current(parsed)
    for one in parsed:
        here = current[_place(one)][0]
        if here and one.record["id"] not in giving_up:
            _keep_former_slugs(one, here)
    planned = [_compare(one, *current[_place(one)], references) for one in parsed]
    if seen is None:
        _mark_conflicts(planned, references)
    else:
        _mark_stale(planned, seen)
    return planned, _problems(planned, references)


def problems_of(parsed: list[Parsed]) -> list[Problem]:
    """Return everything that stands against writing ``parsed`` as it is."""
    references = (
        References.naming(parsed[0].record_format, [parsed[0].record])
        if len(parsed) == 1
        else References.collect(parsed)
    )
    current = _current(parsed)
    planned = [Planned(Step.UPDATE, one, *current[_place(one)]) for one in parsed]
    return _problems(planned, references)


def _problems(planned: list[Planned], references: References) -> list[Problem]:
    problems = [*_taken_values(planned)]
    for entry in planned:
        problems += _broken_references(entry.parsed, references)
        problems += _same_children(entry.parsed, references)
        problems += breaches(entry.parsed, references)
    return problems


def _place(parsed: Parsed) -> tuple[str, str]:
    return parsed.record_format.kind, parsed.record["id"]


def _current(
    parsed: list[Parsed],
) -> dict[tuple[str, str], tuple[Record | None, int]]:
    """Return the record here, or None, and its version, for each of ``parsed``.

    Versions are read first: a record that changes meanwhile is at a later version than
    the one it is planned for, and is not overwritten.
    """
    found: dict[tuple[str, str], tuple[Record | None, int]] = {
        _place(one): (None, 0) for one in parsed
    }
    for record_format in _formats_of(parsed):
        kind = record_format.kind
        ids = [pk for other, pk in found if other == kind]
        rows = record_format.model._base_manager.all()
        named = rows.filter(pk__in=ids) if len(ids) <= MOST_NAMED else None
        versions = dict((rows if named is None else named).values_list("pk", "version"))
        for record in record_format.read_all(named):
            if (kind, record["id"]) in found:
                version = versions.get(uuid.UUID(record["id"]), 0)
                found[kind, record["id"]] = record, version
    return found


def _formats_of(parsed: Iterable[Parsed]) -> list[RecordFormat]:
    return list({one.record_format.kind: one.record_format for one in parsed}.values())


def summary(planned: Iterable[Planned]) -> str:
    """Return for example ``12 create, 3 update, 600 unchanged, 1 conflict``."""
    counts = Counter(entry.step for entry in planned)
    return ", ".join(f"{counts[step]} {step.value}" for step in Step)


def _compare(
    parsed: Parsed, current: Record | None, version: int, references: References
) -> Planned:
    if current is None:
        return Planned(Step.CREATE, parsed)
    record_format = parsed.record_format
    same = references.canonical(record_format, current) == references.canonical(
        record_format, parsed.record
    )
    step = Step.UNCHANGED if same else Step.UPDATE
    return Planned(step, parsed, current, version)


def _keep_former_slugs(parsed: Parsed, current: Record) -> None:
    """Add to the record every address that it ever had: no file takes one away."""
    record_format, record = parsed.record_format, parsed.record
    former = {*record.get("former_slugs", []), *current.get("former_slugs", [])}
    former |= {key_of(record_format, current)}
    former -= {key_of(record_format, record)}
    if former:
        record["former_slugs"] = sorted(former)


def _mark_conflicts(planned: list[Planned], references: References) -> None:
    """Turn updates into conflicts where the record was changed here since loading."""
    updates = {
        entry.parsed.record["id"]: entry
        for entry in planned
        if entry.step is Step.UPDATE
    }
    loaded: dict[str, Revision] = {}
    revisions = Revision.objects.filter(record_id__in=updates, action=Action.LOAD)
    for revision in revisions.order_by("number").only("record_id", "record", "named"):
        loaded[str(revision.record_id)] = revision
    for pk, entry in updates.items():
        if pk not in loaded or not _is_as_loaded(entry, loaded[pk], references):
            entry.step = Step.CONFLICT


def _is_as_loaded(entry: Planned, loaded: Revision, references: References) -> bool:
    """Whether nobody changed the record here since it was loaded."""
    record_format = entry.parsed.record_format
    now = references.canonical(record_format, entry.current or {})
    then, _problems = readable(record_format, loaded.record)
    return now == references.as_of(loaded.named).canonical(record_format, then)


def _mark_stale(planned: list[Planned], seen: Mapping[str, int]) -> None:
    """Turn updates into conflicts where they were made from another version."""
    for entry in planned:
        is_stale = seen.get(entry.parsed.record["id"], 0) != entry.version
        if entry.step is Step.UPDATE and is_stale:
            entry.step = Step.CONFLICT


def _taken_values(planned: list[Planned]) -> Iterable[Problem]:
    """Yield a problem for each value that two records would share and may not.

    These are ids, slugs (present and former), and the fields that are unique by
    themselves, over all files and the records here that the files leave alone.
    """
    in_files = {entry.parsed.record["id"] for entry in planned}
    for record_format in _formats_of(entry.parsed for entry in planned):
        unique = unique_fields(record_format.model)
        loading = [
            (entry.parsed.file, name, value)
            for entry in planned
            if entry.parsed.record_format is record_format
            for name, value in _values(record_format, entry.standing, unique)
        ]
        owners: dict[tuple[str, str], str] = {}
        staying = _values_here(record_format, unique, in_files, loading)
        for owner, name, value in [*staying, *loading]:
            other = owners.setdefault((name, value), owner) if value else owner
            if other != owner:
                yield Problem(owner, name, f"{value} is that of {other} too")


def _values(
    record_format: RecordFormat, record: Record, unique: list[str]
) -> Iterator[tuple[str, Any]]:
    """Yield every value of a record that no other may have, with its field."""
    yield from ((name, record.get(name)) for name in unique)
    yield "id", record["id"]
    yield "slug", key_of(record_format, record)
    yield from (("slug", former) for former in record.get("former_slugs", []))


def _values_here(
    record_format: RecordFormat,
    unique: list[str],
    in_files: set[str],
    loading: list[tuple[str, str, Any]],
) -> Iterator[tuple[str, str, Any]]:
    """Yield values of the records here but those in the files, each with its owner.

    These are at least all that are among those ``loading``: for a few records nobody
    reads the names of a whole directory.
    """
    rows = record_format.model._base_manager.order_by("slug", "pk")
    former = FormerSlug.objects.filter(record_kind=record_format.kind).order_by("pk")
    if len(loading) <= MOST_NAMED:
        wanted: dict[str, set] = {}
        for _owner, name, value in loading:
            wanted.setdefault(name, set()).add(value)
        former = former.filter(slug__in=wanted["slug"])
        slugs = {key.rsplit("/", 1)[-1] for key in wanted["slug"]}
        same = models.Q(slug__in=slugs) | models.Q(pk__in=former.values("record_id"))
        for name in unique:
            same |= models.Q((f"{name}__in", wanted[name] - {None}))
        rows = rows.filter(same)
    owners = {}
    keys = len(record_format.key_fields)
    for pk, *values in rows.values_list("pk", *record_format.key_fields, *unique):
        if str(pk) in in_files:
            continue
        key = values[:keys]
        owner = owners[pk] = f"record {key[-1]} here"
        yield owner, "slug", "/".join(key)
        for name, value in zip(unique, values[keys:], strict=True):
            yield owner, name, value
    for pk, slug in former.values_list("record_id", "slug"):
        if pk in owners:
            yield owners[pk], "slug", slug


def unique_fields(model: type[models.Model]) -> list[str]:
    """Return the fields, beside id and slug, whose values no two records share."""
    names = {
        model_field.name
        for model_field in model._meta.fields
        if model_field.unique and not model_field.primary_key
    }
    for constraint in model._meta.constraints:
        if (
            isinstance(constraint, models.UniqueConstraint)
            and len(constraint.fields) == 1
        ):
            names.update(constraint.fields)
    return sorted(names - {"slug"})


def _broken_references(parsed: Parsed, references: References) -> Iterable[Problem]:
    for broken in broken_references(
        parsed.record_format, parsed.record, references.find
    ):
        noun = broken.model._meta.verbose_name
        reason = f"there is no {noun} {broken.key!r}"
        yield Problem(parsed.file, broken.where, reason)


def _same_children(parsed: Parsed, references: References) -> Iterable[Problem]:
    """Yield children that are one and the same once old slugs are followed."""
    seen: dict[tuple[str, ...], int] = {}
    for row in child_rows(parsed.record_format, parsed.record):
        key = (row.child.name, *child_key(row.child, row.values, references))
        first = seen.setdefault(key, row.number)
        if first != row.number:
            reason = f"is the same as entry {first}, by a former slug"
            yield Problem(parsed.file, row.place, reason)


def breaches(
    parsed: Parsed, references: References, *, constraints: bool = False
) -> Iterable[Problem]:
    """Yield what the models' own rules say against the record.

    With ``constraints``, those of the database too: it evaluates each for each row,
    which is slow, so that is asked only to word what the database has refused.
    """
    record_format, record = parsed.record_format, parsed.record
    parent = record_format.model(pk=record["id"])
    for row in rows(record_format, record):
        instance = parent
        if isinstance(row, ChildRow):
            owner = row.model._meta.get_field(record_format.parent_name(row.child))
            instance = row.model(**{owner.attname: parent.pk})
        fill(
            instance,
            row.fields,
            row.values,
            lambda target, key: references.find(target, key) or ANY_ID,
        )
        checks = [instance.clean]
        if constraints:
            checks += [
                partial(constraint.validate, type(instance), instance)
                for constraint in instance._meta.constraints
                if isinstance(constraint, models.CheckConstraint)
            ]
        for check in checks:
            try:
                check()
            except ValidationError as error:
                yield from _as_problems(parsed, error, row.place)


def _as_problems(
    parsed: Parsed, error: ValidationError, where: str
) -> Iterable[Problem]:
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
