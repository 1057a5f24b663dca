"""Every pattern that meets people's text takes time in step with its length.

A pattern that tries again from each letter takes 64 times as long for eight times the
text; one that tries every way to part a text never ends. Each pattern of the code
is walked with texts made of its own pieces, and only the growth within one run is
judged, never a time.
"""

import ast
import importlib
import re
import signal
import time
from collections.abc import Callable, Iterator
from itertools import chain, product
from pathlib import Path

import pytest
from django.apps import apps
from django.core.validators import RegexValidator

from evidence import mirrors
from recovery_directory import prose, yaml_files
from recovery_directory.curation import erasing
from recovery_directory.prose import certainty, disclosing_terms, stigma
from recovery_directory.prose.proper_names import pattern_of
from recovery_directory.records import differences

ROOT = Path(__file__).resolve().parents[2]
OURS = ("recovery_directory", "organizations", "evidence", "meetings")
LANGUAGES = ("en", "es")

SHORT, TIMES = 1_000, 8
MOST_GROWTH = 4
"""One text against eight of an eighth: 1 is linear, 8 is quadratic."""
MOST_PARTS, MOST_BEGUN = 12, 80
"""Parts of a pattern that are looked at, and texts that begin it and break off."""
LONGEST = 2
"""Seconds of this process's own work, after which a pattern is taken never to end."""


def _certainty() -> Iterator[re.Pattern]:
    for language in LANGUAGES:
        listed = certainty._list(language)
        yield from [listed.denial, *(row[0] for row in listed.rows)]


BUILT: dict[str, Callable[[], list[re.Pattern]]] = {
    "evidence.mirrors": lambda: [pattern for pattern, _name in mirrors._lists()[1]],
    "recovery_directory.curation.erasing": lambda: [erasing._pattern("a a a a")],
    "recovery_directory.yaml_files": lambda: [
        pattern
        for resolvers in yaml_files._StrictLoader.yaml_implicit_resolvers.values()
        for _tag, pattern in resolvers
    ],
    "recovery_directory.prose.certainty": lambda: list(_certainty()),
    "recovery_directory.prose.proper_names": lambda: [
        pattern_of(["A A A", "A-A", "a"])
    ],
    "recovery_directory.prose.stigma": lambda: [
        entry.pattern for name in LANGUAGES for entry in stigma._entries(name)
    ],
    "recovery_directory.prose.disclosing_terms": lambda: [
        disclosing_terms._in_text(),
        disclosing_terms._in_address(),
    ],
}
"""Patterns that a module puts together from words: nobody can read them in its code."""


NOT_OF_PEOPLE = {
    "recovery_directory.web.static_files": "reads the style sheets of this code",
    "recovery_directory.configuration": "reads what the operator sets",
}

# Collecting


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of the module ``re`` that take a pattern, with their names."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr != "escape"
        ):
            yield node.func.attr, node


def _written(call: ast.Call, module) -> re.Pattern | None:
    """Return the pattern of a call where it stands in the code; else None."""
    known = []
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        try:
            known.append(eval(ast.unparse(argument), vars(module).copy()))
        except NameError:
            known.append(None)
    pattern, *others = known
    if pattern is None:
        return None
    flags = [one for one in others if isinstance(one, re.RegexFlag)]
    return re.compile(pattern, *flags)


def _of_code() -> Iterator[tuple[str, re.Pattern, str]]:
    for name in OURS:
        for path in sorted((ROOT / name).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" in parts:
                continue
            module_name = ".".join(parts).removesuffix(".__init__")
            calls = list(_calls(ast.parse(path.read_text())))
            if not calls:
                continue
            if module_name in NOT_OF_PEOPLE:
                continue
            module = importlib.import_module(module_name)
            for method, call in calls:
                pattern = _written(call, module)
                if pattern is not None:
                    yield module_name, pattern, method
                else:
                    assert module_name in BUILT, (
                        f"{module_name}, line {call.lineno}: say in BUILT how this "
                        "pattern is put together."
                    )
            for pattern in BUILT.get(module_name, list)():
                yield module_name, pattern, "finditer"


def _of_fields() -> Iterator[tuple[str, re.Pattern, str]]:
    for model in apps.get_models():
        if model.__module__.partition(".")[0] not in OURS:
            continue
        for field in model._meta.fields:
            for validator in field.validators:
                if isinstance(validator, RegexValidator):
                    yield f"{model.__name__}.{field.name}", validator.regex, "search"


PATTERNS = sorted(
    {
        (pattern.pattern, pattern.flags, method): (where, pattern, method)
        for where, pattern, method in chain(_of_code(), _of_fields())
    }.values(),
    key=lambda found: (found[0], found[1].pattern),
)


# Hostile texts


def _pieces(parsed) -> Iterator[list[str]]:
    """Yield for each part of a pattern a few short texts that it takes."""
    for kind, what in parsed:
        match str(kind):
            case "LITERAL":
                yield [chr(what)]
            case "NOT_LITERAL" | "ANY":
                yield ["a", " "]
            case "IN":
                yield list(dict.fromkeys(_of_set(what)))[:6] or ["a"]
            case "CATEGORY":
                yield list(_of_category(str(what)))
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, _most, body = what
                bodies = list(_samples(body))
                yield [one * max(least, 1) for one in bodies]
            case "SUBPATTERN":
                yield list(_samples(what[-1]))
            case "ATOMIC_GROUP":
                yield list(_samples(what))
            case "BRANCH":
                yield [
                    text
                    for branch in what[1][:4]
                    for text in list(_samples(branch))[:2]
                ]


def _of_set(items) -> Iterator[str]:
    if str(items[0][0]) == "NEGATE":
        yield from ("a", "A", "1", " ", "-")
        return
    for kind, what in items:
        match str(kind):
            case "LITERAL":
                yield chr(what)
            case "RANGE":
                yield chr(what[0])
            case "CATEGORY":
                yield from _of_category(str(what))


def _of_category(name: str) -> tuple[str, ...]:
    if name.endswith("NOT_WORD"):
        return (" ", "-")
    if name.endswith("NOT_SPACE"):
        return ("a", "-")
    if name.endswith("NOT_DIGIT"):
        return ("a", " ")
    if name.endswith("SPACE"):
        return (" ", "\n")
    return ("1",) if name.endswith("DIGIT") else ("a", "A", "1", "_")


def _samples(parsed) -> Iterator[str]:
    """Yield a few texts that a pattern takes: the first, the second … of each piece."""
    pieces = [piece for piece in _pieces(parsed) if piece]
    for number in range(min(3, max(map(len, pieces), default=0))):
        yield "".join(piece[number % len(piece)] for piece in pieces)


def _beginnings(parsed) -> Iterator[str]:
    """Yield what a pattern takes up to each of its parts: it is begun, never ended."""
    for end in range(1, len(parsed) + 1):
        yield from _samples(parsed[:end])


def _inside(parsed) -> Iterator:
    """Yield a pattern and every pattern inside it."""
    yield parsed
    for _kind, what in parsed:
        for part in what if isinstance(what, (tuple, list)) else ():
            for inner in part if isinstance(part, list) else [part]:
                if isinstance(inner, re._parser.SubPattern):
                    yield from _inside(inner)


def units(pattern: re.Pattern) -> list[str]:
    """Return what is repeated in the texts that one pattern is walked with."""
    parsed = re._parser.parse(pattern.pattern, pattern.flags)
    inside = list(_inside(parsed))[:MOST_PARTS]
    letters: list[str] = ["a", "A", "1", " ", "-", "."]
    letters += [one for inner in inside for piece in _pieces(inner) for one in piece]
    short = list(dict.fromkeys(one for one in letters if len(one) < 30))[:8]
    begun = [one for inner in inside for one in _beginnings(inner) if one]
    pairs = ("".join(pair) for pair in product(short, repeat=2))
    return list(dict.fromkeys(chain(short, begun[:MOST_BEGUN], pairs)))


# Measuring


class _NeverEnds(Exception):
    pass


def _give_up(*_args):
    raise _NeverEnds


def seconds(walk: Callable[[str], object], text: str, times: int) -> float:
    """Return how long it takes to walk over a text so many times."""
    started = time.perf_counter()
    for _time in range(times):
        walk(text)
    return time.perf_counter() - started


def growth(walk: Callable[[str], object], unit: str, end: str) -> float:
    """Return how many times as long one text takes as its parts, one by one.

    The least of several is taken, of the same work: what else the machine does only
    adds, and adds to both alike.
    """
    part = unit * (SHORT // len(unit)) + end
    whole = unit * (SHORT * TIMES // len(unit)) + end
    parts, at_once = float("inf"), float("inf")
    for _time in range(25):
        parts = min(parts, seconds(walk, part, TIMES))
        at_once = min(at_once, seconds(walk, whole, 1))
        if at_once < MOST_GROWTH * parts:
            break
    return at_once / parts


def walk_with(pattern: re.Pattern, method: str) -> Callable[[str], object]:
    """Return how the code goes over a text with a pattern."""
    if method in {"match", "fullmatch", "search"}:
        return getattr(pattern, method)
    return lambda text: sum(1 for _match in pattern.finditer(text))


@pytest.fixture
def _alarm():
    before = signal.signal(signal.SIGVTALRM, _give_up)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def worst(pattern: re.Pattern, method: str) -> tuple[float, str]:
    """Return how a pattern grows with the first text that it grows too fast with.

    Where there is none, with the text with which it grows most.
    """
    walk = walk_with(pattern, method)
    most = 0.0, ""
    for unit, end in product(units(pattern), ("\0", "\n!")):
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        try:
            most = max(most, (growth(walk, unit, end), unit))
        except _NeverEnds:
            return float("inf"), unit
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if most[0] >= MOST_GROWTH:
            break
    return most


@pytest.mark.usefixtures("_alarm")
@pytest.mark.parametrize(
    ("where", "pattern", "method"),
    PATTERNS,
    ids=[f"{where}-{number}" for number, (where, *_rest) in enumerate(PATTERNS)],
)
def test_eight_times_the_text_takes_about_eight_times_as_long(where, pattern, method):
    times, unit = worst(pattern, method)
    assert times < MOST_GROWTH, (
        f"{where}: {pattern.pattern!r} takes {times * TIMES:.0f} times as long for "
        f"{unit!r} repeated {TIMES} times as often."
    )


@pytest.mark.usefixtures("_alarm")
@pytest.mark.parametrize(
    "pattern",
    [
        r"\b(?:[A-Z][\w’'-]*[ -])+(?:Anonymous)\b",
        r"\bDr\.? [A-Z][a-z]+ [(\[][A-Z][^)\]]*[)\]]",
        r"\w+(?:[-/]\w+)+",
        r"(?:\w\.){2,}(?!\w)",
        r"\s+$",
    ],
)
def test_a_pattern_that_grows_faster_is_found(pattern):
    assert worst(re.compile(pattern), "finditer")[0] >= MOST_GROWTH


# Functions that go over a text more than once


@pytest.mark.usefixtures("_alarm")
@pytest.mark.parametrize("unit", ["proven ", "not proven ", "A-", "a ", "Aa. ", "5-"])
@pytest.mark.parametrize(
    "walk",
    [
        lambda text: prose.claims_above(None, text),
        lambda text: prose.stigmatizing_words(text),
        lambda text: prose.reading_grade(text),
        lambda text: disclosing_terms.disclosing_terms_in(text),
    ],
    ids=["claims", "stigma", "grade", "telling"],
)
def test_what_judges_a_text_takes_time_in_step_with_its_length(walk, unit):
    signal.setitimer(signal.ITIMER_VIRTUAL, 5 * LONGEST)
    assert growth(walk, unit, "x") < MOST_GROWTH


@pytest.mark.usefixtures("_alarm")
@pytest.mark.parametrize(
    ("before", "after"),
    [("a " * 2000, "a b " * 1000), ("a b " * 1000, "b a a " * 600), ("a," * 99, "a")],
)
def test_two_texts_of_one_word_are_compared_in_no_time(before, after):
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    list(differences._words(before, after))
