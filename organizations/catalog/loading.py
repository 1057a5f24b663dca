"""Reading the catalog, and staying current: the one place that knows which is valid."""

import threading
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Max, QuerySet

from organizations.catalog.aggregates import JoinedIds
from organizations.catalog.snapshot import NOBODY, Catalog, Key
from organizations.models import FacetValue, Organization
from recovery_directory.records.revisions import Revision
from recovery_directory.web import data_version
from recovery_directory.web.data_version import State

FEW = 200
"""Up to this many changed organizations are read one by one; beyond, all are."""

NO_EFFECT = frozenset({"source", "outcome", "finding", "passage"})
"""Kinds of records on which nothing in the catalog rests."""

# Reading

_PLACED = ("facet", "value", "closeness")


def read() -> Catalog:
    """Read the whole catalog."""
    state = data_version.state()
    ids, keys = [], []
    for pk, *parts in _rows(Organization.objects.published()):
        ids.append(pk)
        keys.append(_key(pk, *parts))
    everyone = (1 << len(ids)) - 1
    catalog = Catalog(state, tuple(ids), everyone, tuple(keys))
    placings: dict[tuple[str, str], list[int]] = {}
    rows = FacetValue.objects.order_by().values_list(*_PLACED)
    for facet, value, closeness, joined in rows.annotate(
        joined_ids=JoinedIds("organization")
    ):
        theirs = placings.setdefault((facet, value), list(NOBODY))
        theirs[closeness] = catalog.holders(joined)
    return replace(
        catalog, placings={key: tuple(bits) for key, bits in placings.items()}
    )


def _rows(organizations: QuerySet) -> Iterable[tuple]:
    return (
        organizations.order_by("pk")
        .annotate(last_verified=Max("verifications__verified_on"))
        .values_list("pk", "sort_name", "founded", "last_verified")
    )


def _key(pk, sort_name, founded, last_verified) -> Key:
    return Key(
        name=(sort_name.encode("utf-8", "surrogatepass"), pk.hex),
        founded=(founded or "~").encode(),
        verified=-last_verified.toordinal() if last_verified else 0,
    )


# Staying current

_held: list[Catalog] = []
_reading = threading.Lock()


def current() -> Catalog:
    """Return the catalog of this moment: one query, where nothing has changed."""
    held = _held[0] if _held else None
    if held and held.state == data_version.state():
        return held
    with _reading:
        # Whoever read it meanwhile has done the work.
        held = _held[0] if _held else None
        state = data_version.state()
        if held is None:
            _held[:] = [read()]
        elif held.state != state:
            _held[:] = [_refreshed(held, state)]
        return _held[0]


def forget() -> None:
    """Read everything again at the next use."""
    _held.clear()


def _refreshed(held: Catalog, state: State) -> Catalog:
    """Return the catalog with what has changed since; all anew if that is simpler.

    What was committed since carries a later moment. Where nothing carries the moment of
    what is held, that was read inside a transaction that was taken back.
    """
    then = held.state.changed_at
    rows = Revision.objects.order_by()
    if then is None or not rows.filter(made_at=then).exists():
        return read()
    found = rows.filter(made_at__gt=then).values_list("record_id", "record_kind")
    changed = dict(found[: FEW + 1])
    if len(changed) > FEW:
        return read()
    changed = {pk: kind for pk, kind in changed.items() if kind not in NO_EFFECT}
    if set(changed.values()) - {"organization"}:
        return read()
    return _with_changed(held, list(changed), state)


def _with_changed(held: Catalog, pks: list, state: State) -> Catalog:
    """Return ``held`` with these organizations read again."""
    numbers = dict(held.numbers)
    for pk in pks:
        numbers.setdefault(pk, len(numbers))
    keys = [*held.keys, *[Key((b"", ""), b"", 0)] * (len(numbers) - len(held.ids))]
    left = ~sum(1 << numbers[pk] for pk in pks)
    everyone = held.everyone & left
    for pk, *parts in _rows(Organization.objects.published().filter(pk__in=pks)):
        keys[numbers[pk]] = _key(pk, *parts)
        everyone |= 1 << numbers[pk]
    placings = {
        key: [bits & left for bits in theirs] for key, theirs in held.placings.items()
    }
    rows = FacetValue.objects.filter(organization__in=pks)
    for pk, *key, closeness in rows.values_list("organization_id", *_PLACED):
        if everyone >> numbers[pk] & 1:
            theirs = placings.setdefault(tuple(key), list(NOBODY))
            theirs[closeness] |= 1 << numbers[pk]
    catalog = Catalog(
        state,
        tuple(numbers),
        everyone,
        tuple(keys),
        {key: tuple(bits) for key, bits in placings.items()},
        held.values,
    )
    if words := held.words_so_far:
        words = words.with_changed(catalog, [numbers[pk] for pk in pks])
        return replace(catalog, words=words)
    return catalog
