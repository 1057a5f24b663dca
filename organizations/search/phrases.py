"""Everyday phrases that mean a value of a closed facet, or nothing to search for.

They lie in ``phrases.yaml``; the words of vocabularies are at their terms, where
curators extend them. A phrase here counts as one of a term: the longest phrase wins.
"""

from functools import cache
from pathlib import Path

from organizations.text_analysis.words import phrase_key, words_of
from recovery_directory import yaml_files

Meaning = tuple[str, str]
"""Facet and value; ``covers`` is a facet of search alone: medicines by name."""

SHIPPED = Path(__file__).with_name("phrases.yaml")


@cache
def phrases() -> dict[str, tuple[tuple[Meaning, ...], str]]:
    """Return each phrase, as it is looked up, with its meanings and how it is written.

    No meaning: the phrase is left out of the search.
    """
    found: dict[str, tuple[tuple[Meaning, ...], str]] = {}
    for group in yaml_files.read(SHIPPED):
        meanings = [tuple(meaning.split("/")) for meaning in group["means"]]
        for phrase in group["phrases"]:
            key = phrase_key(words_of(phrase))
            before = found.get(key, ((), ""))[0]
            found[key] = (tuple(dict.fromkeys((*before, *meanings))), phrase)
    return found
