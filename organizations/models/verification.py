"""Verifications: somebody looked, and it was still correct."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import VerificationMethod, VerificationPart
from recovery_directory.guarding import GuardedManager


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
            models.CheckConstraint(
                condition=models.Q(part__in=VerificationPart.values),
                name="organizations_verification_part_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(method__in=VerificationMethod.values),
                name="organizations_verification_method_is_known",
            ),
        ]

    def __str__(self):
        """Return part and day."""
        return f"{self.get_part_display()}, {self.verified_on}"
