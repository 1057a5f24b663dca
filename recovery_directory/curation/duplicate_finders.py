"""Duplicate finders: what may be here already, under another name or address.

An app says for a kind of record how those are found, and which fields and rows it is
known by: whoever saves one of these is told at once, before work goes into both.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class PossibleDuplicate:
    """Another record that may be the same thing, and why."""

    record: models.Model
    reasons: list[str]


Finder = Callable[[models.Model], Iterable[PossibleDuplicate]]

_finders: dict[str, tuple[Finder, frozenset[str]]] = {}


def register(kind: str, finder: Finder, *known_by: str) -> None:
    """Say how duplicates of a kind are found, and by what it is known."""
    _finders[kind] = finder, frozenset(known_by)


def possible_duplicates_of(
    record: models.Model, changed: Iterable[str] | None = None
) -> list[PossibleDuplicate]:
    """Return what may be ``record``; nothing where it is not known by what ``changed``.

    Without ``changed``, the record is new.
    """
    finder, known_by = _finders.get(record._meta.model_name, (None, frozenset()))
    if finder is None or (changed is not None and known_by.isdisjoint(changed)):
        return []
    return list(finder(record))
