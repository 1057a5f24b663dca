"""Reading a query: which words it has, what they mean, what must match.

One lookup finds every stored word and phrase that equals one of the query's; a word
that nothing equals is completed or corrected, and looked up again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from organizations.catalog.aggregates import JoinedIds
from organizations.catalog.snapshot import Catalog
from organizations.models import SearchField, SearchToken
from organizations.search import spelling
from organizations.search.phrases import Meaning, phrases
from organizations.text_analysis.words import (
    ADDICTION_WORDS,
    SHORTEST_STEM,
    STOP_WORDS,
    WEAK_WORDS,
    fold,
    phrase_key,
    stem,
    words_of,
)

LONGEST_PHRASE = 6

ILLNESS = {("focus", "mental-health")}
ADDICTION = {("focus", "alcohol"), ("focus", "drugs")}
BOTH = ("focus", "co-occurring")

OF_TERMS = (SearchField.PHRASE, SearchField.PHRASE_WORD, SearchField.SEARCH_WORD)
"""Fields whose words are those of terms; all others are those of organizations."""

Span = tuple[int, int]
"""Words of the query: from the first to before the second."""


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
    def is_audience(self) -> bool:
        """Whether it names people."""
        return any(facet == "audience" for facet, _value in self.meanings)

    @property
    def is_medicine(self) -> bool:
        """Whether it asks about prescribed medicine."""
        return any(facet in {"covers", "medication"} for facet, _value in self.meanings)

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


def _join_illness_and_addiction(units: list[Unit]) -> None:
    """Let a mental illness named together with drinking or drugs mean both at once."""
    illness = [unit for unit in units if ILLNESS & set(unit.meanings)]
    addiction = [unit for unit in units if ADDICTION & set(unit.meanings)]
    if illness and addiction:
        for unit in (*illness, *addiction):
            shown = unit.shown(next(iter(unit.meanings)))
            unit.meanings = unit.meanings | {BOTH: shown}


class Query:
    """What somebody typed, looked up."""

    def __init__(self, words: list[str], catalog: Catalog):
        """Look the words up; where one is unknown, look up what is meant by it."""
        self.catalog = catalog
        self.vocabulary = catalog.values.vocabulary
        self.words = list(words)
        self.alternatives: list[tuple[str, ...]] = [(word,) for word in self.words]
        self.correction = ""
        self._look_up()
        unknown = self._unknown()
        mendings = unknown and spelling.mend(self.words, unknown, catalog.known_words)
        if mendings:
            self._mend(mendings)
            self._look_up()

    @property
    def stems(self) -> set[str]:
        """Return the stems of all words that say something."""
        return {
            stem(word) for words in self.alternatives for word in words
        } - STOP_WORDS

    # Looking up

    def _spans(self) -> Iterator[Span]:
        for start in range(len(self.words)):
            for end in range(start + 1, len(self.words) + 1):
                yield start, end

    def _look_up(self) -> None:
        """Find the stored words and phrases that equal any of the query's."""
        keys: dict[str, set[Span]] = {}
        for start, end in self._spans():
            words = self.words[start:end]
            whole = "".join(words)
            forms = {whole, stem(whole)}
            if end - start <= LONGEST_PHRASE:
                forms.add(phrase_key(words))
            if end - start == 1:
                forms |= set(self.alternatives[start])
                forms |= {stem(word) for word in self.alternatives[start]}
            for form in forms:
                keys.setdefault(form, set()).add((start, end))
        self.spans = keys
        rows = SearchToken.objects.filter(token__in=sorted(keys)).order_by()
        self._look_up_terms(rows.filter(field__in=OF_TERMS))
        self._look_up_organizations(rows.exclude(field__in=OF_TERMS))
        self._add_fixed_phrases()

    def _look_up_terms(self, rows: QuerySet) -> None:
        self.phrases: dict[Span, dict[Meaning, str]] = {}
        self.phrase_words: dict[int, dict[Meaning, str]] = {}
        self.never_shown: set[str] = set()
        self.exact: set[tuple[Span, Meaning]] = set()
        columns = ("field", "token", "shown", "term_id")
        for where, token, shown, pk in sorted(
            rows.values_list(*columns), key=lambda row: (*row[:3], str(row[3]))
        ):
            term = self.vocabulary.terms.get(pk)
            if term is None:
                continue
            for start, end in self.spans[token]:
                meaning = (term.facet, term.slug)
                if where != SearchField.PHRASE_WORD:
                    self._take_phrase((start, end), meaning, shown, where)
                elif end - start == 1 and len(token) >= SHORTEST_STEM:
                    self.phrase_words.setdefault(start, {})[meaning] = self.words[start]

    def _take_phrase(
        self, span: Span, meaning: Meaning, shown: str, where: int
    ) -> None:
        """Take what a phrase means; as it is written, it comes before its likes."""
        words, written = self.words[slice(*span)], words_of(shown)
        if where == SearchField.PHRASE:
            self.phrases.setdefault(span, {})[meaning] = shown
        elif len(written) == len(words):
            self.phrases.setdefault(span, {}).setdefault(meaning, "")
            self.never_shown.add(" ".join(written))
        if written == words:
            self.exact.add((span, meaning))

    def _look_up_organizations(self, rows: QuerySet) -> None:
        """Find who has the words in a name or a text: sets of the catalog."""
        self.names: dict[tuple[int, int, int], int] = {}
        self.texts: dict[int, int] = {}
        for where, token, joined in rows.values_list("field", "token").annotate(
            joined_ids=JoinedIds("organization")
        ):
            bits = self.catalog.holders(joined)
            for start, end in self.spans[token] if bits else ():
                if where != SearchField.TEXT:
                    key = (where, start, end)
                    self.names[key] = self.names.get(key, 0) | bits
                elif end - start == 1:
                    self.texts[start] = self.texts.get(start, 0) | bits

    def _add_fixed_phrases(self) -> None:
        """Add the phrases that code knows, before those of terms.

        One that means nothing is left out of the search.
        """
        order = {
            (term.facet, term.slug): number
            for number, term in enumerate(self.vocabulary.terms.values())
        }
        self.dropped: set[Span] = set()
        for start, end in self._spans():
            fixed = phrases().get(phrase_key(self.words[start:end]))
            if fixed is None:
                continue
            meanings, shown = fixed
            if not meanings:
                self.dropped.add((start, end))
            terms = self.phrases.get((start, end), {})
            self.phrases[start, end] = dict.fromkeys(meanings, shown) | terms
        for span, found in self.phrases.items():
            first = phrases().get(phrase_key(self.words[slice(*span)]), ((), ""))[0]
            rest = sorted(
                found, key=lambda m: ((span, m) not in self.exact, order.get(m, 0))
            )
            self.phrases[span] = {one: found[one] for one in (*first, *rest)}

    def _unknown(self) -> list[int]:
        """Return which words that say something match nothing at all."""
        known = set(self.texts) | set(self.phrase_words)
        for start, end in [*(span for _where, *span in self.names), *self.phrases]:
            known |= set(range(start, end))
        return [
            position
            for position, word in enumerate(self.words)
            if position not in known and word not in STOP_WORDS
        ]

    def _mend(self, mendings: list[spelling.Mending]) -> None:
        """Put in what is meant; a completed word is no correction.

        Neither is a word that is never shown: it is searched, and not said.
        """
        words, alternatives = list(self.words), list(self.alternatives)
        corrected, is_corrected = list(self.words), False
        may_be_shown = self.catalog.known_words.may_be_shown
        for mending in reversed(mendings):
            part = slice(mending.start, mending.end)
            words[part] = mending.meant[:1]
            alternatives[part] = [mending.meant] if mending.meant else []
            if all(map(may_be_shown, mending.meant[:1])):
                corrected[part] = mending.meant[:1]
                is_corrected |= mending.is_slip and bool(mending.meant)
        if is_corrected:
            self.correction = " ".join(corrected)
        self.words, self.alternatives = words, alternatives

    # What the query asks for

    @cached_property
    def units(self) -> list[Unit]:
        """Return what must match: as few phrases as cover most of the words."""
        units = []
        for start, end in self._segments():
            positions = tuple(range(start, end))
            meanings = self.phrases.get((start, end), {})
            words = self.words[start:end]
            is_guess = False
            if (start, end) in self.dropped:
                continue
            if end - start == 1 and words[0] in STOP_WORDS:
                continue
            if end - start == 1 and not meanings and not self._is_known(start):
                meanings = self.phrase_words.get(start, {})
                is_guess = bool(meanings)
            is_required = (
                not is_guess
                and not set(words) <= WEAK_WORDS | ADDICTION_WORDS
                and not self._only_helps(start, end, meanings)
            )
            if any(len(self.alternatives[p]) > 1 for p in positions):
                words = []  # Completed: what was typed is no word.
            typed = " ".join(words)
            is_said_back = typed not in self.never_shown
            units.append(Unit(positions, typed, meanings, is_required, is_said_back))
        if not any(unit.is_required and self._is_found(unit) for unit in units):
            for unit in units:
                unit.is_required = True
        _join_illness_and_addiction(units)
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

    def _is_found(self, unit: Unit) -> bool:
        return bool(unit.meanings) or any(map(self._is_known, unit.positions))

    def _is_known(self, position: int) -> bool:
        return position in self.texts or any(
            start <= position < end for _where, start, end in self.names
        )

    def _segments(self) -> list[Span]:
        """Cut the query into phrases and single words.

        As few words as can be stay outside phrases, in as few and long phrases as can
        be; words that say nothing cost nothing.
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
                if (start, end) in self.phrases and not (
                    end - start == 1 and says_nothing
                ):
                    (left, count, covered), before = best[start]
                    price = 0 if set(self.words[start:end]) <= STOP_WORDS else 1
                    cost = (left, count + price, covered - (end - start))
                    options.append((cost, [*before, (start, end)]))
            best.append(min(options, key=lambda option: option[0]))
        return best[-1][1]
