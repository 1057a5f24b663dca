"""The merge itself: every record that it changes is written, in one transaction."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from organizations import meeting_lists
from organizations.merging.pairs import blockers
from organizations.merging.renaming import (
    move_proposals,
    move_unversioned_rows,
    renamed,
)
from organizations.merging.survivor import merged_record, withdrawn
from organizations.models import Organization, TaxonomyTerm
from recovery_directory.records import RecordFormat, format_of, revisions
from recovery_directory.records.applying import apply
from recovery_directory.records.formats import Record, key_of
from recovery_directory.records.parsing import Parsed, parse_record
from recovery_directory.records.planning import plan
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.revisions import Action
from recovery_directory.records.uses import referring


@transaction.atomic
def merge(
    *,
    survivor: models.Model,
    duplicate: models.Model,
    by,
    reason: str = "",
    choices: Mapping[str, str] | None = None,
    expected_versions: tuple[int, int] | None = None,
) -> None:
    """Make one record of two, in one transaction.

    ``choices`` says for single fields whose value stays: ``survivor`` or ``duplicate``.
    Raises ValidationError with everything that stands against it, and Conflict where
    one of the two is no longer at its expected version.
    """
    against = blockers(survivor, duplicate)
    if against:
        raise ValidationError(against, code="merge")
    _lock(survivor, duplicate, expected_versions)
    record_format = format_of(type(survivor))
    records = _records_after(record_format, survivor, duplicate, choices)
    parsed = [_parsed(*pair) for pair in records]
    # Whoever proposed something or keeps a note outside the records comes along.
    move_unversioned_rows(survivor, duplicate)
    if isinstance(survivor, Organization):
        meeting_lists.follow_merge(survivor)
    try:
        planned = plan(parsed, _versions(parsed), giving_up={str(duplicate.pk)})
        apply(
            planned,
            by=by,
            action=Action.MERGE,
            reason=reason or f"{duplicate.slug} → {survivor.slug}",
            keep_publishable=True,
        )
    except RefusedFiles as refused:
        said = [str(problem) for problem in refused.problems]
        raise ValidationError(said, code="merge") from refused
    survivor.refresh_from_db()
    duplicate.refresh_from_db()
    move_proposals(survivor, duplicate)


def _lock(survivor, duplicate, expected_versions) -> None:
    """Hold both records, and refuse versions that nobody has seen."""
    model = type(survivor)
    rows = model._base_manager.select_for_update(of=("self",)).order_by("pk")
    versions = dict(
        rows.filter(pk__in=[survivor.pk, duplicate.pk]).values_list("pk", "version")
    )
    for record, seen in zip(
        (survivor, duplicate), expected_versions or (None, None), strict=True
    ):
        now = versions.get(record.pk, 0)
        if seen is not None and seen != now:
            raise revisions.Conflict(record, seen, now)


def _records_after(
    record_format: RecordFormat, survivor, duplicate, choices
) -> list[tuple[RecordFormat, Record]]:
    """Return every record that the merge changes, as it will be.

    The duplicate comes first: it gives up what only one record may have.
    """
    lasting, given_up = (
        record_format.read(record.pk) for record in (survivor, duplicate)
    )
    old, new = key_of(record_format, given_up), key_of(record_format, lasting)
    others = [
        (other_format, renamed(other_format, record, record_format, old, new))
        for other_format, queryset in referring(duplicate)
        for record in other_format.read_all(queryset)
        if record["id"] != lasting["id"]
    ]
    if isinstance(survivor, TaxonomyTerm) and _is_above(duplicate, survivor):
        # The survivor comes to the place of a term above it: no circle.
        lasting = lasting | {"broader": given_up.get("broader")}
    return [
        (record_format, withdrawn(record_format, given_up, lasting)),
        (record_format, merged_record(record_format, lasting, given_up, choices)),
        *others,
    ]


def _is_above(term: TaxonomyTerm, other: TaxonomyTerm) -> bool:
    """Whether ``term`` is broader than ``other``, at any distance."""
    above = dict(TaxonomyTerm._base_manager.values_list("pk", "broader_id"))
    seen = set()
    pk = above.get(other.pk)
    while pk and pk not in seen:
        if pk == term.pk:
            return True
        seen.add(pk)
        pk = above.get(pk)
    return False


def _parsed(record_format: RecordFormat, record: Record) -> Parsed:
    place = f"{record_format.folder}/{record.get('slug')}"
    canonical, problems = parse_record(record_format, record, place)
    if problems:
        raise ValidationError([str(problem) for problem in problems], code="merge")
    return Parsed(record_format, place, canonical)


def _versions(parsed: list[Parsed]) -> dict[str, int]:
    """Return the version at which each record is read: now, under lock."""
    found: dict[str, int] = {}
    for record_format in {id(one.record_format): one for one in parsed}.values():
        model: Any = record_format.record_format.model
        ids = [one.record["id"] for one in parsed]
        rows = model._base_manager.filter(pk__in=ids).values_list("pk", "version")
        found |= {str(pk): version for pk, version in rows}
    return found
