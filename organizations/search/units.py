"""Units: what of a query must match as one, and how units that belong together join."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from organizations.catalog.vocabulary import Vocabulary
from organizations.search.phrases import Meaning
from organizations.text_analysis.words import ADDICTION_WORDS, fold, stem

ILLNESS = {("focus", "mental-health")}
ADDICTION = {("focus", "alcohol"), ("focus", "drugs")}
BOTH = ("focus", "co-occurring")


@dataclass
class Unit:
    """What must match as one: a word, or a phrase of several.

    A meaning comes with the everyday word for it; with none, where that is never shown.
    """

    positions: tuple[int, ...]
    typed: str = ""
    meanings: dict[Meaning, str] = field(default_factory=dict)
    is_required: bool = True
    is_said_back: bool = True

    @property
    def facets(self) -> set[str]:
        """Return the facets of which it means a value."""
        return {facet for facet, _value in self.meanings}

    @property
    def is_audience(self) -> bool:
        """Whether it names people."""
        return "audience" in self.facets

    @property
    def is_medicine(self) -> bool:
        """Whether it asks about prescribed medicine."""
        return bool(self.facets & {"covers", "medication"})

    @property
    def is_subject(self) -> bool:
        """Whether it names what somebody has trouble with, and nothing else."""
        return self.facets == {"focus"}

    @property
    def stems(self) -> set[str]:
        """Return the stems of its words."""
        return {stem(word) for word in self.typed.split()}

    def shown(self, meaning: Meaning) -> str:
        """Return the everyday word, as typed; with its accents where it has some."""
        written = self.meanings[meaning] if self.is_said_back else ""
        if not written or not self.typed or fold(written) == self.typed:
            return written
        return self.typed


def joined_subjects(units: list[Unit], vocabulary: Vocabulary) -> list[Unit]:
    """Return ``units`` with all that are subjects as one, of which any will do.

    Nobody has to be for heroin and for meth; who is for both is better. What only says
    that there is an addiction counts where nothing says which one. A mental illness
    named together with drinking or drugs means both at once.
    """
    subjects = [unit for unit in units if unit.is_subject]
    meant = {meaning for unit in subjects for meaning in unit.meanings}
    if meant & ILLNESS and meant & ADDICTION:
        for unit in subjects:
            if set(unit.meanings) & (ILLNESS | ADDICTION):
                shown = unit.shown(next(iter(unit.meanings)))
                unit.meanings = unit.meanings | {BOTH: shown}
        return units
    telling = [unit for unit in subjects if not _is_general(unit)]
    if len(subjects) < 2:
        return units
    meanings = {
        meaning: unit.shown(meaning)
        for unit in telling or subjects
        for meaning in unit.meanings
    }
    for facet, value in _broader_than(meanings, vocabulary):
        meanings.pop((facet, value), None)
    positions = sorted(p for unit in subjects for p in unit.positions)
    first = next(index for index, unit in enumerate(units) if unit.is_subject)
    others = [unit for unit in units if not unit.is_subject]
    before = sum(not unit.is_subject for unit in units[:first])
    one = Unit(
        tuple(positions),
        meanings=meanings,
        is_required=any(unit.is_required for unit in subjects),
    )
    return [*others[:before], one, *others[before:]]


def _is_general(unit: Unit) -> bool:
    """Whether it says that there is an addiction, and not which one."""
    words = set(unit.typed.split())
    return set(unit.meanings) == ADDICTION or bool(words) and words <= ADDICTION_WORDS


def _broader_than(meanings: Iterable[Meaning], vocabulary: Vocabulary) -> list[Meaning]:
    """Return the meanings above any of ``meanings``: the narrower one was meant."""
    return [
        (above.facet, above.slug)
        for facet, value in meanings
        if (term := vocabulary.by_facet.get(facet, {}).get(value))
        for above in vocabulary.broader_than(term)
    ]
