"""Looking up: which stored words, phrases and names equal some of a query.

One lookup finds them all; a word that nothing equals is completed or corrected, and
looked up again.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

from organizations.catalog.aggregates import JoinedIds
from organizations.catalog.snapshot import Catalog
from organizations.models import SearchField, SearchToken
from organizations.search import spelling
from organizations.search.mentions import TRIGGER_WORDS
from organizations.search.phrases import Excluded, Meaning, phrases
from organizations.search.whose import FIRST_PERSON, ages
from organizations.text_analysis.words import (
    SHORTEST_STEM,
    STOP_WORDS,
    phrase_key,
    stem,
    words_of,
)

LONGEST_PHRASE = 6
LONGEST_NAME = 12
SHORTEST_LAST = 3
"""Letters of the last of several words that may be one: "weed y" is not "weedy"."""

OF_TERMS = (SearchField.PHRASE, SearchField.PHRASE_WORD, SearchField.SEARCH_WORD)
"""Fields whose words are those of terms; all others are those of organizations."""

Span = tuple[int, int]
"""Words of the query: from the first to before the second."""


class LookedUp:
    """What somebody typed, and what is stored that equals any of it."""

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
            for end in range(start + 1, min(len(self.words), start + LONGEST_NAME) + 1):
                yield start, end

    def _look_up(self) -> None:
        """Find the stored words and phrases that equal any of the query's."""
        keys: dict[str, set[Span]] = {}
        for start, end in self._spans():
            words = self.words[start:end]
            whole = "".join(words)
            forms = {whole}
            if end - start == 1 or len(words[-1]) >= SHORTEST_LAST:
                forms.add(stem(whole))
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
        self._add_ages()

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
        elif meaning[0] == "country":
            # What only sounds like a country is none: "domina" is not Dominica.
            self.phrases.get(span, {}).pop(meaning, None)

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
        self.excluding: dict[Span, Excluded] = {}
        for start, end in self._spans():
            fixed = phrases().get(phrase_key(self.words[start:end]))
            if fixed is None:
                continue
            if not fixed.meanings:
                self.dropped.add((start, end))
            if fixed.excludes:
                self.excluding[start, end] = fixed.excludes
            terms = self.phrases.get((start, end), {})
            self.phrases[start, end] = (
                dict.fromkeys(fixed.meanings, fixed.written) | terms
            )
        for span, found in self.phrases.items():
            fixed = phrases().get(phrase_key(self.words[slice(*span)]))
            rest = sorted(
                found, key=lambda m: ((span, m) not in self.exact, order.get(m, 0))
            )
            first = fixed.meanings if fixed else ()
            self.phrases[span] = {one: found[one] for one in (*first, *rest)}

    def _add_ages(self) -> None:
        """Add what an age tells; one that tells nothing is left out of the search."""
        for span, meanings in ages(self.words).items():
            known = [
                (facet, value)
                for facet, value in meanings
                if value in self.vocabulary.by_facet.get(facet, {})
            ]
            self.phrases.setdefault(span, {}).update(dict.fromkeys(known, ""))
            if not self.phrases[span]:
                self.dropped.add(span)

    def _unknown(self) -> list[int]:
        """Return which words that say something match nothing at all."""
        known = set(self.texts) | set(self.phrase_words)
        for start, end in [*(span for _where, *span in self.names), *self.phrases]:
            known |= set(range(start, end))
        return [
            position
            for position, word in enumerate(self.words)
            if position not in known
            and word not in STOP_WORDS | TRIGGER_WORDS | FIRST_PERSON
            and not word.isdigit()
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
