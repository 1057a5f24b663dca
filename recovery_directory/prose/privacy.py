"""What keeps members anonymous and numbers verified: neither stands in a text."""

import re

_PHONE = re.compile(
    r"""(?<![\w./-])(?:
        (?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}   # 212-555-0100, +1 (212) ...
      | 1[ -]8\d\d[ -][A-Z0-9][A-Z0-9-]{5,}              # 1-800-SMART-01
      | \+\d{1,3}(?:[ .-]?\d){7,}                        # +44 20 7946 0000
      | 0\d{2,4}[ -]\d{3,4}[ -]\d{3,4}                   # 020 7946 0000
      | \d{3}[.-]\d{4}                                   # 555-0100
    )(?![\w-])""",
    re.VERBOSE,
)
_BRACKETED_SURNAME = re.compile(
    r"\b[A-Z][a-z]+ [A-Z]\. ?[\(\[][A-Z][^\)\]]{0,80}[\)\]]"
    r"|\bDr\.? [A-Z][a-z]+ [\(\[][A-Z][^\)\]]{0,80}[\)\]]"
)


def phone_numbers(text: str) -> list[str]:
    """Return what looks like a telephone number in ``text``."""
    return _PHONE.findall(text)


def bracketed_surnames(text: str) -> list[str]:
    """Return members of an anonymous fellowship whose surname follows in brackets."""
    return _BRACKETED_SURNAME.findall(text)
