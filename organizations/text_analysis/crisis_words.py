"""The words of crisis phrases, compared so that it matters little how they are typed.

Both the phrases and what somebody typed are taken apart here in the same way: folded as
all search is, short forms written out, "himself" as "myself", little words left out,
endings taken off. Words run together or apart and slips are mended by the words of the
phrases themselves.
"""

import re
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass

from organizations.text_analysis.words import (
    NEGATIONS,
    STOP_WORDS,
    slips_among,
    stem,
    words_of,
)

NOT = "not"

_NOT = """
    no non never dont dnt doesnt didnt isnt arent wasnt wont cant cannot couldnt
    wouldnt shouldnt aint havent hasnt nunca jamas
"""
_SAME = {
    NOT: _NOT,
    "myself": """
        himself herself themselves themself hisself yourself ourselves urself meself
        myselves""",
    "my": "his her their your our ur",
    "him": "them",
    "want": "wanna wana wnt wants",
    "going": "gonna gunna goin",
    "wish": "wishing whish",
    "son": """
        daughter child kid kids boy girl brother sister husband wife boyfriend
        girlfriend partner spouse fiance fiancee friend mother mom mum father dad
        cousin nephew niece uncle aunt grandson granddaughter parent parents sibling
        bf gf""",
    "hijo": """
        hija hermano hermana esposo esposa marido novio novia pareja amigo amiga madre
        padre mama papa primo prima sobrino sobrina nieto nieta""",
    "me": "se te",
    "mi": "su sus tu mis",
}
SAME = {word: one for one, words in _SAME.items() for word in words.split()}
"""Words that mean the same in these phrases."""

_LITTLE = """
    i im ive id ill a an the to 2 am is are was were be been being he she they we hes
    shes theyre you u just really so very fucking fuckin fing freaking literally
    already now today tonight sometimes often even ever much honestly actually always
    keep keeps please still longer do does did can will would could should may might
    must has have had think thinking thought feel feeling feels like that right
    kind kinda sort maybe only both
    yo el ella ya tan muy solo ahora hoy siempre creo que un una lo la esta estoy
    mucho
"""
LITTLE = frozenset(_LITTLE.split())
"""Words that may stand or be missing anywhere in such a phrase."""

LONG = 6
"""Letters of words that may be mistyped or written apart; shorter ones are too many."""

SHORT = 4
"""Letters of words of which two may be swapped: ``wnat``."""

_REPEATED = re.compile(r"(.)\1{2,}")
_WITH_PRONOUN = re.compile(r"(?<=[aei]r)(?:se|te)\Z")


@dataclass(frozen=True)
class Token:
    """A word as it is compared, and which words of the text it was typed as."""

    key: str
    start: int
    end: int


def _one(word: str) -> str:
    """Return the word for which ``word`` stands."""
    return SAME.get(word) or _WITH_PRONOUN.sub("me", word)


def _key(word: str) -> str:
    """Return ``word`` as it is compared; empty where it is a little one."""
    return "" if word in LITTLE else stem(_one(word))


def keys_of(text: str) -> tuple[str, ...]:
    """Return the words of a phrase as they are compared."""
    return tuple(token.key for token in _plain(words_of(text)) if token.key)


def key_of(text: str) -> str:
    """Return the form in which a phrase is kept; empty where it says nothing.

    Words may stand in any order, but for what is denied: "dont want to live" is not
    "want to live, dont".
    """
    keys = keys_of(text)
    return " ".join(keys if in_order(keys) else sorted(keys))


def in_order(keys: Collection[str]) -> bool:
    """Whether these words mean this only in their order."""
    return NOT in keys or bool(NEGATIONS & set(keys))


def _plain(words: list[str]) -> Iterable[Token]:
    """Yield the words, short forms like ``don t`` joined."""
    place = 0
    while place < len(words):
        pair = "".join(words[place : place + 2])
        size = 2 if pair in SAME and words[place + 1 : place + 2] == ["t"] else 1
        yield Token(_key("".join(words[place : place + size])), place, place + size)
        place += size


class Lexicon:
    """The words of all phrases, by which what was typed is mended."""

    def __init__(self, texts: Iterable[str]):
        """Keep every long word, and every phrase written as one word."""
        self.keys: set[str] = set()
        self.words: set[str] = set()
        self.long: dict[str, str] = {}
        self.short: dict[str, str] = {}
        self.joined: dict[str, list[str]] = {}
        for text in texts:
            words = words_of(text)
            self.words.update(words)
            for word in words:
                self.keys.add(_key(word))
                if len(word) >= LONG and word not in LITTLE:
                    self.long[word] = self.long[_one(word)] = _key(word)
                elif len(word) >= SHORT and word not in LITTLE:
                    self.short[word] = _key(word)
            for start in ((), ("i",), ("me",)):
                whole = [*start, *words]
                if len(whole) > 1 and len("".join(whole)) >= LONG:
                    self.joined.setdefault("".join(whole), whole)
        self.long_keys = set(self.long.values())

    def tokens(self, words: list[str], known: Container[str]) -> list[Token]:
        """Return what was typed, mended; ``known`` words are no slips of others."""
        found: list[Token] = []
        place = 0
        while place < len(words):
            token = self._together(words, place)
            if token is None:
                word = self._shortened(words[place])
                if word in self.joined and _key(word) not in self.keys:
                    found += [
                        Token(one.key, place, place + 1)
                        for one in _plain(self.joined[word])
                    ]
                    place += 1
                    continue
                token = next(iter(_plain([word, *words[place + 1 : place + 2]])))
                token = Token(
                    self._mended(word, token.key, known),
                    place,
                    place + token.end - token.start,
                )
            found.append(token)
            place = token.end
        return [token for token in found if token.key]

    def _together(self, words: list[str], place: int) -> Token | None:
        """Return two words that are one written apart: ``over dosed``, ``my self``."""
        pair = words[place : place + 2]
        whole = "".join(pair)
        if len(pair) == 2 and len(whole) >= LONG:
            key = _key(whole)
            if whole in self.long or key in self.long_keys:
                return Token(key, place, place + 2)
        return None

    def _shortened(self, word: str) -> str:
        """Return ``word`` without letters held down: ``dieeee``."""
        for letters in (r"\1\1", r"\1"):
            shorter = _REPEATED.sub(letters, word)
            if _key(shorter) in self.keys:
                return shorter
        return _REPEATED.sub(r"\1\1", word)

    def _mended(self, word: str, key: str, known: Container[str]) -> str:
        is_known = key in self.keys or word in STOP_WORDS or word in known
        if not key or is_known or len(word) < SHORT:
            return key
        letters = sorted(word)
        near = [
            meant
            for meant, off in slips_among(word, [*self.long, *self.short])
            if off == 1
            and meant[0] == word[0]
            and (meant in self.long or sorted(meant) == letters)
        ]
        return _key(min(near)) if near else key
