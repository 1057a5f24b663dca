"""Phrases that are answered by themselves, looked for in what somebody typed."""

from collections.abc import Callable, Collection, Container
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from organizations.catalog.lexicon import WHOLE
from organizations.models import Organization, SearchToken
from organizations.text_analysis.crisis_words import Lexicon, Token, in_order, keys_of


class Phrase(Protocol):
    """Whatever has words to be found by."""

    @property
    def text(self) -> str:
        """Return the words as people type them."""


P = TypeVar("P", bound=Phrase)


@dataclass(frozen=True)
class Match(Generic[P]):
    """A phrase, and the words that say it."""

    phrase: P
    tokens: tuple[Token, ...]

    @property
    def words(self) -> set[int]:
        """Return the positions of its words in the text."""
        return set(range(self.tokens[0].start, self.tokens[-1].end))


def _never(_phrase) -> bool:
    return False


class TypedPhrases(Generic[P]):
    """Phrases, ready to be looked for in a text.

    Their words may stand in any order, but for what is denied; with ``is_ordered`` they
    mean what they mean in theirs alone. What ``is_harmless`` takes its words away from
    all others.
    """

    def __init__(
        self,
        phrases: Collection[P],
        *,
        is_harmless: Callable[[P], bool] = _never,
        is_ordered: bool = False,
    ):
        """Index them by their words as they are compared."""
        self.is_harmless = is_harmless
        self.is_ordered = is_ordered
        self.by_key = {self._key(keys_of(phrase.text)): phrase for phrase in phrases}
        self.lexicon = Lexicon(phrase.text for phrase in phrases)
        self.longest = max((len(keys_of(one.text)) for one in phrases), default=0)

    def _key(self, keys: Collection[str]) -> str:
        is_ordered = self.is_ordered or in_order(keys)
        return " ".join(keys if is_ordered else sorted(keys))

    def matches(self, words: list[str], known: Container[str] = ()) -> list[Match[P]]:
        """Return the phrases in ``words``: the longest, none upon another."""
        tokens = self.lexicon.tokens(words, known)
        found = [
            Match(phrase, tuple(window))
            for start in range(len(tokens))
            for end in range(start + 1, min(len(tokens), start + self.longest) + 1)
            if (phrase := self._phrase(window := tokens[start:end]))
        ]
        found.sort(key=lambda one: (not self.is_harmless(one.phrase), -len(one.tokens)))
        taken: set[int] = set()
        kept = []
        for match in found:
            if not match.words & taken:
                taken |= match.words
                kept.append(match)
        kept = [match for match in kept if not self.is_harmless(match.phrase)]
        return sorted(kept, key=lambda match: match.tokens[0].start)

    def _phrase(self, window: list[Token]) -> P | None:
        return self.by_key.get(self._key([token.key for token in window]))


def stands_in_a_name(words: list[str], match: Match) -> bool:
    """Whether the words belong to a whole name of a published organization."""
    first, last = min(match.words), max(match.words) + 1
    spans = {
        "".join(words[start:end])[:200]
        for start in range(max(0, last - 12), first + 1)
        for end in range(last, min(len(words), start + 12) + 1)
    }
    return SearchToken.objects.filter(
        field__in=WHOLE,
        token__in=sorted(spans),
        organization__in=Organization.objects.published(),
    ).exists()
