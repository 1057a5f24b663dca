"""Integrity: every record is what its newest revision says, and nothing is left over.

True at any moment, also after the power went: a change and its revision are one
transaction. What breaks it was written past the site, or is a defect of it.
"""

import uuid
from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _

from recovery_directory.records.formats import RecordFormat, formats
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.problems import Problem
from recovery_directory.records.references import References
from recovery_directory.records.revisions import Action, Revision
from recovery_directory.records.schema_evolution import readable

TAKES_AWAY = {Action.DELETE, Action.MERGE, Action.ERASE}
"""The acts after which a record may be gone."""


def violations() -> Iterator[Problem]:
    """Yield every record that is not whole."""
    references = References.collect()
    for record_format in formats():
        newest = _newest(record_format)
        versions = dict(record_format.model._base_manager.values_list("pk", "version"))
        for record in record_format.read_all():
            revision = newest.pop(record["id"], None)
            yield from _not_as_kept(record_format, record, revision, references)
            version = versions.get(uuid.UUID(record["id"]))
            if revision and version != revision.number:
                yield Problem(str(revision), "version", _("is not that of the record"))
        for revision in newest.values():
            if revision.action not in TAKES_AWAY:
                yield Problem(str(revision), "", _("the record is gone"))
        yield from _gaps(record_format)
        yield from _addresses_of_nothing(record_format, references)


def _newest(record_format: RecordFormat) -> dict[str, Revision]:
    """Return the newest revision of each record of one kind, by its id."""
    later = Revision.objects.filter(
        record_kind=models.OuterRef("record_kind"),
        record_id=models.OuterRef("record_id"),
        number__gt=models.OuterRef("number"),
    )
    kept = Revision.objects.filter(record_kind=record_format.kind)
    return {str(one.record_id): one for one in kept.filter(~models.Exists(later))}


def _not_as_kept(
    record_format: RecordFormat,
    record: dict,
    revision: Revision | None,
    references: References,
) -> Iterator[Problem]:
    name = f"{record_format.kind} {record.get('slug')}"
    if revision is None:
        yield Problem(name, "", _("no revision of it was kept"))
        return
    then, _problems = readable(record_format, revision.record)
    now = references.canonical(record_format, record)
    kept = references.as_of(revision.named).canonical(record_format, then)
    for field in sorted({*now, *kept}):
        if now.get(field) != kept.get(field):
            yield Problem(name, field, _("is not what the newest revision says"))


def _gaps(record_format: RecordFormat) -> Iterator[Problem]:
    """Yield the records of which a revision is missing."""
    kept = Revision.objects.filter(record_kind=record_format.kind).order_by()
    counted = kept.values("record_id").annotate(
        newest=models.Max("number"), count=models.Count("pk")
    )
    for row in counted.exclude(newest=models.F("count")):
        name = f"{record_format.kind} {row['record_id']}"
        yield Problem(name, "", _("a revision is missing"))


def _addresses_of_nothing(
    record_format: RecordFormat, references: References
) -> Iterator[Problem]:
    here = references.keys.get(record_format.kind, {})
    for former in FormerSlug.objects.filter(record_kind=record_format.kind):
        if str(former.record_id) not in here:
            name = f"{record_format.kind} {former.slug}"
            yield Problem(name, "", _("this former address leads to no record"))
