"""Names that somebody typed, and those that somebody would rather do without.

"AA and NA" asks for two organizations, "quit drinking without AA" for none of that
name. A name is one as a whole: its acronym, or all of its words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from organizations.models import SearchField
from organizations.text_analysis.words import STOP_WORDS

WHOLE_FIELDS = (
    SearchField.ACRONYM,
    SearchField.WHOLE_NAME,
    SearchField.WHOLE_OTHER_NAME,
)

Span = tuple[int, int]

BEFORE = frozenset(
    tuple(phrase.split())
    for phrase in (
        "without",
        "no",
        "not",
        "non",
        "nor",
        "minus",
        "except",
        "excluding",
        "besides",
        "instead of",
        "rather than",
        "other than",
        "apart from",
        "aside from",
        "anything but",
        "alternative to",
        "alternatives to",
        "replacement for",
        "hate",
        "hated",
        "dont like",
        "didnt like",
        "do not like",
        "dont want",
        "do not want",
        "tired of",
        "sick of",
        "done with",
        "sin",
        "ni",
        "excepto",
        "menos",
        "aparte de",
        "fuera de",
        "en vez de",
        "en lugar de",
        "alternativa a",
        "alternativas a",
        "que no sea",
        "que no sean",
        "no quiero",
        "no me gusta",
    )
)
"""Words before a name that is not wanted."""

AFTER = frozenset(
    tuple(phrase.split())
    for phrase in (
        "alternative",
        "alternatives",
        "didnt work",
        "didnt help",
        "doesnt work",
        "did not work",
        "does not work",
        "isnt for me",
        "is not for me",
        "wasnt for me",
        "was not for me",
        "no me sirve",
        "no me gusta",
        "no funciona",
    )
)
"""Words after a name that is not wanted."""

TRIGGER_WORDS = frozenset(word for phrase in (*BEFORE, *AFTER) for word in phrase)
"""Words that are known though no record has them."""

BETWEEN = frozenset({"or", "and", "nor", "o", "y", "ni", "u", "e", "any", "the"})
"""Words between names that are wanted, or not, together."""

FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "to",
        "any",
        "use",
        "go",
        "going",
        "do",
        "doing",
        "el",
        "la",
        "los",
        "las",
        "ir",
    ]
)
"""Words that may stand between "without" and a name."""

LONGEST_TRIGGER = 4


@dataclass(frozen=True)
class Mention:
    """A name in the query, whose it is, and whether it is to be left out."""

    start: int
    end: int
    bits: int
    is_unwanted: bool = False
    said: frozenset[int] = frozenset()
    """The words that belong to it: the name, and what says that it is not wanted."""


def mentions(
    words: list[str],
    names: Mapping[tuple[int, int, int], int],
    phrases: Collection[Span],
) -> list[Mention]:
    """Return the names that stand in ``words``: the longest, none upon another.

    A name inside a longer everyday phrase is none ("my ex wife"); neither is one of
    little words ("mi").
    """
    whole: dict[Span, int] = {}
    for (where, start, end), bits in names.items():
        if where in WHOLE_FIELDS and set(words[start:end]) - STOP_WORDS:
            whole[start, end] = whole.get((start, end), 0) | bits
    taken: set[int] = set()
    spans = []
    for start, end in sorted(whole, key=lambda span: (span[0] - span[1], span)):
        inside = any(
            first <= start and end <= last and last - first > end - start
            for first, last in phrases
        )
        if not inside and not taken & set(range(start, end)):
            taken |= set(range(start, end))
            spans.append((start, end))
    spans.sort()
    unwanted = _unwanted(words, spans)
    return [
        Mention(
            start,
            end,
            whole[start, end],
            (start, end) in unwanted,
            unwanted.get((start, end), frozenset()) | set(range(start, end)),
        )
        for start, end in spans
    ]


def _unwanted(words: list[str], spans: list[Span]) -> dict[Span, frozenset[int]]:
    """Return the names that are not wanted, with the words that say so."""
    found: dict[Span, frozenset[int]] = {}
    for span in spans:
        if said := _before(words, span[0]) or _after(words, span[1]):
            found[span] = frozenset(said)
    for former, latter in pairwise(spans):
        gap = words[former[1] : latter[0]]
        if former in found and latter not in found and set(gap) <= BETWEEN:
            found[latter] = frozenset(range(former[1], latter[0]))
    return found


def _before(words: list[str], start: int) -> range | None:
    end = start
    while end and words[end - 1] in FILLERS:
        end -= 1
    for stop in {end, start}:
        for length in range(LONGEST_TRIGGER, 0, -1):
            if tuple(words[max(0, stop - length) : stop]) in BEFORE:
                return range(max(0, stop - length), start)
    return None


def _after(words: list[str], end: int) -> range | None:
    for length in range(LONGEST_TRIGGER, 0, -1):
        if tuple(words[end : end + length]) in AFTER:
            return range(end, end + length)
    return None
