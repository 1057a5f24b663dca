"""Stamping: every change carries the moment at which it became public.

Whoever keeps a copy of the data asks for what has changed since the newest change they
hold. So no change may ever appear with an earlier moment than one that was there before
it, although transactions run side by side, and a long import ends long after it began.

Therefore the moment comes last: what a transaction has written is stamped at the end of
its outermost block, under the one lock that is held until it is committed. All of it
gets the same moment, later than every moment before. Until then nobody waits: an import
of an hour keeps no curator from saving.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import models

from recovery_directory.web import data_version

MANY = 500
"""Rows that are stamped by one statement."""

Written = tuple[models.Model, models.Model]
"""A revision, and the record that it is of."""

_written: ContextVar[list[Written] | None] = ContextVar("written", default=None)


@contextmanager
def at_the_end() -> Iterator[None]:
    """Stamp all that is written inside this block once, at the end of the outermost."""
    if _written.get() is not None:
        yield
        return
    token = _written.set([])
    try:
        yield
        written = _written.get()
    finally:
        _written.reset(token)
    if written:
        _stamp(written)


def note(revision: models.Model, record: models.Model) -> None:
    """Remember that ``revision`` of ``record`` was written and is to be stamped."""
    written = _written.get()
    if written is None:
        raise RuntimeError("Revisions are written inside stamping.at_the_end().")
    written.append((revision, record))


def _stamp(written: list[Written]) -> None:
    moment = data_version.moment_of_change()
    [model] = {type(revision) for revision, _record in written}
    numbers = [revision.pk for revision, _record in written]
    if _update(model, numbers, made_at=moment) != len(numbers):
        # Some were taken back, by whoever tried them inside this block.
        kept = model._base_manager.filter(made_at=moment)
        there = set(kept.values_list("pk", "record_id"))
        written = [one for one in written if (one[0].pk, one[0].record_id) in there]
    ids: dict[type[models.Model], list] = {}
    for revision, record in written:
        ids.setdefault(type(record), []).append(revision.record_id)
        revision.made_at = record.updated_at = moment
    for kind, theirs in ids.items():
        _update(kind, theirs, updated_at=moment)


def _update(model: type[models.Model], pks: list, **values: datetime) -> int:
    """Write values into these rows, and return how many there are."""
    return sum(
        model._base_manager.filter(pk__in=pks[start : start + MANY]).update(**values)
        for start in range(0, len(pks), MANY)
    )
