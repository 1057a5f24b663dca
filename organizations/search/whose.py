"""Whose trouble it is: that of whoever types, or that of somebody close.

"I use and my wife left" is somebody's own trouble; "my wife uses" asks for family
groups. The person nearest before what is the trouble is taken to have it.
"""

import re

from organizations.catalog.vocabulary import Vocabulary
from organizations.search.phrases import Meaning
from organizations.search.units import Unit
from organizations.text_analysis.words import STOP_WORDS

FAMILY = "family-and-friends"
"""The audience of all who are close to somebody; parents and others are below it."""

YOUNG: Meaning = ("audience", "young-people")
PARENTS: tuple[Meaning, ...] = (("audience", FAMILY), ("audience", "parents"))

FIRST_PERSON = frozenset(
    [
        "i",
        "im",
        "ive",
        "id",
        "ill",
        "am",
        "me",
        "my",
        "mine",
        "myself",
        "yo",
        "soy",
        "estoy",
        "tengo",
        "me",
        "mi",
        "tomo",
        "bebo",
        "fumo",
        "uso",
        "consumo",
        "apuesto",
        "juego",
        "como",
        "compro",
        "quiero",
        "puedo",
        "necesito",
        "llevo",
        "inyecto",
        "meto",
    ]
)
"""Words by which somebody speaks of themselves."""

OBSERVING = frozenset(
    [
        "found",
        "find",
        "finding",
        "see",
        "saw",
        "seen",
        "caught",
        "know",
        "knew",
        "love",
        "worry",
        "worried",
        "think",
        "believe",
        "suspect",
        "married",
        "help",
        "helping",
        "live",
        "lives",
        "living",
        "with",
        "about",
        "encontre",
        "vi",
        "creo",
        "amo",
        "vivo",
    ]
)
"""Words after which it is somebody else's trouble: "I found needles"."""

POSSESSIVES = frozenset({"my", "our", "mi", "mis", "nuestro", "nuestra"})

LEAVING = frozenset(
    [
        "left",
        "leaves",
        "leaving",
        "dumped",
        "divorced",
        "divorcing",
        "dejo",
        "abandono",
        "fue",
    ]
)
"""Words that say of somebody close that they go: what they leave is the trouble."""

AFTER_LEAVING = frozenset({"over", "because", "cause", "bc", "for", "due", "por"})
"""Words after which comes why; anything else is what was left: "left rehab"."""

THIRD_PERSON = frozenset({"he", "she", "his", "her", "hes", "shes", "ella"})
"""Words by which somebody speaks of another."""

MALE = frozenset({"male", "man", "guy", "m", "hombre", "varon"})
"""Words that, said with an age, describe who asks: "65 yo male"; groups have men."""

WOMEN = "women"
"""The audience that, said with an age, helps to order: "45 year old woman"."""

YEARS = frozenset({"year", "years", "yr", "yrs", "yo", "y", "anos", "ano"})
OLD = frozenset({"old", "o"})
BEFORE_AN_AGE = frozenset({"im", "am", "age", "aged", "turned", "tengo", "tiene"})
TEENS = range(10, 20)


def family_values(vocabulary: Vocabulary) -> set[Meaning]:
    """Return the audiences that are close to somebody with a problem."""
    terms = vocabulary.by_facet.get("audience", {})
    if FAMILY not in terms:
        return set()
    below = vocabulary.narrower.get(terms[FAMILY].pk, ())
    return {("audience", FAMILY), *(("audience", term.slug) for term in below)}


def names_family(unit: Unit, family: set[Meaning]) -> bool:
    """Whether a unit names somebody close, or those who are close to somebody."""
    return bool(family & set(unit.meanings))


def is_own(units: list[Unit], words: list[str], family: set[Meaning]) -> bool:
    """Whether whoever types speaks of a trouble of their own."""
    close = {p for unit in units if names_family(unit, family) for p in unit.positions}
    starts = {min(unit.positions): unit for unit in units if names_family(unit, family)}
    if all(_leaves(unit, units, words) for unit in starts.values()):
        return any(unit.is_subject for unit in units)
    for unit in units:
        if not unit.is_subject:
            continue
        if _describes(unit, words, starts):
            continue
        for position in range(min(unit.positions) - 1, -1, -1):
            if position in close or words[position] in OBSERVING:
                break
            if words[position] in FIRST_PERSON:
                return True
    return False


def _leaves(unit: Unit, units: list[Unit], words: list[str]) -> bool:
    """Whether somebody close went away: "beer belly wife left", not "son left rehab".

    Where it is told of a third person as well, the trouble may be theirs.
    """
    subjects = {p for one in units if one.is_subject for p in one.positions}
    place, end = max(unit.positions) + 1, len(words)
    while place < end and words[place] in {"is", "has", "just", "ex", "me", "se"}:
        place += 1
    said_before = words[max(0, min(unit.positions) - 3) : min(unit.positions)]
    if "me" in said_before and LEAVING & set(said_before):
        return not THIRD_PERSON & set(words)
    if place == end or words[place] not in LEAVING or THIRD_PERSON & set(words):
        return False
    after = place + 1
    if after == end or after in subjects:
        return words[place] != "dejo" or "me" in words[:place]
    return words[after] in FIRST_PERSON | AFTER_LEAVING


def _describes(unit: Unit, words: list[str], starts: dict[int, Unit]) -> bool:
    """Whether it says something of the one after it: "alcoholic (ex) husband"."""
    after = max(unit.positions) + 1
    if after < len(words) and after not in starts and words[after] not in STOP_WORDS:
        after += 1
    return after in starts and words[after] not in POSSESSIVES


_AGE_ENDING = re.compile(r"(?<=\d)(?:yom|yof|yo|m|f)\Z")
"""What stands behind an age as clinics write it: "65yo", "34F"."""


def ages(words: list[str]) -> dict[tuple[int, int], tuple[Meaning, ...]]:
    """Return where an age is said, and of whom it tells.

    Who is in their teens is young; who says "my 14 year old" is a parent. All other
    ages tell nothing.
    """
    found: dict[tuple[int, int], tuple[Meaning, ...]] = {}
    for start, word in enumerate(words):
        digits = _AGE_ENDING.sub("", word)
        if not (digits.isascii() and digits.isdigit() and 1 <= len(digits) <= 2):
            continue
        end = start + 1
        if is_age := end < len(words) and words[end] in YEARS:
            end += 1
            end += end < len(words) and words[end] in OLD
        is_age |= digits != word
        end += end < len(words) and is_age | (digits != word) and words[end] in MALE
        leads = start > 0 and words[start - 1] in BEFORE_AN_AGE
        if not is_age and not (leads and int(digits) in TEENS):
            continue
        is_young = int(digits) in TEENS
        if start > 0 and words[start - 1] in POSSESSIVES:
            found[start - 1, end] = PARENTS
        else:
            found[start, end] = (YOUNG,) if is_young else ()
    return found
