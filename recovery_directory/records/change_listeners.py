"""Change listeners: what is derived from records is written with them.

An app says once which kinds of records it follows; ``revisions.change`` reports each
record that really changed, inside the transaction of the change, so that nothing
derived is ever older than its record.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

Listener = Callable[[list[models.Model]], None]

_listeners: dict[str, list[Listener]] = {}
_gathered: ContextVar[list[models.Model] | None] = ContextVar("gathered", default=None)


def listen(listener: Listener, *kinds: str) -> None:
    """Call ``listener`` with the records of these kinds that change."""
    for kind in kinds:
        _listeners.setdefault(kind, []).append(listener)


def report(record: models.Model) -> None:
    """Tell listeners that ``record`` has changed: now, or at the end of the bulk."""
    gathered = _gathered.get()
    if gathered is None:
        _tell([record])
    else:
        gathered.append(record)


@contextmanager
def in_bulk(*, tells: bool = True) -> Iterator[None]:
    """Report all changes made inside this block at once, at its end.

    A dry run takes everything back, so it ``tells`` nobody.
    """
    token = _gathered.set([])
    try:
        yield
        gathered = _gathered.get() or []
    finally:
        _gathered.reset(token)
    if tells:
        _tell(gathered)


def _tell(records: list[models.Model]) -> None:
    told: dict[Listener, list[models.Model]] = {}
    for record in records:
        for listener in _listeners.get(record._meta.model_name, ()):
            told.setdefault(listener, []).append(record)
    for listener, theirs in told.items():
        listener(theirs)
