"""Certainty words: they claim more than research may carry."""

import re
from dataclasses import dataclass
from functools import cache

from recovery_directory.prose.proper_names import NO_NAMES, Names
from recovery_directory.prose.word_lists import any_of, read_list

STRENGTHS = ("preliminary", "promising", "strong")
"""Levels of evidence that can carry a claim, weakest first; others carry none."""

FARTHEST_DENIAL = 200
"""Letters before a claim in which a denial of it is looked for."""


@dataclass(frozen=True)
class ClaimedWord:
    """A word as it stands in a text, the strength it needs, and what to write."""

    word: str
    needs: str
    instead: str


@dataclass(frozen=True)
class _List:
    """The words of one language, and what before them takes a claim back."""

    rows: list[tuple[re.Pattern, str, str]]
    denial: re.Pattern


@cache
def _list(language: str) -> _List:
    listed = read_list("certainty.yaml")["languages"].get(language)
    if not listed:
        return _List([], re.compile("$"))
    rows = []
    for row in listed["words"]:
        pattern = rf"\b(?:{any_of(row['words'])})(?!\w)"
        if row.get("not_before"):
            pattern += rf"(?![\s-]+(?:{any_of(row['not_before'])})\b)"
        rows.append((re.compile(pattern, re.IGNORECASE), row["needs"], row["instead"]))
    # Up to three words may stand between a denial and what it denies.
    denial = re.compile(
        rf"\b(?:{any_of(listed['denials'])}|\w+n['’]t)\s+(?:[\w’'-]+\s+){{0,3}}$",
        re.IGNORECASE,
    )
    return _List(rows, denial)


def _is_denied(listed: _List, text: str, start: int) -> bool:
    """Whether what stands shortly before ``start`` takes the word there back."""
    return bool(listed.denial.search(text, max(0, start - FARTHEST_DENIAL), start))


def claims_above(
    strength: str | None, text: str, names: Names = NO_NAMES, language: str = "en"
) -> list[ClaimedWord]:
    """Return the words of ``text`` that need stronger evidence than ``strength``.

    ``strength`` is that of a rating in favor of what the text is about, or None where
    there is no such rating. A word that needs ``never`` is never carried. Denials and
    open questions ("not proven", "whether it works") claim nothing.
    """
    level = STRENGTHS.index(strength) if strength in STRENGTHS else -1
    text = names.replaced_in(text)
    listed = _list(language)
    found = []
    for pattern, needs, instead in listed.rows:
        if needs in STRENGTHS and level >= STRENGTHS.index(needs):
            continue
        found += [
            (match.start(), ClaimedWord(match[0], needs, instead))
            for match in pattern.finditer(text)
            if not _is_denied(listed, text, match.start())
        ]
    return [word for _start, word in sorted(found, key=lambda pair: pair[0])]
