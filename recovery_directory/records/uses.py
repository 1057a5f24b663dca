"""Uses: which records name a record, and which sources a record rests on.

Published means with its sources: what is public rests on public sources only, so
``publication_blockers`` asks for these, and withdrawing a record says first which
public ones name it.
"""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recovery_directory.records import RecordFormat, format_of, formats

MOST_SAID = 10
"""Records that a sentence names; the others are counted."""


def referring(record: models.Model) -> Iterator[tuple[RecordFormat, models.QuerySet]]:
    """Yield the records of each kind that name ``record``, itself left out."""
    model = type(record)
    for record_format in formats():
        named = models.Q(pk__in=[])
        for name in record_format.all_fields:
            if record_format.model._meta.get_field(name).related_model is model:
                named |= models.Q((name, record))
        for child in record_format.children:
            parent = record_format.parent_name(child)
            for name in child.fields:
                if child.model._meta.get_field(name).related_model is model:
                    rows = child.model._base_manager.filter((name, record))
                    named |= models.Q(pk__in=rows.order_by().values(f"{parent}_id"))
        found = record_format.queryset().filter(named).distinct()
        if record_format.model is model:
            found = found.exclude(pk=record.pk)
        yield record_format, found


def users(record: models.Model) -> list[models.Model]:
    """Return all records that name ``record``."""
    return [user for _format, found in referring(record) for user in found]


def published_users(record: models.Model) -> list[models.Model]:
    """Return the public records that name ``record``."""
    return [user for user in users(record) if user.is_published]


def in_words(found: list[models.Model]) -> str:
    """Return a sentence that says which public records use one."""
    named = "; ".join(str(user) for user in found[:MOST_SAID])
    said = ngettext(
        "%(count)d public record uses it: %(named)s.",
        "%(count)d public records use it: %(named)s.",
        len(found),
    )
    if len(found) > MOST_SAID:
        named = _("%(named)s and others") % {"named": named}
    return said % {"count": len(found), "named": named}


def unpublished_bases(record: models.Model) -> list[models.Model]:
    """Return the sources on which ``record`` rests and that are not public."""
    record_format = format_of(type(record))
    ids: dict[type[models.Model], set] = {}
    _gather(record, record_format.all_fields, ids)
    for child in record_format.children:
        if _bases(child.model, child.fields):
            for row in getattr(record, child.name).all():
                _gather(row, child.fields, ids)
    # Another of its own kind, such as the publication that supersedes it, is no basis.
    ids.pop(type(record), None)
    return [
        base
        for model, theirs in ids.items()
        for base in model._base_manager.filter(pk__in=theirs)
        if not base.is_published
    ]


def _gather(row: models.Model, names: tuple[str, ...], ids: dict) -> None:
    for field in _bases(type(row), names):
        if field.many_to_many:
            found = {one.pk for one in getattr(row, field.name).all()}
        else:
            found = {getattr(row, field.attname)} - {None}
        ids.setdefault(field.related_model, set()).update(found)


def _bases(model: type[models.Model], names: tuple[str, ...]) -> list:
    """Return the fields of ``model`` that name a record on which claims rest."""
    fields = (model._meta.get_field(name) for name in names)
    return [one for one in fields if getattr(one.related_model, "is_a_basis", False)]
