"""Duplicates: records that may be about one and the same thing.

Nobody compares all with all: each record is filed under what it is called and reached
by, and those that lie in one place are looked at. For one record, as on every save,
only those are filed that the database finds near it. A curator merges a pair, or says
that they are two; that is kept.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import Indel

from evidence.models import Source
from organizations.choices import NameKind
from organizations.models import (
    AlternateName,
    NotDuplicate,
    Organization,
    Phone,
    SearchField,
    SearchToken,
    Url,
)
from organizations.text_analysis.words import joined
from recovery_directory import telephones
from recovery_directory.curation.duplicate_finders import PossibleDuplicate
from recovery_directory.web import data_version
from recovery_directory.web_addresses import web_address

SHORTEST_NAME = 8
"""Letters from which names that differ by one count as alike."""

MOST_TOGETHER = 8
"""Records in one place beyond which it says nothing: a shared switchboard."""

FEWEST_DIGITS = 7

FILED_NAMES = (NameKind.ALSO_KNOWN_AS, NameKind.FORMER)
"""Other names under which an organization is filed; an acronym is many people's."""

KEPT_FOR = 24 * 60 * 60
"""Seconds for which the pairs of one state of the directory are kept."""

Keys = Iterator[tuple[str, str, str]]
"""Id, reason and place of a record."""

Reasons = dict[tuple[str, str], list[str]]
"""Why each pair of ids may be one."""

SAME_NAME, ALIKE = "name", "alike"
REASONS = {
    SAME_NAME: _("the same name"),
    ALIKE: _("names alike"),
    "url": _("the same web address"),
    "phone": _("the same telephone number"),
    "pmid": _("the same PMID"),
    "title": _("the same title and year"),
}


@dataclass
class Pair:
    """Two records that may be one, and why."""

    one: models.Model
    other: models.Model
    reasons: list[str] = field(default_factory=list)


def suspected(model: type[models.Model], record=None) -> list[Pair]:
    """Return pairs of ``model`` that may be one, those with most reasons first.

    With ``record``, only its own pairs. What was withdrawn, and what somebody decided,
    is left out.
    """
    if record is None:
        reasons = _undecided(model)
    else:
        near = NEAR[model](record) if model in NEAR else None
        found = _together(KEYS[model](near))
        reasons = {pair: why for pair, why in found.items() if str(record.pk) in pair}
        _leave_out_decided(model, reasons)
    rows = model._base_manager.in_bulk({pk for pair in reasons for pk in pair})
    records = {str(pk): row for pk, row in rows.items()}
    pairs = [
        Pair(records[one], records[other], [str(REASONS[reason]) for reason in why])
        for (one, other), why in reasons.items()
    ]
    return sorted(pairs, key=lambda pair: (-len(pair.reasons), str(pair.one)))


def possible_duplicates(record: models.Model) -> Iterator[PossibleDuplicate]:
    """Yield the other record of each suspected pair of ``record``."""
    for pair in suspected(type(record), record):
        other = pair.other if pair.one.pk == record.pk else pair.one
        yield PossibleDuplicate(other, pair.reasons)


def in_suspected_pairs(model: type[models.Model]) -> models.QuerySet:
    """Return the records of ``model`` that may be one with another."""
    named = {pk for pair in _undecided(model) for pk in pair}
    return model._default_manager.filter(pk__in=named)


def _undecided(model: type[models.Model]) -> Reasons:
    """Return all suspected pairs; they are kept as long as no record changes."""
    kind = model._meta.model_name
    key = f"suspected:{kind}:{data_version.fresh()}"
    kept = cache.get_or_set(
        key,
        lambda: [[*pair, why] for pair, why in _together(KEYS[model](None)).items()],
        KEPT_FOR,
    )
    reasons = {(one, other): list(why) for one, other, why in kept}
    _leave_out_decided(model, reasons)
    return reasons


def _leave_out_decided(model: type[models.Model], reasons: Reasons) -> None:
    for pair in NotDuplicate.objects.pairs(model._meta.model_name):
        reasons.pop(pair, None)


def _together(keys: Keys) -> Reasons:
    """Return each pair that lies in one place, and why."""
    reasons: Reasons = {}
    for one, other, reason in _pairs(keys):
        known = reasons.setdefault((min(one, other), max(one, other)), [])
        if reason not in known:
            known.append(reason)
    for why in reasons.values():
        if SAME_NAME in why and ALIKE in why:
            why.remove(ALIKE)
    return reasons


def _pairs(keys: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield both ids and the reason for all that lie in one place."""
    places: dict[tuple[str, str], set[str]] = {}
    for pk, reason, place in keys:
        if place:
            places.setdefault((reason, place), set()).add(pk)
    for (reason, _place), ids in places.items():
        if 1 < len(ids) <= MOST_TOGETHER:
            together = sorted(ids)
            for number, one in enumerate(together):
                yield from ((one, other, reason) for other in together[number + 1 :])


# What records are filed under


def _kept(model: type[models.Model], among: Collection | None) -> models.QuerySet:
    """Return what was not withdrawn; where ``among`` is given, of these ids only."""
    kept = model.objects.exclude(pk__in=model.objects.withdrawn().values("pk"))
    return kept if among is None else kept.filter(pk__in=among)


def _organization_keys(among: Collection | None) -> Keys:
    named = list(_kept(Organization, among).values_list("pk", "name"))
    ids = {str(pk) for pk, _name in named}

    def inside(model: type[models.Model]) -> models.QuerySet:
        rows = model._base_manager.all()
        return rows if among is None else rows.filter(organization__in=among)

    others = inside(AlternateName).filter(kind__in=FILED_NAMES)
    rows = [*named, *others.values_list("organization_id", "name")]
    keys = [key for pk, name in rows for key in _name_keys(str(pk), name)]
    keys += [
        (str(pk), "url", web_place(url))
        for pk, url in inside(Url).values_list("organization_id", "url")
    ]
    keys += [
        (str(pk), "phone", digits(number))
        for pk, number in inside(Phone).values_list("organization_id", "number")
    ]
    return (key for key in keys if key[0] in ids)


def _source_keys(among: Collection | None) -> Keys:
    for pk, title, issued, pmid, url in _kept(Source, among).values_list(
        "pk", "title", "issued", "pmid", "url"
    ):
        yield str(pk), "title", f"{joined(title)}/{issued[:4]}"
        yield str(pk), "pmid", pmid
        yield str(pk), "url", web_place(url)


def _name_keys(pk: str, name: str) -> Keys:
    """Yield the name as one word, and that with each of its letters left out.

    Two names that differ by one letter have one of these in common. Figures stay: the
    groups of two districts are two.
    """
    word = joined(name)
    yield pk, SAME_NAME, word
    if len(word) >= SHORTEST_NAME:
        yield pk, ALIKE, word
        for place, letter in enumerate(word):
            if not letter.isdigit():
                yield pk, ALIKE, word[:place] + word[place + 1 :]


def web_place(url: str) -> str:
    """Return host and path of an address, as far as they make it one."""
    parts = urlsplit(web_address(url))
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def digits(number: str) -> str:
    """Return the last ten digits that a number dials, or nothing for a short code."""
    telephone = telephones.parse(number)
    found = re.sub(r"\D", "", telephone.number if telephone else number)
    return found[-10:] if len(found) >= FEWEST_DIGITS else ""


KEYS: dict[type[models.Model], Callable[[Collection | None], Keys]] = {
    Organization: _organization_keys,
    Source: _source_keys,
}


# What lies near one record


def _near_organization(organization: Organization) -> set:
    """Return the ids of all that may lie in one place with it, and some more.

    The index of search holds every name as one word already.
    """
    near = {organization.pk}
    names = organization.alternate_names.filter(kind__in=FILED_NAMES)
    for name in {organization.name, *names.values_list("name", flat=True)}:
        near |= _called_nearly(joined(name))
    for url in organization.urls.values_list("url", flat=True):
        host = web_place(url).split("/")[0].split("?")[0]
        if host:
            near |= _owners(Url._base_manager.filter(url__icontains=host))
    for number in organization.phones.values_list("number", flat=True):
        if place := digits(number):
            written = r"[^0-9]*".join(place) + r"([^0-9]|$)"
            near |= _owners(Phone._base_manager.filter(number__regex=written))
    return near


def _called_nearly(word: str) -> set:
    """Return the ids of those with a name that is at most one letter off ``word``."""
    names = (
        SearchToken.objects.exclude(word="")
        .filter(field__in=[SearchField.WHOLE_NAME, SearchField.WHOLE_OTHER_NAME])
        .alias(letters=Length("word"))
        .filter(letters__range=(len(word) - 1, len(word) + 1))
    )
    return {
        pk
        for other, pk in names.values_list("word", "organization_id")
        if Indel.distance(word, other, score_cutoff=2) <= 2
    }


def _owners(rows: models.QuerySet) -> set:
    return set(rows.values_list("organization_id", flat=True))


NEAR: dict[type[models.Model], Callable] = {Organization: _near_organization}

KNOWN_BY = {
    "organization": ("name", "slug", "alternate_names", "urls", "phones"),
    "source": ("title", "issued", "pmid", "url"),
}
"""Fields and rows from which these keys are made."""
