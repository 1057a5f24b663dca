"""Local notes: what the operator of this site adds to an organization."""

import datetime
import re
import uuid

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from recovery_directory.web_addresses import (
    WebAddressField,
    as_people_write_it,
    web_address,
)

LOCAL_NOTE_WORDS = 30
"""Most words of a note: with every other text at its limit, the sheet is one page."""

PHONE = r"^(\+?[(0-9][0-9 ().-]+[0-9])(?: ext\. ?([0-9]+))?\Z"
"""A number, and perhaps the extension behind it."""


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
        validators=[
            RegexValidator(
                PHONE, _("Write it as 212-555-0100 or 212-555-0100 ext. 214.")
            )
        ],
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

    def is_good(self, *, on: datetime.date) -> bool:
        """Whether the note still holds on this day."""
        return self.good_until is None or on <= self.good_until

    @property
    def phone_to_dial(self) -> str:
        """Return the telephone as links to telephones write it."""
        number, extension = re.match(PHONE, self.phone).groups()
        dialled = re.sub(r"[^+0-9]+", "-", number).strip("-")
        return f"{dialled};ext={extension}" if extension else dialled

    @property
    def web_address(self) -> str:
        """Return where the link leads, or nothing where it leads nowhere."""
        return web_address(self.link)

    @property
    def link_shown(self) -> str:
        """Return the link as people write it."""
        return as_people_write_it(self.web_address)
