"""What a list says of a place that was typed: where meetings near it are found.

The directory lists organizations. Where the site holds lists of meetings, the line
leads to those near the place; else to the meeting finders of the first organizations
found, with what to enter there. Nobody's position is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from django.utils.text import capfirst

from organizations import meeting_lists
from organizations.choices import UrlKind
from organizations.models import Organization, Url
from recovery_directory.places import Place, Recognized, Region, Several

if TYPE_CHECKING:
    from organizations.listing.list_query import ListQuery

MOST_FINDERS = 3
MOST_CHOICES = 8

AMONG = 100
"""How many of the first organizations are asked for a meeting finder."""


class MeetingFinder(NamedTuple):
    """The meeting finder of an organization."""

    name: str
    url: str


class Choice(NamedTuple):
    """Another place that may be meant, and the address of the list for it."""

    label: str
    url: str


@dataclass(frozen=True)
class PlaceLine:
    """A place, what to type for it elsewhere, and the ways to meetings there."""

    label: str
    entries: tuple[str, ...] = ()
    meetings_url: str = ""
    finders: tuple[MeetingFinder, ...] = ()
    choices: tuple[Choice, ...] = ()
    is_unclear: bool = False
    country: Choice | None = None

    @classmethod
    def of(cls, listed: "ListQuery") -> "PlaceLine":
        """Return the line for the place that ``listed`` was asked about."""
        said = listed.search.place
        line = _line(said, listed) if said else cls("")
        if line.meetings_url or line.is_unclear:
            return line
        return replace(line, finders=tuple(_finders(listed.results.ids[:AMONG])))


def _line(said: Recognized, listed: "ListQuery") -> PlaceLine:
    place = said.place
    rest = " ".join(said.rest)

    def choices(places: Iterable[Place]) -> tuple[Choice, ...]:
        return tuple(
            Choice(one.label, listed.url(q=f"{rest} {one.label}".strip()))
            for one in list(places)[:MOST_CHOICES]
        )

    if isinstance(place, Several):
        return PlaceLine(place.label, choices=choices(place.places), is_unclear=True)
    if isinstance(place, Region):
        return PlaceLine(place.label, country=_country(place, rest, listed))
    if place is None:
        return PlaceLine("")
    return PlaceLine(
        place.label,
        place.entries,
        meeting_lists.address_near(place),
        choices=choices(place.others),
    )


def _country(state: Region, rest: str, listed: "ListQuery") -> Choice | None:
    """Return the list of a country that is called as the state is: Georgia."""
    for value, label in listed.values.labels["country"].items():
        if str(label).casefold() == state.name.casefold():
            also = ("country", value)
            return Choice(capfirst(str(label)), listed.url(q=rest, also=also))
    return None


def _finders(ids: list) -> list[MeetingFinder]:
    """Return the meeting finders of the first of these organizations."""
    rows = Url.objects.filter(
        kind=UrlKind.MEETING_FINDER,
        organization__in=Organization.objects.published().filter(pk__in=ids),
    ).select_related("organization")
    first: dict = {}
    for row in rows:
        first.setdefault(
            row.organization_id, MeetingFinder(row.organization.name, row.address)
        )
    return [first[pk] for pk in ids if pk in first][:MOST_FINDERS]
