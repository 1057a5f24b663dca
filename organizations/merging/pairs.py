"""Which two records may become one, and which of the two stays."""

from django.db import models
from django.utils.translation import gettext as _

from evidence.models import Source
from organizations.models import LocalNote, Organization, TaxonomyTerm
from recovery_directory.records import revisions
from recovery_directory.records.former_slugs import FormerSlug

MERGEABLE = (Organization, TaxonomyTerm, Source)


def older_first(one: models.Model, other: models.Model) -> tuple:
    """Return survivor and duplicate, where nobody chooses otherwise."""

    def age(record):
        first = revisions.history(record).order_by("number").first()
        since = first.made_at.timestamp() if first else float("inf")
        return (not record.is_published, since, str(record.pk))

    return (one, other) if age(one) <= age(other) else (other, one)


def blockers(survivor: models.Model, duplicate: models.Model) -> list[str]:
    """Return, as sentences, what stands against merging the two."""
    found = []
    if type(survivor) is not type(duplicate) or type(survivor) not in MERGEABLE:
        return [_("Only two organizations, two terms or two sources can be merged.")]
    if survivor.pk == duplicate.pk:
        found.append(_("This is one and the same record."))
    if any(_was_merged(record) for record in (survivor, duplicate)):
        found.append(_("One of the two was merged into another record already."))
    places = {getattr(record, "taxonomy_id", None) for record in (survivor, duplicate)}
    if len(places) > 1:
        found.append(_("Terms of two vocabularies mean different things."))
    if survivor.pk != duplicate.pk and all(map(_has_note, (survivor, duplicate))):
        found.append(
            _("Both have a local note: put what is worth keeping into one of them.")
        )
    return found


def _has_note(record: models.Model) -> bool:
    return (
        isinstance(record, Organization)
        and LocalNote.objects.filter(organization=record).exists()
    )


def _was_merged(record: models.Model) -> bool:
    return FormerSlug.objects.filter(
        record_kind=record._meta.model_name, slug=str(record.pk)
    ).exists()
