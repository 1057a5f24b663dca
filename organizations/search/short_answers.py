"""Short answers, read out of what somebody typed into a search.

The phrase leaves the query, so that "court ordered meeting" does not find who writes
of order; what else was typed, or the groups that the answer names, is searched. A name
that holds the phrase stands whole. Only pages ask; API and dumps search literally.
"""

from collections.abc import Collection, Container
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max

from organizations.choices import CrisisLanguage
from organizations.models import ShortAnswer
from organizations.search.typed_phrases import Match, TypedPhrases, stands_in_a_name
from organizations.text_analysis.crisis_words import LITTLE
from recovery_directory import yaml_files

SHIPPED = Path(__file__).with_name("short_answers.yaml")

COUNTRY = "us"
"""Where the ways on that come with the site lead somewhere."""

MOST = 2
"""How many answers are given to one search."""

ADVISERS = frozenset(
    [
        "doctor",
        "doctors",
        "dr",
        "medico",
        "medica",
        "doctora",
        "nurse",
        "enfermera",
        "therapist",
        "counselor",
        "counsellor",
        "psychiatrist",
        "psychologist",
        "terapeuta",
        "psicologo",
        "psicologa",
        "psiquiatra",
        "shrink",
        "lawyer",
        "attorney",
        "abogado",
        "abogada",
        "sponsor",
        "padrino",
        "madrina",
        "social",
        "worker",
        "hospital",
        "pastor",
    ]
)
"""People who send somebody to a group; who tells so does not look for them."""

SAYING = frozenset(
    [
        "says",
        "say",
        "said",
        "saying",
        "told",
        "tells",
        "telling",
        "thinks",
        "thought",
        "wants",
        "wanted",
        "suggests",
        "suggested",
        "recommends",
        "recommended",
        "advises",
        "advised",
        "advise",
        "sent",
        "sends",
        "referred",
        "refers",
        "makes",
        "made",
        "insists",
        "insisted",
        "asked",
        "asks",
        "ordered",
        "dice",
        "dijo",
        "quiere",
        "manda",
        "mando",
        "recomienda",
        "recomendo",
        "aconseja",
        "aconsejo",
        "sugirio",
        "pide",
        "pidio",
        "cree",
    ]
)
"""Words after somebody that tell what they said or did: "my doctor says"."""

BETWEEN = frozenset({"has", "had", "just", "also", "always", "me", "nos"})

FIELDS = ("name_es", "phrases", "phrases_es", "text", "text_es", "ways", "groups")


@cache
def shipped() -> tuple[ShortAnswer, ...]:
    """Return the answers that come with the site, as rows that are not saved."""
    return tuple(
        ShortAnswer(
            name=one["name"],
            shipped_as=one["name"],
            **{field: one[field] for field in FIELDS if field in one},
        )
        for one in yaml_files.read(SHIPPED)
    )


@dataclass(frozen=True)
class Said:
    """One phrase of an answer, and in which language it is."""

    text: str
    answer: ShortAnswer
    language: str


@dataclass(frozen=True)
class Answered:
    """The answers to a text, in which language to give them, and what is left of it.

    None is given to who tells what a doctor said: only the words are taken out.
    """

    answers: tuple[ShortAnswer, ...]
    language: str
    rest: tuple[str, ...]

    @property
    def groups(self) -> str:
        """Return what the groups below are searched by, beside the rest."""
        return next((one.groups for one in self.answers if one.groups), "")


def _ready(answers: Collection[ShortAnswer]) -> TypedPhrases[Said]:
    return TypedPhrases(
        [
            Said(text, answer, language)
            for answer in answers
            for language, texts in (
                (str(CrisisLanguage.SPANISH), answer.phrases_es),
                (str(CrisisLanguage.ENGLISH), answer.phrases),
            )
            for text in texts
        ],
        is_ordered=True,
    )


_held: list[tuple[tuple, TypedPhrases[Said]]] = []
"""The answers of the table, with the state in which it was when they were read."""


def in_use() -> TypedPhrases[Said]:
    """Return the answers of the table; where it was never filled, the shipped ones."""
    found = ShortAnswer.objects.aggregate(count=Count("pk"), last=Max("changed_at"))
    state = (found["count"], found["last"])
    if not found["count"]:
        return _shipped_ready() if settings.COUNTRY.lower() == COUNTRY else _ready([])
    if not _held or _held[0][0] != state:
        _held[:] = [(state, _ready(ShortAnswer.objects.filter(is_used=True)))]
    return _held[0][1]


@cache
def _shipped_ready() -> TypedPhrases[Said]:
    return _ready(shipped())


def read(
    words: list[str], answers: TypedPhrases[Said], known: Container[str] = ()
) -> Answered | None:
    """Return the short answers to ``words``, or None.

    ``known`` are words of the directory, which are no slips of anything.
    """
    matches = answers.matches(words, known) if words else []
    matches = [match for match in matches if not stands_in_a_name(words, match)]
    if not matches:
        return None
    told = {match: _told(words, match) for match in matches}
    asked = [match for match in matches if not told[match]]
    given = list(dict.fromkeys(match.phrase.answer for match in asked))[:MOST]
    gone = {
        place
        for match in matches
        if told[match] or match.phrase.answer in given
        for place in (*match.words, *told[match])
    }
    return Answered(
        tuple(given),
        matches[0].phrase.language,
        tuple(
            word
            for place, word in enumerate(words)
            if place not in gone and word not in LITTLE
        ),
    )


def _told(words: list[str], match: Match[Said]) -> range:
    """Return the words after a match that tell what an adviser says; none elsewhere."""
    first, place = max(match.words) + 1, max(match.words) + 1
    if words[first - 1] not in ADVISERS:
        return range(0)
    while place < len(words) and words[place] in BETWEEN:
        place += 1
    is_told = place < len(words) and words[place] in SAYING
    return range(first, place + 1) if is_told else range(0)


# Loading


@transaction.atomic
def load() -> None:
    """Bring the shipped answers into the table, and leave alone what was edited here.

    They lead to services of one country: elsewhere the operator writes their own.
    """
    if settings.COUNTRY.lower() != COUNTRY:
        return
    ours = ShortAnswer.objects.exclude(shipped_as="")
    names = [answer.name for answer in shipped()]
    ours.filter(is_edited=False).exclude(shipped_as__in=names).delete()
    rows = {row.shipped_as: row for row in ours}
    taken = set(ShortAnswer.objects.values_list("name", flat=True))
    for answer in shipped():
        row = rows.get(answer.name)
        values = {field: getattr(answer, field) for field in FIELDS}
        if row is None and answer.name not in taken:
            ShortAnswer(name=answer.name, shipped_as=answer.name, **values).save()
        elif row and not row.is_edited:
            now = {field: getattr(row, field) for field in FIELDS}
            if now != values:
                vars(row).update(values)
                row.save()
