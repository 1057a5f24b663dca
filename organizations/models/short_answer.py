"""Short answers: the right way on where people ask for what is not listed here."""

import uuid
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organizations.choices import CrisisLanguage
from organizations.text_analysis.crisis_words import keys_of
from recovery_directory import telephones, web_addresses
from recovery_directory.fields import LinesField, LongTextField


class WayOn(NamedTuple):
    """A way on: what it is called, and its address or what dials it."""

    label: str
    address: str

    @property
    def is_web(self) -> bool:
        """Whether it leads to a page, and dials nothing."""
        return not self.address.startswith("tel:")


def validate_ways(lines: list[str]) -> None:
    """Raise ValidationError unless each line is a label, one in Spanish, an address."""
    for line in lines:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts):
            raise ValidationError(
                _("Write each way as: English | español | https://… or a number."),
                code="ways",
            )
        if not telephones.href(parts[2]):
            web_addresses.normal(parts[2])


class ShortAnswer(models.Model):
    """A few plain words and links for what the directory does not hold: detox, rehab.

    The table belongs to this site and is no record: no revision, API, dump, export or
    vocabulary carries it. ``loading`` puts the shipped answers into it and never
    overwrites what a curator changed; a shipped answer that misleads is switched off.
    Safety comes first and is another matter: crisis phrases.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(
        _("heading"), max_length=120, unique=True, help_text=_("Detox, in plain words.")
    )
    name_es = models.CharField(_("heading in Spanish"), max_length=120)
    phrases = LinesField(
        _("words in English"),
        help_text=_(
            "One phrase on each line, as people type it: detox center. Case, accents, "
            "little words, endings and slips do not matter."
        ),
    )
    phrases_es = LinesField(_("words in Spanish"))
    text = LongTextField(
        _("answer"),
        max_length=600,
        help_text=_("Two or three short sentences. Only what the links say too."),
    )
    text_es = LongTextField(_("answer in Spanish"), max_length=600)
    ways = LinesField(
        _("ways on"),
        validators=[validate_ways],
        help_text=_(
            "One on each line: label | label in Spanish | address or telephone number. "
            "Link the page of a public body, or of whoever does it."
        ),
    )
    groups = models.CharField(
        _("groups below the answer"),
        max_length=120,
        blank=True,
        help_text=_(
            "What to search for beside the other words: health professionals. Blank: "
            "the other words alone, or the whole list."
        ),
    )
    is_used = models.BooleanField(
        _("in use"), default=True, help_text=_("Switch off what answers wrongly.")
    )
    shipped_as = models.CharField(max_length=120, blank=True, editable=False)
    is_edited = models.BooleanField(default=False, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("short answer")
        verbose_name_plural = _("short answers")
        constraints = [
            models.UniqueConstraint(
                fields=["shipped_as"],
                condition=~models.Q(shipped_as=""),
                name="organizations_shortanswer_is_shipped_once",
            )
        ]

    def __str__(self):
        """Return the heading."""
        return self.name

    def clean(self):
        """Refuse phrases that say nothing, and an answer that nothing leads to."""
        super().clean()
        said = [*self.phrases, *self.phrases_es]
        if not said:
            raise ValidationError({"phrases": _("Write what people type for it.")})
        for phrase in said:
            if not keys_of(phrase):
                raise ValidationError(
                    _("“%(phrase)s” alone says nothing: write the whole phrase."),
                    params={"phrase": phrase},
                )

    # In the language that is active

    @property
    def heading(self) -> str:
        """Return what it is about."""
        return self.name_es if _is_spanish() else self.name

    @property
    def answer(self) -> str:
        """Return the words of the answer."""
        return self.text_es if _is_spanish() else self.text

    @property
    def shown_ways(self) -> list[WayOn]:
        """Return the ways on, telephones as what dials them."""
        found = []
        for line in self.ways:
            label, label_es, to = (part.strip() for part in line.split("|"))
            shown = label_es if _is_spanish() else label
            found.append(WayOn(shown, telephones.href(to) or to))
        return found


def _is_spanish() -> bool:
    return (get_language() or "").partition("-")[0] == CrisisLanguage.SPANISH
