"""Names, titles and quotations: words of others, which nobody here may change."""

import re
from collections.abc import Iterable

STAND_IN = "Name"
"""What a name counts as: one short word."""

QUOTED = re.compile(r"“[^”]{1,200}”|\"[^\"]{1,200}\"|«[^»]{1,200}»")
ANONYMOUS = re.compile(r"\b(?:[A-Z][\w’'-]*[ -])+(?:Anonymous|An[oó]nim[oa]s)\b")


class Names:
    """The names that texts may use as they are, whatever words they are made of."""

    def __init__(self, names: Iterable[str] = ()):
        """Take names; longer ones are looked for first. Case counts."""
        known = {name for name in names if name}
        longest_first = sorted(known, key=lambda name: (-len(name), name))
        any_name = "|".join(re.escape(name) for name in longest_first)
        self._pattern = (
            re.compile(rf"(?<!\w)(?:{any_name})(?!\w)") if any_name else None
        )

    def replaced_in(self, text: str) -> str:
        """Return ``text`` with one short word in place of every name.

        ``... Anonymous`` is a name even where nobody listed it.
        """
        if self._pattern:
            text = self._pattern.sub(STAND_IN, text)
        return ANONYMOUS.sub(STAND_IN, text)


NO_NAMES = Names()


def without_quotations(text: str) -> str:
    """Return ``text`` with one short word in place of every quoted phrase."""
    return QUOTED.sub(STAND_IN, text)
