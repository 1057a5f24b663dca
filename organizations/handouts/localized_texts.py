"""The texts of a sheet, in the best language there is.

What a curator wrote for paper comes first, translated where it is; where nobody did,
the record's own texts make do, cut at the end of a sentence.
"""

import datetime
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organizations.choices import Fact
from organizations.models import HandoutText
from organizations.models.handout import HANDOUT_WORD_LIMITS, english_changed
from organizations.models.organization import Organization
from recovery_directory.records import revisions

FALLBACK = {
    "what": "summary",
    "who": "eligibility_description",
    "first_meeting": "first_meeting",
    "how_to_find": "how_to_start",
    "cost": "fees_description",
}
"""Fields that stand in where nobody wrote a text for paper."""

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Text:
    """A text, and its language where that is not the sheet's."""

    text: str
    language: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to print."""
        return bool(self.text)

    @classmethod
    def english(cls, text: str, language: str) -> "Text":
        """Return an English text on a sheet in ``language``."""
        return cls(text, "en" if text and language != "en" else "")


def shortened(text: str, limit: int) -> str:
    """Return the first whole sentences of ``text`` that have at most so many words.

    A first sentence that is longer is cut, and shows that it was.
    """
    words = text.split()
    if len(words) <= limit:
        return " ".join(words)
    kept: list[str] = []
    for sentence in SENTENCE_END.split(" ".join(words)):
        more = sentence.split()
        if len(kept) + len(more) > limit:
            break
        kept += more
    return " ".join(kept) or " ".join(words[: limit - 1]) + " …"


class Texts:
    """The texts of one sheet, in the best language there is."""

    def __init__(self, organization: Organization, language: str):
        """Take an organization with its hand-out texts, and the language wanted."""
        self.organization, self.language = organization, language
        written = {text.language: text for text in organization.handout_texts.all()}
        self.english = written.get("en")
        self.own = written.get(language)

    def of(self, key: str) -> Text:
        """Return the text ``key``: translated, else English, else from the record."""
        limit = HANDOUT_WORD_LIMITS[key]
        if self.language != "en" and self.own and getattr(self.own, key):
            return Text(shortened(getattr(self.own, key), limit + limit // 4))
        text = getattr(self.english, key, "") if self.english else ""
        if text:
            return Text.english(shortened(text, limit), self.language)
        if key in FALLBACK:
            text = getattr(self.organization, FALLBACK[key])
            return Text.english(shortened(text, limit), self.language)
        return Text(self._in_fixed_words(key))

    def _in_fixed_words(self, key: str) -> str:
        organization = self.organization
        fact = Fact.SPIRITUALITY if key == "faith" else Fact.MEDICATION
        unsure = f" {_('Not yet checked.')}" if organization.is_unchecked(fact) else ""
        if key == "faith":
            words = organization.faith_in_words
            if words and self.language != "en":
                # The tradition is in English.
                words = str(organization.get_spirituality_display())
            return f"{capfirst(words)}.{unsure}" if words else ""
        stance = organization.medication_in_words
        if not stance:
            return _(
                "No position is recorded here. Ask the group. Do not stop a medicine "
                "without talking to your doctor."
            )
        said = _(
            "Its documents say: %(stance)s. Groups can differ; ask. Do not stop a "
            "medicine without talking to your doctor."
        )
        return said % {"stance": stance} + unsure

    @property
    def note(self) -> str:
        """Return how far the sheet is a translation, and whether that is stale."""
        if self.language == "en":
            return ""
        if self.own is None:
            return _("The texts of this sheet are not translated yet.")
        day = self.own.translated_on
        if day is None:
            return _("Translated; the day is not known.")
        values = {"day": in_words(day)}
        if _english_changed_since(self.organization, self.english, day):
            return (
                _("Translated on %(day)s; the English text has changed since.") % values
            )
        return _("Translated on %(day)s.") % values


def in_words(day: datetime.date) -> str:
    """Return a day as the reader's language writes it."""
    return date_format(day, "DATE_FORMAT")


def _english_changed_since(
    organization: Organization, english: HandoutText | None, day: datetime.date
) -> bool:
    """Whether the English text is another one than on the day of its translation."""
    kept = revisions.history(organization)
    if not kept.filter(made_at__date__gt=day).exists():
        return False
    then = kept.filter(made_at__date__lte=day).first() or kept.last()
    return english_changed(then.record.get("handout_texts", []), english)
