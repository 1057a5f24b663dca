"""Change listeners: what is derived from records is written with them.

An app says once which kinds of records it follows; ``revisions.change`` reports each
record that really changed, inside the transaction of the change, so that nothing
derived is ever older than its record.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

Follower = Callable[[list[models.Model]], None]

_followers: dict[str, list[Follower]] = {}
_gathered: ContextVar[list[models.Model] | None] = ContextVar("gathered", default=None)


def follow(follower: Follower, *kinds: str) -> None:
    """Call ``follower`` with the records of these kinds that change."""
    for kind in kinds:
        _followers.setdefault(kind, []).append(follower)


def report(record: models.Model) -> None:
    """Tell followers that ``record`` has changed: now, or at the end of the bulk."""
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
    told: dict[Follower, list[models.Model]] = {}
    for record in records:
        for follower in _followers.get(record._meta.model_name, ()):
            told.setdefault(follower, []).append(record)
    for follower, theirs in told.items():
        follower(theirs)
