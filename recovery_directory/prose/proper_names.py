"""Names, titles and quotations: words of others, which nobody here may change."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

STAND_IN = "Name"
"""What a name counts as: one short word."""

WORD = re.compile(r"\w+")
NO_WORD = ""
"""Where names are kept that begin with a sign."""

QUOTED = re.compile(r"“[^”]{1,200}”|\"[^\"]{1,200}\"|«[^»]{1,200}»")
ANONYMOUS = re.compile(
    # A word with a capital, perhaps one with hyphens; at most eight of them.
    r"\b(?:[A-Z][\w’']{0,40}(?:-[a-z\d][\w’']{0,40}){0,3}[ -]){1,8}"
    r"(?:Anonymous|An[oó]nim[oa]s)\b"
)


class Names:
    """The names that texts may use as they are, whatever words they are made of.

    There may be ten thousand. A text is searched only for those whose first word it
    has: one pattern of all names would take a second to make.
    """

    def __init__(self, names: Iterable[str] = ()):
        """Take names. Case counts."""
        self._by_first_word: dict[str, list[str]] = defaultdict(list)
        for name in {name for name in names if name}:
            self._by_first_word[_first_word(name)].append(name)

    def replaced_in(self, text: str) -> str:
        """Return ``text`` with one short word for every name, longer ones first.

        ``... Anonymous`` is a name even where nobody listed it.
        """
        found = [
            name
            for word in {NO_WORD, *WORD.findall(text)}
            for name in self._by_first_word.get(word, ())
            if name in text
        ]
        if found:
            text = pattern_of(found).sub(STAND_IN, text)
        return ANONYMOUS.sub(STAND_IN, text)


def pattern_of(names: Collection[str]) -> re.Pattern:
    """Return a pattern for any of ``names`` as whole words, longer ones first."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    any_name = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{any_name})(?!\w)")


def _first_word(name: str) -> str:
    """Return the word with which ``name`` begins, as it stands in any text with it."""
    word = WORD.match(name)
    return word[0] if word else NO_WORD


NO_NAMES = Names()


def without_quotations(text: str) -> str:
    """Return ``text`` with one short word in place of every quoted phrase."""
    return QUOTED.sub(STAND_IN, text)
