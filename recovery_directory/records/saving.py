"""Saving: make one record what a whole record says, as one revision.

Reverts, proposals and joined edits change records this way: by the same parsing,
checks and writing as a file, from the version that somebody saw.
"""

from django.db import DataError, IntegrityError, models, transaction

from recovery_directory.records import protected_fields, revisions
from recovery_directory.records.applying import instance_of, write
from recovery_directory.records.formats import Record, RecordFormat, key_of
from recovery_directory.records.parsing import Parsed, parse_record
from recovery_directory.records.planning import breaches, problems_of
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.references import References
from recovery_directory.records.revisions import Action

WRITES_PROTECTED = {Action.VERIFY, Action.LOAD}
"""What may write what an act says of a row: the act itself, and a whole record."""


def rewrite(
    record_format: RecordFormat,
    record: Record,
    *,
    by,
    action,
    reason: str = "",
    expected_version: int | None = None,
) -> models.Model:
    """Make the record with the id of ``record`` what that says, and return it.

    What is public may not come to rest on a source that is not.

    A record that is not there yet is created. What acts of their own say of rows
    (``protected_fields``) stays as it stands, unless ``action`` is one of
    ``WRITES_PROTECTED``; a revert only takes it back. Raises RefusedFiles with
    everything that is wrong with it, and Conflict where the record is no longer at
    ``expected_version``; nothing is written then.
    """
    name = key_of(record_format, record) or record["id"]
    canonical, problems = parse_record(record_format, record, name)
    if problems:
        raise RefusedFiles(problems)
    parsed = Parsed(record_format, name, canonical)
    problems = problems_of([parsed])
    if problems:
        raise RefusedFiles(problems)
    references = References.naming(record_format, [canonical])
    instance = instance_of(record_format, canonical)
    try:
        with (
            transaction.atomic(),
            revisions.change(
                instance,
                by=by,
                action=action,
                reason=reason,
                expected_version=expected_version,
            ),
        ):
            if action not in WRITES_PROTECTED:
                here = record_format.queryset().filter(pk=instance.pk)
                standing = next(record_format.read_all(here), {})
                keep = (
                    protected_fields.taken_back
                    if action == Action.REVERT
                    else protected_fields.as_they_stand
                )
                canonical = keep(record_format, canonical, standing)
            before = _bases(instance)
            write(record_format, instance, canonical, references)
            if new := _bases(instance) - before:
                raise RefusedFiles([Problem(name, "", said) for said in sorted(new)])
    except (IntegrityError, DataError) as error:
        refused = Problem(name, "", f"the database refuses this record: {error}")
        found = list(breaches(parsed, references, constraints=True))
        raise RefusedFiles(found or [refused]) from error
    return instance


def _bases(instance: models.Model) -> set[str]:
    """Return what says that a published record rests on sources that are not public."""
    found = type(instance)._base_manager.filter(pk=instance.pk).first()
    is_public = found is not None and found.is_published
    return set(found.unpublished_bases()) if is_public else set()
