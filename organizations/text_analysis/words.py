"""Words: folding, tokenizing and stemming, the same for records and queries."""

import re
from collections.abc import Collection, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from recovery_directory.characters import folded

MAX_QUERY_LENGTH = 500
MAX_QUERY_WORDS = 20
"""Words that say something; those that say nothing cost nothing."""

_WITHOUT = re.compile(r"(?<!\S)[-\u2212\u2013](?=[^\W_])")

_INITIALS = re.compile(r"\b(?:\w\.){2,}\w?(?!\w)")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_COMPOUND = re.compile(r"\b\w+(?:[-/:&+]\w+)+")
_WORD = re.compile(r"[^\W_]+")

_ENDINGS = (
    "fulness",
    "ically",
    "ations",
    "ation",
    "ities",
    "ments",
    "ness",
    "ment",
    "ians",
    "ical",
    "ings",
    "ists",
    "isms",
    "ions",
    "icos",
    "icas",
    "ing",
    "ers",
    "ors",
    "ist",
    "ism",
    "ian",
    "ion",
    "ies",
    "ity",
    "ics",
    "ico",
    "ica",
    "ive",
    "ed",
    "er",
    "or",
    "ic",
    "es",
    "os",
    "as",
    "al",
    "s",
    "e",
    "o",
    "a",
    "y",
)
"""English and Spanish endings, longest first: one is taken off, if enough is left."""

SHORTEST_STEM = 4

NUMBERS = {
    "eight": "8",
    "twelve": "12",
    "doce": "12",
    "sixteen": "16",
    "thirteen": "13",
}
"""Numbers that names of programs spell out."""

_ENGLISH = """
    a about after again all am an and any are as at be been being but by can could did
    do does doing dont for from had has have having he her hers him his how i id if im
    in into is isnt it its ive just like me my no not of off on one or our ours out
    over own she so some such than that the their them then there these they this
    those to too up us very was we were what when where which who whom why will with
    would you your yours cant cannot wont doesnt didnt couldnt shouldnt wouldnt arent
    wasnt havent hasnt youre theyre hes shes thats s t much many really also now get
    gets getting got give go going keep keeps let make makes need needs needed want
    wants wanted wanting wish try trying tried start starting think feel feeling know
    find finding look looking search searching something someone somebody anyone
    anything thing things lot problem problems issue issues trouble struggling
    struggle struggles help helps helping helped please stop stopping stopped quit
    quitting use uses used using user group groups meeting meetings support
    organization organizations organisation organisations program programs programme
    programmes fellowship recovering people person best good free local nearby near
    close around information info list directory ok okay allowed alternative
    alternatives options option other another else side friendly
    hello hi hey morning afternoon evening day days night nights week weeks weekend
    weekends month months year years old time times every everyday daily always never
    ever already still even only again anymore since until till because while before
    during yet ago last next today tonight tomorrow yesterday said says say saying tell
    telling told talk talking ask asking thought thinking guess hope hoping wonder
    wondering thank thanks sorry maybe kind sort way ways both each between versus vs
    difference better compare compared comparison whether how live lives lived living
    learn new life bad hard really very so two three back come comes coming came went
    gone take takes taking took taken put puts made making left leave leaving happen
    happens happening writing write wrote name called everything everybody everyone
    nobody nothing somewhere someplace anywhere place places here rooms room
"""
_SPANISH = """
    al algo alguien alguna alguno ante como con cual de del desde donde el ella
    ellos en es esta este esto estoy grupo grupos ha hay he la las le les lo los mas
    me mi mis muy ni nos o para pero por que quien quiero se ser si sobre soy su sus
    tambien te tengo tiene tu un una uno unos y ya yo ayuda ayudar apoyo reunion
    reuniones dejar necesito busco buscar problema problemas cerca gratis personas
    gente hola buenas buenos dias tardes noches quisiera saber todo toda todos todas
    mucho mucha muchos muchas puedo puede puedes ano anos dia vez siempre nunca ahora
    entre diferencia mejor estan esta hace llega llego anda vivo
"""
STOP_WORDS = frozenset((_ENGLISH + _SPANISH).split())
"""Words that say nothing about which organization fits."""


_WEAK = """
    recovery anonymous anonimos anonimo anon sober society foundation network
    international world worldwide services service inc org step steps 12 treatment
    disorder community self
"""
WEAK_WORDS = frozenset(_WEAK.split())
"""Words that many names share: they help to order, and are not asked for alone."""

NEGATIONS = frozenset({"no", "not", "non", "dont", "without", "sin"})
"""Words after which a name says the opposite of what is meant."""

ADDICTION_WORDS = frozenset(
    [
        "addiction",
        "addictions",
        "addict",
        "addicts",
        "addicted",
        "adiccion",
        "adicciones",
        "adicto",
        "adicta",
        "adictos",
        "adictas",
    ]
)
"""In a name they do not say which one: nobody is named after drugs by them."""


def fold(text: str) -> str:
    """Return ``text`` folded, without apostrophes and dots between initials."""
    plain = _APOSTROPHES.sub("", folded(text.replace("\0", " ")))
    return _INITIALS.sub(lambda match: match[0].replace(".", ""), plain)


def words_of(text: str) -> list[str]:
    """Return the words of ``text``, folded, in order; numbers in figures."""
    return [NUMBERS.get(word, word) for word in _WORD.findall(fold(text))]


def joined(text: str) -> str:
    """Return ``text`` folded into one word: ``Al-Anon`` is ``alanon``."""
    return "".join(words_of(text))


def compounds_of(text: str) -> list[str]:
    """Return what stands between spaces as one word: ``alanon`` of ``Al-Anon``."""
    return ["".join(_WORD.findall(part)) for part in _COMPOUND.findall(fold(text))]


def stem(word: str) -> str:
    """Return ``word`` without its commonest English and Spanish endings.

    >>> stem("gamblers") == stem("gambling") == stem("gamble")
    True
    """
    if len(word) <= SHORTEST_STEM or not word.isascii():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def stems_of(text: str) -> list[str]:
    """Return the stems of the words of ``text``, in order."""
    return [stem(word) for word in words_of(text)]


def phrase_key(words: list[str]) -> str:
    """Return the form in which a phrase is stored and looked up."""
    return " ".join(stem(word) for word in words)


def query_words(text: str) -> list[str]:
    """Return the words that a query is searched by, never a fault."""
    return searched_among(typed_words(text[:MAX_QUERY_LENGTH]))


def typed_words(text: str) -> list[str]:
    """Return the words of what somebody typed: a minus before one is "without"."""
    return words_of(_WITHOUT.sub("without ", text))


def telling(words: list[str]) -> list[str]:
    """Return the words that say something."""
    return [word for word in words if word not in STOP_WORDS]


def searched_among(words: list[str]) -> list[str]:
    """Return the words as far as they are searched: twenty that say something."""
    telling = [place for place, word in enumerate(words) if word not in STOP_WORDS]
    end = len(words)
    if len(telling) > MAX_QUERY_WORDS:
        end = telling[MAX_QUERY_WORDS]
    return [word[:60] for word in words[:end]]


def letters_off(word: str) -> int:
    """Return how many letters what was typed as ``word`` may be off: none, 1 or 2."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def slips_among(typed: str, words: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield which of ``words`` may have been meant, and how many letters it is off.

    Letters left out, put in, mistaken or swapped with the next one count as one each;
    short words may be off by one, words of eight letters and more by two.
    """
    if most := letters_off(typed):
        near = process.extract_iter(
            typed, words, scorer=OSA.distance, score_cutoff=most
        )
        for meant, off, _place in near:
            yield meant, off
