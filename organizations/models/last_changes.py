"""When what is said of a record last changed: the record itself, or what it names.

An answer repeats more than the record holds: the name of a term, the title of a source,
the statement of a summary. So whoever keeps copies asks for a record again when one of
those has changed. All fields that name other records count, whatever is shown of those,
so that a new field is covered from its first day; of summaries and terms, which are
repeated with what they name in turn, that counts too.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import cache, reduce
from operator import or_

from django.db import models
from django.db.models import F, Max, Q

from evidence.models import EvidenceSummary
from organizations.models.taxonomy import TaxonomyTerm
from recovery_directory.records import format_of
from recovery_directory.records.publication import Publishable
from recovery_directory.web.data_version import State

REPEATED_WHOLE = {EvidenceSummary, TaxonomyTerm}
"""Kinds that are repeated together with what they name in turn."""

FEW = 500
"""Up to this many records are named in the query; beyond, all are read."""

Path = tuple[type[models.Model], str, str]
"""Rows, where they lead to the record, and where to the moment of what they name."""


def since(model: type[Publishable], moment: datetime) -> Q:
    """Return "what is said of it has changed on or after this moment"."""
    named = (
        Q(pk__in=rows.objects.filter(**{f"{lookup}__gte": moment}).values(owner))
        for rows, owner, lookup in paths(model)
        if lookup != "updated_at"
    )
    return reduce(or_, named, Q(updated_at__gte=moment))


def of(
    model: type[Publishable], pks: Iterable[uuid.UUID] | None = None
) -> dict[uuid.UUID, datetime]:
    """Return when what is said of these records, or of all, last changed: one query.

    Of many records that of others may be among it.
    """
    ids = None if pks is None else set(pks)
    if ids is not None and len(ids) > FEW:
        ids = None
    parts = []
    for rows, owner, lookup in paths(model):
        named = rows.objects.order_by().filter(**{f"{lookup}__isnull": False})
        if ids is not None:
            named = named.filter(**{f"{owner}__in": ids})
        found = named.values(record=F(owner)).annotate(moment=Max(lookup))
        parts.append(found.values_list("record", "moment"))
    newest: dict[uuid.UUID, datetime] = {}
    for pk, moment in parts[0].union(*parts[1:], all=True):
        newest[pk] = max(moment, newest.get(pk, moment))
    return newest


def vouched_for(moment: datetime | None, state: State) -> datetime | None:
    """Return ``moment``, as far as an answer that was begun at ``state`` may say it.

    It may hold one change from after its beginning and lack another. Whoever asks next
    from the newest moment that it gave must not miss that, so nothing in it is called
    newer than its beginning.
    """
    if moment is None or state.changed_at is None:
        return moment
    return min(moment, state.changed_at)


@cache
def paths(model: type[Publishable]) -> tuple[Path, ...]:
    """Return every way from a record of a kind to what it names, itself first."""
    record_format = format_of(model)
    found: list[Path] = [(model, "pk", "updated_at")]
    found += [
        (model, "pk", f"{lookup}__updated_at")
        for lookup in _named(model, record_format.fields)
    ]
    for child in record_format.children:
        owner = f"{record_format.parent_name(child)}_id"
        found += [
            (child.model, owner, f"{lookup}__updated_at")
            for lookup in _named(child.model, child.fields)
        ]
    return tuple(found)


def _named(model: type[models.Model], names: Iterable[str], *, deeper=True) -> list:
    """Return the lookups that lead from a row to the records that it names."""
    found = []
    for name in names:
        field = model._meta.get_field(name)
        if not field.is_relation or not issubclass(field.related_model, Publishable):
            continue
        found.append(name)
        if deeper and field.related_model in REPEATED_WHOLE:
            nested = format_of(field.related_model)
            inside = _named(nested.model, nested.fields, deeper=False)
            for child in nested.children:
                inside += [
                    f"{child.name}__{lookup}"
                    for lookup in _named(child.model, child.fields, deeper=False)
                ]
            found += [f"{name}__{lookup}" for lookup in inside]
    return found
