"""Crisis phrases: words of despair or emergency that people type into a search."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import CrisisKind, CrisisLanguage
from organizations.text_analysis.crisis_words import key_of


class CrisisPhrase(models.Model):
    """Words that are answered with whom to call, before any result.

    The table belongs to this site and is no record: no revision, API, dump, export or
    vocabulary carries it. ``loading`` puts the shipped phrases into it and never
    overwrites what a curator changed; a shipped phrase that harms is switched off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.CharField(
        _("words"),
        max_length=120,
        help_text=_(
            "As people type them: want to die. Case, accents, apostrophes, little "
            "words, endings and slips do not matter; “myself” stands for himself and "
            "herself too."
        ),
    )
    key = models.CharField(
        max_length=200,
        unique=True,
        editable=False,
        error_messages={"unique": _("This phrase is in the table already.")},
    )
    kind = models.CharField(_("about"), max_length=10, choices=CrisisKind.choices)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=CrisisLanguage.choices,
        default=CrisisLanguage.ENGLISH,
        help_text=_("In which language the answer is given."),
    )
    subject = models.ForeignKey(
        "organizations.TaxonomyTerm",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="crisis_phrases",
        verbose_name=_("groups below the answer"),
        help_text=_("What to search for where nothing else was typed: Opioids."),
    )
    is_used = models.BooleanField(
        _("in use"), default=True, help_text=_("Switch off what answers wrongly.")
    )
    shipped_as = models.CharField(max_length=120, blank=True, editable=False)
    is_edited = models.BooleanField(default=False, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        ordering = ["kind", "language", "text"]
        verbose_name = _("crisis phrase")
        verbose_name_plural = _("crisis phrases")
        constraints = [
            models.UniqueConstraint(
                fields=["shipped_as"],
                condition=~models.Q(shipped_as=""),
                name="organizations_crisisphrase_is_shipped_once",
            )
        ]

    def __str__(self):
        """Return the words."""
        return self.text

    def save(self, **kwargs):
        """Keep the key, by which the phrase is found, as the words are."""
        self.key = key_of(self.text)
        super().save(**kwargs)

    def clean(self):
        """Refuse words that say nothing, and those that the table has already."""
        super().clean()
        self.key = key_of(self.text)
        if not self.key:
            raise ValidationError(
                {"text": _("These words alone say nothing: write the whole phrase.")}
            )
        if CrisisPhrase.objects.filter(key=self.key).exclude(pk=self.pk).exists():
            raise ValidationError({"text": _("This phrase is in the table already.")})
