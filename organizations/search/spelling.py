"""Slips: the word that was meant where nothing is called as typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from organizations.catalog.lexicon import KnownWords
from organizations.text_analysis.words import STOP_WORDS, slips_among

SHORTEST_PREFIX = 3
SHORTEST_BESIDE = 5
"""Letters of a beginning beside other words, or of an everyday word."""

SHORTEST_JOINED = 6
SHORTEST_FREE = 5
"""Letters from which on a slip may be in the first one."""
LONG_STOP_WORDS = [word for word in STOP_WORDS if len(word) >= 5]
MOST_COMPLETIONS = 10


@dataclass(frozen=True)
class Mending:
    """Typed words from ``start`` to ``end``, and the words that may be meant.

    None: a word that says nothing, mistyped. Completed words are no slips.
    """

    start: int
    end: int
    meant: tuple[str, ...]
    is_slip: bool


def mend(words: list[str], unknown: Iterable[int], known: KnownWords) -> list[Mending]:
    """Return what is meant by each unknown word: itself completed, or nearly it."""
    mendings: list[Mending] = []
    for position in unknown:
        if mendings and position < mendings[-1].end:
            continue
        found = _complete(words, position, known) or _correct(words, position, known)
        if found:
            mendings.append(found)
    return mendings


def _complete(words: list[str], position: int, known: KnownWords) -> Mending | None:
    typed = words[position]
    if len(typed) < SHORTEST_PREFIX:
        return None
    longer = [
        word
        for word in known.beginning_with(typed)
        if word not in known.of_places
        and (
            len(typed) >= SHORTEST_BESIDE
            or (len(words) == 1 and known.is_of_a_name(word))
        )
    ]
    if not longer:
        return None
    longer.sort(key=lambda word: (known.preferences[word], len(word), word))
    return Mending(position, position + 1, tuple(longer[:MOST_COMPLETIONS]), False)


def _correct(words: list[str], position: int, known: KnownWords) -> Mending | None:
    """Find the nearest known word, also for two words written apart by mistake."""
    tries = [(position, position + 1)]
    if position + 1 < len(words):
        tries.append((position, position + 2))
    if position > 0:
        tries.append((position - 1, position + 1))
    best: tuple | None = None
    for start, end in tries:
        typed = "".join(words[start:end])
        if end - start > 1 and len(typed) < SHORTEST_JOINED:
            continue
        for word, off in slips_among(typed, known.in_order):
            joins = end - start - 1
            is_other = word[:1] != typed[:1]
            if off > 1 and (is_other or not known.may_be_shown(word)):
                continue
            if len(typed) < SHORTEST_FREE and (is_other or word in known.of_places):
                continue
            rank = (
                off + joins,
                is_other,
                known.preferences[word],
                word,
                start,
                end,
            )
            best = min(best, rank) if best else rank
    general = min(
        (off for _word, off in slips_among(words[position], LONG_STOP_WORDS)),
        default=None,
    )
    if general == 1 and (best is None or general <= best[0]):
        return Mending(position, position + 1, (), True)
    if best is None:
        return None
    *_, word, start, end = best
    return Mending(start, end, (word,), True)
