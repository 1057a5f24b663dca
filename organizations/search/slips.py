"""Slips: the word that was meant where nothing is called as typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from organizations.models import SearchField, SearchToken
from organizations.search.words import STOP_WORDS, is_slip

SHORTEST_PREFIX = 3
SHORTEST_STOP_WORD = 5
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


def known_words(organizations: QuerySet) -> dict[str, tuple[int, int]]:
    """Return the words of public names and of everyday phrases.

    Each with its order of preference: names first, common ones first.
    """
    rows = (
        SearchToken.objects.exclude(word="")
        .filter(Q(organization=None) | Q(organization__in=organizations.values("pk")))
        .order_by()
        .values_list("word", "field")
        .annotate(how_often=Count("pk"))
    )
    words: dict[str, tuple[int, int]] = {}
    for word, field, how_often in rows:
        preference = (int(field == SearchField.PHRASE_WORD), -how_often)
        words[word] = min(words.get(word, preference), preference)
    return words


def mend(
    words: list[str], unknown: Iterable[int], known: dict[str, tuple[int, int]]
) -> list[Mending]:
    """Return what is meant by each unknown word: itself completed, or nearly it."""
    mendings: list[Mending] = []
    for position in unknown:
        if mendings and position < mendings[-1].end:
            continue
        found = _complete(words, position, known) or _correct(words, position, known)
        if found:
            mendings.append(found)
    return mendings


def _complete(
    words: list[str], position: int, known: dict[str, tuple[int, int]]
) -> Mending | None:
    typed = words[position]
    if len(typed) < SHORTEST_PREFIX:
        return None
    longer = [word for word in known if word.startswith(typed)]
    if not longer:
        return None
    longer.sort(key=lambda word: (known[word], len(word), word))
    return Mending(position, position + 1, tuple(longer[:MOST_COMPLETIONS]), False)


def _correct(
    words: list[str], position: int, known: dict[str, tuple[int, int]]
) -> Mending | None:
    """Find the nearest known word, also for two words written apart by mistake."""
    tries = [(position, position + 1)]
    if position + 1 < len(words):
        tries.append((position, position + 2))
    if position > 0:
        tries.append((position - 1, position + 1))
    best: tuple | None = None
    for start, end in tries:
        typed = "".join(words[start:end])
        letters = set(typed)
        for word in known:
            if (
                abs(len(word) - len(typed)) > 2
                or len(letters.symmetric_difference(word)) > 4
            ):
                continue
            off = is_slip(typed, word)
            if off is not None:
                joins = end - start - 1
                rank = (
                    off + joins,
                    word[:1] != typed[:1],
                    known[word],
                    word,
                    start,
                    end,
                )
                best = min(best, rank) if best else rank
    general = min(
        (
            off
            for word in STOP_WORDS
            if len(word) >= SHORTEST_STOP_WORD
            and (off := is_slip(words[position], word)) is not None
        ),
        default=None,
    )
    if general == 1 and (best is None or general <= best[0]):
        return Mending(position, position + 1, (), True)
    if best is None:
        return None
    *_, word, start, end = best
    return Mending(start, end, (word,), True)
