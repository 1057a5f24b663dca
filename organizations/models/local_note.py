"""Local notes: what the operator of this site adds to an organization."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from recovery_directory import telephones
from recovery_directory.web_addresses import (
    WebAddressField,
    short_form,
    web_address,
)

LOCAL_NOTE_WORDS = 30
"""Most words of a note: with every other text at its limit, the sheet is one page."""


def validate_note_length(text: str) -> None:
    """Raise ValidationError for a note that would not fit on the sheet."""
    words = len(text.split())
    if words > LOCAL_NOTE_WORDS:
        raise ValidationError(
            ngettext_lazy(
                "Take out %(surplus)d word: %(most)d fit on the sheet.",
                "Take out %(surplus)d words: %(most)d fit on the sheet.",
                "surplus",
            ),
            code="words",
            params={"surplus": words - LOCAL_NOTE_WORDS, "most": LOCAL_NOTE_WORDS},
        )


class LocalNote(models.Model):
    """The operator's own word on an organization: "the meeting on our corridor".

    It belongs to this site and not to the record: no revision keeps it, and no API,
    dump, export or shipped record carries it. It has no state of its own; whoever may
    see the organization sees its note while that is good.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.OneToOneField(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="local_note",
        verbose_name=_("organization"),
    )
    text = models.CharField(
        _("note"),
        max_length=220,
        validators=[validate_note_length],
        help_text=_(
            "For example: The meeting on our corridor, Thursdays at 6. At most 30 "
            "words. Public: name no patient and no member."
        ),
    )
    phone = models.CharField(
        _("telephone"),
        max_length=30,
        blank=True,
        help_text=_("Yours, not the organization's: 212-555-0100 ext. 214."),
    )
    link = WebAddressField(
        _("link"),
        max_length=80,
        blank=True,
        help_text=_("Written out on paper: the shorter the better."),
    )
    noted_on = models.DateField(
        _("noted on"),
        default=timezone.localdate,
        help_text=_("The day on which this was right; it is printed."),
    )
    good_until = models.DateField(
        _("good until"),
        null=True,
        blank=True,
        help_text=_("After this day the note is shown nowhere."),
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        ordering = ["organization__sort_name", "organization__slug"]
        verbose_name = _("local note")
        verbose_name_plural = _("local notes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(good_until=None)
                | models.Q(good_until__gte=models.F("noted_on")),
                name="organizations_localnote_is_good_from_the_day_noted",
                violation_error_message=_(
                    "A note cannot end before the day on which it was noted."
                ),
            )
        ]

    def __str__(self):
        """Return the text."""
        return self.text

    def clean(self):
        """Refuse a telephone that cannot be dialled, unless it is kept as it was."""
        super().clean()
        try:
            if self.phone:
                telephones.validate(self.phone)
        except ValidationError as error:
            kept = LocalNote.objects.filter(pk=self.pk, phone=self.phone)
            if not kept.exists():
                raise ValidationError({"phone": error}) from error

    def is_good(self, *, on: datetime.date) -> bool:
        """Whether the note still holds on this day."""
        return self.good_until is None or on <= self.good_until

    @property
    def phone_href(self) -> str:
        """Return the address that dials the telephone, or an empty text."""
        return telephones.href(self.phone)

    @property
    def web_address(self) -> str:
        """Return where the link leads, or nothing where it leads nowhere."""
        return web_address(self.link)

    @property
    def link_shown(self) -> str:
        """Return the link as people write it."""
        return short_form(self.web_address)
