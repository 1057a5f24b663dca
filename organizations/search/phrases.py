"""Everyday phrases that mean a value of a closed facet, or nothing to search for.

They lie in ``phrases.yaml``; the words of vocabularies are at their terms, where
curators extend them. A phrase here counts as one of a term: the longest phrase wins.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from organizations.text_analysis.words import phrase_key, words_of
from recovery_directory import yaml_files

Meaning = tuple[str, str]
"""Facet and value; ``covers`` is a facet of search alone: medicines by name."""

SHIPPED = Path(__file__).with_name("phrases.yaml")


Excluded = tuple[Meaning, ...]
"""What somebody who says a phrase would rather do without."""


@dataclass(frozen=True)
class Fixed:
    """What a phrase means, what it leaves out, and how it is written."""

    meanings: tuple[Meaning, ...] = ()
    excludes: Excluded = ()
    written: str = ""


@cache
def phrases() -> dict[str, Fixed]:
    """Return each phrase, as it is looked up.

    No meaning: the phrase is left out of the search.
    """
    found: dict[str, Fixed] = {}
    for group in yaml_files.read(SHIPPED):
        means, excludes = (
            [_meaning(one) for one in group.get(key, ())]
            for key in ("means", "excludes")
        )
        for phrase in group["phrases"]:
            key = phrase_key(words_of(phrase))
            before = found.get(key, Fixed())
            found[key] = Fixed(
                tuple(dict.fromkeys((*before.meanings, *means))),
                tuple(dict.fromkeys((*before.excludes, *excludes))),
                phrase,
            )
    return found


def _meaning(written: str) -> Meaning:
    facet, _slash, value = written.partition("/")
    return facet, value
