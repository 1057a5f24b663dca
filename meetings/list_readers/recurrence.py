"""Whether a gathering takes place every week, as the words of its row say it.

The formats know weekly meetings only; what is monthly stands in the name or the notes
("1st and 3rd Mondays", "last Friday of the month", "every other Sunday"). Eight of a
hundred rows have such words. Whoever comes in a week without a meeting stands before a
locked door, so such a row never counts as tonight's before a curator has confirmed its
weeks.
"""

import re
from dataclasses import dataclass

from meetings.choices import Recurrence
from meetings.list_readers.values import day_named

_ORDINALS = {
    **{"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3},
    **{"4th": 4, "fourth": 4, "5th": 5, "fifth": 5, "last": -1},
}
_ORDINAL = r"(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last)"
_BETWEEN = r"(?:\s?(?:,|&|/|\+|-|and|or)\s?)"
_MANY = rf"{_ORDINAL}(?:{_BETWEEN}{{1,2}}{_ORDINAL}){{0,4}}"
_RULE = re.compile(
    rf"\b(?P<weeks>{_MANY})\s(?:(?P<day>[a-z]{{3,10}})\b\.?)?"
    r"(?:\s?(?:of|in)?\s?(?:the|each|every|a)?\s?(?P<month>month)\b)?",
    re.IGNORECASE,
)
_ALTERNATING = re.compile(
    r"\b(?:every (?:other|second|2nd)|alternat(?:e|ing)|bi-?weekly|fortnight(?:ly)?"
    r"|twice a month|once a month|monthly|bi-?monthly|every (?:two|three|2|3) weeks)\b",
    re.IGNORECASE,
)
_EVERY_WEEK = frozenset({1, 2, 3, 4, 5, -1})
_PART_OF_IT = re.compile(
    r"\b(?:open|closed|speakers?|business|birthdays?|anniversar(?:y|ies)|steps?"
    r"|traditions?|potluck|pot luck|celebrations?|chips?|books?|literature|topic"
    r"|eating|cake|meditation|conscience|steering)\b[^.;\n]{0,30}\Z",
    re.IGNORECASE,
)
"""What a meeting does in one week of the month, while it takes place in all."""


@dataclass(frozen=True)
class Rule:
    """How often, and which weeks of a month the words name."""

    recurrence: Recurrence
    weeks: tuple[int, ...] = ()


WEEKLY = Rule(Recurrence.WEEKLY)


def of_words(day: int, *texts: str) -> Rule:
    """Return how often a gathering on ``day`` takes place, by the words of its row.

    A week that is named for a part of it ("open the last Friday") leaves it weekly; a
    rule about another day is about another gathering.
    """
    weeks: set[int] = set()
    for text in texts:
        if _ALTERNATING.search(text):
            return Rule(Recurrence.NOT_EVERY_WEEK)
        for rule in _RULE.finditer(text):
            named = day_named(rule["day"]) if rule["day"] else None
            if named is None and not rule["month"]:
                continue
            if named is not None and named != day:
                continue
            if _PART_OF_IT.search(text[: rule.start()]):
                continue
            found = re.findall(_ORDINAL, rule["weeks"], re.IGNORECASE)
            weeks.update(_ORDINALS[one.casefold()] for one in found)
    if not weeks or weeks >= _EVERY_WEEK - {-1} or weeks >= _EVERY_WEEK - {5}:
        return WEEKLY
    return Rule(Recurrence.NOT_EVERY_WEEK, tuple(sorted(weeks, key=lambda w: w % 10)))
