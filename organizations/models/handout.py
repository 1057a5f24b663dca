"""Texts of the hand-out: short enough for one sheet, in one language each."""

import uuid

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from recovery_directory.fields import LongTextField
from recovery_directory.records.revisions import Revision
from recovery_directory.records.write_guard import GuardedQuerySet

HANDOUT_WORD_LIMITS = {
    "what": 45,
    "who": 20,
    "first_meeting": 60,
    "how_to_find": 20,
    "cost": 12,
    "faith": 30,
    "medication": 50,
}
"""Most words of each text in English; other languages may take a quarter more."""


def english_changed(texts_then: list[dict], english: "HandoutText | None") -> bool:
    """Whether the English text differs from that among ``texts_then``, of a record."""
    then = next((row for row in texts_then if row.get("language", "en") == "en"), {})
    return any(
        then.get(key, "") != getattr(english, key, "") for key in HANDOUT_WORD_LIMITS
    )


class HandoutTextQuerySet(GuardedQuerySet):
    """Texts of sheets, and which of them are behind."""

    def stale_translations(self) -> "list[HandoutText]":
        """Return those of published records whose English is newer: two queries."""
        from organizations.models import Organization

        kept = Revision.objects.filter(
            record_kind=Organization._meta.model_name,
            record_id=OuterRef("organization_id"),
        )
        that_day = kept.filter(made_at__date__lte=OuterRef("translated_on"))
        texts = "record__handout_texts"
        translated = (
            self.exclude(language="en")
            .filter(
                organization__in=Organization.objects.published(),
                organization__updated_at__date__gt=F("translated_on"),
            )
            .annotate(
                texts_then=Coalesce(
                    Subquery(that_day.order_by("-number").values(texts)[:1]),
                    Subquery(kept.order_by("number").values(texts)[:1]),
                )
            )
        )
        english = HandoutText.objects.filter(
            language="en",
            organization__in=[text.organization_id for text in translated],
        )
        now = {text.organization_id: text for text in english}
        return [
            text
            for text in translated
            if english_changed(text.texts_then or [], now.get(text.organization_id))
        ]


class HandoutText(models.Model):
    """What a sheet in one language says of an organization."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="handout_texts",
        verbose_name=_("organization"),
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        default="en",
        help_text=_("ISO code: en, es."),
    )
    what = LongTextField(_("what it is"), help_text=_("Two sentences."))
    who = LongTextField(_("who it is for"), blank=True)
    first_meeting = LongTextField(_("a first meeting"), blank=True)
    how_to_find = LongTextField(_("how to find a meeting"), blank=True)
    cost = LongTextField(_("cost"), blank=True)
    faith = LongTextField(_("faith"), blank=True)
    medication = LongTextField(_("medication"), blank=True)
    translated_on = models.DateField(_("translated on"), null=True, blank=True)

    objects = HandoutTextQuerySet.as_manager()

    class Meta:
        ordering = ["language"]
        verbose_name = _("hand-out text")
        verbose_name_plural = _("hand-out texts")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "language"],
                name="organizations_handouttext_one_a_language",
                violation_error_message=_("There are texts in this language already."),
            )
        ]

    def __str__(self):
        """Return the language code."""
        return self.language
