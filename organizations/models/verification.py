"""Verifications: somebody looked, and it was still correct.

A look holds for so many months, by the part that was looked at; then somebody looks
again. A look at the whole record is one at each of its parts.
"""

import calendar
import datetime
import uuid
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import VerificationMethod, VerificationPart
from recovery_directory.fields import RowCheck
from recovery_directory.records.write_guard import GuardedManager

MONTHS_GOOD: dict[str, int] = {
    VerificationPart.CONTACT: 6,
    VerificationPart.MEDICATION: 12,
    VerificationPart.FIGURES: 24,
    VerificationPart.EVIDENCE: 24,
    VerificationPart.WHOLE: 12,
}
"""Months after which a part of a record is looked at again."""


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later, at most the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def months_earlier(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months before, at most the last of that month."""
    return months_later(day, -months)


def oldest_good(part: str, on: datetime.date) -> datetime.date:
    """Return the first day of which a look at ``part`` still holds on ``on``."""
    years, month = divmod(on.month - 1 - MONTHS_GOOD[VerificationPart(part)], 12)
    year = on.year + years
    last = calendar.monthrange(year, month + 1)[1]
    if on.day <= last:
        return on.replace(year=year, month=month + 1)
    # A look on the last day of a short month held until the same day of this one.
    return datetime.date(year, month + 1, last) + datetime.timedelta(days=1)


@dataclass(frozen=True)
class LastLook:
    """The last look at one part of a record, and whether it still holds."""

    on: datetime.date
    is_overdue: bool


class Verification(models.Model):
    """A dated act: who looked, at which part, how. Not the same as an edit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="verifications",
        verbose_name=_("organization"),
    )
    part = models.CharField(
        _("part"),
        max_length=12,
        choices=VerificationPart.choices,
        default=VerificationPart.WHOLE,
    )
    verified_on = models.DateField(_("verified on"))
    verified_by = models.CharField(
        _("verified by"), max_length=150, help_text=_("Name or role. Not public.")
    )
    method = models.CharField(
        _("how"), max_length=12, choices=VerificationMethod.choices
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("For curators.")
    )

    objects = GuardedManager()

    class Meta:
        ordering = ["-verified_on", "part"]
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = [
            RowCheck(
                condition=models.Q(part__in=VerificationPart.values),
                name="organizations_verification_part_is_known",
            ),
            RowCheck(
                condition=models.Q(method__in=VerificationMethod.values),
                name="organizations_verification_method_is_known",
            ),
        ]

    def __str__(self):
        """Return part and day."""
        return f"{self.get_part_display()}, {self.verified_on}"
