"""Which place a text names that names nothing else: what a field for a place asks."""

from dataclasses import dataclass, replace

from django.conf import settings

from recovery_directory.places.gazetteer import Place, key_of, named, words_in
from recovery_directory.places.states import CODES, NAMES, STATES, Region

DOMINANT = 5
"""How many times as large as the next one a town is that its bare name means."""

GREAT = 500_000
"""People of a city that is meant by a name that it shares with a state."""

MOST_WORDS = 6
"""Words of the longest names."""

ZIP = 5


@dataclass(frozen=True)
class Several:
    """A name that several towns have, none of which it means first."""

    name: str
    places: tuple[Place, ...]

    @property
    def label(self) -> str:
        """Return the name as it was found."""
        return self.name


def find(text: str) -> Place | Region | Several | None:
    """Return what ``text`` names: a ZIP code, a town, a state, towns of several states.

    >>> find("02139-1234").label
    'Cambridge, Massachusetts'
    """
    words = words_in(text[:200])
    if not words or len(words) > 2 * MOST_WORDS:
        return None
    for start in range(1, len(words)):
        if place := zip_of(words[start:]):
            return place
    state, town = state_of(words), town_of(words)
    return state if state and not outshines(town) else town


def state_of(words: list[str]) -> Region | None:
    """Return the state that is called exactly so, in full or in short."""
    if settings.COUNTRY.lower() != "us":
        return None
    name = " ".join(words)
    code = NAMES.get(name) or CODES.get(name)
    return STATES[code] if code else None


def zip_of(words: list[str]) -> Place | None:
    """Return the ZIP code that the words are; four more figures are left out."""
    first, *more = words
    is_plain = len(first) == ZIP and first.isascii() and first.isdigit()
    if not is_plain or any(not (len(one) == 4 and one.isdigit()) for one in more):
        return None
    return next(iter(named(first)), None) if len(more) < 2 else None


def town_of(words: list[str]) -> Place | Several | None:
    """Return the place that is called exactly so, with its state or without one."""
    if found := zip_of(words):
        return found
    for size in range(1, min(4, len(words))):
        code = state_of(words[-size:])
        rest = words[:-size]
        if code and (place := zip_of(rest)):
            return place
        if code and (places := in_state(rest, code.code)):
            return places[0]
        region = key_of(words[-size:])
        for place in named(key_of(rest)):
            if key_of(words_in(place.state)) == region:
                return place
    return the_largest(named(key_of(words)))


def outshines(place: Place | Several | None) -> bool:
    """Whether a town is meant by its name though a state is called so: New York."""
    return isinstance(place, Place) and place.population >= GREAT


def in_state(words: list[str], code: str) -> list[Place]:
    """Return the towns of a state that are called so."""
    return [place for place in named(key_of(words)) if place.state == code]


def the_largest(places: list[Place]) -> Place | Several | None:
    """Return the town that a bare name means, or all of which none is the one."""
    if not places:
        return None
    first, *others = places
    if not others:
        return first
    if first.population >= DOMINANT * max(1, others[0].population):
        return replace(first, others=tuple(others))
    return Several(first.name, tuple(places))
