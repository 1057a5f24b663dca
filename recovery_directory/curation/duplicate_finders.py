"""Twins: what may be here already, under another name or address.

An app says for a kind of record how its twins are found, and which fields and rows it
is known by: whoever saves one of these is told at once, before work goes into both.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class Twin:
    """Another record that may be the same thing, and why."""

    record: models.Model
    reasons: list[str]


Finder = Callable[[models.Model], Iterable[Twin]]

_finders: dict[str, tuple[Finder, frozenset[str]]] = {}


def register(kind: str, finder: Finder, *known_by: str) -> None:
    """Say how twins of a kind are found, and by which fields and rows it is known."""
    _finders[kind] = finder, frozenset(known_by)


def twins_of(record: models.Model, changed: Iterable[str] | None = None) -> list[Twin]:
    """Return the twins of ``record``; none where it is not known by what ``changed``.

    Without ``changed``, the record is new.
    """
    finder, known_by = _finders.get(record._meta.model_name, (None, frozenset()))
    if finder is None or (changed is not None and known_by.isdisjoint(changed)):
        return []
    return list(finder(record))
