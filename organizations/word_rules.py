"""The rules over the words of records: how hard to read, how sure, whom they label."""

from collections.abc import Iterator
from dataclasses import replace

from django.db import models
from django.utils.translation import gettext as _

from evidence.models import EvidenceSummary
from evidence.record_rules import claimed_strength
from organizations.choices import PassagePage
from organizations.models import HandoutText, Organization
from organizations.models.handout import HANDOUT_WORD_LIMITS
from organizations.models.passage import SAFETY_WORDS
from organizations.records import ORGANIZATION
from organizations.search.crisis import shipped_phrases
from organizations.text_analysis.words import words_of
from recovery_directory.prose import LISTED_LANGUAGES, Names, stigmatizing_words
from recovery_directory.records.directory import NEVER_PUBLIC, Directory, prose_of
from recovery_directory.records.formats import Record, child_rows
from recovery_directory.records.rules import Breach, too_certain, too_hard, too_long

GRADED_TEXTS = tuple(
    model_field.name
    for model_field in Organization._meta.fields
    if isinstance(model_field, models.TextField)
    and model_field.name not in NEVER_PUBLIC
)
"""The texts of an organization, all of which somebody looking for help may read."""


def organization_words(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse texts that are hard to read, too long for paper, or too sure."""
    for name in GRADED_TEXTS:
        yield from too_hard(name, record.get(name, ""), directory)
    for row in child_rows(ORGANIZATION, record, HandoutText):
        for name, limit in HANDOUT_WORD_LIMITS.items():
            where, text = row.where(name), row.values.get(name, "")
            extra = 0 if row.language == "en" else limit // 4
            yield from too_long(where, text, limit + extra)
            if row.language == "en":
                yield from too_hard(where, text, directory)
    summary = directory.find(EvidenceSummary, record.get("evidence_summary"))
    strength = claimed_strength(summary)
    for where, text, language in prose_of(ORGANIZATION, record):
        yield from too_certain(where, text, strength, directory, language)


def graded_words(names: tuple[str, ...], record: Record, directory: Directory):
    """Refuse texts that are hard to read or claim above the record's own evidence."""
    summary = directory.find(EvidenceSummary, record.get("evidence_summary"))
    strength = claimed_strength(summary)
    own_name = Names([record.get("name", "")])
    for name in names:
        text = record.get(name, "")
        yield from too_hard(name, own_name.replaced_in(text), directory)
        yield from too_certain(name, text, strength, directory)


def crisis_words(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse words of despair or emergency as an everyday word of a term.

    A search never looks for them: they are answered with whom to call.
    """
    for name in ("name", "synonyms", "search_words"):
        for text in _texts(record, name):
            if shipped_phrases().matches(words_of(text)):
                yield Breach(
                    name,
                    _("“%(text)s” is answered as an emergency, and never searched.")
                    % {"text": text},
                    _("Take it out of the words of the term."),
                    blocks=True,
                )


def labelling_words(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse words that label people among the public words of a term."""
    for name in ("name", "synonyms"):
        for text in _texts(record, name):
            for language in LISTED_LANGUAGES:
                for found in stigmatizing_words(text, directory.names, language):
                    yield Breach(
                        name,
                        _("“%(word)s” labels people.") % {"word": found.word},
                        _("Move it to the search words: found by, never shown."),
                        blocks=True,
                    )


def _texts(record: Record, name: str) -> list[str]:
    texts = record.get(name, [])
    return [texts] if isinstance(texts, str) else texts


def safety_words(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a safety line that would not fit on the sheets where it stands."""
    if record.get("page") == PassagePage.SAFETY:
        for breach in too_long("text", record.get("text", ""), SAFETY_WORDS):
            yield replace(breach, blocks=True)
