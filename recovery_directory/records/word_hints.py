"""Word hints: what the rules of words say of one record, while somebody writes it.

The same rules as ``check_records``: in a draft they are advice; words that hurt, that
are private or that claim too much keep a record from being published.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from recovery_directory import prose
from recovery_directory.records.differences import label_of_place
from recovery_directory.records.directory import StoredDirectory, prose_of
from recovery_directory.records.formats import Record, RecordFormat, format_of
from recovery_directory.records.rules import word_breaches

MOST_JUDGED = 100_000
"""Letters of all texts of a record together; the largest here has a quarter of it."""


@dataclass(frozen=True)
class Hint:
    """What a rule says of one text: where, what, and what to write instead."""

    place: str
    label: str
    reason: str
    remedy: str
    blocks: bool

    def __str__(self) -> str:
        """Return it as a sentence that stands for itself."""
        return f"“{self.label}”: {self.reason} {self.remedy}"


def hints(instance: models.Model, record: Record | None = None) -> list[Hint]:
    """Return what the rules say of the words of a record as it is stored.

    ``record`` is that, where the caller has read it.
    """
    record_format = format_of(type(instance))
    record = record or record_format.read(instance.pk)
    return hints_of(record_format, record, StoredDirectory())


def hints_of(
    record_format: RecordFormat, record: Record, directory: StoredDirectory
) -> list[Hint]:
    """Return what the rules say of the words of a whole record.

    One that holds more than they judge is judged not at all, and not published.
    """
    letters = _letters(record_format, record)
    if letters > MOST_JUDGED:
        reason = _("Together they have %(count)d letters; at most %(most)d are judged.")
        reason %= {"count": letters, "most": MOST_JUDGED}
        return [Hint("", _("All texts"), reason, _("Shorten them."), blocks=True)]
    return [
        Hint(
            breach.field,
            label_of_place(record_format, breach.field),
            breach.reason,
            breach.remedy,
            breach.blocks,
        )
        for breach in word_breaches(record_format, record, directory)
    ]


def reading_grades(
    record_format: RecordFormat, record: Record, directory: StoredDirectory
) -> dict[str, str]:
    """Return the reading grade of each English text that is long enough, by place."""
    if _letters(record_format, record) > MOST_JUDGED:
        return {}
    return {
        place: _("Reading grade %(grade).1f.")
        % {"grade": prose.reading_grade(text, directory.names)}
        for place, text, language in prose_of(record_format, record)
        if language == "en" and prose.word_count(text) >= prose.FEWEST_WORDS_GRADED
    }


def _letters(record_format: RecordFormat, record: Record) -> int:
    return sum(len(text) for _place, text, _language in prose_of(record_format, record))
