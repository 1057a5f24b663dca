"""Reading the lists of words that lie beside this code."""

import re
from pathlib import Path
from typing import Any

from recovery_directory import yaml_files


def read_list(name: str) -> dict[str, Any]:
    """Return what the data file ``name`` beside this module holds."""
    return yaml_files.read(Path(__file__).with_name(name))


def any_of(words: list[str]) -> str:
    """Return a pattern for any of ``words``; a space there may be a hyphen or break."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        r"[\s-]+".join(map(re.escape, word.split())) for word in longest_first
    )
