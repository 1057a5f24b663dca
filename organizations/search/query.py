"""Reading a query: which names and units it has, what they mean, what must match."""

from collections.abc import Iterable
from functools import cached_property

from organizations.search.looking_up import LONGEST_PHRASE, LookedUp, Span
from organizations.search.mentions import Mention, mentions
from organizations.search.phrases import Excluded, Meaning
from organizations.search.units import Unit, joined_subjects
from organizations.search.whose import (
    FIRST_PERSON,
    WOMEN,
    ages,
    family_values,
    is_own,
    names_family,
)
from organizations.text_analysis.words import (
    ADDICTION_WORDS,
    STOP_WORDS,
    WEAK_WORDS,
)

FEW = 3
"""In more words than these, one that stands in a name may be there by chance."""


class Query(LookedUp):
    """What somebody asks for."""

    # What the query asks for

    @cached_property
    def mentions(self) -> list[Mention]:
        """Return the names that were typed, wanted or not."""
        return mentions(self.words, self.names, self.phrases)

    @cached_property
    def unwanted(self) -> list[Mention]:
        """Return the names that somebody would rather do without."""
        return [one for one in self.mentions if one.is_unwanted]

    @cached_property
    def wanted(self) -> list[Mention]:
        """Return the names that were asked for, where there is more than one name.

        A single one with nothing beside it is read word by word, as a name begun is.
        """
        wanted = [one for one in self.mentions if not one.is_unwanted]
        return wanted if len(wanted) > 1 or self._has_more else []

    @cached_property
    def excluded(self) -> dict[Span, Excluded]:
        """Return the values that somebody would rather do without, where it is said."""
        return {
            span: self.excluding[span]
            for span in self._segments(set())
            if span in self.excluding
        }

    def without(self, positions: Iterable[int]) -> str:
        """Return the words without those at some places."""
        left = set(range(len(self.words))) - set(positions)
        return " ".join(self.words[position] for position in sorted(left))

    @cached_property
    def _said_by_names(self) -> set[int]:
        return {p for one in (*self.wanted, *self.unwanted) for p in one.said}

    @property
    def _has_more(self) -> bool:
        """Whether something that is no name says anything."""
        said = {p for one in self.mentions for p in one.said}
        return any(self._unit(*span, said) for span in self._segments(said))

    @cached_property
    def units(self) -> list[Unit]:
        """Return what must match: as few phrases as cover most of the words."""
        said = self._said_by_names
        units = [
            unit
            for span in self._segments(said)
            if (unit := self._unit(*span, said)) is not None
        ]
        if len(units) > 1:
            units = [unit for unit in units if not self._is_bare_number(unit)] or units
        if self.wanted or any(map(self._says_something, units)):
            units = [unit for unit in units if not self.is_prose(unit)]
        telling = sum(word not in STOP_WORDS for word in self.words)
        if telling > FEW and any(unit.meanings for unit in units):
            for unit in units:
                unit.is_required &= bool(unit.meanings) or not self._is_named(unit)
        if self.unwanted and not any(unit.meanings for unit in units):
            units.append(Unit((), meanings=self._instead))
        self.unheld = [unit for unit in units if self._is_unheld(unit)]
        units = [unit for unit in units if unit not in self.unheld]
        units = self._for_whom(units)
        if not any(unit.is_required and self._is_found(unit) for unit in units):
            for unit in units:
                unit.is_required = True
        return joined_subjects(units, self.vocabulary)

    def _is_unheld(self, unit: Unit) -> bool:
        """Whether its meaning is known, and nobody has it."""
        return (
            bool(unit.meanings)
            and not self._is_named(unit)
            and not any(any(self.catalog.placing(*one)) for one in unit.meanings)
        )

    @property
    def _instead(self) -> dict[Meaning, str]:
        """Return what those are about who are not wanted: others may be for that."""
        return {
            ("focus", value): ""
            for value in self.vocabulary.by_facet.get("focus", {})
            for named, only, *_less in [self.catalog.placing("focus", value)]
            if any((named | only) & one.bits for one in self.unwanted)
        }

    def _unit(self, start: int, end: int, said: set[int]) -> Unit | None:
        """Return what a phrase or a word asks for, None where it says nothing."""
        positions = tuple(range(start, end))
        words = self.words[start:end]
        meanings = self.phrases.get((start, end), {})
        if (start, end) in self.dropped or said & set(positions):
            return None
        if end - start == 1 and words[0] in STOP_WORDS:
            return None
        if end - start == 1 and not meanings and words[0] in FIRST_PERSON:
            return None
        is_guess = False
        if end - start == 1 and not meanings and not self._is_known(start):
            meanings = self.phrase_words.get(start, {})
            is_guess = bool(meanings)
        is_required = (
            not is_guess
            and not set(words) <= WEAK_WORDS | ADDICTION_WORDS
            and not self._only_helps(start, end, meanings)
            and not self._goes_with_an_age(start, meanings)
        )
        if any(len(self.alternatives[p]) > 1 for p in positions):
            words = []  # Completed: what was typed is no word.
        typed = " ".join(words)
        is_said_back = typed not in self.never_shown
        return Unit(positions, typed, meanings, is_required, is_said_back)

    def is_prose(self, unit: Unit) -> bool:
        """Whether a unit stands in running text only: in no name, at no term."""
        return (
            not unit.meanings
            and not self._is_named(unit)
            and any(position in self.texts for position in unit.positions)
        )

    def _is_named(self, unit: Unit) -> bool:
        return any(
            start <= position < end
            for position in unit.positions
            for _where, start, end in self.names
        )

    def _is_bare_number(self, unit: Unit) -> bool:
        return unit.typed.isdigit() and not unit.meanings and not self._is_named(unit)

    def _says_something(self, unit: Unit) -> bool:
        """Whether it means something, or is more in a name than a common word."""
        is_weak = set(unit.typed.split()) <= WEAK_WORDS | ADDICTION_WORDS
        return bool(unit.meanings) or self._is_named(unit) and not is_weak

    # For whom

    @cached_property
    def family(self) -> set[Meaning]:
        """Return the audiences that are close to somebody with a problem."""
        return family_values(self.vocabulary)

    def _for_whom(self, units: list[Unit]) -> list[Unit]:
        """Return ``units`` without the family of who speaks of their own trouble."""
        self.is_for_family = any(names_family(unit, self.family) for unit in units)
        if self.is_for_family and is_own(units, self.words, self.family):
            self.is_for_family = False
            return [unit for unit in units if not names_family(unit, self.family)]
        return units

    def names_any(self, facet: str) -> bool:
        """Whether any of the words means a value of ``facet``."""
        return any(facet == one for unit in self.units for one, _value in unit.meanings)

    def _only_helps(self, start: int, end: int, meanings: dict[Meaning, str]) -> bool:
        """Whether a unit helps to order, and nobody is left out for its lack.

        A word that stands in texts only tells little of whom it leaves out; languages
        are recorded of few, and a gap in what is known is no absence.
        """
        if meanings:
            return all(facet == "language" for facet, _value in meanings)
        is_named = any(first < end and start < last for _w, first, last in self.names)
        return start in self.texts and not is_named

    def _goes_with_an_age(self, start: int, meanings: dict[Meaning, str]) -> bool:
        """Whether it says that a woman of some age asks, and not for women alone."""
        is_woman = ("audience", WOMEN) in meanings
        return is_woman and any(end == start for _start, end in ages(self.words))

    def _is_found(self, unit: Unit) -> bool:
        return bool(unit.meanings) or any(map(self._is_known, unit.positions))

    def _is_known(self, position: int) -> bool:
        return position in self.texts or any(
            start <= position < end for _where, start, end in self.names
        )

    def _segments(self, said: set[int]) -> list[Span]:
        """Cut the query into phrases and single words.

        As few words as can be stay outside phrases, in as few and long phrases as can
        be; words that say nothing cost nothing. No phrase holds words of a name, which
        are ``said``.
        """
        Cost = tuple[int, int, int]
        best: list[tuple[Cost, list[Span]]] = [((0, 0, 0), [])]
        for end in range(1, len(self.words) + 1):
            says_nothing = self.words[end - 1] in STOP_WORDS
            (left, count, covered), before = best[end - 1]
            price = 0 if says_nothing else 1
            options = [
                ((left + price, count + price, covered), [*before, (end - 1, end)])
            ]
            for start in range(max(0, end - LONGEST_PHRASE), end):
                is_word = end - start == 1 and says_nothing
                is_free = not said & set(range(start, end))
                if (start, end) in self.phrases and is_free and not is_word:
                    (left, count, covered), before = best[start]
                    price = 0 if set(self.words[start:end]) <= STOP_WORDS else 1
                    cost = (left, count + price, covered - (end - start))
                    options.append((cost, [*before, (start, end)]))
            best.append(min(options, key=lambda option: option[0]))
        return best[-1][1]
