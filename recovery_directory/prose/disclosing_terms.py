"""Disclosing terms: from them, somebody who sees a sheet knows what it is about."""

import re
from functools import cache

from recovery_directory.characters import folded
from recovery_directory.prose.word_lists import any_of, read_list


def disclosing_terms_in(text: str) -> list[str]:
    """Return the disclosing terms of a text, as they stand in it without accents."""
    return [match[0] for match in _in_text().finditer(folded(text))]


def disclosing_terms_in_address(address: str) -> list[str]:
    """Return the disclosing terms of a web address, wherever they stand in it."""
    return [match[0] for match in _in_address().finditer(folded(address))]


@cache
def _in_text() -> re.Pattern:
    words = read_list("disclosing.yaml")
    stems, whole = any_of(words["stems"]), any_of(words["whole"])
    return re.compile(rf"\b(?:(?:{stems})\w*|(?:{whole})\b)")


@cache
def _in_address() -> re.Pattern:
    words = read_list("disclosing.yaml")
    stems, whole = _run_together(words["stems"]), _run_together(words["whole"])
    return re.compile(rf"(?:{stems})|(?<![^\W_])(?:{whole})(?![^\W_])")


def _run_together(words: list[str]) -> str:
    """Return a pattern for any of ``words``, with or without a sign between parts."""
    return "|".join(r"[\W_]*".join(map(re.escape, word.split())) for word in words)
