"""Names of authors: what belongs to which part, for every way of citing.

A record keeps a name as somebody wrote it. A particle stands before the family name
(van der Berg), a suffix behind the given one (Randolph G. Jr.), and a body is no
person, even where a comma in its name made it look like one.
"""

import re
from dataclasses import dataclass
from typing import Any

PARTS = {"family", "given", "suffix", "non-dropping-particle", "dropping-particle"}
"""The parts that CSL-JSON knows of a person's name; ``literal`` stands alone."""

_PARTICLE = re.compile(
    r"(?:(?:van|von|vom|vander|der|den|de|del|della|delle|dello|di|da|das|do|dos|du|des"
    r"|la|le|las|los|ten|ter|te|tot|zu|zum|zur|af|av|el|al|bin|ibn|san|[’']t|[’']s)\s+"
    r"|[dl][’'](?=\w)|al-(?=\w))+"
)
_SUFFIX = re.compile(r"(?:Jr|Sr|Jnr|Snr|I{2,3}|IV|VI{1,3}|[2-5](?:nd|rd|th))\.?")
_BODY = re.compile(
    r"\b(?:academy|administration|agency|alliance|anonymous|association|authority|board"
    r"|bureau|cent(?:er|re)|church|college|collaborative|commission|committee|company"
    r"|conference|consortium|council|departments?|division|federation|fellowship"
    r"|force|foundation|government|groups?|headquarters|health|hospital|inc"
    r"|institutes?|ltd|llc|ministry|network|office|organi[sz]ation|press|programme|program|recovery|registry"
    r"|services?|society|team|trust|union|university|world)\b"
    r"|\bof the\b|\bU\.?S\.?A?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Name:
    """The name of one author: a body's, or a person's in its parts."""

    literal: str = ""
    particle: str = ""
    family: str = ""
    given: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, author: dict[str, Any]) -> "Name":
        """Return the name that an author of a record has."""
        if "literal" in author:
            return cls(literal=author["literal"])
        family, given = author["family"], author.get("given", "")
        if _is_body(family):
            return cls(literal=", ".join(filter(None, (family, given))))
        particle = author.get("non-dropping-particle", "")
        found = _PARTICLE.match(family)
        if not particle and found and found.end() < len(family):
            particle, family = found[0].strip(), family[found.end() :]
        suffix = author.get("suffix", "")
        first, _space, last = given.rpartition(" ")
        if not suffix and first and _SUFFIX.fullmatch(last):
            given, suffix = first.rstrip(","), last
        dropping = author.get("dropping-particle", "")
        given = " ".join(filter(None, (given, dropping)))
        return cls(particle=particle, family=family, given=given, suffix=suffix)

    @property
    def whole_family(self) -> str:
        """Return the family name with its particle: ``van der Berg``, ``d'Arc``."""
        space = "" if self.particle.endswith(("'", "’", "-")) else " "
        return f"{self.particle}{space}{self.family}" if self.particle else self.family

    @property
    def sort_name(self) -> str:
        """Return what references are ordered by, and what is cited in short."""
        return self.literal or self.whole_family

    @property
    def in_short(self) -> str:
        """Return ``van der Berg J Jr`` or the name of a body, as reference lists do."""
        if self.literal:
            return self.literal
        initials = "".join(re.findall(r"\b\w", self.given))
        parts = (self.whole_family, initials, self.suffix.rstrip("."))
        return " ".join(filter(None, parts))

    @property
    def inverted(self) -> str:
        """Return ``van der Berg, Jan, Jr.``, or the name of a body."""
        parts = (self.whole_family, self.given, self.suffix)
        return self.literal or ", ".join(filter(None, parts))

    @property
    def in_full(self) -> str:
        """Return ``Jan van der Berg Jr.``, or the name of a body."""
        parts = (self.given, self.whole_family, self.suffix)
        return self.literal or " ".join(filter(None, parts))

    @property
    def as_csl(self) -> dict[str, str]:
        """Return the name in the parts that CSL-JSON has."""
        parts = {
            "literal": self.literal,
            "non-dropping-particle": self.particle,
            "family": self.family,
            "given": self.given,
            "suffix": self.suffix,
        }
        return {part: value for part, value in parts.items() if value}


def read_name(line: str) -> dict[str, str]:
    """Return the name that somebody wrote on a line, as a record keeps it.

    ``Berg, Jan`` and ``Berg, Jan, Jr.`` are persons; a name without a comma is a
    body's, and so is one that says it is: ``Department of Health, Office of ...``.
    """
    if line.startswith('"') and line.endswith('"') and len(line) > 2:
        return {"literal": line.strip('"')}
    family, comma, given = (part.strip() for part in line.partition(","))
    if not comma or _is_body(family):
        return {"literal": line}
    before, _comma, last = (part.strip() for part in given.rpartition(","))
    suffix = last if before and _SUFFIX.fullmatch(last) else ""
    given = before if suffix else given
    more = {part: text for part, text in (("given", given), ("suffix", suffix)) if text}
    return {"family": family} | more


def written_name(author: dict[str, Any]) -> str:
    """Return a name as the line that ``read_name`` reads."""
    name = Name.of(author)
    if name.literal:
        is_read_as_one = read_name(name.literal) == {"literal": name.literal}
        return name.literal if is_read_as_one else f'"{name.literal}"'
    return name.inverted if name.given else f"{name.whole_family},"


def _is_body(family: str) -> bool:
    """Whether what stands as a family name is the name of a body: two words at least.

    A person may be called Church or Press.
    """
    return " " in family.strip() and bool(_BODY.search(family))
