"""Apply: write planned records in one transaction, each as one revision."""

from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from django.db import DataError, IntegrityError, models, transaction

from recovery_directory import characters, yaml_files
from recovery_directory.records import (
    change_listeners,
    record_files,
    revisions,
    stamping,
)
from recovery_directory.records.formats import (
    Children,
    Record,
    RecordFormat,
    child_id,
    formats,
    key_of,
)
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.planning import Planned, Step, breaches, fill
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.references import References, child_key


def apply(
    planned: list[Planned],
    *,
    by=None,
    action: str = str(revisions.Action.LOAD),
    reason: str = "",
    keep_publishable: bool = False,
    dry_run: bool = False,
) -> None:
    """Write what is to be created or updated; all of it or nothing.

    Records may refer to each other in any order: foreign keys are checked when the
    transaction ends, and each was found by the plan before. A dry run writes too, so
    that the database has its say, and takes it back. With ``keep_publishable``, a
    change after which a published record could not be published is refused. Raises
    RefusedFiles.
    """
    due = [entry for entry in planned if entry.step in {Step.CREATE, Step.UPDATE}]
    references = References.collect(entry.parsed for entry in planned)
    file = ""
    try:
        with transaction.atomic(), stamping.at_the_end():
            guarded = _published_of(due) if keep_publishable else []
            before = _blockers(guarded)
            standing = _Standing(due)
            with change_listeners.in_bulk(tells=not dry_run), ExitStack() as changes:
                for entry in due:
                    file = entry.parsed.file
                    instance = instance_of(
                        entry.parsed.record_format, entry.parsed.record
                    )
                    change = (
                        revisions.trial(instance, expected_version=entry.version)
                        if dry_run
                        else revisions.change(
                            instance,
                            by=by,
                            action=action,
                            reason=reason,
                            expected_version=entry.version,
                            seen=entry.current,
                            read=standing.read,
                            references=references,
                        )
                    )
                    _write_planned(entry, instance, references, changes, change)
            _refuse_blocked(guarded, before)
            if dry_run:
                transaction.set_rollback(True)
    except (IntegrityError, DataError) as error:
        problems = [
            problem
            for entry in due
            for problem in breaches(entry.parsed, references, constraints=True)
        ]
        refused = Problem(file, "", f"the database refuses this record: {error}")
        raise RefusedFiles(problems or [refused]) from error


class _Standing:
    """The records of a plan as they stand once all are written, read together."""

    def __init__(self, due: list[Planned]):
        """Keep which records the plan writes; nothing is read yet."""
        self._due = due
        self._read: dict[str, Record] | None = None

    def read(self, record_format: RecordFormat, pk) -> Record:
        """Return one record; the first who asks makes all be read."""
        if self._read is None:
            self._read = {} if self._moves_addresses() else self._read_all()
        return self._read.get(str(pk)) or record_format.read(pk)

    def _moves_addresses(self) -> bool:
        """Whether a record takes an address that once was that of another.

        Then closing one change is a change of another record, so each is read alone.
        """
        keys = [
            key_of(one.parsed.record_format, one.parsed.record) for one in self._due
        ]
        return FormerSlug.objects.filter(slug__in=keys).exists()

    def _read_all(self) -> dict[str, Record]:
        found: dict[str, Record] = {}
        for record_format in {one.parsed.record_format for one in self._due}:
            ids = [
                one.parsed.record["id"]
                for one in self._due
                if one.parsed.record_format is record_format
            ]
            rows = record_format.queryset().filter(pk__in=ids)
            found |= {record["id"]: record for record in record_format.read_all(rows)}
        return found


def _write_planned(
    entry: Planned,
    instance: models.Model,
    references: References,
    changes: ExitStack,
    change: AbstractContextManager,
) -> None:
    """Write one record inside ``change``, which ends with ``changes``.

    Raises RefusedFiles where somebody changed the record after it was planned.
    """
    record_format, record = entry.parsed.record_format, entry.parsed.record
    try:
        changes.enter_context(change)
    except revisions.Conflict as error:
        said = "somebody changed this record just now; load again"
        raise RefusedFiles([Problem(entry.parsed.file, "", said)]) from error
    write(record_format, instance, record, references, entry.current)


def _published_of(due: list[Planned]) -> list[Planned]:
    """Return the entries whose records the public sees now."""
    ids: dict[type[models.Model], list[str]] = {}
    for entry in due:
        model = entry.parsed.record_format.model
        ids.setdefault(model, []).append(entry.parsed.record["id"])
    public = {
        str(pk)
        for model, theirs in ids.items()
        for pk in model.objects.published()
        .filter(pk__in=theirs)
        .values_list("pk", flat=True)
    }
    return [entry for entry in due if entry.parsed.record["id"] in public]


def _blockers(entries: list[Planned]) -> list[set[str]]:
    """Return what stands against publishing each record, as it is now."""
    found = {}
    for record_format in {entry.parsed.record_format for entry in entries}:
        ids = [entry.parsed.record["id"] for entry in entries]
        inside = [child.name for child in record_format.children]
        rows = record_format.model._base_manager.prefetch_related(*inside)
        for instance in rows.filter(pk__in=ids):
            blockers = {str(blocker) for blocker in instance.publication_blockers()}
            found[str(instance.pk)] = blockers
    return [found[entry.parsed.record["id"]] for entry in entries]


def _refuse_blocked(entries: list[Planned], before: list[set[str]]) -> None:
    """Raise RefusedFiles for what newly stands against a published record."""
    problems = [
        Problem(entry.parsed.file, "", f"is published: {blocker}")
        for entry, old, new in zip(entries, before, _blockers(entries), strict=True)
        for blocker in sorted(new - old)
    ]
    if problems:
        raise RefusedFiles(problems)


def instance_of(record_format: RecordFormat, record: Record) -> models.Model:
    """Return the model instance of ``record``: the one here, or a new one."""
    found = record_format.model._base_manager.filter(pk=record["id"]).first()
    return found or record_format.model(pk=record["id"])


def write(
    record_format: RecordFormat,
    instance: models.Model,
    record: Record,
    references: References,
    current: Record | None = None,
) -> None:
    """Make ``instance`` and its children what ``record`` says.

    Call it inside ``revisions.change``. ``current`` is the record as it is, where that
    is known: lists that are the same in both are not written again.
    """
    _write_fields(instance, record_format.all_fields, record, references)
    for child in record_format.children:
        if current is None or record.get(child.name) != current.get(child.name):
            _write_children(record_format, child, instance, record, references)
    _write_former_slugs(record_format, record)


def _write_fields(instance, names, row, references: References) -> None:
    fill(instance, names, row, references.find)
    instance.save()
    for name in names:
        model_field = instance._meta.get_field(name)
        if model_field.many_to_many:
            ids = [
                references.find(model_field.related_model, key)
                for key in row.get(name, [])
            ]
            getattr(instance, name).set(ids)


def _write_children(
    record_format: RecordFormat,
    child: Children,
    parent: models.Model,
    record: Record,
    references: References,
) -> None:
    parent_name = record_format.parent_name(child)
    rows = record.get(child.name, [])
    wanted = {
        child_id(child, record["id"], child_key(child, row, references)): (number, row)
        for number, row in enumerate(rows)
    }
    existing = {
        row.pk: row for row in child.model._base_manager.filter(**{parent_name: parent})
    }
    for pk, row in existing.items():
        if pk not in wanted:
            row.delete()
    for pk, (number, row) in wanted.items():
        instance = existing.get(pk) or child.model(pk=pk)
        setattr(instance, parent_name, parent)
        if child.ordered:
            instance.position = number
        _write_fields(instance, child.fields, row, references)


def _write_former_slugs(record_format: RecordFormat, record: Record) -> None:
    named = record.get("former_slugs", [])
    kept = FormerSlug.objects.filter(
        record_kind=record_format.kind, record_id=record["id"]
    )
    kept.exclude(slug__in=named).delete()
    for slug in named:
        FormerSlug.objects.update_or_create(
            record_kind=record_format.kind,
            slug=slug,
            defaults={"record_id": record["id"]},
        )


def export(root: Path) -> tuple[int, list[str]]:
    """Write every record as a file below ``root``; return how many, and which mended.

    Those are the keys of records with characters that no file may hold.

    Record files below ``root`` that no record has any more are removed, so that the
    folder always holds what the database does.
    """
    written, mended = set(), []
    for record_format in formats():
        for record in record_format.read_all():
            key = key_of(record_format, record)
            if characters.problem_in(record):
                mended.append(key)
            path = root / record_files.path_of(record_format, key)
            path.parent.mkdir(parents=True, exist_ok=True)
            text = yaml_files.dump(record).encode()
            if not path.exists() or path.read_bytes() != text:
                path.write_bytes(text)
            written.add(path)
        for path in record_files.written_before(root, record_format):
            if path not in written:
                path.unlink()
    return len(written), mended
