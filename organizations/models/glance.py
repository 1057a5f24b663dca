"""What a record says in a word: the chips of a card, a page's head and a comparison.

A chip shortens one fact of the record. It says no more than that fact, and is no surer:
what nobody saw in its source stands apart as not yet checked, as it does where the fact
is told in full.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.choices import (
    Fact,
    IsFor,
    MedicationStance,
    RecoveryGoal,
    Spirituality,
)


@dataclass(frozen=True)
class FactChip:
    """One fact in a few words: what was seen in a source, and what was not."""

    key: str
    label: str
    text: str = ""
    unchecked: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything is recorded."""
        return bool(self.text or self.unchecked)

    @property
    def in_full(self) -> str:
        """Return both in one text."""
        if not self.unchecked:
            return self.text
        unchecked = _("not yet checked: %(what)s") % {"what": self.unchecked}
        return "; ".join(filter(None, [self.text, unchecked]))


LABELS = {
    "cost": gettext_lazy("Cost"),
    "format": gettext_lazy("Meets"),
    "faith": gettext_lazy("Faith"),
    "goal": gettext_lazy("Goal"),
    "medication": gettext_lazy("Medication"),
}

ON_A_CARD = ("format", "faith", "goal", "medication")
"""What somebody who chooses among many is told of each."""


CHIP_FACTS = {
    "cost": Fact.COST,
    "faith": Fact.SPIRITUALITY,
    "goal": Fact.GOAL,
    "medication": Fact.MEDICATION,
}
"""The fact that each chip shortens; terms carry their sources themselves."""

IN_WORDS = {
    "cost": "cost_in_a_word",
    "faith": "faith_in_words",
    "goal": "goal_in_words",
    "medication": "medication_in_words",
}
"""Where each chip of a fact takes its words from: a list asks for hundreds of chips."""


def names_of(rows: Iterable) -> tuple[str, str]:
    """Return the names of the terms that were seen in a source, and of the others."""
    seen, others = [], []
    for row in rows:
        (seen if row.was_seen else others).append(row.term.name)
    return ", ".join(seen), ", ".join(others)


class OrganizationGlance:
    """A record in a few words; it reads what ``Shown`` reads."""

    def is_unchecked(self, fact: str) -> bool:
        """Whether nobody saw this fact in any of its sources: then it is marked."""
        known = self.__dict__.get(f"{fact}_is_unchecked")
        if known is not None:
            return known
        cited = self.cited.get(fact, ())
        return bool(cited) and not any(citation.was_seen for citation in cited)

    @property
    def cost_in_a_word(self) -> str:
        """Return that attending is free, where the record says so and no more."""
        return _("Free") if self.is_free else ""

    @property
    def faith_in_words(self) -> str:
        """Return the place of faith, with the tradition that is stated."""
        if self.spirituality == Spirituality.NOT_STATED:
            return ""
        words = str(self.get_spirituality_display())
        tradition = self.spirituality_tradition
        return f"{words} ({tradition})" if tradition else words

    @property
    def goal_in_words(self) -> str:
        """Return what members aim at."""
        if self.recovery_goal == RecoveryGoal.NOT_STATED:
            return ""
        if self.recovery_goal == RecoveryGoal.OTHER and self.is_for == IsFor.FAMILY:
            return _("help for families")
        return str(self.get_recovery_goal_display())

    @property
    def medication_in_words(self) -> str:
        """Return the stance; one that accepts says what its document names."""
        stance = self.medication_stance
        if stance == MedicationStance.NOT_STATED:
            return ""
        words = str(self.get_medication_stance_display())
        if stance != MedicationStance.SUPPORTIVE:
            return words
        covers = ", ".join(self.medication_covers_in_words) or _("none is named")
        return f"{words}: {covers}"

    def chip(self, key: str) -> FactChip:
        """Return one chip."""
        label = str(LABELS[key])
        if key == "format":
            return FactChip(key, label, *names_of(self.meeting_formats))
        words = str(getattr(self, IN_WORDS[key]))
        if self.is_unchecked(CHIP_FACTS[key]):
            return FactChip(key, label, unchecked=words)
        return FactChip(key, label, words)

    @property
    def card_chips(self) -> list[FactChip]:
        """Return what a card of the list says."""
        return [self.chip(key) for key in ON_A_CARD]

    @property
    def glance(self) -> list[FactChip]:
        """Return what the head of the page says."""
        return [self.chip(key) for key in LABELS]
