"""Which place a longer text speaks of, and what is left of it.

Many towns are called as other things are ("Hope", "Reading", "Normal"). A name alone is
taken for a town where nothing else is called so; within other words it takes more: a
state behind it, "in" or "near" before it, or a town that many people mean.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from recovery_directory.places.gazetteer import Place, key_of, named, words_in
from recovery_directory.places.place_names import (
    MOST_WORDS,
    Several,
    in_state,
    outshines,
    state_of,
    the_largest,
    zip_of,
)
from recovery_directory.places.states import CODES, LITTLE_WORDS, WORDS_TOO, Region

LARGE = 20_000
"""People of a town that its name means within other words, with nothing to say so."""

LARGE_FOR_A_WORD = 25_000
"""People of a town that "in" makes one though its name is an everyday word."""

_GIVEN_NAMES = """
    allen arnold beverly bryan carson clayton clifton clovis dennis eugene everett
    florence francis gary gilbert grant jackson jordan kent lawrence logan lynn madison
    marion milton murray norman oscar parker roger rogers savannah sherman sidney taylor
    troy tyler vernon victoria warren wilson
"""
GIVEN_NAMES = frozenset(_GIVEN_NAMES.split())
"""Names of towns that are people's: within other words they are not taken for towns."""

_BEFORE = "in near around at from outside by inside throughout en de desde cerca"
BEFORE = frozenset(_BEFORE.split())
"""Words before a place."""

SURE = BEFORE - {"at", "by", "de", "from", "desde"}
"""Those of them that hardly stand before anything else."""

_GATHERINGS = "meeting meetings group groups reunion reuniones grupo grupos area"
GATHERINGS = frozenset(_GATHERINGS.split())
"""Words beside which a town may stand: "boston meetings"."""

_HERE = """
    near me; nearby me; close to me; around me; by me; near my house; near my home;
    near where i live; where i live; around here; near here; in my area; my area;
    in my town; in my city; in my neighborhood; in my county; in my state; in my zip
    code; my zip code; my zip; by my house; close by; nearby; closest to me; nearest
    to me; nearest; near us; close to home; near home; local; in this area; in town;
    cerca de mi; cerca de mi casa; cerca de aqui; en mi zona; en mi area; en mi
    ciudad; en mi barrio; donde vivo; por aqui; cercanas a mi; mas cercano; cercano;
    cercana; cercanos; cercanas; cerca
"""
HERE = sorted(map(words_in, _HERE.split(";")), key=len, reverse=True)
"""What people type for where they are themselves, the longest first."""


@dataclass(frozen=True)
class Recognized:
    """A place that a text speaks of, and the other words of the text.

    No ``place``: where the person is, which nobody here knows.
    """

    place: Place | Region | Several | None
    rest: tuple[str, ...]
    said: tuple[str, ...]
    """The words that say the place, with those before it: "in lowell"."""


@dataclass(frozen=True)
class _Match:
    place: Place | Region | Several
    start: int
    end: int
    is_sure: bool

    @property
    def rank(self) -> tuple[bool, int, int, bool]:
        """The surest first, then the longest, then the last; states before towns."""
        is_first = isinstance(self.place, Region) or outshines(self.place)
        return self.is_sure, self.end - self.start, self.start, is_first


def recognize(
    words: list[str], taken: Collection[int] | None = None
) -> Recognized | None:
    """Return the place that ``words`` speak of, or None.

    ``words`` are folded; at the positions ``taken`` stand names that somebody else has:
    those are no places, and a town may stand before them. None: nobody looked yet.
    """
    best = max(_matches(words, taken), key=lambda one: one.rank, default=None)
    here = _here(words, taken)
    if best is None:
        if here is None:
            return None
        return Recognized(None, _without(words, *here), tuple(words[slice(*here)]))
    start = best.start
    while start and words[start - 1] in BEFORE | {"the"}:
        start -= 1
    if words[max(0, start - 2) : start] == ["close", "to"]:
        start -= 2
    rest = list(_without(words, start, best.end))
    if near := _here(rest, ()):
        rest = list(_without(rest, *near))
    return Recognized(best.place, tuple(rest), tuple(words[start : best.end]))


def _without(words: list[str], start: int, end: int) -> tuple[str, ...]:
    return (*words[:start], *words[end:])


def _here(words: list[str], taken: Collection[int] | None) -> tuple[int, int] | None:
    """Return from where to where ``words`` say where the person is."""
    for said in HERE:
        for start in range(len(words) - len(said) + 1):
            end = start + len(said)
            if words[start:end] == said and not set(range(start, end)) & set(
                taken or ()
            ):
                return start, end
    return None


def _matches(words: list[str], taken: Collection[int] | None) -> Iterator[_Match]:
    """Yield every stretch of the words that may be a place."""
    for start in range(len(words)):
        if len(words[start]) == 5 and (code := zip_of(words[start : start + 1])):
            more = bool(zip_of(words[start : start + 2])) and start + 1 < len(words)
            yield _with_town(words, code, start, start + 1 + more)
            continue
        for end in range(start + 1, min(len(words), start + MOST_WORDS) + 1):
            is_free = not set(range(start, end)) & set(taken or ())
            is_alone = (
                end == len(words)
                or start == 0
                and (taken is None or end in taken or words[end] in GATHERINGS)
            )
            yield from _towns(words, start, end, is_free=is_free, may_be=is_alone)
            if state := _state(words, start, end, is_free=is_free):
                before = words[start - 1] if start else ""
                yield _Match(state, start, end, before in SURE)


def _with_town(words: list[str], code: Place, start: int, end: int) -> _Match:
    """Return a ZIP code, with the town and state that may stand before it."""
    at = {code.state.lower(), *words_in(code.name)}
    if state := state_of(words[start - 1 : start]) if start else None:
        at |= set(words_in(state.name)) | {words[start - 1]}
    while start and words[start - 1] in at:
        start -= 1
    return _Match(code, start, end, True)


def _towns(
    words: list[str], start: int, end: int, *, is_free: bool, may_be: bool
) -> Iterator[_Match]:
    """Yield the town of this name: with the state behind it, or as it stands.

    ``may_be``: it stands where a town stands with nothing before it.
    """
    places = named(key_of(words[start:end]))
    if not places:
        return
    for last in range(end + 1, min(len(words), end + 3) + 1):
        state = state_of(words[end:last])
        here = in_state(words[start:end], state.code) if state else []
        is_word = any(one.is_word for one in here)
        if is_word and words[last - 1] in LITTLE_WORDS and last < len(words):
            continue
        if here and (is_free or not is_word):
            yield _Match(here[0], start, last, True)
    place = the_largest(places)
    people = places[0].population
    is_word = any(one.is_word for one in places)
    if not is_free or place is None or places[0].is_abroad:
        return
    before = words[start - 1] if start else ""
    if before in BEFORE:
        if people >= LARGE_FOR_A_WORD or (not is_word and before in SURE):
            yield _Match(place, start, end, True)
    elif is_word:
        return
    elif end - start == len(words):
        yield _Match(place, start, end, True)
    elif may_be and people >= LARGE:
        is_given = " ".join(words[start:end]) in GIVEN_NAMES
        if not is_given or before in GATHERINGS:
            yield _Match(place, start, end, False)


def _state(words: list[str], start: int, end: int, *, is_free: bool) -> Region | None:
    """Return the state of this name, where the words mean one."""
    name = words[start:end]
    state = state_of(name)
    if state is None:
        return None
    is_short = " ".join(name) in CODES or " ".join(name) in WORDS_TOO
    before = words[start - 1] if start else ""
    if not is_short:
        is_all = len(name) == len(words)
        return state if is_free or is_all or before in SURE else None
    if before in SURE and end == len(words) and name != ["me"]:
        return state
    is_end = end == len(words)
    return state if is_end and is_free and name[0] not in WORDS_TOO else None
