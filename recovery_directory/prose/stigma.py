"""Stigmatizing words: they put a label in the place of a person."""

import re
from dataclasses import dataclass
from functools import cache

from recovery_directory.characters import folded
from recovery_directory.prose.proper_names import NO_NAMES, Names, without_quotations
from recovery_directory.prose.word_lists import any_of, read_list

LISTED_LANGUAGES = tuple(read_list("stigmatizing.yaml")["languages"])
"""The languages that have a list."""


@dataclass(frozen=True)
class StigmatizingWord:
    """A word as it stands in a text, and the person-first words to put there."""

    word: str
    instead: str


@dataclass(frozen=True)
class _Entry:
    pattern: re.Pattern
    instead: str


@cache
def _entries(language: str) -> list[_Entry]:
    entries = []
    for row in read_list("stigmatizing.yaml")["languages"].get(language, []):
        before = row.get("not_before", [])
        after = row.get("not_after", [])
        words = [*row["words"], *map(folded, row["words"])]
        pattern = rf"\b(?:{any_of(words)})\b"
        if before:
            pattern += rf"(?![\s-]+(?:{any_of(before)})\b)"
        for word in after:
            pattern = rf"(?<!{re.escape(word)}\s)" + pattern
        entries.append(_Entry(re.compile(pattern, re.IGNORECASE), row["instead"]))
    return entries


def stigmatizing_words(
    text: str, names: Names = NO_NAMES, language: str = "en"
) -> list[StigmatizingWord]:
    """Return the stigmatizing words of ``text`` in the order in which they stand.

    Names, titles and quoted phrases are the words of others and are left out. A
    language without a list has none.
    """
    if not _found(text, language):
        return []
    return _found(without_quotations(names.replaced_in(text)), language)


def _found(text: str, language: str) -> list[StigmatizingWord]:
    matches = [
        (match.start(), StigmatizingWord(match[0], entry.instead))
        for entry in _entries(language)
        for match in entry.pattern.finditer(text)
    ]
    return [word for _start, word in sorted(matches, key=lambda pair: pair[0])]
