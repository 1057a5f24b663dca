"""Words of despair or emergency, read out of what somebody typed into a search.

Whoever types them is told first whom to call, and then which groups may fit: the
phrase leaves the query, and what else was typed, or the subject of the phrase, is
searched. A name that holds the phrase stands whole ("Suicide Anonymous"). Only pages
ask; API and dumps search literally. What is typed is kept nowhere.
"""

from collections.abc import Collection, Container
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.db import transaction
from django.db.models import Count, Max

from organizations.choices import CrisisKind
from organizations.models import CrisisPhrase, TaxonomyTerm
from organizations.search.typed_phrases import TypedPhrases, stands_in_a_name
from organizations.text_analysis.crisis_words import LITTLE, key_of
from organizations.text_analysis.words import words_of

SHIPPED = Path(__file__).with_name("crisis_phrases.yaml")

LONGEST_TEXT = 600
"""Signs that are read: the phrase may stand behind the words that are searched."""


@dataclass(frozen=True)
class Shipped:
    """A phrase as it comes with the site; the subject as ``vocabulary/term``."""

    text: str
    kind: CrisisKind
    language: str
    subject: str = ""


@cache
def shipped() -> tuple[Shipped, ...]:
    """Return the phrases that come with the site."""
    blocks = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return tuple(
        Shipped(
            str(text), CrisisKind(block["kind"]), language, block.get("subject", "")
        )
        for block in blocks
        for language in ("en", "es")
        for text in block.get(language, ())
    )


# Reading


@dataclass(frozen=True)
class Crisis:
    """What was found: what it is about, in which language to answer, what is left."""

    kinds: tuple[CrisisKind, ...]
    language: str
    rest: tuple[str, ...]
    subject: str = ""

    @property
    def is_overdose(self) -> bool:
        """Whether to say first what to do in an overdose."""
        return CrisisKind.OVERDOSE in self.kinds

    @property
    def is_danger(self) -> bool:
        """Whether somebody's life may be in danger for another reason."""
        return CrisisKind.DANGER in self.kinds and not self.is_overdose

    @property
    def is_loss(self) -> bool:
        """Whether it is about somebody who has died, and nothing else."""
        return set(self.kinds) == {CrisisKind.LOSS}


def _is_harmless(phrase: CrisisPhrase | Shipped) -> bool:
    return phrase.kind == CrisisKind.HARMLESS


def _ready(phrases: Collection) -> TypedPhrases:
    return TypedPhrases(phrases, is_harmless=_is_harmless)


_held: list[tuple[tuple, TypedPhrases]] = []
"""The phrases of the table, with the state in which it was when they were read."""


def in_use() -> TypedPhrases:
    """Return the phrases of the table; where it was never filled, the shipped ones."""
    found = CrisisPhrase.objects.aggregate(count=Count("pk"), last=Max("changed_at"))
    state = (found["count"], found["last"])
    if not found["count"]:
        return shipped_phrases()
    if not _held or _held[0][0] != state:
        _held[:] = [(state, _ready(CrisisPhrase.objects.filter(is_used=True)))]
    return _held[0][1]


@cache
def shipped_phrases() -> TypedPhrases:
    """Return the phrases that come with the site, without a database."""
    return _ready(shipped())


def read(text: str, known: Container[str] = ()) -> Crisis | None:
    """Return what ``text`` says of despair or emergency, or None.

    ``known`` are words of the directory, which are no slips of anything.
    """
    words = words_of(text[:LONGEST_TEXT])
    matches = in_use().matches(words, known) if words else []
    if not matches:
        return None
    left = [match for match in matches if not stands_in_a_name(words, match)]
    gone = {place for match in left for place in match.words}
    kinds = {CrisisKind(match.phrase.kind) for match in matches}
    return Crisis(
        kinds=tuple(kind for kind in CrisisKind if kind in kinds),
        language=matches[0].phrase.language,
        rest=tuple(
            word
            for place, word in enumerate(words)
            if place not in gone and (word not in LITTLE or len(left) < len(matches))
        ),
        subject=next(filter(None, (_subject(match.phrase) for match in left)), ""),
    )


def _subject(phrase: CrisisPhrase | Shipped) -> str:
    """Return the name of the public term that a phrase leads to, or an empty text."""
    if isinstance(phrase, Shipped):
        facet, _slash, slug = phrase.subject.partition("/")
        wanted = {"taxonomy__slug": facet, "slug": slug}
    else:
        wanted = {"pk": phrase.subject_id}
    term = TaxonomyTerm.objects.published().filter(**wanted).first()
    return term.name if term else ""


# Loading


@transaction.atomic
def load() -> None:
    """Bring the shipped phrases into the table, and leave alone what was edited here.

    A phrase that a curator wrote, changed or switched off stays as it is; one that is
    shipped no more goes, unless somebody changed it.
    """
    terms = {
        f"{term.taxonomy.slug}/{term.slug}": term.pk
        for term in TaxonomyTerm.objects.select_related("taxonomy")
    }
    ours = CrisisPhrase.objects.exclude(shipped_as="")
    names = [phrase.text for phrase in shipped()]
    ours.filter(is_edited=False).exclude(shipped_as__in=names).delete()
    rows = {row.shipped_as: row for row in ours}
    taken = set(CrisisPhrase.objects.values_list("key", flat=True))
    for phrase in shipped():
        row = rows.get(phrase.text)
        values = {
            "kind": phrase.kind.value,
            "language": phrase.language,
            "subject_id": terms.get(phrase.subject),
        }
        if row is None and key_of(phrase.text) not in taken:
            CrisisPhrase(text=phrase.text, shipped_as=phrase.text, **values).save()
        elif row and not row.is_edited:
            now = {name: getattr(row, name) for name in values}
            if now != values:
                vars(row).update(values)
                row.save()
