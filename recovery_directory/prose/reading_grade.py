"""Reading grade: how many years of school a text asks for (Flesch-Kincaid).

Syllables come from the hyphenation patterns of pyphen, which are inside that package.
Patterns never part a single letter from a word and leave some breaks out ("about",
"open"), so the vowels of each part are counted too.
"""

import re
from functools import cache

import pyphen

from recovery_directory.prose.proper_names import NO_NAMES, Names

FEWEST_WORDS_GRADED = 9
"""A shorter text is not graded: one long word would decide."""

_HYPHENATION = pyphen.Pyphen(lang="en_US")
_ADDRESS = re.compile(
    r"https?://\S+|(?<![\w-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,}(?:/\S*)?",
    re.ASCII,
)
_ABBREVIATION = re.compile(r"\b([A-Z]|Dr|Mr|Mrs|Ms|St|Inc|Jr|vs|No)\.(?=\s)")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”\"’)]*\s+|\n\s*\n")
_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d[\d,.]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"[^aeiouyl]e$|[^aeiouyszxgc]es$|[^aeiouytd]ed$")


def word_count(text: str) -> int:
    """Return how many words a text has, as the limits of hand-outs count them."""
    return len(text.split())


def reading_grade(text: str, names: Names = NO_NAMES) -> float:
    """Return the US school grade that an English text asks for; 0 without words.

    A name, a web address and a number each count as one short word: readers know
    them by sight, and no plainer word can be put in their place.
    """
    text = _ADDRESS.sub("site", names.replaced_in(text))
    text = _ABBREVIATION.sub(r"\1", text)
    sentences = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    words = _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@cache
def _syllables(word: str) -> int:
    """Return the syllables of a word: the vowels of each part that patterns give."""
    if word[0].isdigit():
        return 1
    parts = re.split(r"[-'’]", _HYPHENATION.inserted(word))
    return max(1, sum(_vowels(part) for part in parts))


def _vowels(part: str) -> int:
    found = len(_VOWELS.findall(part))
    if found > 1 and _SILENT_END.search(part):
        found -= 1
    return found
