"""Write guard: many rows of a record are written at once only inside a change.

``update``, ``bulk_create``, ``bulk_update`` and ``delete`` of a queryset pass by every
form and verb; outside ``revisions.change`` they would leave the history behind. Every
model of a record, and of the rows inside one, has a guarded manager, and so have the
tables behind lists of other records.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

_is_open: ContextVar[bool] = ContextVar("is_open", default=False)


class UntrackedWrite(Exception):
    """Somebody tried to write rows of records past their history."""

    def __init__(self, model: type[models.Model], method: str):
        """Say what was tried, and how it is done."""
        super().__init__(
            f"{model.__name__}.objects…{method}() would leave no revision. Call it "
            "inside revisions.change(record, by=…, action=…), once for each record."
        )


@contextmanager
def writing() -> Iterator[None]:
    """Allow writing inside this block; the revisions of it are the caller's duty."""
    token = _is_open.set(True)
    try:
        yield
    finally:
        _is_open.reset(token)


def _guarded(name: str):
    def method(self, *args, **kwargs):
        if not _is_open.get():
            raise UntrackedWrite(self.model, name)
        return getattr(super(GuardedQuerySet, self), name)(*args, **kwargs)

    method.__name__ = name
    method.__doc__ = f"Do what Django's ``{name}`` does, inside a change only."
    return method


class GuardedQuerySet(models.QuerySet):
    """Rows of records: read at will, written in bulk inside a change only."""

    update = _guarded("update")
    update.alters_data = True
    bulk_create = _guarded("bulk_create")
    bulk_create.alters_data = True
    bulk_update = _guarded("bulk_update")
    bulk_update.alters_data = True
    delete = _guarded("delete")
    delete.alters_data = True
    delete.queryset_only = True


GuardedManager = models.Manager.from_queryset(GuardedQuerySet)
"""The manager of rows inside a record."""


def guard_lists(model: type[models.Model]) -> None:
    """Guard the tables behind the many-to-many fields of ``model``."""
    for model_field in model._meta.local_many_to_many:
        through = model_field.remote_field.through
        if not isinstance(through._default_manager, GuardedManager):
            through._meta.local_managers.clear()
            through.add_to_class("objects", GuardedManager())
